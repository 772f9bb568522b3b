"""The roll of a half-year: who is owed what, computed from appointments, standards and rules."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date

from orgs.scoping import below
from staff.calculation import NOTHING, MonthPay, Spell, end_of, pay_of_month
from staff.choices import MEMBER_POSTS
from staff.models import Appointment, StipendMonth, StipendRule, StipendStandard
from staff.models.runs import MONTHS


@dataclass
class OwedLine:
    """What one appointment earns in a half-year; `steps` are all six months, `paid` those with money."""

    appointment: Appointment
    steps: list = field(default_factory=list)
    paid: list = field(default_factory=list)

    @property
    def member(self):
        return self.appointment.member

    @property
    def unit(self):
        return self.appointment.post.unit

    @property
    def amount(self):
        return sum((step.amount for step in self.paid), NOTHING)

    @property
    def fingerprint(self):
        """What must not have changed between making and reviewing the roll."""
        member = self.member
        months = tuple((step.month, step.amount) for step in self.paid)
        return (self.appointment.pk, member.name, member.bank_name, member.bank_digest, months)


@dataclass(frozen=True)
class Roll:
    """The lines with money, and the people who were in post but earn nothing, with the reason."""

    lines: list
    unpaid: list


def months_of(year, half):
    """Return the first days of the six months of a half-year."""
    return [date(year, month, 1) for month in MONTHS[half]]


def compute_roll(county, year, half):
    """Compute what everyone below `county` is owed for a half-year. Four queries, nothing is written."""
    in_county = Appointment.objects.filter(below(county.path, "post__unit__path"))
    return roll_of(in_county, county, months_of(year, half))


def roll_of(appointments, county, months):
    """Compute the roll of some appointments of one county for the given months.

    A month that another roll holds for the same person is left out and named.
    """
    standards = list(StipendStandard.objects.filter(unit=county))
    rules = list(StipendRule.objects.filter(unit=county))
    by_member = defaultdict(list)
    for appointment in _touching(appointments, months):
        by_member[appointment.member_id].append(appointment)
    booked = _booked_elsewhere(by_member, county, months)
    lines, unpaid = [], []
    for member, own in by_member.items():
        for line in _lines_of(own, months, booked.get(member, {}), standards=standards, rules=rules):
            (lines if line.paid else unpaid).append(line)
    return Roll(sorted(lines, key=_roll_order), sorted(unpaid, key=_roll_order))


def _touching(appointments, months):
    return (
        appointments.filter(post__post_type__in=MEMBER_POSTS)
        .touching(months[0], end_of(months[-1]))
        .select_related("member", "member__person", "post", "post__unit", "post__unit__parent")
        .order_by("since", "pk")
    )


def _booked_elsewhere(by_member, county, months):
    """Return {member: {month: run}} of the months that rolls of other counties hold."""
    rows = (
        StipendMonth.objects.filter(member__in=by_member.keys(), month__in=months)
        .exclude(line__run__unit=county)
        .values_list("member", "month", "line__run__unit__name")
    )
    booked = defaultdict(dict)
    for member, month, name in rows:
        booked[member][month] = name
    return booked


def _lines_of(appointments, months, booked, *, standards, rules):
    """Return the lines of one person: each month is booked on the appointment that earns it."""
    spells = [spell_of(appointment) for appointment in appointments]
    lines = {appointment.pk: OwedLine(appointment) for appointment in appointments}
    last = lines[appointments[-1].pk]
    for month in months:
        if month in booked:
            last.steps.append(MonthPay(month, NOTHING, f"已列入{booked[month]}的名册，不重复计发。", ""))
            continue
        step = pay_of_month(month, spells, standards=standards, rules=rules)
        line = lines.get(step.appointment, last)
        line.steps.append(step)
        if step.amount:
            line.paid.append(step)
    earning = [line for line in lines.values() if line.paid]
    return earning or [last]


def spell_of(appointment):
    """Return the appointment as the calculation sees it; a death on the register ends it that day."""
    post, died_on = appointment.post, appointment.member.died_on
    spell = Spell(
        appointment.pk, post.post_type, post.get_post_type_display(), appointment.since, appointment.until
    )
    if died_on is None or (spell.until is not None and spell.until <= died_on):
        return spell
    return replace(spell, until=died_on, ended_by="死亡")


def _roll_order(line):
    return (line.unit.path, line.appointment.post.post_type, line.appointment.pk)
