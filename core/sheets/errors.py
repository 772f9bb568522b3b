class UnreadableSheet(Exception):
    """The file cannot be taken as a table. The message, fit for the user, says why and how to mend it."""
