"""Why a change of a scheme is refused, in words that the user may read."""


class SchemeRefused(Exception):
    """The scheme cannot be changed so. `field` names what is wrong in the form, empty for all of it."""

    def __init__(self, message, field=""):
        super().__init__(message)
        self.field = field


class ChangedMeanwhile(SchemeRefused):
    """Somebody else has changed the same since the page was opened."""
