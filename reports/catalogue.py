"""The catalogue: everything the office has to hand in, where it is made, when last and when next."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from django.db.models import Max
from django.urls import reverse

from core.permissions import Permission
from core.pinyin import initials
from reports.doors import seen_by
from reports.kinds import KINDS
from reports.models import Document

FILE = Path(__file__).parent / "data" / "catalogue.toml"


@dataclass(frozen=True)
class Entry:
    """One thing to hand in. `report` is the code of a kind made here; others are made on the page `at`."""

    group: str
    name: str
    words: str
    formats: tuple[str, ...]
    report: str = ""
    at: str = ""
    needs: str = ""
    due: tuple[str, ...] = ()

    @property
    def permission(self):
        """Return what it takes to see it."""
        if self.needs:
            return Permission[self.needs]
        return (KINDS[self.report].needs if self.report else None) or Permission.REPORT_VIEW

    @property
    def url(self):
        """Return where it is made, or for a report the list of those that were."""
        return reverse(self.at) if self.at else f"{reverse('reports:document_list')}?kind={self.report}"

    @property
    def level_names(self):
        """Return for which units a report is made; empty for what is made elsewhere."""
        return KINDS[self.report].level_names if self.report else ""

    def next_due(self, day):
        """Return the day on which it is next asked for, or None."""
        days = [
            date(year, *map(int, own.split("-"))) for year in (day.year, day.year + 1) for own in self.due
        ]
        return min((own for own in days if own >= day), default=None)

    def fits(self, text):
        """True if the words of a search, or their pinyin initials, are in it."""
        text = text.strip().lower()
        return any(text in own.lower() for own in (self.name, self.words, self.group, initials(self.name)))


@dataclass(frozen=True)
class Line:
    """One entry as a user sees it."""

    entry: Entry
    last_made: object
    next_due: date | None
    create_url: str


@lru_cache(maxsize=1)
def entries():
    """Return the entries of the catalogue in its order."""
    written = tomllib.loads(FILE.read_text("utf-8"))["entry"]
    return tuple(
        Entry(**{name: tuple(value) if isinstance(value, list) else value for name, value in own.items()})
        for own in written
    )


def lines_for(user, scope, day, *, text=""):
    """Return what a user may see of the catalogue as (group, [Line]); one query."""
    made = dict(
        seen_by(Document.objects.within(scope), user)
        .values_list("kind")
        .annotate(last=Max("made_at"))
        .order_by()
    )
    can_make = user.holds(Permission.REPORT_MAKE)
    seen = [entry for entry in entries() if user.holds(entry.permission) and entry.fits(text)]
    lines = [
        Line(
            entry, made.get(entry.report), entry.next_due(day),
            f"{reverse('reports:document_create')}?kind={entry.report}" if entry.report and can_make else "",
        )
        for entry in seen
    ]  # fmt: skip
    return [(group, list(own)) for group, own in groupby(lines, key=lambda line: line.entry.group)]
