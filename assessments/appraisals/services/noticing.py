"""The public notice of a result, objections to it, and the end after which it is final."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from assessments.appraisals.choices import NoticeKind, State
from assessments.appraisals.models import Appraisal, AppraisalNotice, AppraisalObjection
from assessments.appraisals.selectors.results import outcomes_of
from assessments.appraisals.services.acting import locked_year, note
from assessments.appraisals.services.consequences import propose_consequences
from assessments.appraisals.services.refusal import AppraisalRefused


@transaction.atomic
def post_notice(year, *, by, at, **facts):
    """Hang out the results of a year once all are decided, and return the notice.

    :param facts: place, hotline, first_day, last_day.
    :raises AppraisalRefused: somebody else's to do, grades missing (says whose), or too few days.
    """
    year = locked_year(year, by=by, states=(State.RUNNING,))
    lacking = Appraisal.objects.filter(year=year, decided="").included().for_list().in_tree_order()
    if names := [one.member.name for one in lacking]:
        shown = "、".join(names[:5]) + ("等" if len(names) > 5 else "")
        raise AppraisalRefused(f"还有 {len(names)} 人没有审定等次（{shown}），不能公示。")
    if not Appraisal.objects.filter(year=year).included().exists():
        raise AppraisalRefused("考核名单是空的，没有可以公示的结果。")
    made = hang(year, NoticeKind.RESULTS, by=by, at=at, **facts)
    year.state = State.NOTICE
    year.save()
    return made


def hang(year, kind, *, by, at, **facts):
    """Write down a notice that hangs for the days that the terms ask, and return it.

    :raises AppraisalRefused: too few days, or a first day that is past.
    """
    days, today = year.terms.notice_days, timezone.localdate(at)
    if facts["first_day"] < today:
        raise AppraisalRefused("公示开始日期不能早于今天。", field="first_day")
    if facts["last_day"] < facts["first_day"] + timedelta(days=days):
        raise AppraisalRefused(f"公示不少于 {days} 天。", field="last_day")
    return AppraisalNotice.objects.create(
        year=year, kind=kind, unit=year.county, posted_by=by, posted_at=at, **facts
    )


@transaction.atomic
def record_objection(appraisal, *, by, at, raised_on, matter, who="", phone=""):
    """Take down an objection to somebody's result that hangs out, and return it.

    :raises AppraisalRefused: nothing hangs out, or a day outside the notice.
    """
    notice = _hanging(appraisal, by=by)
    if not notice.first_day <= raised_on <= timezone.localdate(at):
        raise AppraisalRefused("提出日期须在公示开始之后，不能晚于今天。", field="raised_on")
    made = AppraisalObjection.objects.create(
        notice=notice, appraisal=appraisal, raised_on=raised_on, matter=matter, who=who, phone=phone,
        recorded_by=by,
    )  # fmt: skip
    note(appraisal, "收到异议", by=by, at=at)
    return made


@transaction.atomic
def settle_objection(objection, *, by, at, settled_on, is_upheld, settlement):
    """Write down what was found about an objection, and return it. Upheld, the grade has to be decided anew.

    :raises AppraisalRefused: settled already, nothing hangs out, or a day that does not fit.
    """
    _hanging(objection.appraisal, by=by)
    objection = AppraisalObjection.objects.select_for_update().get(pk=objection.pk)
    if objection.settled_on:
        raise AppraisalRefused("该异议已经答复。")
    if not objection.raised_on <= settled_on <= timezone.localdate(at):
        raise AppraisalRefused("答复日期须在提出异议之后，不能晚于今天。", field="settled_on")
    objection.settled_on, objection.is_upheld, objection.settlement = settled_on, is_upheld, settlement
    objection.save()
    words = "成立，须重新审定" if is_upheld else "不成立"
    note(objection.appraisal, f"答复异议：异议{words}", by=by, at=at, text=settlement)
    return objection


@transaction.atomic
def conclude(year, *, by, at):
    """Make the results of a year final after their notice, propose what follows, and return the year.

    Every part of every result is frozen.

    :raises AppraisalRefused: somebody else's to do, the notice has days left, or an objection is open.
    """
    year = locked_year(year, by=by, states=(State.NOTICE,))
    notice = AppraisalNotice.objects.select_for_update().get(year=year, kind=NoticeKind.RESULTS)
    end_notice(notice, at=at)
    upheld = notice.objections.filter(is_upheld=True, redecided=False)
    if names := sorted({one.appraisal.member.name for one in _named(upheld)}):
        raise AppraisalRefused(f"{'、'.join(names)}的异议成立，须先重新审定等次。")
    people = list(Appraisal.objects.filter(year=year).for_list())
    outcomes = outcomes_of(people)
    for one in people:
        one.frozen, one.total = outcomes[one.pk].as_json(), outcomes[one.pk].total
    Appraisal.objects.bulk_update(people, ["frozen", "total"], batch_size=200)
    year.state, year.closed_by, year.closed_at = State.FINAL, by, at
    year.save()
    propose_consequences(year, people, at=at)
    return year


def end_notice(notice, *, at):
    """End a notice that has hung its days.

    :raises AppraisalRefused: days left, or an objection without an answer.
    """
    today = timezone.localdate(at)
    if today <= notice.last_day:
        raise AppraisalRefused(f"公示至 {notice.last_day:%Y-%m-%d} 期满，不能提前结束。")
    if unsettled := notice.objections.filter(settled_on=None).count():
        raise AppraisalRefused(f"还有 {unsettled} 件异议没有答复，答复之后才能结束公示。")
    notice.closed_on = today
    notice.save()


def _hanging(appraisal, *, by):
    locked_year(appraisal.year, by=by)
    notice = AppraisalNotice.objects.filter(year=appraisal.year, closed_on=None).order_by("-pk").first()
    if notice is None:
        raise AppraisalRefused("现在没有公示，不能登记异议。")
    if notice.kind == NoticeKind.HONOURS and not appraisal.nominations.exists():
        raise AppraisalRefused("此人不在公示的拟表彰名单中。")
    return notice


def _named(objections):
    return objections.select_related("appraisal__appointment__member")
