"""专职委员 one by one: the post and who holds it on the day, with the trainings of the year."""

from collections import defaultdict

from core.permissions import Permission
from orgs.scoping import UnitScope, below
from registry.choices import Category, Education, Grade, Sex
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS
from reports.sources.posts import SCHOOLED, TYPES
from staff.choices import Kinship, TrainingLevel
from staff.models import Appointment, Attendance

SELF = {"yes": "是", "no": "否"}
ROSTER = [
    Column("id", "", shown=False),
    Column("name", "姓名"),
    *PLACE_COLUMNS,
    Column("sex", "性别", dict(Sex.choices)),
    Column("born", "出生日期"),
    Column("type", "岗位", TYPES),
    Column("education", "文化程度", dict(Education.choices) | {"": "—"}),
    Column("kinship", "与残疾人关系", dict(Kinship.choices) | {"": "—"}),
    Column("category", "残疾类别", dict(Category.choices) | {"": "—"}),
    Column("grade", "残疾等级", dict(Grade.choices) | {"": "—"}),
    Column("since", "到岗日期"),
    Column("contract", "合同期至"),
    Column("permit", "上岗证号"),
    Column("times", "本年培训（次）", is_number=True),
    Column("hours", "本年学时", is_number=True),
    Column("trained", "本年参训", SELF, shown=False),
    Column("number", "身份证号"),
    Column("phone", "联系电话"),
]
SEATS = [
    Column("id", "", shown=False),
    Column("name", "姓名"),
    *PLACE_COLUMNS,
    Column("title", "培训内容"),
    Column("held_on", "日期"),
    Column("hours", "学时", is_number=True),
    Column("level", "级别", dict(TrainingLevel.choices)),
    Column("score", "分数", is_number=True),
    Column("passed", "考核", {"yes": "合格", "no": "未合格"}),
    Column("certificate", "结业证号"),
    Column("member", "", shown=False),
    Column("training", "", shown=False),
    Column("post", "现任岗位", TYPES | {"": "现不在岗"}),
]


def add_roster(book, subject, places):
    """Freeze who holds a post of a 专职委员 on the day, numbers masked as on the pages; two queries."""
    seats = attendances(subject)
    trained = defaultdict(list)
    for own in seats:
        trained[own.member_id].append(own.training)
    held = Appointment.objects.within(_scope(subject)).in_force(subject.as_of).of_members()
    held = held.select_related("member__person", "post").order_by("post__unit__path", "post__post_type", "pk")
    rows = [_holder(own, trained[own.member_id], places) for own in held]
    book.add_list(FrozenList("roster", "在岗专职委员", Permission.STAFF_VIEW, ROSTER, rows))
    book.group("在岗专职委员")
    book.count("roster.all", "在岗专职委员", of="roster")
    book.count("roster.women", "女", of="roster", sex=Sex.FEMALE)
    book.count("roster.disabled", "本人是残疾人", of="roster", kinship=Kinship.SELF)
    book.count("roster.schooled", "初中及以上文化程度", of="roster", education=SCHOOLED)
    book.count("roster.trained", "本年参加过培训", of="roster", trained="yes")
    book.count("roster.untrained", "本年没有参加培训", of="roster", trained="no")
    for code, label in TYPES.items():
        book.count(f"roster.{code}", label, of="roster", type=code)
    return seats


def add_seats(book, subject, places, seats):
    """Freeze who took part in which training of the year, and the post held on the day, of heads too."""
    held = Appointment.objects.within(_scope(subject)).in_force(subject.as_of)
    posts = dict(held.order_by("pk").values_list("member", "post__post_type"))
    rows = [
        [*_seat(own, places), posts.get(own.member_id, "")] for own in seats if own.member.unit_id in places
    ]
    book.add_list(FrozenList("seats", "参训记录", Permission.STAFF_VIEW, SEATS, rows))
    book.group("培训")
    book.distinct("seats.courses", "培训", of="seats", column="training", unit="期")
    book.count("seats.all", "参训", of="seats", unit="人次")
    book.distinct("seats.people", "参训人员", of="seats", column="member", unit="人")
    book.count("seats.passed", "考核合格", of="seats", unit="人次", passed="yes")


def attendances(subject):
    """Return who of the subject took part in a training of the year by the day. One query."""
    held = Attendance.objects.filter(
        below(subject.unit.path, "member__unit__path"), training__held_on__year=subject.year,
        training__held_on__lte=subject.as_of,
    )  # fmt: skip
    return list(
        held.select_related("member", "training__unit").order_by("training__held_on", "training", "pk")
    )


def _holder(own, trainings, places):
    member, person = own.member, own.member.person
    return [
        member.pk, member.name, *places.of(own.post.unit_id), member.sex, member.birth_date,
        own.post.post_type,
        member.education, member.kinship, person.category if person else "", person.grade if person else "",
        own.since, own.contract_until, own.work_permit_number, len(trainings),
        sum(training.hours for training in trainings), "yes" if trainings else "no",
        member.masked_id_number, member.masked_phone,
    ]  # fmt: skip


def _seat(own, places):
    training = own.training
    return [
        own.pk, own.member.name, *places.of(own.member.unit_id), training.title, training.held_on,
        training.hours, training.level, None if own.score is None else str(own.score),
        "yes" if own.passed else "no", own.certificate_number, own.member_id, training.pk,
    ]  # fmt: skip


def _scope(subject):
    return UnitScope(paths=frozenset({subject.unit.path}))
