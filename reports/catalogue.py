"""The catalogue: everything the office has to hand in, where it is made, when last and when next."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from django.db.models import Max
from django.db.models.fields.json import KT
from django.urls import reverse

from accounts.models import AuditEntry
from core.freshness import remember_for
from core.permissions import Permission
from core.pinyin import initials
from reports.doors import seen_by
from reports.kinds import KINDS
from reports.models import Document

REMEMBERED = 60  # seconds
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
    sent: tuple[str, ...] = ()  # words in the names of its files, for what is made elsewhere

    def last_sent(self, files):
        """Return when one of the files of the audit log was one of these, the latest; None if none was."""
        days = [at for name, at in files if any(word in name for word in self.sent)]
        return max(days, default=None)

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


def files_sent(scope):
    """Return (name, when last) of every file that left the scope, from the audit log. One query.

    The log grows: what it says is remembered for a minute.
    """
    exports = AuditEntry.objects.within(scope).filter(event=AuditEntry.Event.EXPORT)
    named = exports.annotate(what=KT("additional_data__what")).exclude(what=None).order_by()
    rows = named.values_list("what").annotate(last=Max("timestamp"))
    return remember_for(REMEMBERED, f"catalogue-sent:{scope.key}", lambda: list(rows))


def lines_for(user, scope, day, *, text=""):
    """Return what a user may see of the catalogue as (group, [Line]); two queries."""
    made = dict(
        seen_by(Document.objects.within(scope), user)
        .values_list("kind")
        .annotate(last=Max("made_at"))
        .order_by()
    )
    files = files_sent(scope)
    can_make = user.holds(Permission.REPORT_MAKE)
    seen = [entry for entry in entries() if user.holds(entry.permission) and entry.fits(text)]
    lines = [
        Line(
            entry, made.get(entry.report) if entry.report else entry.last_sent(files), entry.next_due(day),
            f"{reverse('reports:document_create')}?kind={entry.report}" if entry.report and can_make else "",
        )
        for entry in seen
    ]  # fmt: skip
    return [(group, list(own)) for group, own in groupby(lines, key=lambda line: line.entry.group)]
