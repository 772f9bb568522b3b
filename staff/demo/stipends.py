"""The county's standards since 2011 and the rolls of the last half-years, made by the services themselves."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import Posting
from core.permissions import Permission
from staff.choices import Payer, PostType
from staff.models import Member, StipendLine, StipendStandard
from staff.services import runs

# SEED0: 50, 80, 100 yuan a month for the villages; 200, later 500 yuan where a welfare post pays.
STANDARDS = (
    (PostType.VILLAGE_MEMBER, Payer.COUNTY_BUDGET, ((2011, 50), (2012, 80), (2013, 100))),
    (PostType.COMMUNITY_MEMBER, Payer.WELFARE_POST, ((2011, 200), (2019, 500))),
    (PostType.TOWNSHIP_MEMBER, Payer.WELFARE_POST, ((2011, 200), (2019, 500))),
)
PAID_HALVES = 3
CHANGED_ACCOUNTS = 4


def make_standards(county):
    """Write the history of what each type of post is paid a month."""
    standards = []
    for post_type, payer, history in STANDARDS:
        ends = [date(year, 1, 1) - timedelta(days=1) for year, _ in history[1:]] + [None]
        for (year, amount), until in zip(history, ends, strict=True):
            standard = StipendStandard(unit=county, post_type=post_type, payer=payer, until=until)
            standard.since, standard.monthly_amount = date(year, 1, 1), Decimal(amount)
            standards.append(standard)
    StipendStandard.objects.bulk_create(standards)


def make_runs(county, people, *, at, by, reviewer=None):
    """Make the rolls of the last half-years and pay them, then the draft of the present one."""
    reviewer = reviewer or other_reviewer(county, by)
    present = _half_of(timezone.localdate(at))
    halves = [_halves_before(present, number) for number in range(PAID_HALVES, 0, -1)]
    for year, half in halves if reviewer else []:
        made_at = datetime(year, 6 * half, 8, 2, 30, tzinfo=UTC)
        run = runs.make_run(county, year, half, by=by, at=made_at)
        if run.people:
            run = runs.review_run(run, by=reviewer, at=made_at + timedelta(days=4))
            runs.mark_paid(run, by=by, at=made_at + timedelta(days=12), paid_on=date(year, 6 * half, 18))
    _change_accounts(county, people)
    runs.make_run(county, *present, by=by, at=at)


def other_reviewer(county, maker):
    """Return somebody other than the maker who may review the county's rolls, or None."""
    postings = Posting.objects.filter(unit=county).exclude(user=maker).select_related("user").order_by("pk")
    able = (posting.user for posting in postings if posting.grants(Permission.STIPEND_EDIT))
    return next(able, None)


def _change_accounts(county, people):
    """Give a few members another account since they were last paid, one of them somebody else's."""
    lines = StipendLine.objects.filter(run__unit=county).order_by("-run__year", "-run__half", "pk")
    chosen = list(dict.fromkeys(lines.values_list("member", flat=True)))[7::61][:CHANGED_ACCOUNTS]
    members = list(Member.objects.filter(pk__in=chosen).select_related("unit").order_by("pk"))
    for member in members:
        member.bank_name, member.bank_account = people.new_account()
    if len(members) > 1:
        members[0].bank_name, members[0].bank_account = members[1].bank_name, members[1].bank_account
    for member in members:
        member.save()


def _half_of(day):
    return day.year, 1 if day.month <= 6 else 2


def _halves_before(present, number):
    year, half = present
    place = year * 2 + half - 1 - number
    return place // 2, place % 2 + 1
