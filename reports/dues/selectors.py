"""What is due when for whom: the county's own days, else those that are shipped; and what became overdue."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from orgs.models import Unit
from reports.dues.days import last_two, next_of
from reports.dues.models import AHEAD, DueRule
from reports.kinds import KINDS

FRESH = timedelta(days=31)  # 建议: data as old as this on a due day are those that were asked for
HANDS_IN = (Unit.Level.CITY, Unit.Level.COUNTY, Unit.Level.TOWNSHIP)


@dataclass(frozen=True)
class Due:
    """When something is next due, in how many days; `missed` is the last due day for which nothing was made.

    `is_ready`: what was made last will do for the next day.
    """

    day: date
    left: int
    ahead: int = AHEAD
    missed: date | None = None
    late: int = 0
    is_ready: bool = False

    @property
    def is_near(self):
        """True if it is time to make it."""
        return self.left <= self.ahead and not self.is_ready

    @property
    def is_pressing(self):
        return self.is_near or self.missed is not None

    @property
    def left_words(self):
        return "今天要交" if not self.left else f"还有{self.left}天"

    @property
    def badge(self):
        """Return (words, tone) for how near it is, or None where it is far."""
        if self.left <= self.ahead:
            return ("已做", "good") if self.is_ready else (self.left_words, "warn")
        return None

    @property
    def missed_words(self):
        return f"{self.missed.month}月{self.missed.day}日的没有做，已过{self.late}天" if self.missed else ""


class Duties:
    """The due days of one unit: a county, a township (by its county's rules), or a city. Two queries."""

    def __init__(self, scope, day):
        found = Unit.objects.filter(path__in=scope.paths)
        self.unit = min(found, key=lambda own: (len(own.path), own.path), default=None)
        self.day = day
        self.rules = {own.entry: own for own in rules_over(self.unit).in_force(day)} if self.unit else {}

    @property
    def hands_in(self):
        """True if anybody could call it late: a village makes its papers for its township."""
        return self.unit is not None and self.unit.level in HANDS_IN

    def days_of(self, entry):
        """Return the days on which the unit has to hand the entry in."""
        if self.unit is None:
            return entry.due
        is_city = self.unit.level == Unit.Level.CITY
        if not KINDS[entry.report].suits(self.unit) if entry.report else is_city:
            return ()
        above = is_city or self.unit.is_county
        rule = self.rules.get(entry.code)
        if rule is None:
            return entry.due if above else entry.due_below
        return rule.days if above else rule.township_days

    def due(self, entry, made):
        """Return the `Due` of an entry, or None if nobody asks for it by date.

        :param made: the day of the newest data that the unit has made a paper of, or on which it last took
            one from elsewhere, or None. Something old that was made late may hide that the next is missing.
        """
        days, rule = self.days_of(entry), self.rules.get(entry.code)
        following = next_of(days, self.day)
        if following is None:
            return None
        missed = self._missed(days, rule, made)
        return Due(
            following, (following - self.day).days, AHEAD if rule is None else rule.ahead, missed,
            (self.day - missed).days if missed else 0,
            is_ready=made is not None and made > following - FRESH,
        )  # fmt: skip

    def _missed(self, days, rule, made):
        """Return the last due day if nothing was made since the one before it.

        Neither what was due before the unit was registered here, nor before the rule held, is missed.
        """
        if not self.hands_in:
            return None
        last, before = last_two(days, self.day)
        since = max(timezone.localdate(self.unit.created_at), rule.since if rule else date.min)
        if last is None or last < since or (made is not None and made > before):
            return None
        return last


def rules_over(unit):
    """Return the rows of the unit's county."""
    above = [*unit.ancestor_paths, unit.path]
    return DueRule.objects.filter(unit__path__in=above, unit__level=Unit.Level.COUNTY)
