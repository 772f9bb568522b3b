"""Facts about many units at once, each with its reason, from which checklists are ticked."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Q, Sum

from orgs.models import Unit
from orgs.scoping import STEP
from registry.models import Person
from staff.choices import Outcome, PostType, RunState
from staff.models import AllocationRule, Appointment, StipendMonth
from staff.pay.periods import months_of
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


def stipend_paid_in_full(unit_ids, year, half):
    """Return for each unit whether everything owed for the half-year has been paid: {unit id: UnitFact}.

    Owed is what the months come to as reckoned today; paid is what the bank has confirmed, payments that came
    back left out. A unit in which nobody held a post is not met. Eight queries for the units of one county.
    """
    units = list(Unit.objects.filter(pk__in=unit_ids).only("path").in_tree_order())
    owed = defaultdict(dict)
    months = months_of(year, half)
    for county in _counties_of(units):
        inside = [unit.pk for unit in units if unit.path.startswith(county.path)]
        held = Appointment.objects.filter(post__unit__in=inside)
        places = dict(held.values_list("pk", "post__unit"))
        for (member, month), due in due_of(held, county, months).items():
            if due.amount:
                owed[places[due.appointment]][member, month] = due.amount
    paid = _paid_months(owed, year, half)
    return {unit.pk: _paid_fact(owed.get(unit.pk, {}), paid) for unit in units}


def _counties_of(units):
    paths = {unit.path[:end] for unit in units for end in range(STEP, len(unit.path) + 1, STEP)}
    return Unit.objects.filter(path__in=paths, level=Unit.Level.COUNTY).in_tree_order()


def _paid_months(owed, year, half):
    members = {member for months in owed.values() for member, _ in months}
    rows = StipendMonth.objects.live().filter(
        Q(line__outcome=Outcome.PAID)
        | Q(line__outcome=Outcome.NOTHING_DUE, line__run__state=RunState.CLOSED),
        member__in=members,
        month__in=months_of(year, half),
    )
    sums = rows.order_by().values_list("member", "month").annotate(total=Sum("amount"))
    return {(member, month): total for member, month, total in sums}


def _paid_fact(owed, paid):
    if not owed:
        return UnitFact(False, "本期没有应发补贴的专职委员。")
    late = [key for key, amount in owed.items() if paid.get(key, 0) < amount]
    people = len({member for member, _ in owed})
    total = sum(owed.values())
    if not late:
        return UnitFact(True, f"应发 {people} 人 {total} 元，已足额发放。")
    short = Counter(member for member, _ in late)
    return UnitFact(False, f"应发 {people} 人 {total} 元，其中 {len(short)} 人 {len(late)} 个月尚未发放。")
