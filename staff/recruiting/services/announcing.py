"""Beginning and ending a recruitment: which vacant posts, on what conditions, until when."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.permissions import Permission
from orgs.dated import begin_row
from staff.models import Appointment, Post
from staff.numbering.choices import NumberKind
from staff.numbering.services import take_numbers
from staff.recruiting.choices import STEPS, Standing, State
from staff.recruiting.models import Opening, Recruitment, RecruitmentRule
from staff.recruiting.selectors.rules import conditions_for
from staff.recruiting.services.acting import locked, must_say, note
from staff.services.refusal import StaffRefused, must_cover

MOST_AHEAD = 60  # days; a notice is written down before it is put up, not next year's


@transaction.atomic
def announce_recruitment(county, posts, *, by, at, **facts):
    """Announce that a county recruits for vacant posts, and return the recruitment with its number.

    :param facts: title, extra, announced_on, applies_from, applies_until, place, phone, exam_on, exam_place.
    :raises StaffRefused: outside the actor's scope, no post, one that is held, abolished or being filled
        already, or days out of order.
    """
    must_cover(by, Permission.STAFF_EDIT, county, "该县（区）不在您的管辖范围内。")
    _days_must_fit(facts, at=at)
    keys = sorted({post.pk for post in posts})
    posts = list(Post.objects.select_for_update(of=("self",)).select_related("unit").filter(pk__in=keys))
    if not posts:
        raise StaffRefused("请勾选要招聘的岗位。", field="posts")
    for post in posts:
        _post_must_be_vacant(post, county, facts["announced_on"])
    rules = conditions_for(county, facts["announced_on"])
    (number,) = take_numbers(county, NumberKind.RECRUITMENT, on=facts["announced_on"])
    recruitment = Recruitment.objects.create(
        unit=county, number=number, conditions=rules.as_json(), made_by=by, **facts
    )
    Opening.objects.bulk_create([Opening(recruitment=recruitment, post=post) for post in posts])
    note(recruitment, f"发布招聘公告，招聘 {len(posts)} 个岗位", by=by, at=at)
    return recruitment


@transaction.atomic
def cancel_recruitment(recruitment, *, by, at, reason):
    """Call a recruitment off; its posts are free for another one.

    :raises StaffRefused: outside the actor's scope, closed, without a reason, or somebody has been hired.
    """
    recruitment = locked(recruitment, by=by, states=STEPS)
    must_say(reason, "取消的理由")
    if recruitment.candidates.filter(standing=Standing.HIRED).exists():
        raise StaffRefused("已有人聘用，不能取消；请在聘用环节办结。")
    if recruitment.notices.filter(closed_on=None).exists():
        raise StaffRefused("正在公示，公示期满结束之后才能取消。")
    return _close(recruitment, State.CANCELLED, by=by, at=at, words=f"取消招聘：{reason}", outcome=reason)


@transaction.atomic
def finish_recruitment(recruitment, *, by, at, reason=""):
    """End a recruitment whose public notice is over; posts that were not filled are free for another one.

    :raises StaffRefused: outside the actor's scope, not at the step of hiring, or somebody still waits to
        be hired.
    """
    recruitment = locked(recruitment, by=by, states=(State.EXAM, State.HIRING))
    waiting = recruitment.candidates.filter(standing__in=[Standing.CHOSEN, Standing.CLEARED]).first()
    if waiting:
        raise StaffRefused(f"{waiting.name}公示期满还没有聘用，请先办理聘用或取消拟聘。")
    left = recruitment.openings.standing().count()
    if left:
        must_say(reason, f"{left} 个岗位没有招满就办结的理由")
    words = f"办结招聘，{left} 个岗位没有招满" if left else "办结招聘，岗位全部招满"
    return _close(recruitment, State.DONE, by=by, at=at, words=words, outcome=reason or words)


def close_if_filled(recruitment, *, by, at):
    """End the recruitment once every post is filled and nobody waits."""
    if not recruitment.openings.standing().exists():
        _close(recruitment, State.DONE, by=by, at=at, words="岗位全部招满，招聘办结", outcome="岗位全部招满")


@transaction.atomic
def set_conditions(county, conditions, *, by, at, since):
    """Recruit in the county on these conditions from the day `since` on, and return the row.

    Recruitments under way keep the conditions with which they began.

    :raises StaffRefused: outside the actor's scope, or a later row exists.
    """
    must_cover(by, Permission.STAFF_EDIT, county, "该县（区）不在您的管辖范围内。")
    if conditions.least_age > min(conditions.most_age, conditions.most_age_women):
        raise StaffRefused("最低年龄不能高于最高年龄。", field="least_age")
    rows = RecruitmentRule.objects.select_for_update().filter(unit=county)
    new = RecruitmentRule(unit=county, since=since, conditions=conditions.as_json())
    return begin_row(rows, new, refuse=_refuse_before)


def _refuse_before(day):
    raise StaffRefused(f"自 {day:%Y-%m-%d} 起已另有招聘条件，请选择其后的日期。", field="since")


def _days_must_fit(facts, *, at):
    announced, first, last = facts["announced_on"], facts["applies_from"], facts["applies_until"]
    if announced > timezone.localdate(at) + timedelta(days=MOST_AHEAD):
        raise StaffRefused(f"公告日期最多提前 {MOST_AHEAD} 天登记。", field="announced_on")
    if first < announced:
        raise StaffRefused("报名开始不能早于公告日期。", field="applies_from")
    if last < first:
        raise StaffRefused("报名截止不能早于报名开始。", field="applies_until")
    if facts.get("exam_on") and facts["exam_on"] <= last:
        raise StaffRefused("考试日期须在报名截止之后。", field="exam_on")


def _post_must_be_vacant(post, county, on):
    """:raises StaffRefused: the post cannot be recruited for."""
    if not post.unit.path.startswith(county.path):
        raise StaffRefused(f"{post}不属于{county.name}。", field="posts")
    if post.abolished_on is not None:
        raise StaffRefused(f"{post}已于 {post.abolished_on:%Y-%m-%d} 撤销。", field="posts")
    holder = Appointment.objects.filter(post=post).touching(on, None).select_related("member").first()
    if holder is not None:
        raise StaffRefused(f"{post}由{holder.member.name}担任，不是空缺。", field="posts")
    other = Opening.objects.standing().filter(post=post).select_related("recruitment").first()
    if other is not None:
        raise StaffRefused(f"{post}正在“{other.recruitment.title}”中招聘。", field="posts")


def _close(recruitment, state, *, by, at, words, outcome):
    today = timezone.localdate(at)
    recruitment.openings.standing().update(released_on=today)
    recruitment.state, recruitment.closed_on, recruitment.outcome = state, today, outcome[:300]
    recruitment.save()
    note(recruitment, words[:300], by=by, at=at)
    return recruitment
