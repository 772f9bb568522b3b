"""Serial numbers of recruitments, contracts, certificates of post and of training: dated rules, no gaps, no
doubles."""
