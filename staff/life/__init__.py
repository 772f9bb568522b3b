"""A member's life in post: renewal, transfer, warnings, leaving and hand-over, alerts, the personal file."""
