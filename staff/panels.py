"""Cards that the floors above hang on the page of a 专职委员."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class MemberPanel:
    """A card: `context(member, user)` is its template's `data`; None hides it."""

    template: str
    context: Callable
    order: int


PANELS: list[MemberPanel] = []


def hang(*panels):
    """Hang cards in their order; called from a room's `register_all`."""
    for panel in panels:
        if panel not in PANELS:
            PANELS.append(panel)
            PANELS.sort(key=lambda panel: panel.order)


def panels_of(member, user):
    """Return the cards that `user` sees on the page of the member: {template, data} each."""
    return [
        {"template": panel.template, "data": data}
        for panel in PANELS
        if (data := panel.context(member, user)) is not None
    ]
