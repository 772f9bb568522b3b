"""Reports that are made by themselves when a period is over, and wait for those who need them."""
