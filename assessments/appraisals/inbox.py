"""What waits in the appraisal of people, for the workbench."""

from django.db.models import Count, Q
from django.urls import reverse

from assessments.appraisals.choices import ActState, NoticeKind, Side, State
from assessments.appraisals.models import (
    Appraisal,
    AppraisalConsequence,
    AppraisalMeeting,
    AppraisalNotice,
    AppraisalYear,
)
from core.permissions import Permission
from core.registers import Inbox, Todo


def appraisals_to_do(scope, day):
    """Return what waits in the years under way, and what results lead to. Six queries at most."""
    running = AppraisalYear.objects.within(scope).filter(state=State.RUNNING, ballots_from__lte=day)
    lines = [_consequences(scope), *_notices(scope, day)]
    if year := running.newest_first().select_related("county").first():
        lines += [*_people(scope, year, day), _ballots(scope, year)]
    return [line for line in lines if line.number]


def _people(scope, year, day):
    board = f"{reverse('appraisals:board')}?county={year.county_id}&year={year.year}"
    rows = Appraisal.objects.within(scope).included().filter(year=year)
    counted = rows.annotate(told=Count("reports", distinct=True)).aggregate(
        silent=Count("pk", filter=Q(told__lt=len(Side))),
        proposed=Count("pk", filter=~Q(proposed="") & Q(decided="")),
    )
    until = f"{year.ballots_until:%m-%d} 前"
    tone = "bad" if day > year.ballots_until else "warn"
    yield Todo(
        counted["silent"], "名专职委员述职报告未写齐", board, "去填写", until, tone, Permission.APPRAISAL_EDIT
    )
    yield Todo(
        counted["proposed"], "名专职委员的等次待审定", f"{board}&step=proposed", "去审定", "", "warn",
        Permission.APPRAISAL_MANAGE, "county",
    )  # fmt: skip


def _ballots(scope, year):
    rows = AppraisalMeeting.objects.within(scope).filter(year=year, closed_at=None)
    return Todo(
        rows.count(), "次述职测评会待登记结果", reverse("appraisals:meeting_list"), "去登记", "", "warn",
        Permission.APPRAISAL_EDIT, "township",
    )  # fmt: skip


def _consequences(scope):
    rows = AppraisalConsequence.objects.within(scope).filter(state=ActState.PROPOSED)
    listed = f"{reverse('appraisals:consequence_list')}?state=proposed"
    return Todo(
        rows.count(), "项考核结果运用待办理", listed, "去办理", "续聘、奖励、整改、解聘", "warn",
        Permission.STAFF_EDIT, "county",
    )  # fmt: skip


def _notices(scope, day):
    rows = AppraisalNotice.objects.within(scope).set_by(scope).filter(closed_on=None, last_day__lt=day)
    for notice in rows:
        name = "year_result" if notice.kind == NoticeKind.RESULTS else "honour_detail"
        yield Todo(
            1, f"次{notice.get_kind_display()}已期满", reverse(f"appraisals:{name}", args=[notice.year_id]),
            "结束公示", "", "warn", Permission.APPRAISAL_MANAGE, "county",
        )  # fmt: skip


INBOX = Inbox(Permission.APPRAISAL_EDIT, appraisals_to_do, order=420)
