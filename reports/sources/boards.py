"""Bodies of the federations as they stand on the day, the departments of 残工委, elections of the year."""

from datetime import date

from django.db.models import Q

from core.permissions import Permission
from orgs.boards.defaults import KINDS
from orgs.boards.models import Board, MemberDepartment, Term
from orgs.elections.choices import State
from orgs.elections.models import Election
from orgs.models import Unit
from orgs.scoping import UnitScope, below
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS

COMMITTEE, VILLAGE = "government_committee", "village_association"
ASSOCIATIONS = [code for code in KINDS if code.startswith("association_")]
STATES = {"in_time": "任期内", "over": "届满未换届", "none": "没有在任班子"}
BOARD_COLUMNS = [
    *PLACE_COLUMNS,
    Column("kind", "", shown=False),
    Column("name", "班子"),
    Column("state", "状态", STATES),
    Column("ends_on", "届满日期"),
]
ELECTION_COLUMNS = [
    *PLACE_COLUMNS,
    Column("name", "班子"),
    Column("state", "状态", {"done": "已完成", "open": "进行中"}),
    Column("started_on", "启动日期"),
    Column("closed_on", "完成日期"),
]


def add_boards(book, subject, places):
    """Freeze boards, departments and elections, and count them; four queries."""
    scope = UnitScope(paths=frozenset({subject.unit.path}))
    book.add_list(_boards(subject, places, scope))
    book.add_list(_departments(subject))
    book.add_list(_elections(subject, places, scope))
    book.group("班子和换届")
    own = {"of": "boards", "unit": "个"}
    book.count("boards.all", "各级班子", **own)
    book.count("boards.associations", "专门协会", kind=ASSOCIATIONS, state=["in_time", "over"], **own)
    book.count("boards.villages", "村（社区）残协", kind=VILLAGE, state=["in_time", "over"], **own)
    book.count("boards.over", "届满未换届的班子", state="over", **own)
    book.count("boards.none", "没有在任班子的组织", state="none", **own)
    book.count("departments", "残工委成员单位", of="departments", unit="个")
    book.count("elections.done", "本年完成换届", of="elections", unit="个", state="done")
    book.count("elections.open", "正在换届", of="elections", unit="个", state="open")
    for area in places.areas:
        label = f"{area.name}届满未换届的班子"
        book.count(f"boards.over.{area.path}", label, state="over", area=area.path, **own)


def _boards(subject, places, scope):
    day = subject.as_of
    begun = Term.objects.within(scope).filter(starts_on__lte=day).exclude(ended_on__lt=day)
    ends = dict(begun.order_by("starts_on", "pk").values_list("board", "ends_on"))
    standing = Board.objects.within(scope).filter(Q(closed_on=None) | Q(closed_on__gt=day))
    rows = [
        [*places.of(unit), kind, name, _state(ends.get(pk), day), ends.get(pk)]
        for pk, unit, kind, name in standing.order_by("unit__path", "kind", "pk").values_list(
            "pk", "unit", "kind", "name"
        )
        if unit in places
    ]
    return FrozenList("boards", "班子", Permission.BOARD_VIEW, BOARD_COLUMNS, rows)


def _state(ends_on, day):
    if ends_on is None:
        return "none"
    return "over" if ends_on < day else "in_time"


def _departments(subject):
    mine = Q(unit=subject.unit)
    if subject.is_city:  # a committee of its own has each county, and perhaps the city
        mine |= below(subject.unit.path, "unit__path") & Q(unit__level=Unit.Level.COUNTY)
    in_force = MemberDepartment.objects.filter(mine).in_force(subject.as_of)
    rows = [[own.name, own.since] for own in in_force.order_by("unit__path", "order", "pk")]
    columns = [Column("name", "部门"), Column("since", "起始日期")]
    return FrozenList("departments", "残工委成员单位", Permission.BOARD_VIEW, columns, rows)


def _elections(subject, places, scope):
    day, first = subject.as_of, date(subject.year, 1, 1)
    done = Q(state=State.DONE, closed_on__range=(first, day))
    under_way = Q(started_on__lte=day) & (Q(closed_on=None) | Q(closed_on__gt=day))
    rows = [
        [*places.of(unit), name, "done" if closed_on and closed_on <= day else "open", started_on, closed_on]
        for unit, name, started_on, closed_on in Election.objects.within(scope)
        .filter(done | under_way)
        .order_by("started_on", "pk")
        .values_list("board__unit", "board__name", "started_on", "closed_on")
        if unit in places
    ]
    return FrozenList("elections", "换届", Permission.BOARD_VIEW, ELECTION_COLUMNS, rows)
