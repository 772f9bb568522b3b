"""Posts: how many there should be, how many there are, who holds them, which are vacant since when."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields
from datetime import date, timedelta

from django.db.models import (
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, Length

from orgs.models import Unit
from orgs.scoping import STEP
from registry.choices import CardState
from registry.models import Person
from staff.choices import MEMBER_POSTS, PostType
from staff.models import AllocationRule, Appointment, Post
from staff.models.posts import REMIND_AFTER_DAYS
from staff.selectors.dated import RuleBook


@dataclass(frozen=True)
class Vacancy:
    """A post that nobody holds: since when, for how many days (the first included), and who left it."""

    post: Post
    since: date
    days: int
    last_holder: str
    last_member: int | None
    remind_after: int = REMIND_AFTER_DAYS

    @property
    def is_long(self):
        """True if it has lasted for more days than the county lets pass before it is reminded."""
        return self.days > self.remind_after

    @property
    def reminder(self):
        """Return what to say of one that is long."""
        return f"超 {self.remind_after} 天"


@dataclass
class PostCount:
    """Posts due by the allocation rule, existing and held; and what is wrong at each unit, summed up.

    `missing` posts have not been established, `short` are the people that the rule asks for beyond those in
    post, `surplus` the posts beyond the rule, as after a merger. One unit's surplus makes up for no other's
    want, so these are settled unit by unit.
    """

    due: int = 0
    existing: int = 0
    held: int = 0
    missing: int = 0
    short: int = 0
    surplus: int = 0

    @property
    def vacant(self):
        return self.existing - self.held

    def settle(self):
        """Compare the posts of one unit with its rule."""
        self.missing = max(0, self.due - self.existing)
        self.short = max(0, self.due - self.held)
        self.surplus = max(0, max(self.existing, self.held) - self.due)

    def add(self, other):
        """Add the figures of another count to this one."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


@dataclass
class UnitPosts:
    """The posts of a township with all its villages, or of one unit."""

    unit: Unit
    members: PostCount = field(default_factory=PostCount)
    heads: PostCount = field(default_factory=PostCount)
    long_vacant: int = 0


def holders_by_path(persons):
    """Count the people on the register who hold a valid certificate: {unit path: number}. One query.

    Grouped by path, so that one index of the register answers it.
    """
    rows = persons.active().filter(card_state=CardState.VALID).order_by()
    return dict(rows.values_list("unit_path").annotate(number=Count("pk")))


def due_at(unit, rule, holders):
    """Return how many posts of which type the rule gives one unit; a pooled village gets none.

    :param holders: of a township those of all its villages as well.
    """
    if unit.level == Unit.Level.TOWNSHIP:
        members = rule.members_at_township(holders)
        due = {PostType.TOWNSHIP_HEAD: rule.township_heads, PostType.TOWNSHIP_MEMBER: members}
    elif unit.level == Unit.Level.COMMUNITY:
        due = {PostType.COMMUNITY_MEMBER: rule.members_at_community(holders)}
    elif unit.level == Unit.Level.VILLAGE:
        due = {PostType.VILLAGE_MEMBER: rule.members_at_village(holders)}
    else:
        due = {}
    return Counter({post_type: number for post_type, number in due.items() if number})


def posts_due(scope, on):
    """Return how many posts each unit of the scope should have: {unit id: {post type: number}}.

    Villages with too few holders share one post that their township gets (domain.md §4.1). Three queries.
    """
    return _due_of(list(Unit.objects.within(scope).current(on).in_tree_order()), scope, on)


def _due_of(units, scope, on):
    """Return what `posts_due` does, of units that are already read. Two queries."""
    book = RuleBook.on(AllocationRule, on)
    counts = any(book.at(unit.path).counts_holders for unit in units)
    holders = _with_townships(holders_by_path(Person.objects.within(scope))) if counts else {}
    due, pooled = {}, set()
    for unit in units:
        rule, number = book.at(unit.path), holders.get(unit.path, 0)
        due[unit.pk] = due_at(unit, rule, number)
        if unit.level == Unit.Level.VILLAGE and rule.is_pooled(number):
            pooled.add(unit.parent_id)
    for township in pooled & due.keys():
        due[township][PostType.VILLAGE_MEMBER] += 1
    return due


def _with_townships(holders):
    """Return the holders of each path with those directly below it added."""
    sums = Counter(holders)
    for path, number in holders.items():
        sums[path[:-STEP]] += number
    return sums


def posts_held(scope, on):
    """Return the appointments in force on the day `on` within the scope, ready to be shown."""
    return (
        Appointment.objects.within(scope)
        .in_force(on)
        .select_related("member", "post", "post__unit", "post__unit__parent")
        .order_by("post__unit__path", "post__post_type", "post__number")
    )


def vacant_posts(scope, on):
    """Return the posts that nobody holds on the day `on`, longest vacant first, as a queryset.

    Each carries `last_until`, `last_holder` and `last_member` of the appointment before, None without one,
    and the days after which it is reminded of.
    """
    held = Appointment.objects.filter(post=OuterRef("pk")).in_force(on)
    before = Appointment.objects.filter(post=OuterRef("pk"), until__lt=on).order_by("-until", "-pk")
    return (
        Post.objects.within(scope)
        .existing(on)
        .filter(~Exists(held))
        .annotate(
            last_until=Subquery(before.values("until")[:1]),
            last_holder=Subquery(before.values("member__name")[:1]),
            last_member=Subquery(before.values("member")[:1]),
        )
        .annotate(
            empty_since=Coalesce(F("last_until"), F("established_on")),
            remind_after=Coalesce(Subquery(_remind_after(on)), REMIND_AFTER_DAYS),
        )
        .select_related("unit", "unit__parent")
        .order_by("empty_since", "unit__path", "pk")
    )


def _remind_after(on):
    """Return, for the post around it, the days that the rule of its county lets pass (see `RuleBook`)."""
    place = ExpressionWrapper(OuterRef("unit__path"), output_field=CharField())
    rules = AllocationRule.objects.filter(since__lte=on).alias(place=place)
    rules = rules.filter(place__startswith=F("unit__path"))
    rules = rules.order_by(Length("unit__path").desc(), "-since", "-pk")  # by path: SQLite walks all units
    return rules.values("remind_after")[:1]


def long_vacant(posts, on):
    """Keep those of `vacant_posts` that have been vacant for more days than their county lets pass."""
    limits = {REMIND_AFTER_DAYS, *AllocationRule.objects.values_list("remind_after", flat=True)}
    overdue = Q(pk__in=[])
    for days in limits:
        limit = on - timedelta(days=days)
        since = Q(last_until__lt=limit) | Q(last_until=None, established_on__lte=limit)
        overdue |= Q(remind_after=days) & since
    return posts.filter(overdue)


def as_vacancy(post, on):
    """Return a row of `vacant_posts` with its days counted."""
    since = post.last_until + timedelta(days=1) if post.last_until else post.established_on
    days = (on - since).days + 1
    return Vacancy(post, since, days, post.last_holder or "", post.last_member, post.remind_after)


def vacancies(scope, on):
    """Return the vacancies of 专职委员 posts on the day `on`, longest first. One query."""
    return [as_vacancy(post, on) for post in vacant_posts(scope, on).for_members()]


def posts_by_unit(scope, on):
    """Count posts due, existing and held of every unit in the scope: {unit id: UnitPosts}. Eight queries."""
    units = list(Unit.objects.within(scope).current(on).in_tree_order())
    prefetch_related_objects(units, "parent")  # each township once, not once for every village
    tally = {unit.pk: UnitPosts(unit) for unit in units}
    for pk, due in _due_of(units, scope, on).items():
        for post_type, number in due.items():
            _count_of(tally[pk], post_type).due += number
    for pk, post_type, number in _numbers(Post.objects.within(scope).existing(on), "unit", "post_type"):
        if pk in tally:
            _count_of(tally[pk], post_type).existing += number
    held = Appointment.objects.within(scope).in_force(on).filter(post__in=Post.objects.existing(on))
    for pk, post_type, number in _numbers(held, "post__unit", "post__post_type"):
        if pk in tally:
            _count_of(tally[pk], post_type).held += number
    for pk, number in _numbers(long_vacant(vacant_posts(scope, on).for_members(), on), "unit"):
        if pk in tally:
            tally[pk].long_vacant += number
    for row in tally.values():
        row.members.settle()
        row.heads.settle()
    return tally


def posts_by_township(scope, on):
    """Return `UnitPosts` of each township in the scope with its villages summed up, in tree order."""
    return by_township(posts_by_unit(scope, on))


def by_township(tally):
    """Return the rows of `posts_by_unit` as `posts_by_township` does."""
    townships = {}
    below = defaultdict(list)
    for row in tally.values():
        if row.unit.is_grassroots:
            below[row.unit.path[:-STEP]].append(row)
        elif row.unit.is_township:
            townships[row.unit.path] = row
    orphans = sorted(below.keys() - townships.keys())
    for township in Unit.objects.filter(path__in=orphans).in_tree_order():
        townships[township.path] = UnitPosts(township)
    for path, rows in below.items():
        for row in rows:
            _merge(townships[path], row)
    return [townships[path] for path in sorted(townships)]


def total_of(rows):
    """Return the sum of several `UnitPosts` as one without a unit."""
    total = UnitPosts(unit=None)
    for row in rows:
        _merge(total, row)
    return total


def _merge(into, row):
    into.members.add(row.members)
    into.heads.add(row.heads)
    into.long_vacant += row.long_vacant


def _count_of(row, post_type):
    return row.members if post_type in MEMBER_POSTS else row.heads


def _numbers(rows, *columns):
    return rows.order_by().values_list(*columns).annotate(number=Count("pk"))
