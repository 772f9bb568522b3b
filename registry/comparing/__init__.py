"""Comparing another department's list with the register (比对)."""
