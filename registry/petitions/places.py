"""What this room hangs into the menu, the search and the unit page."""


def register_all():
    pass
