"""Places where upper floors hang things that others show: menu entries, unit panels, search, the inbox."""

from collections.abc import Callable
from dataclasses import dataclass

LATER = 40  # from this order on, cards of a unit come after its page


@dataclass(frozen=True)
class MenuItem:
    """An entry of the side menu, shown to those who hold `permission` somewhere."""

    group: str
    label: str
    url_name: str
    permission: str
    order: int
    count: Callable | None = None  # takes the user's scope, returns what is waiting
    also: tuple[str, ...] = ()  # url names that keep this entry marked as current


@dataclass(frozen=True)
class Panel:
    """A card on the unit page: `context(unit, user, scope)` feeds `template`; None hides the card."""

    key: str
    title: str
    permission: str
    template: str
    context: Callable
    order: int

    @property
    def comes_later(self):
        """True if the page of a county or township need not wait for the card."""
        return self.order >= LATER


@dataclass(frozen=True)
class SearchProvider:
    """One kind of hit of the global search: `find(text, scope)` returns at most ten (label, note, url)."""

    label: str
    permission: str
    find: Callable
    order: int


@dataclass(frozen=True)
class Todo:
    """One line of what waits: how many, what, how urgent, and where it is done by those who may."""

    number: int
    text: str
    url: str
    action: str
    note: str = ""
    tone: str = "none"
    needs: str | None = None  # the permission that doing it takes; others are only led to look
    level: str = ""  # of the units whose work it is: county, township or grassroots; empty: whoever sees it


@dataclass(frozen=True)
class Inbox:
    """What waits in one room: `lines(scope, day)` returns its `Todo`s, with a constant number of queries.

    What waits for a person and not for a place is personal: `lines(user, scope, day)`.
    """

    permission: str
    lines: Callable
    order: int
    is_personal: bool = False


MENU: list[MenuItem] = []
PANELS: list[Panel] = []
SEARCH: list[SearchProvider] = []
INBOX: list[Inbox] = []


def register(*things):
    """Hang menu items, panels, search providers or inboxes in their places; called from `AppConfig.ready`."""
    places = {MenuItem: MENU, Panel: PANELS, SearchProvider: SEARCH, Inbox: INBOX}
    for thing in things:
        place = places[type(thing)]
        if thing not in place:
            place.append(thing)
            place.sort(key=lambda item: item.order)
