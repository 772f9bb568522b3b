"""Cards that the rooms of the register hang on the page of a person."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class PersonPanel:
    """A card: `context(person, user)` is its template's `data`, None hides it; `leading` stands on top."""

    template: str
    context: Callable
    order: int
    leading: bool = False


PANELS: list[PersonPanel] = []


def hang(*panels):
    """Hang cards in their order; called from a room's `register_all`."""
    for panel in panels:
        if panel not in PANELS:
            PANELS.append(panel)
            PANELS.sort(key=lambda panel: panel.order)


def panels_of(person, user):
    """Return (leading, other) cards that `user` sees on the page of the person: {template, data} each."""
    shown = [
        {"template": panel.template, "data": data, "leading": panel.leading}
        for panel in PANELS
        if (data := panel.context(person, user)) is not None
    ]
    return [p for p in shown if p["leading"]], [p for p in shown if not p["leading"]]
