"""Stipends: what is owed, the pay run from computing to closing, the bank, the rolls."""
