"""Why a step of the assessment is refused, in words that the user may read."""


class RoundRefused(Exception):
    """The step cannot be done; the message is fit to show to the user."""


class MarkRefused(RoundRefused):
    """The points cannot be written down so. `slot` names the question, empty for the item as a whole."""

    def __init__(self, message, slot=""):
        super().__init__(message)
        self.slot = slot


class SomebodyWasFaster(MarkRefused):
    """Somebody else has written since the page was opened; `standing` is what he wrote."""

    def __init__(self, message, standing):
        super().__init__(message)
        self.standing = standing
