"""Training: the courses of the year, who took part, and which 专职委员 have been to none, one or more."""

from collections import Counter

from core.permissions import Permission
from orgs.scoping import UnitScope
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS
from reports.sources.posts import YES_NO
from staff.choices import MEMBER_POSTS, TrainingLevel
from staff.models import Attendance
from staff.selectors.posts import posts_held

TIMES = {"never": "未参训", "once": "1 次", "twice": "2 次及以上"}


def add_trainings(book, subject, places):
    """Freeze the courses that people of the subject attended, and how often each 专职委员 did."""
    scope = UnitScope(paths=frozenset({subject.unit.path}))
    attendances = _attendances(subject, scope)
    book.add_list(_courses(attendances))
    book.add_list(_people(attendances, subject, places, scope))
    book.group("业务培训")
    book.count("training.courses", "举办或参加培训", of="courses", unit="期")
    book.highest("training.hours", "最长学时", of="courses", column="hours", unit="学时")
    book.count("training.members", "应参训专职委员", of="trained")
    book.count("training.once", "参训 1 次以上", of="trained", times=["once", "twice"])
    book.share("training.once.share", "参训率", part="training.once", whole="training.members")
    book.count("training.twice", "参训 2 次以上", of="trained", times="twice")
    book.share("training.twice.share", "达到每年 2 次的比例", part="training.twice", whole="training.members")
    book.count("training.never", "全年未参训", of="trained", times="never")
    book.count("training.passed", "考核合格", of="trained", passed="yes")


def _attendances(subject, scope):
    rows = Attendance.objects.within(scope).filter(
        training__held_on__year=subject.year, training__held_on__lte=subject.as_of
    )
    return list(rows.select_related("training__unit").order_by("training__held_on", "training", "pk"))


def _courses(attendances):
    seats = Counter(attendance.training_id for attendance in attendances)
    courses = {attendance.training_id: attendance.training for attendance in attendances}
    rows = [
        [pk, course.title, course.unit.name, course.level, course.held_on, course.hours, seats[pk]]
        for pk, course in courses.items()
    ]
    columns = [
        Column("id", "", shown=False),
        Column("title", "培训内容"),
        Column("holder", "举办单位"),
        Column("level", "级别", dict(TrainingLevel.choices)),
        Column("held_on", "日期"),
        Column("hours", "学时", is_number=True),
        Column("seats", "参训人数", is_number=True),
    ]
    return FrozenList("courses", "培训", Permission.STAFF_VIEW, columns, rows)


def _people(attendances, subject, places, scope):
    times = Counter(attendance.member_id for attendance in attendances)
    passed = {attendance.member_id for attendance in attendances if attendance.passed}
    holders = posts_held(scope, subject.as_of).filter(post__post_type__in=MEMBER_POSTS)
    rows = [
        [
            holder.member_id, holder.member.name, *places.of(holder.post.unit_id),
            band(times[holder.member_id]), "yes" if holder.member_id in passed else "no",
        ]
        for holder in holders
    ]  # fmt: skip
    columns = [
        Column("id", "", shown=False),
        Column("name", "姓名"),
        *PLACE_COLUMNS,
        Column("times", "本年参训", TIMES),
        Column("passed", "考核合格", YES_NO),
    ]
    return FrozenList("trained", "专职委员参训情况", Permission.STAFF_VIEW, columns, rows)


def band(times):
    return "never" if times == 0 else "once" if times == 1 else "twice"
