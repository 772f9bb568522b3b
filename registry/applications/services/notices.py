"""Public notices: put up for one or many, objections to them, and their end after their days."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from registry.applications.choices import LEVEL_PERMISSIONS, Act, StepKind
from registry.applications.defaults import MOST_AHEAD
from registry.applications.models import Application, Notice, NoticeEntry, Objection
from registry.applications.services.moving import days_after, note, wait_until
from registry.applications.services.refusal import ApplicationRefused, locked, must_be_mine
from registry.applications.services.steps import pass_on


@transaction.atomic
def post_notice(unit, applications, *, by, at, first_day, place, hotline=""):
    """Put up one notice at `unit` for applications that wait for it there, and return it.

    It hangs as long as the longest of their procedures says, counted from the day after `first_day`.

    :raises ApplicationRefused: none chosen, one that does not wait for it, or a day that does not fit.
    """
    held = _held(applications)
    if not held:
        raise ApplicationRefused("请勾选要公示的申请。", field="applications")
    for application in held:
        must_be_mine(application, by)
        if application.step_kind != StepKind.NOTICE or application.handler_unit != unit:
            raise ApplicationRefused(
                f"{application.number} 不在{unit.name}的公示环节。", field="applications"
            )
        if application.notice:
            raise ApplicationRefused(f"{application.number} 已经在公示中。", field="applications")
        if first_day < application.since_on:
            raise ApplicationRefused(
                f"张榜日期不能早于 {application.number} 转到公示的日期（{application.since_on:%Y-%m-%d}）。",
                field="first_day",
            )
    if first_day > timezone.localdate(at) + timedelta(days=MOST_AHEAD):
        raise ApplicationRefused(f"张榜日期最多提前 {MOST_AHEAD} 天登记。", field="first_day")
    notice = Notice.objects.create(
        unit=unit, level=held[0].step_level, place=place, hotline=hotline, first_day=first_day,
        last_day=max(_last_day(application, first_day) for application in held), posted_by=by, posted_at=at,
    )  # fmt: skip
    for application in held:
        _hang(application, notice, by=by, at=at)
    return notice


@transaction.atomic
def record_objection(notice, application, *, by, at, raised_on, matter, who="", phone=""):
    """Take down an objection to an application that hangs out, and return it.

    :raises ApplicationRefused: it does not hang there any more, not the actor's, or a day before the notice.
    """
    application = _hanging(notice, application, by)
    if not notice.first_day <= raised_on <= timezone.localdate(at):
        raise ApplicationRefused("提出日期须在公示开始之后，不能晚于今天。", field="raised_on")
    objection = Objection.objects.create(
        notice=notice, application=application, raised_on=raised_on, matter=matter, who=who, phone=phone,
        recorded_by=by,
    )  # fmt: skip
    note(application, Act.OBJECT, by=by, at=at, on=raised_on, text=matter)
    return objection


@transaction.atomic
def settle_objection(objection, *, by, at, settled_on, is_upheld, settlement):
    """Write down what was found about an objection and what its author was told; return it.

    :raises ApplicationRefused: settled already, not the actor's, or a day that does not fit.
    """
    application = _hanging(objection.notice, objection.application, by)
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if objection.settled_on:
        raise ApplicationRefused("该异议已经答复。")
    if not objection.raised_on <= settled_on <= timezone.localdate(at):
        raise ApplicationRefused("答复日期须在提出异议之后，不能晚于今天。", field="settled_on")
    objection.settled_on, objection.is_upheld, objection.settlement = settled_on, is_upheld, settlement
    objection.save()
    words = "异议成立" if is_upheld else "异议不成立"
    note(application, Act.SETTLE, by=by, at=at, on=settled_on, text=f"{words}：{settlement}")
    return objection


@transaction.atomic
def conclude_notice(notice, *, by, at):
    """End a notice that has hung long enough; return (passed on, [(application, why it stays)]).

    What has an objection that is not settled, or was upheld, stays until it is settled, sent back or refused.

    :raises ApplicationRefused: it has not hung long enough, or it is ended.
    """
    notice = Notice.objects.select_for_update(of=("self",)).select_related("unit").get(pk=notice.pk)
    today = timezone.localdate(at)
    if notice.closed_on:
        raise ApplicationRefused("这次公示已经结束。")
    if today <= notice.last_day:
        raise ApplicationRefused(f"公示至 {notice.last_day:%Y-%m-%d} 期满，不能提前结束。")
    if not by.scope_of(LEVEL_PERMISSIONS[notice.level]).covers(notice.unit):
        raise ApplicationRefused(f"这次公示由{notice.unit.name}办理，不在您的权限内。")
    passed, kept = [], []
    for application in _held(Application.objects.filter(notice=notice)):
        if why := _what_stays(application, notice, by):
            kept.append((application, why))
            continue
        told = [["公示期", f"{notice.first_day:%Y-%m-%d} 至 {notice.last_day:%Y-%m-%d}"]]
        told += [["公示地点", notice.place], ["异议", _objections_in_words(application, notice)]]
        note(application, Act.PASS, by=by, at=at, on=today, text="公示期满，同意转下一环节。", facts=told)
        pass_on(application, on=today)
        passed.append(application)
    if not kept:
        notice.closed_on = today
        notice.save(update_fields=["closed_on", "updated_at"])
    return passed, kept


def _held(applications):
    """Return the applications as they stand now, locked in the order of their keys."""
    keys = sorted(application.pk for application in applications)
    return [locked(Application(pk=key)) for key in keys]


def _last_day(application, first_day):
    step = application.step
    return days_after(application.county, first_day, step.notice_days, step.notice_counting)


def _hang(application, notice, *, by, at):
    """Hang an application on a notice; the days for ending it run from its last day."""
    on = min(notice.first_day, timezone.localdate(at))
    place = f"{notice.place}，{notice.first_day:%Y-%m-%d} 至 {notice.last_day:%Y-%m-%d}"
    note(application, Act.POST, by=by, at=at, on=on, text=place)
    NoticeEntry.objects.create(notice=notice, application=application, step_number=application.step_number)
    application.notice, step = notice, application.step
    wait_until(application, days_after(application.county, notice.last_day, step.days, step.counting))
    application.save()


def _hanging(notice, application, by):
    """Return the application, locked, if it hangs on this notice and the actor may act."""
    application = locked(application)
    must_be_mine(application, by)
    if application.notice_id != notice.pk:
        raise ApplicationRefused(f"{application.number} 已不在这次公示中。")
    return application


def _what_stays(application, notice, by):
    """Return why an application cannot leave the notice; None if it can."""
    rows = application.objections.filter(notice=notice)
    if rows.filter(settled_on=None).exists():
        return "有异议还没有答复。"
    if rows.filter(is_upheld=True).exists():
        return "异议成立，请退回上一环节或者不予通过。"
    try:
        must_be_mine(application, by)
    except ApplicationRefused as problem:
        return str(problem)
    return None


def _objections_in_words(application, notice):
    number = application.objections.filter(notice=notice).count()
    return f"{number} 件，均不成立" if number else "无"
