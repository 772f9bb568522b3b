"""Appraisal of 专职委员: daily points, two reports, two ballots, one result, and what follows from it."""
