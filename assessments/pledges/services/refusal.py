"""Why a step of the pledges is refused, in words that the user may read."""


class PledgeRefused(Exception):
    """The step cannot be done; `field` names the field of the form that is at fault, if one is."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field
