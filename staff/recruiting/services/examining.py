"""Closing the list of applicants, writing down marks, and putting up those at the head of the ranking."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from registry.applications.services.moving import days_after
from staff.recruiting.choices import Standing, State
from staff.recruiting.models import RecruitmentNotice
from staff.recruiting.ranking import ranked, total_of
from staff.recruiting.services.acting import advance, locked, note
from staff.services.refusal import StaffRefused

MOST_AHEAD = 7  # days; a notice may be written down before it is put up


@transaction.atomic
def close_applications(recruitment, *, by, at):
    """Close the list once the last day to apply is over and everybody is reviewed; return the recruitment.

    :raises StaffRefused: too early, somebody waits for review, nobody is eligible, or closed already.
    """
    recruitment = locked(recruitment, by=by, states=(State.OPEN,))
    if timezone.localdate(at) <= recruitment.applies_until:
        raise StaffRefused(f"报名到 {recruitment.applies_until:%Y-%m-%d} 截止，之后才能转入考试。")
    waiting = recruitment.candidates.filter(standing=Standing.APPLIED).count()
    if waiting:
        raise StaffRefused(f"还有 {waiting} 人没有审查资格。")
    eligible = recruitment.candidates.filter(standing=Standing.ELIGIBLE).count()
    if not eligible:
        raise StaffRefused("没有资格合格的人，不能转入考试；请延长报名另行招聘，或取消这次招聘。")
    advance(recruitment, State.EXAM)
    note(recruitment, f"报名截止，{eligible} 人资格合格", by=by, at=at)
    return recruitment


@transaction.atomic
def record_marks(recruitment, marks, *, by, at, seen):
    """Write down the marks of several candidates, and return how many changed.

    :param marks: {candidate id: (written, interview, is_absent)}, Decimals of 100 or None.
    :param seen: `updated_at` of the recruitment as the clerk has seen it; another one means that somebody
        was faster.
    :raises StaffRefused: somebody was faster, not at the exam, or marks of somebody who does not take part.
    """
    recruitment = locked(recruitment, by=by, states=(State.EXAM, State.HIRING))
    if recruitment.updated_at != seen:
        raise StaffRefused("您打开页面之后，有人登记过成绩或办理过这次招聘，请核对后重新登记。")
    candidates = {one.pk: one for one in recruitment.candidates.filter(standing=Standing.ELIGIBLE)}
    if unknown := set(marks) - set(candidates):
        raise StaffRefused(f"有 {len(unknown)} 人不在考试名单中，请重新打开页面。")
    changed = 0
    for key, (written, interview, is_absent) in marks.items():
        candidate = candidates[key]
        if is_absent:
            written = interview = None
        before = (candidate.written, candidate.interview, candidate.is_absent)
        if before == (written, interview, is_absent):
            continue
        candidate.written, candidate.interview, candidate.is_absent = written, interview, is_absent
        candidate.total = total_of(recruitment.rules, written, interview)
        candidate.save()
        changed += 1
    if changed:
        recruitment.save()  # so that whoever has an older page before them is told
        note(recruitment, f"登记 {changed} 人的考试成绩", by=by, at=at)
    return changed


@transaction.atomic
def post_notice(recruitment, *, by, at, first_day, place, hotline=""):
    """Put up the best of each post that nobody is chosen for, and return the notice.

    It hangs as many days as the conditions say, counted from the day after `first_day`.

    :raises StaffRefused: marks are missing, two at the head have equal marks, nobody to choose, or a day
        that does not fit.
    """
    recruitment = locked(recruitment, by=by, states=(State.EXAM, State.HIRING))
    today = timezone.localdate(at)
    if first_day > today + timedelta(days=MOST_AHEAD):
        raise StaffRefused(f"张榜日期最多提前 {MOST_AHEAD} 天登记。", field="first_day")
    if first_day <= recruitment.applies_until:
        raise StaffRefused("张榜日期须在报名截止之后。", field="first_day")
    chosen = _heads(recruitment)
    if not chosen:
        raise StaffRefused("没有可以公示的人选：没有合格的人，或岗位都已有人选。")
    rules = recruitment.rules
    last_day = days_after(recruitment.unit, first_day, rules.notice_days, rules.notice_counting)
    notice = RecruitmentNotice.objects.create(
        recruitment=recruitment, unit=recruitment.unit, place=place, hotline=hotline, first_day=first_day,
        last_day=last_day, posted_by=by, posted_at=at,
    )  # fmt: skip
    for candidate in chosen:
        candidate.standing, candidate.notice = Standing.CHOSEN, notice
        candidate.save()
    advance(recruitment, State.NOTICE)
    note(recruitment, f"{len(chosen)} 名拟聘人员公示至 {last_day:%Y-%m-%d}", by=by, at=at)
    return notice


def _heads(recruitment):
    """Return the candidate at the head of each post that is still to be filled.

    :raises StaffRefused: marks are missing, or two at the head have equal marks.
    """
    rules, heads = recruitment.rules, []
    taken = {Standing.CHOSEN, Standing.CLEARED, Standing.HIRED}
    for opening in recruitment.openings.standing().for_list().order_by("post__unit__path", "pk"):
        candidates = list(opening.candidates.select_for_update(of=("self",)).order_by("pk"))
        if any(one.standing in taken for one in candidates):
            continue
        able = [one for one in candidates if one.standing == Standing.ELIGIBLE]
        if rules.has_exam and (open_one := next((o for o in able if _has_no_marks(o)), None)):
            raise StaffRefused(f"{open_one.name}（{opening}）还没有登记成绩，也没有标为缺考。")
        ranks = ranked(rules, able)
        if len(ranks) > 1 and ranks[1][0] == 1:
            names = "、".join(one.name for rank, one in ranks if rank == 1)
            raise StaffRefused(f"{opening}的{names}并列第一，请加试后更正成绩，再公示一人。")
        heads += [candidate for _, candidate in ranks[:1]]
    return heads


def _has_no_marks(candidate):
    return candidate.total is None and not candidate.is_absent
