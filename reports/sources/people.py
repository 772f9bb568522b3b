"""People beside their posts: hours of training, recruiting, the pool of talents, cases of certificates."""

from collections import Counter
from datetime import date

from django.utils import timezone

from core.permissions import Permission
from orgs.scoping import UnitScope
from registry.certificates.choices import CaseKind, CaseState
from registry.certificates.models import CertificateCase
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS
from staff.choices import PostType
from staff.recruiting.choices import Standing
from staff.recruiting.models import Candidate
from staff.talents.choices import Field
from staff.talents.models import Talent

HIRED_COLUMNS = [
    *PLACE_COLUMNS,
    Column("type", "岗位", dict(PostType.choices)),
    Column("state", "结果", {"hired": "已聘用", "applied": "未聘用"}),
    Column("applied_on", "报名日期"),
]
TALENT_COLUMNS = [
    *PLACE_COLUMNS,
    Column("field", "人才类别", dict(Field.choices)),
    Column("new", "本年入库", {"yes": "是", "no": "否"}),
    Column("entered_on", "入库日期"),
]
CASE_COLUMNS = [
    *PLACE_COLUMNS,
    Column("kind", "业务", dict(CaseKind.choices)),
    Column("number", "办结件数", is_number=True),
]


def add_people(book, subject, places):
    """Freeze and count who was recruited, who is in the pool of talents, and the certificate cases done."""
    scope = UnitScope(paths=frozenset({subject.unit.path}))
    book.add_list(_hired(subject, places))
    book.add_list(_talents(subject, places, scope))
    book.add_list(_cases(subject, places, scope))
    book.group("招聘、人才和证件业务")
    book.total("training.hours.sum", "培训学时", of="courses", column="hours", unit="学时")
    book.total("training.seats", "参训人次", of="courses", column="seats", unit="人次")
    book.count("recruiting.applied", "应聘专职委员", of="candidates")
    book.count("recruiting.hired", "公开选聘专职委员", of="candidates", state="hired")
    book.count("talents.all", "残疾人人才库", of="talents")
    book.count("talents.new", "本年入库人才", of="talents", new="yes")
    book.total("cases.done", "办结残疾人证业务", of="cases", column="number", unit="件")
    for kind, label in CaseKind.choices:
        name = f"办结{label}"
        book.total(f"cases.done.{kind}", name, of="cases", column="number", unit="件", kind=kind)


def _hired(subject, places):
    """Return who applied this year for posts below the unit, without their names."""
    applied = Candidate.objects.filter(
        opening__post__unit__in=places.units, applied_on__range=(date(subject.year, 1, 1), subject.as_of)
    )
    rows = [
        [*places.of(unit), post_type, "hired" if standing == Standing.HIRED else "applied", applied_on]
        for unit, post_type, standing, applied_on in applied.order_by("applied_on", "pk").values_list(
            "opening__post__unit", "opening__post__post_type", "standing", "applied_on"
        )
    ]
    return FrozenList("candidates", "应聘专职委员", Permission.STAFF_VIEW, HIRED_COLUMNS, rows)


def _talents(subject, places, scope):
    day = subject.as_of
    inside = Talent.objects.within(scope).filter(entered_on__lte=day).exclude(left_on__lte=day)
    rows = [
        [*places.of(unit), field, "yes" if entered_on.year == subject.year else "no", entered_on]
        for unit, field, entered_on in inside.order_by("entered_on", "pk").values_list(
            "unit", "field", "entered_on"
        )
        if unit in places
    ]
    return FrozenList("talents", "残疾人人才库", Permission.STAFF_VIEW, TALENT_COLUMNS, rows)


def _cases(subject, places, scope):
    done = CertificateCase.objects.within(scope).filter(state=CaseState.DONE, finished_at__year=subject.year)
    sums = Counter(
        (unit, kind)
        for unit, kind, at in done.order_by("unit__path", "kind").values_list("unit", "kind", "finished_at")
        if unit in places and timezone.localtime(at).date() <= subject.as_of
    )
    rows = [[*places.of(unit), kind, number] for (unit, kind), number in sums.items()]
    return FrozenList("cases", "残疾人证业务", Permission.PERSON_VIEW, CASE_COLUMNS, rows)
