"""Setting schedules, making what is due exactly once, and telling those for whom it waits."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import Posting
from accounts.roles import Role
from core import jobs
from core.models import Job
from core.permissions import Permission
from orgs.dated import begin_row
from orgs.models import Unit
from reports import batches
from reports.kinds import KINDS
from reports.periods import NotPossible
from reports.schedules.models import Delivery, Schedule, ScheduledRun
from reports.schedules.selectors import current_schedules, due_spans, runs_of
from reports.schedules.spans import latest_over
from reports.services import kind_for

MAKE_SCHEDULED = "make_scheduled_report"
TAKE_OVER = "请有权限的人在“定时报表”里打开这一条，保存一次，改由本人负责。"


class ScheduleRefused(Exception):
    """It cannot be set or made so; the message is fit to show."""


@dataclass
class Made:
    """What one night has done: reports begun for the first time, begun again, and not to be begun."""

    begun: list = field(default_factory=list)
    again: list = field(default_factory=list)
    refused: list = field(default_factory=list)


@transaction.atomic
def set_schedule(unit, *, code="", by, at, **facts):
    """Let a schedule of a unit hold from today on, in the care of who sets it; return its row.

    :raises ScheduleRefused: the report is not made for that place, or the same is scheduled already.
    """
    if not may_make(by, facts["report"], facts["place"]):
        raise ScheduleRefused(f"您不能为{facts['place'].name}生成这种报表，不能设定。")
    _check(unit, code, facts)
    today = timezone.localdate(at)
    code = code or get_random_string(8)
    rows = Schedule.objects.select_for_update().filter(unit=unit, code=code)
    new = Schedule(unit=unit, code=code, since=today, owner=by, **facts)

    def refuse(day):
        raise ScheduleRefused(f"这条定时报表从 {day} 起另有规定，请先看那一条。")

    return begin_row(rows, new, refuse=refuse)


def _check(unit, code, facts):
    """Refuse what could never be made, and what would be made twice."""
    place, report, tier = facts["place"], facts["report"], facts.get("tier", "")
    if trouble := trouble_with_place(place, report, tier):
        raise ScheduleRefused(trouble)
    same = Schedule.objects.filter(
        unit=unit, report=report, tier=tier, place=place, every=facts["every"], is_on=True, until=None
    )
    if same.exclude(code=code).exists():
        raise ScheduleRefused("已有同样的定时报表，请修改那一条。")


def trouble_with_place(place, report, tier):
    """Return why a kind of report is not made for a place, or the empty text."""
    if place.is_closed:
        return f"{place.name}已经撤销，请换一个范围，或停用这一条。"
    try:
        if tier:
            units = batches.Batch(report, tier, place, timezone.localdate().year).units
            if not units:
                return f"{place.name}下没有{batches.TIER_NAMES[tier].removeprefix('每个')}，请换一个范围。"
            place = units[0]
        kind_for(report, place)
    except NotPossible as problem:
        return str(problem)
    return ""


@transaction.atomic
def switch(schedule, *, on, by, at):
    """Turn a schedule on or off from today, and return the row that says so."""
    kept = ("report", "tier", "place", "form", "every", "offset", "roles", "title", "retry_days")
    facts = {name: getattr(schedule, name) for name in kept}
    return set_schedule(schedule.unit, code=schedule.code, by=by, at=at, is_on=on, **facts)


def may_make(user, report, place):
    """True if the user may make that kind of report for the place, and see what it tells."""
    kind = KINDS.get(report)
    return user.scope_of(Permission.REPORT_MAKE).covers(place) and (not kind or kind.is_open_to(user, place))


def why_not(schedule, user):
    """Return why a schedule cannot be made with the rights that a user has now, or the empty text."""
    if not user.is_active:
        return f"“{schedule.title}”由{user}负责，该账号已经停用，没有做。{TAKE_OVER}"
    if not may_make(user, schedule.report, schedule.place):
        place = schedule.place.name
        return f"“{schedule.title}”由{user}负责，该用户现在不能为{place}生成报表，没有做。{TAKE_OVER}"
    return trouble_with_place(schedule.place, schedule.report, schedule.tier)


def make_due(*, at):
    """Begin everything that is due and was not begun yet, and once more what failed; return what was done.

    Each unit's schedule is made once a period, however often and by how many processes this is called.
    """
    today, made = timezone.localdate(at), Made()
    for versions in current_schedules(today):
        known = {(run.first, run.last) for run in runs_of(versions[-1])}
        for schedule, span in due_spans(versions, today):
            if (span.first, span.last) not in known:
                _note(made, begin(schedule, span, at=at), made.begun)
        for run in _to_try_again(versions[-1], today):
            _note(made, try_again(run, at=at), made.again)
    return made


def _note(made, run, where):
    if run is not None:
        (made.refused if run.refusal else where).append(run)


def _to_try_again(schedule, today):
    """Return the failed makings that are still tried, each once a day."""
    return [
        run
        for run in runs_of(schedule).failed()
        if (today - schedule.due_on(run.span)).days <= schedule.retry_days
        and timezone.localdate(run.failed_at) < today
    ]


@transaction.atomic
def begin(schedule, span, *, at):
    """Begin the report of a period and return its row; None if somebody else was first."""
    run, is_new = ScheduledRun.objects.get_or_create(
        unit=schedule.unit, code=schedule.code, first=span.first, last=span.last,
        defaults={"schedule": schedule, "begun_at": at},
    )  # fmt: skip
    if not is_new:
        return None
    return _start(run, schedule, at)


def make_now(schedule, *, at):
    """Begin, or try again, the newest period that is over; return its row.

    :raises ScheduleRefused: it is made already, or under way.
    """
    span = latest_over(schedule.every, timezone.localdate(at))
    run = begin(schedule, span, at=at)
    if run is not None:
        return run
    run = ScheduledRun.objects.get(unit=schedule.unit, code=schedule.code, first=span.first, last=span.last)
    again = try_again(run, at=at)
    if again is None:
        raise ScheduleRefused(
            f"{span.label}的已经{run.standing.label.removeprefix('已')}，不用再做。"
            "要用今天的数据另做一份，请到“报表与总结”里生成。"
        )
    return again


@transaction.atomic
def try_again(run, *, at):
    """Begin a failed or cancelled making once more, by what its schedule says now; None if it is neither."""
    run = ScheduledRun.objects.select_for_update(of=("self",)).select_related("schedule").get(pk=run.pk)
    if not (run.has_failed or (run.job and run.job.state == Job.State.CANCELLED)):
        return None
    newest = Schedule.objects.filter(unit=run.unit_id, code=run.code).order_by("-since").first()
    if _can_go_on(run, newest):
        jobs.restart(run.job, by=newest.owner)
        return run
    return _start(run, newest, at)


def _can_go_on(run, schedule):
    """True if the job may go on where it was stopped: nothing about it has changed."""
    if run.refusal or schedule != run.schedule or not run.job.can_restart:
        return False
    return run.job.requested_by_id == schedule.owner_id and not why_not(schedule, schedule.owner)


def _start(run, schedule, at):
    run.schedule = schedule
    trouble = why_not(schedule, schedule.owner)
    run.refusal, run.refused_at = trouble[:300], at if trouble else None
    if not trouble:
        run.job = jobs.enqueue(
            MAKE_SCHEDULED, by=schedule.owner, label=f"定时：{run}"[:150], run=run.pk,
            keeps_done=bool(schedule.tier),
        )  # fmt: skip
    run.save()
    _address(run)
    return run


def _address(run):
    """Let the outcome wait for owner and receivers, and a failure for the county's managers, too."""
    schedule = run.schedule
    posted = Posting.objects.in_force().filter(user__is_active=True)
    getting = set(posted.filter(unit=schedule.unit, role__in=schedule.roles).values_list("user", flat=True))
    above = Unit.objects.filter(path__in=[*schedule.place.ancestor_paths, schedule.place.path])
    told = set(
        posted.filter(unit__in=above, unit__level=Unit.Level.COUNTY, role=Role.COUNTY_MANAGER).values_list(
            "user", flat=True
        )
    )
    if schedule.owner.is_active:
        getting.add(schedule.owner_id)
    wanted = [(user, user in getting) for user in sorted(getting | told)]
    Delivery.objects.bulk_create(
        [Delivery(run=run, user_id=user, gets_result=gets) for user, gets in wanted], ignore_conflicts=True
    )


@transaction.atomic
def take_note(run, *, by, at):
    """Note that somebody has seen what has become of a making: it waits for them no longer."""
    name = "failure_seen_at" if run.has_failed else "seen_at"
    return Delivery.objects.filter(run=run, user=by).update(**{name: at})
