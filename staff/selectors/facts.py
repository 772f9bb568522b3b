"""Facts about many units at once, each with its reason, from which checklists are ticked."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Q, Sum

from orgs.models import Unit
from orgs.scoping import STEP
from registry.models import Person
from staff.choices import Outcome, PostType, RunState
from staff.models import AllocationRule, Appointment, PayPolicy, StipendMonth
from staff.pay.amounts import end_of
from staff.pay.periods import months_between, months_of, span_of
from staff.pay.selectors.rolls import due_of
from staff.selectors.dated import RuleBook
from staff.selectors.posts import holders_by_path


@dataclass(frozen=True)
class UnitFact:
    """Whether something is true of a unit, and why, in one sentence."""

    is_met: bool
    words: str


def has_member_in_post(unit_ids, on):
    """Return for each unit whether a 专职委员 holds a post there on the day `on`: {unit id: UnitFact}.

    A village too small for a post of its own is served by the shared post at its township (domain.md §4.1).
    At most four queries, however many units.
    """
    found = Unit.objects.filter(pk__in=unit_ids).select_related("parent")
    units = list(found.only("level", "path", "parent__name").in_tree_order())
    names = _names_in_post(units, on)
    book = RuleBook.on(AllocationRule, on)
    villages = [unit for unit in units if unit.level == Unit.Level.VILLAGE and unit.pk not in names]
    holders = holders_by_path(Person.objects.filter(unit_path__in=[unit.path for unit in villages]))
    pooled = {unit.pk for unit in villages if book.at(unit.path).is_pooled(holders.get(unit.path, 0))}
    return {
        unit.pk: _own_fact(names.get(unit.pk))
        or (_shared_fact(unit, names.get(unit.parent_id, ())) if unit.pk in pooled else None)
        or UnitFact(False, f"{on:%Y-%m-%d} 无专职委员在岗。")
        for unit in units
    }


def _names_in_post(units, on):
    """Return {unit id: [name and day]} for the units themselves and the townships above them."""
    places = {unit.pk for unit in units} | {unit.parent_id for unit in units}
    held = Appointment.objects.in_force(on).of_members().filter(post__unit__in=places)
    rows = held.values_list("post__unit", "post__post_type", "member__name", "since")
    names = defaultdict(list)
    for unit, post_type, name, since in rows.order_by("since", "pk"):
        names[unit].append((post_type, f"{name}（{since:%Y-%m-%d} 到岗）"))
    return names


def _own_fact(names):
    return UnitFact(True, f"在岗：{'、'.join(words for _, words in names)}。") if names else None


def _shared_fact(unit, names):
    shared = [words for post_type, words in names if post_type == PostType.VILLAGE_MEMBER]
    if not shared:
        return None
    return UnitFact(True, f"持证人数不足设岗标准，由{unit.parent.name}统设岗位服务：{'、'.join(shared)}。")


@dataclass(frozen=True)
class StipendStanding:
    """What the people of a unit are owed for some months: how many, yuan, and who has not had all of it."""

    people: int
    amount: Decimal
    people_short: int
    months_short: int


def stipend_paid_in_full(unit_ids, year, half):
    """Return for each unit whether everything owed for the half-year has been paid: {unit id: UnitFact}.

    A unit in which nobody held a post is not met. Eight queries for the units of one county.
    """
    found = stipend_standing(unit_ids, year, half)
    return {key: _paid_fact(found.get(key)) for key in unit_ids}


def stipend_standing(unit_ids, year, half):
    """Return the `StipendStanding` of the half-year of each unit in which anything is owed: {unit id: …}.

    Owed is what the months come to as reckoned today; paid is what the bank has confirmed, payments that came
    back left out. Eight queries for the units of one county.
    """
    months = months_of(year, half)
    owed = {}
    for county, inside in _by_county(unit_ids):
        owed |= _owed_at(county, inside, months)
    paid = _paid_months(owed, months)
    return {unit: _standing(own, paid) for unit, own in owed.items()}


def _by_county(unit_ids):
    """Return [(county, ids of its units)]. Two queries."""
    units = list(Unit.objects.filter(pk__in=unit_ids).only("path").in_tree_order())
    return [
        (county, [unit.pk for unit in units if unit.path.startswith(county.path)])
        for county in _counties_of(units)
    ]


def _owed_at(county, unit_ids, months):
    """Return {unit id: {(member, month): yuan}} of what is owed at the units of a county. Five queries."""
    owed = defaultdict(dict)
    held = Appointment.objects.filter(post__unit__in=unit_ids)
    places = dict(held.values_list("pk", "post__unit"))
    for (member, month), due in due_of(held, county, months).items():
        if due.amount:
            owed[places[due.appointment]][member, month] = due.amount
    return owed


def _counties_of(units):
    paths = {unit.path[:end] for unit in units for end in range(STEP, len(unit.path) + 1, STEP)}
    return Unit.objects.filter(path__in=paths, level=Unit.Level.COUNTY).in_tree_order()


def _confirmed(owed, months):
    """Return the months booked for the people who are owed something, that the bank or nobody had to pay."""
    members = {member for own in owed.values() for member, _ in own}
    return StipendMonth.objects.live().filter(
        Q(line__outcome=Outcome.PAID)
        | Q(line__outcome=Outcome.NOTHING_DUE, line__run__state=RunState.CLOSED),
        member__in=members,
        month__in=months,
    )


def _paid_months(owed, months):
    sums = _confirmed(owed, months).order_by().values_list("member", "month").annotate(total=Sum("amount"))
    return {(member, month): total for member, month, total in sums}


def _standing(owed, paid):
    late = [key for key, amount in owed.items() if paid.get(key, 0) < amount]
    return StipendStanding(
        people=len({member for member, _ in owed}),
        amount=sum(owed.values()),
        people_short=len({member for member, _ in late}),
        months_short=len(late),
    )


def _paid_fact(found):
    if found is None:
        return UnitFact(False, "本期没有应发补贴的专职委员。")
    told = f"应发 {found.people} 人 {found.amount} 元"
    if not found.months_short:
        return UnitFact(True, f"{told}，已足额发放。")
    return UnitFact(False, f"{told}，其中 {found.people_short} 人 {found.months_short} 个月尚未发放。")


def stipend_in_time(unit_ids, first, last):
    """Return how much of what was to be paid from `first` to `last` was: {unit id: (in time, months due)}.

    A month is due by the term of its county's policy after the end of its period, and in time if the bank
    confirmed all of it on or before that day. Counted are months of people. Nine queries for one county.
    """
    found = {}
    for county, inside in _by_county(unit_ids):
        terms = _terms_of(county, first, last)
        if not terms:
            continue
        owed = _owed_at(county, inside, sorted(terms))
        paid = _paid_by_term(owed, terms)
        for unit, own in owed.items():
            found[unit] = (sum(paid.get(key, 0) >= amount for key, amount in own.items()), len(own))
    return found


def _terms_of(county, first, last):
    """Return {month: the last day on which it is paid in time} of the months whose day lies in the span.

    One query. Of the months before the span only those of the year before can fall into it.
    """
    policies = list(PayPolicy.objects.filter(unit=county).order_by("since", "pk"))
    terms = {}
    for month in months_between(first.replace(year=first.year - 1, month=1, day=1), last.replace(day=1)):
        held = [one for one in policies if one.since <= month and (one.until is None or one.until >= month)]
        policy = held[-1] if held else PayPolicy()
        _, end = span_of(policy.period, month)
        term = end_of(end) + timedelta(days=policy.pay_within)
        if first <= term <= last:
            terms[month] = term
    return terms


def _paid_by_term(owed, terms):
    paid = defaultdict(Decimal)
    rows = (
        _confirmed(owed, list(terms))
        .order_by()
        .values_list("member", "month", "amount", "line__paid_on", "line__outcome")
    )
    for member, month, amount, paid_on, outcome in rows:
        if outcome != Outcome.PAID or paid_on <= terms[month]:
            paid[member, month] += amount
    return paid
