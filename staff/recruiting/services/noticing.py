"""Objections to those who hang out, and the end of the public notice after its days."""

from django.db import transaction
from django.utils import timezone

from staff.recruiting.choices import Standing, State
from staff.recruiting.models import CandidateObjection, RecruitmentNotice
from staff.recruiting.services.acting import advance, locked, locked_candidate, must_say, note
from staff.services.refusal import StaffRefused


@transaction.atomic
def record_objection(candidate, *, by, at, raised_on, matter, who="", phone=""):
    """Take down an objection to somebody who hangs out, and return it.

    :raises StaffRefused: they do not hang out any more, or a day outside the notice.
    """
    candidate = _hanging(candidate, by)
    notice = candidate.notice
    if not notice.first_day <= raised_on <= timezone.localdate(at):
        raise StaffRefused("提出日期须在公示开始之后，不能晚于今天。", field="raised_on")
    made = CandidateObjection.objects.create(
        notice=notice, candidate=candidate, raised_on=raised_on, matter=matter, who=who, phone=phone,
        recorded_by=by,
    )  # fmt: skip
    note(candidate.recruitment, "收到异议", by=by, at=at, candidate=candidate)
    return made


@transaction.atomic
def settle_objection(objection, *, by, at, settled_on, is_upheld, settlement):
    """Write down what was found about an objection and what its author was told; return it.

    :raises StaffRefused: settled already, or a day that does not fit.
    """
    candidate = _hanging(objection.candidate, by)
    objection = CandidateObjection.objects.select_for_update().get(pk=objection.pk)
    if objection.settled_on:
        raise StaffRefused("该异议已经答复。")
    if not objection.raised_on <= settled_on <= timezone.localdate(at):
        raise StaffRefused("答复日期须在提出异议之后，不能晚于今天。", field="settled_on")
    objection.settled_on, objection.is_upheld, objection.settlement = settled_on, is_upheld, settlement
    objection.save()
    words = "异议成立" if is_upheld else "异议不成立"
    note(candidate.recruitment, f"答复异议：{words}", by=by, at=at, candidate=candidate, text=settlement)
    return objection


@transaction.atomic
def conclude_notice(recruitment, *, by, at):
    """End the notice that has hung its days: who has no objection upheld waits to be hired, the others are
    dropped.

    :raises StaffRefused: it has not hung long enough, an objection is not settled, or ended already.
    """
    recruitment = locked(recruitment, by=by, states=(State.NOTICE,))
    notice = RecruitmentNotice.objects.select_for_update(of=("self",)).get(
        recruitment=recruitment, closed_on=None
    )
    today = timezone.localdate(at)
    if today <= notice.last_day:
        raise StaffRefused(f"公示至 {notice.last_day:%Y-%m-%d} 期满，不能提前结束。")
    unsettled = notice.objections.filter(settled_on=None).count()
    if unsettled:
        raise StaffRefused(f"还有 {unsettled} 件异议没有答复，答复之后才能结束公示。")
    upheld = set(notice.objections.filter(is_upheld=True).values_list("candidate", flat=True))
    cleared = []
    for candidate in notice.candidates.select_for_update().filter(standing=Standing.CHOSEN):
        if candidate.pk in upheld:
            candidate.standing, candidate.reason = Standing.DROPPED, "公示期间异议成立"
        else:
            candidate.standing = Standing.CLEARED
            cleared.append(candidate)
        candidate.save()
    notice.closed_on = today
    notice.save()
    advance(recruitment, State.HIRING)
    note(recruitment, f"公示期满，{len(cleared)} 人待聘用", by=by, at=at, text=_dropped_words(upheld))
    return cleared


@transaction.atomic
def drop_candidate(candidate, *, by, at, reason):
    """Give up hiring somebody whose notice is over (取消拟聘), so that the next in rank may follow; return
    them.

    :raises StaffRefused: no reason, or they do not wait to be hired.
    """
    candidate = locked_candidate(candidate, by=by, standings=(Standing.CLEARED,))
    must_say(reason, "取消拟聘的理由")
    candidate.standing, candidate.reason = Standing.DROPPED, reason
    candidate.save()
    note(candidate.recruitment, "取消拟聘", by=by, at=at, candidate=candidate, text=reason)
    return candidate


def _hanging(candidate, by):
    return locked_candidate(candidate, by=by, states=(State.NOTICE,), standings=(Standing.CHOSEN,))


def _dropped_words(upheld):
    return f"{len(upheld)} 人因异议成立取消拟聘。" if upheld else ""
