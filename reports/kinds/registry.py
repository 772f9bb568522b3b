"""What a kind of report is. The kinds themselves stand beside this module; `reports.kinds` lists them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from core.permissions import Permission
from orgs.models import Unit
from reports.periods import NotPossible, Subject, subject_of

LEVEL_NAMES = dict(Unit.Level.choices)
FROM_CITY_TO_TOWNSHIP = (Unit.Level.CITY, Unit.Level.COUNTY, Unit.Level.TOWNSHIP)


@dataclass(frozen=True)
class ReportKind:
    """One kind of report: for which levels of units, how it is titled, counted and printed.

    `title(subject)` gives the phrases of the title; `build(subject, previous)` the content and the lists of a
    snapshot, where `previous` is the newest snapshot of the year before or None. `needs` is what makers and
    readers must hold besides the right to reports: who sees a paper of persons sees no more than before.
    """

    code: str
    name: str
    levels: tuple[str, ...]
    is_quarterly: bool
    template: str
    title: Callable
    build: Callable
    is_prose: bool = False  # may go out under a head, and be edited before
    needs: Permission | None = None
    forms_at_once: int = 0  # how many of content["forms"] are laid out together; 0 where there are none
    people: tuple[str, ...] = ()  # keys of the snapshot's lists whose persons stand in the paper by name
    is_half: bool = False  # of a half-year, which goes by the quarter that it ends with
    about: str = ""  # what one row of the unit it may be about: person, member
    is_of_now: bool = False  # says what holds today, and so nothing of another year

    def subject(self, unit, year, quarter=None, **more):
        """Return the subject of such a report for a period; see `reports.periods.subject_of`.

        :raises NotPossible: it is not about such a row, or not about that period.
        """
        about = more.get("about", "")
        if about and about.partition(":")[0] != self.about:
            raise NotPossible(f"“{self.name}”不能只为其中一项生成。")
        if self.is_of_now and year != timezone.localdate().year:
            raise NotPossible(f"“{self.name}”按现在的登记填写，只能做本年度的，不能是 {year} 年。")
        return subject_of(unit, year, quarter, is_quarterly=self.is_quarterly, is_half=self.is_half, **more)

    def subject_again(self, snapshot):
        """Return the subject of a snapshot of this kind, on its own day."""
        return Subject(
            snapshot.unit, snapshot.year, snapshot.quarter, snapshot.as_of, snapshot.about, self.is_half
        )

    @property
    def level_names(self):
        return "、".join(LEVEL_NAMES[level] for level in self.levels)

    def suits(self, unit):
        return unit.level in self.levels

    def is_open_to(self, user, unit):
        """True if the user may see what it tells of the unit."""
        return self.needs is None or user.scope_of(self.needs).covers(unit)

    def is_book(self, content):
        """True if so many forms are in it that they are laid out piece by piece."""
        return 0 < self.forms_at_once < len(content.get("forms", ()))

    def sheaves(self, content):
        """Yield the content in pieces of so many forms as are laid out together; usually all at once."""
        if not self.is_book(content):
            yield content
            return
        forms = content["forms"]
        for start in range(0, len(forms), self.forms_at_once):
            yield content | {"forms": forms[start : start + self.forms_at_once]}
