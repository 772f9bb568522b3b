"""What happens to ledgers: one verb for each thing."""
