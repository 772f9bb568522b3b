"""The course of a year: from one phase to the next, its days, more time for one unit, and who is exempt."""

from django.db import transaction
from django.utils import timezone

from assessments.rounds.choices import PHASES, Phase
from assessments.rounds.models import Act, Round, RoundEntry, Sheet
from assessments.rounds.rights import may_manage
from assessments.rounds.services.opening import open_round
from assessments.rounds.services.refusal import RoundRefused
from core.permissions import Permission

OUTSIDE = "年度考核由县（区）残联组织，您没有这个县（区）的管理权限。"


def note(round_, act, *, by, at, sheet=None, words=""):
    """Write down that a step was taken."""
    return RoundEntry.objects.create(round=round_, sheet=sheet, act=act, note=words, by=by, at=at)


@transaction.atomic
def start(scheme, days, *, by, at):
    """Begin the year of a published scheme, for whoever runs it, and return the `Round`.

    :raises RoundRefused: not the actor's county, or see `open_round`.
    """
    if not by.scope_of(Permission.ASSESSMENT_MANAGE).covers(scheme.county):
        raise RoundRefused(OUTSIDE)
    round_ = open_round(scheme, days, by=by, at=at)
    note(round_, Act.OPEN, by=by, at=at, words=f"{round_.sheets.count()} 个单位")
    return round_


@transaction.atomic
def move_on(round_, to, *, by, at):
    """Take the year into the next phase, or one back, and return the locked `Round`.

    The last step, to final, is `services.finishing.finish`.

    :raises RoundRefused: not the actor's county, final, or not the phase next to the present one.
    """
    round_ = locked(round_, by=by)
    here, there = PHASES.index(Phase(round_.phase)), PHASES.index(Phase(to))
    if abs(there - here) != 1 or to == Phase.FINAL:
        raise RoundRefused("只能转入相邻的阶段，请刷新页面后再操作。")
    if (
        there > here
        and to == Phase.REVIEW
        and not round_.sheets.counted().filter(self_at__isnull=False).exists()
    ):
        raise RoundRefused("还没有一个单位提交自评，不能转入复核。")
    round_.phase = to
    round_.save(update_fields=["phase", "updated_at"])
    note(round_, Act.MOVE if there > here else Act.BACK, by=by, at=at, words=Phase(to).label)
    return round_


@transaction.atomic
def set_days(round_, days, *, by, at):
    """Change the days of the year and return it.

    :param days: {field: date} of `Round`.
    :raises RoundRefused: not the actor's county, final, or the days are in disorder.
    """
    round_ = locked(round_, by=by)
    for name, value in days.items():
        setattr(round_, name, value)
    refuse_disorder(round_)
    round_.save()
    note(
        round_, Act.DAYS, by=by, at=at, words=f"自评截止 {round_.self_until}，复核截止 {round_.review_until}"
    )
    return round_


@transaction.atomic
def extend(sheet, until, reason, *, by, at):
    """Let one unit hand in later and return its sheet; the reason is kept.

    :raises RoundRefused: not the actor's county, final, no reason, or a day that is no extension.
    """
    round_ = locked(sheet.round, by=by)
    sheet = Sheet.objects.select_for_update().get(pk=sheet.pk)
    if not reason.strip():
        raise RoundRefused("请写明延期理由。")
    if until <= round_.self_until or until < timezone.localdate(at):
        raise RoundRefused(f"延期日期须晚于自评截止日期 {round_.self_until}，且不早于今天。")
    sheet.extended_until, sheet.extended_reason = until, reason.strip()
    sheet.revision += 1
    sheet.save()
    note(round_, Act.EXTEND, by=by, at=at, sheet=sheet, words=f"至 {until}：{reason.strip()}")
    return sheet


@transaction.atomic
def exempt(sheet, reason, *, by, at):
    """Leave a unit out of this year's assessment, or with an empty reason take it in again; return its sheet.

    :raises RoundRefused: not the actor's county, or final.
    """
    round_ = locked(sheet.round, by=by)
    sheet = Sheet.objects.select_for_update().get(pk=sheet.pk)
    sheet.exempt_reason = reason.strip()
    sheet.revision += 1
    sheet.save()
    note(round_, Act.EXEMPT, by=by, at=at, sheet=sheet, words=sheet.exempt_reason or "恢复考核")
    return sheet


def locked(round_, *, by):
    """Return the round, locked and still open, for whoever runs it.

    :raises RoundRefused: not the actor's county, or final.
    """
    if not may_manage(by, round_):
        raise RoundRefused(OUTSIDE)
    found = Round.objects.select_for_update(of=("self",)).select_related("county", "scheme").get(pk=round_.pk)
    if found.is_final:
        raise RoundRefused("本年度考核已定稿，不能再修改。")
    return found


def refuse_disorder(round_):
    """Refuse days that do not follow each other.

    :raises RoundRefused: they do not.
    """
    days = [round_.self_from, round_.self_until, round_.review_until, round_.meeting_on, round_.appeal_until]
    known = [day for day in days if day]
    if known != sorted(known):
        raise RoundRefused("自评开始、自评截止、复核截止、联席会议、申诉截止须依次不早于前一个日期。")
