"""The catalogue: everything the office has to hand in, where it is made, when last and when next."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from django.db.models import Max, Q
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from core.freshness import remember_for
from core.permissions import Permission
from core.pinyin import initials
from orgs.models import Unit
from reports.doors import seen_by
from reports.dues.selectors import Due, Duties
from reports.kinds import KINDS
from reports.kinds.registry import LEVEL_NAMES
from reports.models import Document

REMEMBERED = 60  # seconds
FILE = Path(__file__).parent / "data" / "catalogue.toml"


@dataclass(frozen=True)
class Entry:
    """One thing to hand in. `report` is the code of a kind made here; others are made on the page `at`.

    `due` and `township_due` are the usual days (["06-30"]); a county may have its own.
    """

    group: str
    name: str
    words: str
    formats: tuple[str, ...]
    code: str = ""
    report: str = ""
    at: str = ""
    needs: str = ""
    due: tuple[str, ...] = ()
    township_due: tuple[str, ...] | None = None
    levels: tuple[str, ...] = ()  # made elsewhere, and only for these units: a village has no use for it
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
    def made_for(self):
        """Return the levels of the units for which it is made; empty for what anybody makes elsewhere."""
        return KINDS[self.report].levels if self.report else self.levels

    @property
    def level_names(self):
        """Return for which units it is made; empty for what anybody makes elsewhere."""
        return "、".join(LEVEL_NAMES[level] for level in self.made_for)

    def is_within(self, levels, *, can_make):
        """True if somebody over units of these levels can make it, or for what is made elsewhere open it."""
        return (can_make or not self.report) and (not self.made_for or bool(levels & set(self.made_for)))

    @property
    def due_below(self):
        """Return the days on which townships usually have to hand it in."""
        if self.township_due is not None:
            return self.township_due
        is_made_there = not self.report or Unit.Level.TOWNSHIP in KINDS[self.report].levels
        return self.due if is_made_there else ()

    def fits(self, text):
        """True if the words of a search, or their pinyin initials, are in it."""
        text = text.strip().lower()
        return any(text in own.lower() for own in (self.name, self.words, self.group, initials(self.name)))


@dataclass(frozen=True)
class Line:
    """One entry as a user sees it."""

    entry: Entry
    last_made: object
    due: Due | None
    create_url: str


@lru_cache(maxsize=1)
def entries():
    """Return the entries of the catalogue in its order."""
    written = tomllib.loads(FILE.read_text("utf-8"))["entry"]
    return tuple(_entry(own) for own in written)


def _entry(written):
    facts = {name: tuple(value) if isinstance(value, list) else value for name, value in written.items()}
    return Entry(**{"code": facts.get("report", ""), **facts})


def entry_of(code):
    """Return the entry with that code, or None."""
    return next((own for own in entries() if own.code == code), None)


def files_sent(scope):
    """Return (name, when last) of every file that left the scope, from the audit log. One query.

    The log grows: what it says is remembered for a minute.
    """
    exports = AuditEntry.objects.within(scope).filter(event=AuditEntry.Event.EXPORT)
    named = exports.annotate(what=KT("additional_data__what")).exclude(what=None).order_by()
    rows = named.values_list("what").annotate(last=Max("timestamp"))
    return remember_for(REMEMBERED, f"catalogue-sent:{scope.key}", lambda: list(rows))


def lines_for(user, scope, day, *, text="", pressing=False):
    """Return the `Duties` of the user's unit, and what they may see of the catalogue as (group, [Line]).

    Left out is what they can neither make nor open: a paper of another level, of which none is there for
    them to read. Five queries. With `pressing` only what is overdue or due soon.
    """
    duties = Duties(scope, day)
    made = {
        kind: facts
        for kind, *facts in seen_by(Document.objects.within(scope), user)
        .values_list("kind")
        .annotate(last=Max("made_at"), own=Max("snapshot__as_of", filter=Q(unit=duties.unit)))
        .order_by()
    }
    files = files_sent(scope)
    can_make = user.holds(Permission.REPORT_MAKE)
    seen = [entry for entry in entries() if user.holds(entry.permission) and entry.fits(text)]
    levels = set(Unit.objects.within(scope).current().order_by().values_list("level", flat=True).distinct())
    seen = [own for own in seen if own.report in made or own.is_within(levels, can_make=can_make)]
    lines = [_line(entry, duties, made.get(entry.report), files, can_make=can_make) for entry in seen]
    if pressing:
        lines = [line for line in lines if line.due and line.due.is_pressing]
    return duties, [(group, list(own)) for group, own in groupby(lines, key=lambda line: line.entry.group)]


def _line(entry, duties, made, files, *, can_make):
    if entry.report:
        last, own = made or (None, None)
    else:
        last = entry.last_sent(files)
        own = last and timezone.localdate(last)
    create = f"{reverse('reports:document_create')}?kind={entry.report}" if entry.report and can_make else ""
    return Line(entry, last, duties.due(entry, own), create)
