"""Questions about cases, certificates that run out, and households."""
