class LedgerRefused(Exception):
    """It cannot be done, for a reason fit to show to the user. `field` names the place in the form."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field
