"""Letters and visits dealt with at and below the subject: how many came, what is settled, what is late."""

from collections import Counter
from datetime import date

from core.permissions import Permission
from orgs.scoping import UnitScope
from registry.petitions.choices import Form, Satisfaction, State
from registry.petitions.models import Petition
from registry.petitions.selectors.figures import HAPPY
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS

STATES = {"settled": "已办结", "open": "办理中", "overdue": "超期未办结", "refused": "不予受理"}
TIMES = {"yes": "按期", "no": "逾期", "": "未到期"}
COLUMNS = [
    Column("number", "编号"),
    *PLACE_COLUMNS,
    Column("category", "类别"),
    Column("form", "形式", dict(Form.choices)),
    Column("people", "人数", is_number=True),
    Column("received_on", "日期"),
    Column("settle_by", "办理期限"),
    Column("settled_on", "办结日期"),
    Column("state", "状态", STATES),
    Column("in_time", "是否按期", TIMES),
    Column("satisfaction", "满意度", dict(Satisfaction.choices) | {"": "—"}),
]


def add_petitions(book, subject, places):
    """Freeze the year's petitions without who brought them, and count them by state and category."""
    rows = [_row(own, subject, places) for own in _petitions(subject) if own["handler_unit"] in places]
    book.add_list(FrozenList("petitions", "来信来访", Permission.PETITION_VIEW, COLUMNS, rows))
    book.group("来信来访")
    mine = {"of": "petitions", "unit": "件"}
    book.count("petitions.received", "接待来信来访", **mine)
    book.total("petitions.people", "来信来访人数", of="petitions", column="people", unit="人次")
    book.count("petitions.settled", "办结", state="settled", **mine)
    book.count("petitions.due", "到期应办结", in_time=["yes", "no"], **mine)
    book.count("petitions.in_time", "按期办结", in_time="yes", **mine)
    book.share("petitions.in_time.share", "按期办结率", part="petitions.in_time", whole="petitions.due")
    book.count("petitions.overdue", "超期未办结来信来访", state="overdue", **mine)
    book.count(
        "petitions.rated", "办结后回访评价", satisfaction=[*map(str, HAPPY), str(Satisfaction.UNSATISFIED)],
        **mine,
    )  # fmt: skip
    book.count("petitions.happy", "满意和基本满意", satisfaction=list(map(str, HAPPY)), **mine)
    book.share("petitions.happy.share", "回访满意率", part="petitions.happy", whole="petitions.rated")
    for category, _ in Counter(row[5] for row in rows).most_common():
        book.count(f"petitions.category.{category}", f"{category}类来信来访", category=category, **mine)
    for area in places.areas:
        label = f"{area.name}超期未办结来信来访"
        book.count(f"petitions.overdue.{area.path}", label, state="overdue", area=area.path, **mine)


def _petitions(subject):
    scope = UnitScope(paths=frozenset({subject.unit.path}))
    received = Petition.objects.handled_in(scope).filter(
        received_on__range=(date(subject.year, 1, 1), subject.as_of)
    )
    return received.order_by("received_on", "pk").values(
        "number", "handler_unit", "category_name", "form", "people", "received_on", "settle_by", "settled_on",
        "state", "satisfaction",
    )  # fmt: skip


def _row(own, subject, places):
    day, last = subject.as_of, own["settle_by"]
    settled_on = own["settled_on"] if own["settled_on"] and own["settled_on"] <= day else None
    is_late = settled_on is None and last is not None and last < day
    state = "settled" if settled_on else "overdue" if is_late else "open"
    if own["state"] == State.REFUSED:
        state, is_late = "refused", False
    in_time = "yes" if settled_on and last and settled_on <= last else "no" if settled_on or is_late else ""
    return [
        own["number"], *places.of(own["handler_unit"]), own["category_name"], own["form"], own["people"],
        own["received_on"], last, settled_on, state, in_time, own["satisfaction"] if settled_on else "",
    ]  # fmt: skip
