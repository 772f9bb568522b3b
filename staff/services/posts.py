"""Establishing and abolishing posts, by hand or by the allocation rule."""

from django.db import transaction

from accounts import audit
from core.permissions import Permission
from orgs.models import Unit
from orgs.scoping import UnitScope
from staff.choices import PostType
from staff.models import AllocationRule, Post
from staff.selectors.posts import posts_due
from staff.services.refusal import StaffRefused, must_cover

OUTSIDE = "该单位不在您的管辖范围内。"
LEVELS = {
    PostType.TOWNSHIP_HEAD: {Unit.Level.TOWNSHIP},
    PostType.TOWNSHIP_MEMBER: {Unit.Level.TOWNSHIP},
    PostType.COMMUNITY_MEMBER: {Unit.Level.COMMUNITY},
    # A post for villages too small for their own stands at the township (domain.md §4.1).
    PostType.VILLAGE_MEMBER: {Unit.Level.VILLAGE, Unit.Level.TOWNSHIP},
}


@transaction.atomic
def establish_post(unit, post_type, *, by, at, on, note=""):
    """Establish one more post of a type at a unit from the day `on` and return it.

    :raises StaffRefused: outside the actor's scope, or the type does not belong to that level.
    """
    must_cover(by, Permission.STAFF_EDIT, unit, OUTSIDE)
    if unit.level not in LEVELS[post_type]:
        raise StaffRefused(
            f"{unit.get_level_display()}不设{PostType(post_type).label}岗位。", field="post_type"
        )
    # Two clicks at once must not give two posts one number: the unit's row is the lock.
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    return Post.objects.create(
        unit=unit, post_type=post_type, number=_free_number(unit, post_type), established_on=on, note=note
    )


@transaction.atomic
def abolish_post(post, *, by, at, on):
    """Abolish a vacant post with `on` as the first day without it, and return it.

    :raises StaffRefused: outside the actor's scope, already abolished, held, or too early a day.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("unit").get(pk=post.pk)
    must_cover(by, Permission.STAFF_EDIT, post.unit, OUTSIDE)
    if post.abolished_on is not None:
        raise StaffRefused(f"该岗位已于 {post.abolished_on:%Y-%m-%d} 撤销。")
    holder = post.appointments.touching(on, None).select_related("member").first()
    if holder is not None:
        raise StaffRefused(f"该岗位由{holder.member.name}担任，请先办理离岗。")
    if on <= post.established_on:
        raise StaffRefused(f"撤岗日期须晚于设岗日期 {post.established_on:%Y-%m-%d}。", field="on")
    post.abolished_on = on
    post.save()
    return post


@transaction.atomic
def establish_due_posts(county, *, by, at, on):
    """Establish every post that the allocation rule gives the units below `county` and that is missing.

    Returns the new posts. Posts beyond the rule are left alone.
    :raises StaffRefused: outside the actor's scope.
    """
    must_cover(by, Permission.STAFF_EDIT, county, OUTSIDE)
    Unit.objects.select_for_update(of=("self",)).get(pk=county.pk)
    scope = UnitScope(paths=frozenset({county.path}))
    posts = new_posts(county, on=on, due=posts_due(scope, on))
    Post.objects.bulk_create(posts)
    if posts:
        audit.record(audit.Event.CHANGE, by=by, about=county, what="按配备规则设岗", posts=len(posts))
    return posts


def new_posts(county, *, on, due):
    """Return unsaved posts that bring every unit below `county` up to `due`."""
    taken = {}
    rows = Post.objects.within(UnitScope(paths=frozenset({county.path}))).existing(on)
    for unit, post_type, number in rows.values_list("unit", "post_type", "number"):
        taken.setdefault((unit, post_type), set()).add(number)
    posts = []
    for unit, wanted in due.items():
        for post_type, count in wanted.items():
            numbers = taken.get((unit, post_type), set())
            free = (number for number in range(1, count + len(numbers) + 1) if number not in numbers)
            for number in [next(free) for _ in range(count - len(numbers))]:
                posts.append(Post(unit_id=unit, post_type=post_type, number=number, established_on=on))
    return posts


@transaction.atomic
def set_allocation_rule(county, *, by, at, since, **numbers):
    """Set how many posts the units of a county get from the day `since` on, and return the rule.

    :raises StaffRefused: outside the actor's scope, or a rule begins on that day already.
    """
    must_cover(by, Permission.STAFF_EDIT, county, OUTSIDE)
    if AllocationRule.objects.filter(unit=county, since=since).exists():
        raise StaffRefused("这一天起已有一条配备规则，请改用其他起始日期。", field="since")
    return AllocationRule.objects.create(unit=county, since=since, **numbers)


def _free_number(unit, post_type):
    posts = Post.objects.filter(unit=unit, post_type=post_type, abolished_on=None)
    taken = set(posts.values_list("number", flat=True))
    return next(number for number in range(1, len(taken) + 2) if number not in taken)
