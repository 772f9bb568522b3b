"""The sentinel: month by month, what was due beside what was granted and paid; the difference has a name.

`actual` is what was paid, where payments of that kind and month have been taken in, else what was granted.
Over = actual − due where positive, missed = due − actual where positive: the sum of actual less the sum of
due is the sum of over less the sum of missed, to the cent, whatever the order of persons and months.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from registry.benefits.choices import Fault, RuleCode
from registry.benefits.defaults import ELDERLY_FROM
from registry.benefits.entitlement import ZERO, Due, Facts, Granted, reckon
from registry.benefits.months import month_of
from registry.choices import Relation

NOTHING = Due("", ZERO, None, ())


class Line(NamedTuple):
    """One month of one person and kind. `paid` is None where no payments of the month have been taken in."""

    month: int
    due: Due
    granted: Decimal
    paid: Decimal | None
    tier: str = ""

    @property
    def actual(self):
        return self.granted if self.paid is None else self.paid

    @property
    def over(self):
        return max(self.actual - self.due.amount, ZERO)

    @property
    def missed(self):
        return max(self.due.amount - self.actual, ZERO)


@dataclass
class Member:
    """One person with all that is known of them: grants by kind, payments by kind and month."""

    facts: Facts
    household: tuple = ()
    is_head: bool = False
    grants: dict[int, list[Granted]] = field(default_factory=dict)
    paid: dict[int, dict[int, Decimal]] = field(default_factory=dict)

    def granted_in(self, kind, month):
        """Return the grant of a kind that covers the month, or None."""
        return next((grant for grant in self.grants.get(kind, ()) if grant.covers(month)), None)


@dataclass(frozen=True)
class Window:
    """The months looked at, and of which kinds and months anything is known.

    :param paid: (kind, month) of which payments have been taken in.
    :param granted: kinds of which the county has grants at all; without either a month is not judged.
    """

    first: int
    last: int
    paid: frozenset = frozenset()
    granted: frozenset = frozenset()

    @property
    def months(self):
        return range(self.first, self.last + 1)

    def knows(self, kind, month):
        return kind in self.granted or (kind, month) in self.paid


def compare(members, book, window):
    """Yield (member, kind, lines) of every person and kind with anything due, granted or paid.

    :param members: whole households, in any order; :param book: what their county has laid down.
    """
    dues = {}
    for member in members:
        for kind in book.kinds.values():
            due = dues_of(member, kind, book, window)
            if due or kind.pk in member.grants or kind.pk in member.paid:
                dues[member.facts.pk, kind.pk] = due
    _once_a_household(members, dues, book)
    for member in members:
        own = {kind: dues[member.facts.pk, kind] for kind in book.kinds if (member.facts.pk, kind) in dues}
        if not own:
            continue
        _since_applying(member, own, book)
        _only_the_highest(own, book)
        for kind, due in own.items():
            if lines := _lines(member, kind, due, window):
                yield member, book.kinds[kind], lines


def dues_of(member, kind, book, window):
    """Return {month: Due} where something is due, and why not where somebody is granted or paid anyway."""
    facts, grants = member.facts, member.grants.get(kind.pk, ())
    is_touched = bool(grants) or kind.pk in member.paid
    if not is_touched and is_out_of_question(facts, kind, book):
        return {}
    starts = [window.first, *sorted(_turns(facts, grants, book, window))]
    ends = [*(start - 1 for start in starts[1:]), window.last]
    found = {}
    for start, end in zip(starts, ends, strict=True):
        due = reckon(facts, kind, book, start, granted=member.granted_in(kind.pk, start))
        if due.amount or is_touched:
            found.update(dict.fromkeys(range(start, end + 1), due))
    return found if is_touched or any(due.amount for due in found.values()) else {}


def is_out_of_question(facts, kind, book):
    """True for the many who lack what the kind needs in any month; saves the reckoning."""
    if kind.needs_card and not facts.cards:
        return True
    whats = book.only_for.get(kind.pk)
    return whats is not None and not any(spell.what in whats for spell in facts.spells)


def _turns(facts, grants, book, window):
    """Return the months after the first in which anything may change for the person."""
    days = [facts.gone_on] if facts.gone_on else []
    for spell in (*facts.spells, *facts.cards):
        days += [day for day in (spell.since, spell.until) if day is not None]
    months, reach = set(book.turns), book.longest_delay + 1
    for day in days:
        month = month_of(day)
        if window.first - reach <= month <= window.last:
            months.update(range(month, month + reach + 1))
    for grant in grants:
        months.add(grant.first)
        if grant.last is not None:
            months.add(grant.last + 1)
    born = month_of(facts.birth_date)
    for age in book.ages:
        month = born + age * 12
        if window.first - reach <= month <= window.last:
            months.update(range(month, month + reach + 1))
    return {month for month in months if window.first < month <= window.last}


def _once_a_household(members, dues, book):
    """Of a benefit for households leave what is due to one member only: who is granted it, else the head."""
    kinds = [kind.pk for kind in book.kinds.values() if kind.is_household]
    homes = defaultdict(list)
    for member in members:
        if member.household:
            homes[member.household].append(member)
    for kind in kinds:
        for home in homes.values():
            sharing = [member for member in home if (member.facts.pk, kind) in dues]
            if len(sharing) > 1:
                _share_out(sharing, kind, dues)


def _share_out(sharing, kind, dues):
    own = {member.facts.pk: dues[member.facts.pk, kind] for member in sharing}
    ranked = sorted(sharing, key=lambda member: (not member.is_head, member.facts.pk))
    for month in sorted({month for due in own.values() for month in due}):
        entitled = [m for m in ranked if own[m.facts.pk].get(month, NOTHING).amount]
        if len(entitled) < 2:
            continue
        holder = next((m for m in entitled if m.granted_in(kind, month)), entitled[0])
        for member in entitled:
            if member is not holder:
                own[member.facts.pk][month] = Due("", ZERO, None, ("household",))


def _since_applying(member, own, book):
    """Take away what lies before the first application: nothing is due before (自申请当月计发)."""
    for kind, due in own.items():
        grants = member.grants.get(kind)
        if grants:
            first = min(grant.first for grant in grants)
            before = [month for month in due if month < first and due[month].amount]
        else:
            before = [m for m in due if due[m].amount and book.delay(RuleCode.BEFORE_APPLYING, m) is None]
        for month in before:
            due[month] = Due("", ZERO, None, ("not_applied",))


def _only_the_highest(own, book):
    """Of the kinds of one group (择高) leave only the one with the highest amount due in a month."""
    groups = defaultdict(list)
    for kind in own:
        if name := book.kinds[kind].higher_of:
            groups[name].append(kind)
    for kinds in groups.values():
        for month in {month for kind in kinds for month in own[kind]}:
            if book.delay(RuleCode.HIGHER, month) is None:
                continue
            ranked = sorted(kinds, key=lambda kind: (-own[kind].get(month, NOTHING).amount, kind))
            for kind in ranked[1:]:
                if own[kind].get(month, NOTHING).amount:
                    own[kind][month] = Due("", ZERO, None, ("higher",))


def _lines(member, kind, due, window):
    paid, lines = member.paid.get(kind, {}), []
    for month in window.months:
        if not window.knows(kind, month):
            continue
        grant, was_due = member.granted_in(kind, month), due.get(month, NOTHING)
        is_paid = (kind, month) in window.paid
        received = paid.get(month, ZERO) if is_paid else None
        if was_due.amount or grant or received:
            lines.append(
                Line(month, was_due, grant.amount if grant else ZERO, received, grant.tier if grant else "")
            )
    return lines


def fault_of(line, member, kind, *, has_mates=False):
    """Return the `Fault` of a month, or None if it is right.

    :param has_mates: others of the register live in the household.
    """
    if line.missed:
        return Fault.UNDERPAID if line.granted or line.actual else Fault.OMITTED
    if not line.over:
        return None
    if line.due.amount:
        return Fault.OVERPAID
    why = line.due.why[0] if line.due.why else ""
    grant = member.granted_in(kind.pk, line.month)
    if why == RuleCode.DEATH and kind.is_household and (has_mates or (grant and grant.persons > 1)):
        return Fault.INHERITED
    if kind.is_household and why == "requires" and _is_by_age(line, member, kind):
        return Fault.BY_AGE
    return Fault.WRONG


def _is_by_age(line, member, kind):
    """True if an elderly person was never found to meet what the kind requires."""
    was_found = any(spell.what == kind.requires for spell in member.facts.spells)
    return not was_found and line.month >= month_of(member.facts.birth_date) + ELDERLY_FROM * 12


def is_head(relation):
    """True for 户主."""
    return relation == Relation.HEAD
