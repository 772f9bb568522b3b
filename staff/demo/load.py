"""Writing the invented staff in bulk: posts, members, appointments; then trainings and rolls."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from orgs.scoping import UnitScope
from staff.choices import PostType
from staff.demo.histories import histories
from staff.demo.people import People
from staff.demo.stipends import make_runs, make_standards
from staff.demo.trainings import make_trainings
from staff.life.demo import make_careers
from staff.models import AllocationRule, Appointment, Member, Post
from staff.recruiting.demo import make_recruitments
from staff.selectors.posts import posts_due
from staff.services.posts import new_posts
from staff.talents.demo import make_talents

BEGAN = date(2011, 1, 1)  # when the county set up its posts (SEED0)
NO_PERMIT_SHARE = 0.02
CONTRACT_YEARS = 3
EARLY_RENEWAL_DAYS = 5  # most contracts are renewed in time, those of the last days not yet


@transaction.atomic
def make_staff(county, *, rng, at, by, reviewer=None):
    """Write posts, members, appointments, trainings, standards and rolls; return how many members.

    The people depend on `rng` alone. Rolls are made by `by` and reviewed by `reviewer`, or by whoever else
    may do so in the county; without such a person they all stay drafts.
    """
    today = timezone.localdate(at)
    posts = _posts(county, today)
    people = People(county, rng=rng, today=today)
    stays = histories(posts, rng=rng, today=today)
    members = Member.objects.bulk_create(people.members(stays), batch_size=500)
    appointments = [
        _appointment(place, member, stay, rng=rng, today=today)
        for place, (member, stay) in enumerate(zip(members, stays, strict=True), 1)
    ]
    Appointment.objects.bulk_create(appointments, batch_size=500)
    make_trainings(county, appointments, rng=rng, today=today, by=by)
    make_standards(county)
    make_careers(county, at=at, by=by)
    make_recruitments(county, rng=rng, at=at, by=by, new_account=people.new_account)
    make_runs(county, people, at=at, by=by, reviewer=reviewer)
    make_talents(county, rng=rng, at=at, by=by)
    return len(members)


def _posts(county, today):
    """Write one post per township, village and community, and one head per township."""
    AllocationRule.objects.create(
        unit=county,
        since=BEGAN,
        second_above=None,
        pooled_below=0,
        source="每乡镇、每村、每社区各 1 名",
    )
    due = posts_due(UnitScope(paths=frozenset({county.path})), today)
    posts = new_posts(county, on=BEGAN, due=due)
    posts = Post.objects.bulk_create(posts, batch_size=500)
    return list(Post.objects.filter(pk__in=[post.pk for post in posts]).select_related("unit").order_by("pk"))


def _appointment(number, member, stay, *, rng, today):
    has_permit = rng.random() >= NO_PERMIT_SHARE
    is_head = stay.post.post_type == PostType.TOWNSHIP_HEAD
    return Appointment(
        member=member,
        post=stay.post,
        since=stay.since,
        until=stay.until,
        end_reason=stay.reason,
        contract_number="" if is_head else f"HT{stay.since:%Y}{number:04d}",
        contract_until=None if is_head else _contract_end(stay, rng, today),
        work_permit_number=f"SG{stay.since:%Y}{number:04d}" if has_permit else "",
    )


def _contract_end(stay, rng, today):
    """Return the end of the running three-year term; a few terms have just ended."""
    years = CONTRACT_YEARS
    last = stay.until or today - timedelta(days=rng.choice((0,) * 9 + (EARLY_RENEWAL_DAYS,)))
    while _years_after(stay.since, years) <= last:
        years += CONTRACT_YEARS
    return _years_after(stay.since, years)


def _years_after(day, years):
    return date(day.year + years, day.month, min(day.day, 28)) - timedelta(days=1)
