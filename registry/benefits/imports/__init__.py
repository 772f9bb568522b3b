"""Importing who is granted which benefit, as 民政 lists it (domain.md §6.5)."""
