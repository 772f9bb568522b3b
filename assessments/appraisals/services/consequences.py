"""What a final result leads to: proposed by rules, carried out by a person by the services of `staff`."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from assessments.appraisals.choices import Act, ActState, Grade, State
from assessments.appraisals.models import Appraisal, AppraisalConsequence
from assessments.appraisals.services.acting import must_say, note
from assessments.appraisals.services.refusal import AppraisalRefused
from core.permissions import Permission
from staff.choices import EndReason
from staff.life.choices import EventKind
from staff.life.services import careers
from staff.services.refusal import StaffRefused

MOST_YEARS = 10
DAYS_A_MONTH = 30


def propose_consequences(year, people, *, at):
    """Propose what follows for everybody graded and still in post, and return the proposals. Two queries."""
    today, terms = timezone.localdate(at), year.terms
    before = _grades_before(year, people)
    made = []
    for one in people:
        if one.decided and not one.is_excluded and one.appointment.until is None:
            for act, why, due_on in _acts(one, terms, today, before.get(one.appointment.member_id, {})):
                made.append(AppraisalConsequence(appraisal=one, act=act, why=why, due_on=due_on))
    return AppraisalConsequence.objects.bulk_create(made)


def _acts(one, terms, today, before):
    grade, year = Grade(one.decided), one.year.year
    why = f"{year} 年度考核{grade.label}"
    if grade == Grade.EXCELLENT:
        yield Act.REWARD, f"{why}，给予奖励，优先竞聘上级岗位", None
    if grade in (Grade.EXCELLENT, Grade.COMPETENT):
        until = one.appointment.contract_until
        if until and until <= today + timedelta(days=terms.renew_within * DAYS_A_MONTH):
            yield Act.RENEW, f"{why}，聘用合同 {until:%Y-%m-%d} 到期", until
    elif grade == Grade.BASIC:
        in_a_row = _in_a_row(year, before)
        if in_a_row >= terms.basic_years:
            yield Act.DISMISS, f"连续 {in_a_row} 年基本称职", None
        else:
            yield Act.MEND, f"{why}，限期整改", today + timedelta(days=terms.mending_days)
    else:
        yield Act.NOT_RENEW, f"{why}，不予续聘", one.appointment.contract_until


def _in_a_row(year, before):
    """Return how many years in a row, this one included, somebody was 基本称职."""
    count = 1
    while before.get(year - count) == Grade.BASIC and count < MOST_YEARS:
        count += 1
    return count


def _grades_before(year, people):
    """Return {member: {year: grade}} of the final years before."""
    rows = Appraisal.objects.filter(
        appointment__member__in={one.appointment.member_id for one in people},
        year__state=State.FINAL, year__year__lt=year.year, excluded_because="",
    )  # fmt: skip
    found = {}
    for member, number, grade in rows.values_list("appointment__member", "year__year", "decided"):
        found.setdefault(member, {})[number] = grade
    return found


@transaction.atomic
def carry_out(consequence, *, by, at, on, text, **facts):
    """Do what was proposed by the services of `staff`, write down what was done, and return the proposal.

    :param facts: contract_until of a renewal, due_on of a demand to mend, leaves (True to let go at once).
    :raises AppraisalRefused: not one's own to do, settled already, or as those services refuse.
    """
    consequence = _locked(consequence, by=by)
    if on > timezone.localdate(at):
        raise AppraisalRefused("办理日期不能晚于今天。", field="on")
    must_say(text, "办理情况", "text")
    appointment = consequence.appraisal.appointment
    try:
        event = _do(consequence.act, appointment, by=by, at=at, on=on, text=text, **facts)
    except StaffRefused as problem:
        raise AppraisalRefused(str(problem), field=problem.field) from problem
    return _settle(consequence, ActState.DONE, by=by, at=at, on=on, text=text, event=event)


@transaction.atomic
def set_aside(consequence, *, by, at, reason):
    """Do not do what was proposed, for a reason, and return the proposal.

    :raises AppraisalRefused: not one's own to do, settled already, or no reason.
    """
    consequence = _locked(consequence, by=by)
    must_say(reason, "不办理的理由")
    today = timezone.localdate(at)
    return _settle(consequence, ActState.DROPPED, by=by, at=at, on=today, text=reason)


def _do(act, appointment, *, by, at, on, text, contract_until=None, due_on=None, leaves=False):
    """Return the event in the member's history that came of it, or None."""
    if act == Act.RENEW:
        careers.renew(appointment, by=by, at=at, on=on, contract_until=contract_until or date.min, text=text)
    elif act == Act.MEND:
        return careers.warn(
            appointment, by=by, at=at, kind=EventKind.MENDING, on=on, text=text, due_on=due_on
        )
    elif act == Act.NOT_RENEW and not leaves:
        return careers.warn(appointment, by=by, at=at, kind=EventKind.TALK, on=on, text=text)
    elif act in (Act.DISMISS, Act.NOT_RENEW):
        careers.leave(appointment, by=by, at=at, until=on, reason=EndReason.UNFIT, note=text[:200])
    else:
        return None
    return appointment.events.order_by("-pk").first()


def _locked(consequence, *, by):
    rows = AppraisalConsequence.objects.select_for_update(of=("self",)).select_related(
        "appraisal__year__county",
        "appraisal__appointment__member",
        "appraisal__appointment__post__unit__parent",
    )
    consequence = rows.get(pk=consequence.pk)
    if not by.scope_of(Permission.STAFF_EDIT).covers(consequence.unit):
        raise AppraisalRefused("考核结果由县（区）残联运用。")
    if not consequence.is_open:
        raise AppraisalRefused(f"这项建议{consequence.get_state_display()}，不能再办。")
    return consequence


def _settle(consequence, state, *, by, at, on, text, event=None):
    consequence.state, consequence.done_on, consequence.done_by = state, on, by
    consequence.done_text, consequence.event = text[:300], event
    consequence.save()
    words = f"{consequence.get_act_display()}：{ActState(state).label}"
    note(consequence.appraisal, words, by=by, at=at, text=text)
    return consequence
