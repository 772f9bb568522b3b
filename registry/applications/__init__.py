"""Applications for benefits: the review in steps with public notices (domain.md §6.2; SEED4)."""
