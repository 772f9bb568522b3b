"""Posts: how many there should be, how many there are, who holds them, which are vacant since when."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from orgs.models import Unit
from orgs.scoping import STEP
from registry.choices import CardState
from registry.models import Person
from staff.choices import MEMBER_POSTS, PostType
from staff.models import AllocationRule, Appointment, Post
from staff.selectors.dated import RuleBook

LONG_VACANT_DAYS = 30


@dataclass(frozen=True)
class Vacancy:
    """A post that nobody holds: since when, for how many days (the first included), and who left it."""

    post: Post
    since: date
    days: int
    last_holder: str
    last_member: int | None

    @property
    def is_long(self):
        return self.days > LONG_VACANT_DAYS


@dataclass
class PostCount:
    """Posts due by the allocation rule, existing, held and vacant."""

    due: int = 0
    existing: int = 0
    held: int = 0

    @property
    def vacant(self):
        return self.existing - self.held

    @property
    def missing(self):
        """How many posts the rule asks for that have not been established."""
        return max(0, self.due - self.existing)

    @property
    def surplus(self):
        """How many posts exist beyond what the rule asks for, as after a merger of villages."""
        return max(0, self.existing - self.due)

    def add(self, other):
        """Add the figures of another count to this one."""
        self.due += other.due
        self.existing += other.existing
        self.held += other.held


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
    """Return how many posts of which type the rule gives one unit; a pooled village gets none."""
    if unit.level == Unit.Level.TOWNSHIP:
        due = {PostType.TOWNSHIP_HEAD: rule.township_heads, PostType.TOWNSHIP_MEMBER: rule.township_members}
    elif unit.level == Unit.Level.COMMUNITY:
        due = {PostType.COMMUNITY_MEMBER: rule.community_members}
    elif unit.level == Unit.Level.VILLAGE:
        due = {PostType.VILLAGE_MEMBER: _due_at_village(rule, holders)}
    else:
        due = {}
    return Counter({post_type: number for post_type, number in due.items() if number})


def _due_at_village(rule, holders):
    if holders < rule.pooled_below:
        return 0
    is_large = rule.second_above is not None and holders > rule.second_above
    return rule.village_members + is_large


def posts_due(scope, on):
    """Return how many posts each unit of the scope should have: {unit id: {post type: number}}.

    Villages with too few holders share one post that their township gets (domain.md §4.1). Three queries.
    """
    units = list(Unit.objects.within(scope).current(on).in_tree_order())
    book = RuleBook.on(AllocationRule, on)
    counts = any(book.at(unit.path).counts_holders for unit in units)
    holders = holders_by_path(Person.objects.within(scope)) if counts else {}
    due, pooled = {}, set()
    for unit in units:
        rule, number = book.at(unit.path), holders.get(unit.path, 0)
        due[unit.pk] = due_at(unit, rule, number)
        if unit.level == Unit.Level.VILLAGE and rule.village_members and number < rule.pooled_below:
            pooled.add(unit.parent_id)
    for township in pooled & due.keys():
        due[township][PostType.VILLAGE_MEMBER] += 1
    return due


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

    Each carries `last_until`, `last_holder` and `last_member` of the appointment before, None without one.
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
        .annotate(empty_since=Coalesce(F("last_until"), F("established_on")))
        .select_related("unit", "unit__parent")
        .order_by("empty_since", "unit__path", "pk")
    )


def long_vacant(posts, on):
    """Keep those of `vacant_posts` that have been vacant for more than thirty days."""
    limit = on - timedelta(days=LONG_VACANT_DAYS)
    return posts.filter(Q(last_until__lt=limit) | Q(last_until=None, established_on__lte=limit))


def as_vacancy(post, on):
    """Return a row of `vacant_posts` with its days counted."""
    since = post.last_until + timedelta(days=1) if post.last_until else post.established_on
    return Vacancy(post, since, (on - since).days + 1, post.last_holder or "", post.last_member)


def vacancies(scope, on):
    """Return the vacancies of 专职委员 posts on the day `on`, longest first. One query."""
    return [as_vacancy(post, on) for post in vacant_posts(scope, on).for_members()]


def posts_by_unit(scope, on):
    """Count posts due, existing and held of every unit in the scope: {unit id: UnitPosts}. Seven queries."""
    tally = {unit.pk: UnitPosts(unit) for unit in Unit.objects.within(scope).current(on).in_tree_order()}
    for pk, due in posts_due(scope, on).items():
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
    return tally


def posts_by_township(scope, on):
    """Return `UnitPosts` of each township in the scope with its villages summed up, in tree order."""
    tally = posts_by_unit(scope, on)
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
