class ChangeRefused(Exception):
    """The tree cannot be changed so; the message is fit to show, `field` names the field it is about."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


class NotReconciled(ChangeRefused):
    """The counts before and after differ: everything was taken back."""
