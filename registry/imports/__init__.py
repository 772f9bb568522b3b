"""Importing persons: a township's roster → rows → plan → what people see → written, and taken back."""
