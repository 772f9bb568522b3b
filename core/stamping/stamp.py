from dataclasses import dataclass


@dataclass(frozen=True)
class Stamp:
    """What the mark on a file says.

    :param number: of the approval under which the file leaves.
    :param purpose: what it may be used for, in a word.
    :param holder: who takes it, and of which unit.
    :param moment: when, in words.
    :param reason: why, for the audit log; it does not stand on the file.
    :param is_shown: False where the reason is asked for but the file needs no mark.
    """

    number: str
    purpose: str
    holder: str
    moment: str
    reason: str
    is_shown: bool = True

    @property
    def line(self):
        """Return the whole mark as one line."""
        return f"仅供{self.purpose}使用 · {self.holder} · {self.moment} · 申请编号 {self.number}"

    @property
    def short(self):
        """Return what runs across a page."""
        return f"{self.holder} · 仅供{self.purpose}使用 · {self.number}"
