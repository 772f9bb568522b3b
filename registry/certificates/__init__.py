"""The life of a certificate and of a household: applications, moves, expiry."""
