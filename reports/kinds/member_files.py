"""专职委员个人档案 from a snapshot: a file for one member, or a book of all in post at and below a unit.

Stipends stand on the rolls and on the statement of a member, which take a right of their own; whose relative
somebody is says the page of the member to those who may see persons there. Neither is part of the file.
"""

from collections import defaultdict

from core.permissions import Permission
from orgs.models import Unit
from orgs.scoping import below
from reports.figures import Column, FrozenList
from reports.kinds.papers import day_in_words
from reports.kinds.personal_papers import AT_ONCE, stated
from reports.kinds.registry import ReportKind
from reports.periods import NotPossible
from staff.life.models import CareerEvent
from staff.models import Appointment, Attendance, Member
from staff.selectors.people import in_post

NAME = "残疾人专职委员个人档案"
CELLS = (
    ("name", "姓名"), ("unit", "所在单位"), ("sex", "性别"), ("born", "出生日期"), ("id_number", "身份证号"),
    ("ethnicity", "民族"), ("education", "文化程度"), ("political", "政治面貌"), ("phone", "联系电话"),
    ("kinship", "与残疾人关系"), ("bank_account", "银行账号"),
)  # fmt: skip
LINES = (("appointments", "任职经历"), ("events", "聘用、谈话和整改"), ("trainings", "培训和结业证"))
COLUMNS = [
    Column("id", "", shown=False),
    *(Column(key, label) for key, label in CELLS),
    *(Column(key, label, shown=False) for key, label in LINES),
]


def title(subject):
    """Name the member, or the unit whose members are all in the book."""
    member = _asked_for(subject)
    return [f"{subject.unit.name}{member.name if member else ''}", NAME]


def build(subject, previous):
    """Return the content and the list of the files; what they said a year ago is no part of them.

    :raises NotPossible: nobody is in post there, or the member belongs to another unit.
    """
    member = _asked_for(subject)
    members = Member.objects.filter(below(subject.unit.path, "unit__path"))
    members = members.filter(pk=member.pk) if member else in_post(members, subject.as_of)
    found = list(members.select_related("unit__parent").order_by("unit__path", "pinyin", "pk"))
    if not found:
        raise NotPossible(f"{subject.unit.name}没有在岗的专职委员，没有个人档案可印。")
    lines = _lines_of(found)
    forms = [_file(own, lines[own.pk]) for own in found]
    frozen = FrozenList("members", "个人档案", Permission.STAFF_VIEW, COLUMNS, [])
    return stated(subject, frozen, forms, title=title(subject), name=NAME)


def _asked_for(subject):
    """Return the one member that the file is about, or None for all in post.

    :raises NotPossible: that member belongs to another unit.
    """
    if not subject.about:
        return None
    number = subject.about.partition(":")[2]
    found = Member.objects.filter(unit=subject.unit, pk=number).first() if number.isdigit() else None
    if found is None:
        raise NotPossible(f"{subject.unit.name}没有这位专职委员，可能已经调到别的单位。")
    return found


def _file(member, lines):
    return {
        "id": str(member.pk), "name": member.name, "unit": member.unit.place_name,
        "sex": member.get_sex_display(), "born": day_in_words(member.birth_date),
        "id_number": member.masked_id_number, "ethnicity": member.ethnicity,
        "education": member.get_education_display(), "political": member.get_political_display(),
        "phone": member.masked_phone, "kinship": member.get_kinship_display(),
        "bank_account": member.masked_bank_account,
    } | {key: lines[key] for key, _ in LINES}  # fmt: skip


def _lines_of(members):
    """Return {member: {what: lines}} with three queries."""
    lines = {member.pk: defaultdict(list) for member in members}
    rows = Appointment.objects.filter(member__in=members).select_related("post__unit__parent")
    for row in rows.newest_first():
        lines[row.member_id]["appointments"].append(
            [
                str(row.post), _day(row.since), _day(row.until) or "在岗", row.contract_number,
                row.work_permit_number, row.get_end_reason_display(),
            ]
        )  # fmt: skip
    events = CareerEvent.objects.filter(appointment__member__in=members).select_related("appointment")
    for row in events.order_by("on", "pk"):
        lines[row.appointment.member_id]["events"].append([_day(row.on), row.get_kind_display(), _said(row)])
    rows = Attendance.objects.filter(member__in=members).select_related("training")
    for row in rows.order_by("-training__held_on", "-pk"):
        lines[row.member_id]["trainings"].append(
            [
                _day(row.training.held_on), row.training.title, str(row.training.hours),
                "合格" if row.passed else "不合格", row.certificate_number,
            ]
        )  # fmt: skip
    return lines


def _said(event):
    facts = "；".join(f"{name} {words}" for name, words in event.facts)
    told = "；".join(own for own in (facts, event.text) if own)
    if event.due_on is None:
        return told
    done = f"，{_day(event.done_on)} 验收：{event.result}" if event.done_on else ""
    return f"{told}（期限 {_day(event.due_on)}{done}）"


def _day(day):
    return f"{day:%Y-%m-%d}" if day else ""


MEMBER_FILE = ReportKind(
    code="member_file", name=NAME, levels=(Unit.Level.COUNTY, Unit.Level.TOWNSHIP, *Unit.GRASSROOTS),
    is_quarterly=False, template="reports/print/member_file.html", title=title, build=build,
    needs=Permission.STAFF_VIEW, forms_at_once=AT_ONCE, about="member", is_of_now=True, people=("members",),
)  # fmt: skip
