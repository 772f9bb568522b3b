"""Taking the steps of a case, sending it back, handing it in again and withdrawing it."""

from django.db import transaction
from django.utils import timezone

from registry.certificates.choices import Act, CaseState
from registry.certificates.models import CaseEntry, CertificateCase
from registry.certificates.numbers import assessed
from registry.certificates.selectors.rules import rules_for
from registry.certificates.services.finishing import finish
from registry.certificates.services.refusal import CaseRefused, must_cover, must_take
from registry.certificates.services.starting import enter_step
from registry.workdays import calendar_of

MOVED_ON = "本业务已到下一环节，请刷新页面。"


@transaction.atomic
def take_step(case, step_key, *, by, at, done_on, note="", **facts):
    """Take the step that a case waits for and return the case; the last step writes the certificate.

    :param step_key: the step the user saw, so that two people do not take two steps unawares.
    :param facts: grades and agency (评定), began_on (公示).
    :raises CaseRefused: not the actor's to take, out of order or too early, or the certificate cannot be
        written.
    """
    case = _locked(case)
    if not case.is_open or case.step != step_key:
        raise CaseRefused(MOVED_ON)
    step = case.current_step
    must_take(by, step, case.unit)
    _must_be_in_order(case, done_on, at)
    calendar, rules = calendar_of(case.unit), rules_for(case.unit)
    if "grades" in facts:
        case.category, case.grade, case.components = assessed(facts["grades"])
        case.agency = facts.get("agency", "")
    if began_on := facts.get("began_on"):
        _must_have_hung_long_enough(case, began_on, done_on, calendar=calendar, rules=rules)
    CaseEntry.objects.create(case=case, step=step.key, began_on=began_on, done_on=done_on, by=by, note=note)
    if following := case.spec.after(step.key):
        enter_step(case, following, on=done_on, calendar=calendar, rules=rules)
    else:
        finish(case, by=by, at=at, on=done_on)
        case.state, case.finished_at, case.finished_by, case.due_on = CaseState.DONE, at, by, None
    case.save()
    return case


@transaction.atomic
def return_case(case, *, by, at, note, step_key=None):
    """Send a case back to be mended, to the step `step_key` or the present one, and return it.

    :raises CaseRefused: not under way, or the present step is not the actor's.
    """
    case = _locked(case)
    if not case.is_open:
        raise CaseRefused("本业务不在办理中，不能退回。")
    must_take(by, case.current_step, case.unit)
    spec = case.spec
    if step_key and not 0 < spec.index_of(step_key) <= spec.index_of(case.step):
        raise CaseRefused("只能退回到已办过的环节。", field="step")
    _write(case, Act.RETURNED, by=by, at=at, note=note)
    case.state, case.step, case.due_on = CaseState.RETURNED, step_key or case.step, None
    case.save()
    return case


@transaction.atomic
def resume_case(case, *, by, at, note=""):
    """Hand a case in again after it was sent back, and return it.

    :raises CaseRefused: it was not sent back, or outside the actor's scope.
    """
    case = _locked(case)
    must_cover(by, case.unit)
    if not case.is_returned:
        raise CaseRefused("本业务没有被退回，无须重新提交。")
    _write(case, Act.RESUMED, by=by, at=at, note=note)
    enter_step(
        case,
        case.current_step,
        on=timezone.localdate(at),
        calendar=calendar_of(case.unit),
        rules=rules_for(case.unit),
    )
    case.state = CaseState.OPEN
    case.save()
    return case


@transaction.atomic
def withdraw_case(case, *, by, at, note):
    """End a case without effect, for a reason, and return it.

    :raises CaseRefused: it has ended already, or outside the actor's scope.
    """
    case = _locked(case)
    must_cover(by, case.unit)
    if not case.is_unfinished:
        raise CaseRefused("本业务已经结束，不能撤销。")
    _write(case, Act.WITHDRAWN, by=by, at=at, note=note)
    case.state, case.due_on, case.finished_at, case.finished_by = CaseState.WITHDRAWN, None, at, by
    case.save()
    return case


def _locked(case):
    cases = CertificateCase.objects.select_for_update(of=("self",))
    return cases.select_related("unit", "person", "replaced").get(pk=case.pk)


def _write(case, act, *, by, at, note):
    CaseEntry.objects.create(
        case=case, act=act, step=case.step, done_on=timezone.localdate(at), by=by, note=note
    )


def _must_be_in_order(case, done_on, at):
    if done_on > timezone.localdate(at):
        raise CaseRefused("办理日期不能晚于今天。", field="done_on")
    if done_on < case.step_since:
        raise CaseRefused(f"办理日期不能早于上一环节的日期（{case.step_since}）。", field="done_on")


def _must_have_hung_long_enough(case, began_on, done_on, *, calendar, rules):
    """Refuse a public notice shorter than the rule asks for (办法 art. 9(3))."""
    if began_on < case.step_since:
        raise CaseRefused(f"公示开始日期不能早于上一环节的日期（{case.step_since}）。", field="began_on")
    days = rules.on(case.applied_on).notice_days
    earliest = calendar.after(began_on, days)
    if done_on < earliest:
        raise CaseRefused(
            f"公示须满 {days} 个工作日，{began_on} 开始公示的，最早 {earliest} 结束。", field="done_on"
        )
