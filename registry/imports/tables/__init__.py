"""Tables other than the roster of persons: read, compared, written and taken back by one set of parts."""
