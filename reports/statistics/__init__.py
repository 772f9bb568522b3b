"""Statistical forms: the head that a county prints over them, and the indicators of the yearly statistics."""
