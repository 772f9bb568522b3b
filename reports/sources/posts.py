"""Posts: how many are due, established, held and vacant on the day, and who came and went in the year."""

from core.permissions import Permission
from orgs.scoping import UnitScope, below
from registry.choices import Education
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS
from staff.choices import MEMBER_POSTS, EndReason, Kinship, PostType
from staff.models import Appointment, Post
from staff.selectors.posts import as_vacancy, posts_due, posts_held, vacant_posts

TYPES = dict(PostType.choices)
LONG_NAME = "空缺超过提醒天数"
YES_NO = {"yes": "是", "no": "否"}
SCHOOLED = [value for value in Education.values if value not in (Education.NONE, Education.PRIMARY)]
COLUMNS = [
    Column("id", "", shown=False),
    *PLACE_COLUMNS,
    Column("type", "岗位", TYPES),
    Column("state", "状态", {"held": "在岗", "vacant": "空缺"}),
    Column("holder", "在岗人员"),
    Column("since", "到岗或空缺起始"),
    Column("days", "空缺天数", is_number=True),
    Column("long", LONG_NAME, YES_NO, shown=False),
    Column("joined", "本年到岗", YES_NO),
    Column("kinship", "与残疾人关系", dict(Kinship.choices) | {"": "—"}),
    Column("education", "文化程度", dict(Education.choices) | {"": "—"}),
    Column("unit_id", "", shown=False),
]


def add_posts(book, subject, places):
    """Freeze the posts due and established, and count those held and vacant."""
    scope = UnitScope(paths=frozenset({subject.unit.path}))
    book.add_list(_due(subject, places, scope))
    book.add_list(_established(subject, places, scope))
    book.group("岗位与人员")
    members = {"type": MEMBER_POSTS}
    held, vacant = {"state": "held"}, {"state": "vacant"}
    book.count("posts.due", "应设专职委员岗位", of="due", unit="个", **members)
    book.count("posts.existing", "已设专职委员岗位", of="posts", unit="个", **members)
    book.count("posts.held", "在岗专职委员", of="posts", **members, **held)
    book.share("posts.held.share", "专职委员配备率", part="posts.held", whole="posts.existing")
    book.count("posts.vacant", "空缺专职委员岗位", of="posts", unit="个", **members, **vacant)
    book.count(
        "posts.long",
        LONG_NAME,
        of="posts",
        unit="个",
        long="yes",
        **members,
        **vacant,
    )
    book.highest("posts.longest", "最长空缺", of="posts", column="days", **members, **vacant)
    book.distinct("posts.vacant.units", "有空缺岗位的单位", of="posts", column="unit_id", **members, **vacant)
    for value in MEMBER_POSTS:
        book.count(f"posts.held.{value}", f"在岗{TYPES[value]}", of="posts", type=value, **held)
    heads = {"type": PostType.TOWNSHIP_HEAD}
    book.count("heads.existing", "乡镇残联理事长岗位", of="posts", unit="个", **heads)
    book.count("heads.held", "在岗理事长", of="posts", **heads, **held)
    book.count("heads.vacant", "空缺理事长岗位", of="posts", unit="个", **heads, **vacant)
    _add_people(book, subject, places, members | held)
    _add_areas(book, places, members)


def _add_people(book, subject, places, filled):
    book.group("专职委员情况")
    disabled = [Kinship.SELF]
    kin = [value for value in Kinship.values if value not in (Kinship.SELF, Kinship.NONE)]
    book.count("posts.disabled", "本人是残疾人", of="posts", kinship=disabled, **filled)
    book.share("posts.disabled.share", "本人是残疾人占比", part="posts.disabled", whole="posts.held")
    book.count("posts.kin", "残疾人亲友", of="posts", kinship=kin, **filled)
    book.count("posts.schooled", "初中及以上文化程度", of="posts", education=SCHOOLED, **filled)
    book.share("posts.schooled.share", "初中及以上占比", part="posts.schooled", whole="posts.held")
    book.count("posts.joined", "本年到岗", of="posts", joined="yes", **filled)
    book.add_list(_leavers(subject, places))
    book.count("posts.left", "本年离岗", of="leavers", type=MEMBER_POSTS)


def _add_areas(book, places, members):
    book.group("各地岗位")
    for area in places.areas:
        name, path = area.name, area.path
        book.count(f"posts.due.{path}", f"{name}应设岗位", of="due", unit="个", area=path, **members)
        book.count(f"posts.existing.{path}", f"{name}已设岗位", of="posts", unit="个", area=path, **members)
        book.count(f"posts.held.{path}", f"{name}在岗", of="posts", area=path, state="held", **members)
        book.count(
            f"posts.vacant.{path}", f"{name}空缺", of="posts", unit="个", area=path, state="vacant", **members
        )
        if not area.is_grassroots:
            head = {"type": PostType.TOWNSHIP_HEAD, "state": "vacant", "area": path}
            book.count(f"heads.vacant.{path}", f"{name}理事长空缺", of="posts", unit="个", **head)


def _due(subject, places, scope):
    rows = [
        [*places.of(unit_id), post_type]
        for unit_id, due in posts_due(scope, subject.as_of).items()
        for post_type, number in sorted(due.items())
        for _ in range(number)
    ]
    columns = [*PLACE_COLUMNS, Column("type", "岗位", TYPES)]
    return FrozenList("due", "应设岗位", Permission.STAFF_VIEW, columns, rows)


def _established(subject, places, scope):
    day = subject.as_of
    held = {appointment.post_id: appointment for appointment in posts_held(scope, day)}
    vacant = {post.pk: as_vacancy(post, day) for post in vacant_posts(scope, day)}
    posts = Post.objects.within(scope).existing(day).order_by("unit__path", "post_type", "number", "pk")
    rows = [
        [post.pk, *places.of(post.unit_id), post.post_type, *state, post.unit_id]
        for post in posts
        for state in [_held(held[post.pk], subject) if post.pk in held else _vacant(vacant[post.pk])]
    ]
    return FrozenList("posts", "岗位", Permission.STAFF_VIEW, COLUMNS, rows)


def _held(appointment, subject):
    member, since = appointment.member, appointment.since
    joined = "yes" if since.year == subject.year else "no"
    return ["held", member.name, since, 0, "no", joined, member.kinship, member.education]


def _vacant(vacancy):
    return ["vacant", "", vacancy.since, vacancy.days, "yes" if vacancy.is_long else "no", "no", "", ""]


def _leavers(subject, places):
    gone = Appointment.objects.filter(
        below(subject.unit.path, "post__unit__path"), until__year=subject.year, until__lt=subject.as_of
    )
    fields = gone.order_by("until", "pk").values_list(
        "pk", "member__name", "post__unit", "post__post_type", "until", "end_reason"
    )
    rows = [
        [pk, name, *places.of(unit), post_type, until, reason]
        for pk, name, unit, post_type, until, reason in fields
    ]
    columns = [
        Column("id", "", shown=False),
        Column("name", "姓名"),
        *PLACE_COLUMNS,
        Column("type", "岗位", TYPES),
        Column("until", "离岗日期"),
        Column("reason", "离岗原因", dict(EndReason.choices)),
    ]
    return FrozenList("leavers", "离岗人员", Permission.STAFF_VIEW, columns, rows)
