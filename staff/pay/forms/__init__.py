"""What people fill in about pay runs, standards and the bank."""
