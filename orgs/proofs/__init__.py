"""Paper that proves itself: a code on it tells anybody who made it when, and whether it is still true."""
