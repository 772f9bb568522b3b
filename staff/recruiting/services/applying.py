"""Taking down who applies, checking whether they may, and letting a condition pass with four eyes."""

from django.db import transaction
from django.utils import timezone

from core.encryption import digest
from registry.models import Person
from staff.choices import Kinship
from staff.recruiting.choices import NEVER_OVERRIDDEN, Standing, State, Way
from staff.recruiting.models import Candidate, EligibilityOverride, Opening
from staff.recruiting.selectors.facts import checks_of
from staff.recruiting.services.acting import locked, locked_candidate, must_say, note
from staff.services.refusal import StaffRefused

FORWARD = (Standing.APPLIED, Standing.ELIGIBLE, Standing.INELIGIBLE)


@transaction.atomic
def take_application(recruitment, opening, *, by, at, **facts):
    """Take down an application or a recommendation, check it, and return the candidate.

    A person of the register with the same ID number is linked.

    :raises StaffRefused: applications are closed or the day does not fit, applied already, or not complete.
    """
    recruitment = locked(recruitment, by=by, states=(State.OPEN,))
    opening = Opening.objects.for_list().get(pk=opening.pk)
    if opening.recruitment_id != recruitment.pk or opening.released_on:
        raise StaffRefused("该岗位不在这次招聘中，请重新选择。", field="opening")
    if recruitment.candidates.filter(id_digest=digest(facts["id_number"])).exists():
        raise StaffRefused("此人已报名这次招聘。", field="id_number")
    candidate = Candidate(recruitment=recruitment, opening=opening, **facts)
    _must_be_complete(candidate, recruitment, at=at)
    _link(candidate)
    _check(candidate, at=at)
    candidate.save()
    note(recruitment, f"{candidate.get_way_display()}：{opening}", by=by, at=at, candidate=candidate)
    return candidate


@transaction.atomic
def change_application(candidate, *, by, at, **facts):
    """Correct what was taken down, check again, and return the candidate, who waits for review anew.

    :raises StaffRefused: applications are closed, or not complete.
    """
    candidate = locked_candidate(candidate, by=by, states=(State.OPEN,), standings=FORWARD)
    recruitment = candidate.recruitment
    others = recruitment.candidates.exclude(pk=candidate.pk)
    if others.filter(id_digest=digest(facts["id_number"])).exists():
        raise StaffRefused("此人已报名这次招聘。", field="id_number")
    for name, value in facts.items():
        setattr(candidate, name, value)
    if candidate.opening.recruitment_id != recruitment.pk:
        raise StaffRefused("该岗位不在这次招聘中，请重新选择。", field="opening")
    _must_be_complete(candidate, recruitment, at=at)
    _link(candidate)
    _check(candidate, at=at)
    candidate.standing, candidate.reason = Standing.APPLIED, ""
    candidate.save()
    candidate.overrides.all().delete()  # they let pass what was known before
    note(recruitment, "更正报名资料，重新审查", by=by, at=at, candidate=candidate)
    return candidate


@transaction.atomic
def check_again(candidate, *, by, at):
    """Check a candidate against what the register says today, and return them.

    :raises StaffRefused: the candidate is no longer under review.
    """
    candidate = locked_candidate(candidate, by=by, standings=FORWARD)
    before = candidate.checks
    _check(candidate, at=at)
    if candidate.checks != before and candidate.standing == Standing.ELIGIBLE:
        candidate.standing = Standing.APPLIED
    candidate.save()
    note(candidate.recruitment, "重新核对资格条件", by=by, at=at, candidate=candidate)
    return candidate


@transaction.atomic
def review_candidate(candidate, *, by, at, is_eligible, reason=""):
    """Close the review of a candidate and return them.

    :raises StaffRefused: a condition is not met or cannot be told and no override is confirmed, a refusal
        without a reason, or the candidate has gone on.
    """
    candidate = locked_candidate(
        candidate, by=by, states=(State.OPEN,), standings=(Standing.APPLIED, Standing.INELIGIBLE)
    )
    if is_eligible:
        _check(candidate, at=at)
        _must_pass(candidate)
        candidate.standing, candidate.reason = Standing.ELIGIBLE, ""
        words = "资格审查合格"
    else:
        must_say(reason, "不合格的理由，会告知本人")
        candidate.standing, candidate.reason = Standing.INELIGIBLE, reason
        words = "资格审查不合格"
    candidate.save()
    note(candidate.recruitment, words, by=by, at=at, candidate=candidate, text=reason)
    return candidate


@transaction.atomic
def ask_override(candidate, code, *, by, at, reason):
    """Propose to let a condition pass for a reason; somebody else has to confirm it. Return the override.

    :raises StaffRefused: the condition is met or may never be let pass, no reason, or proposed already.
    """
    candidate = locked_candidate(
        candidate, by=by, states=(State.OPEN,), standings=(Standing.APPLIED, Standing.INELIGIBLE)
    )
    must_say(reason, "放宽的理由")
    check = next((one for one in candidate.findings if one.code == code), None)
    if check is None or check.passes:
        raise StaffRefused("该条件已符合，不需要放宽。")
    if code in NEVER_OVERRIDDEN:
        raise StaffRefused(f"“{check.title}”不能放宽。")
    if candidate.overrides.filter(code=code).exists():
        raise StaffRefused(f"“{check.title}”已提出放宽，请由另一人复核。")
    made = EligibilityOverride.objects.create(
        candidate=candidate, code=code, reason=reason, asked_by=by, asked_at=at
    )
    words = f"提出放宽“{check.title}”"
    note(candidate.recruitment, words, by=by, at=at, candidate=candidate, text=reason)
    return made


@transaction.atomic
def confirm_override(override, *, by, at):
    """Confirm what somebody else proposed (双人复核), and return the override.

    :raises StaffRefused: the actor proposed it, it is confirmed, or the candidate has gone on.
    """
    candidate = locked_candidate(override.candidate, by=by, states=(State.OPEN,))
    override = EligibilityOverride.objects.select_for_update().filter(pk=override.pk).first()
    if override is None or override.is_confirmed:
        raise StaffRefused("该放宽已复核，或报名资料已更正，请重新打开页面查看。")
    if override.asked_by_id == by.pk:
        raise StaffRefused("提出人不能复核自己提出的放宽，请由另一人复核。")
    override.confirmed_by, override.confirmed_at = by, at
    override.save()
    words = f"复核同意放宽“{override.get_code_display()}”"
    note(candidate.recruitment, words, by=by, at=at, candidate=candidate)
    return override


@transaction.atomic
def withdraw_candidate(candidate, *, by, at, reason):
    """Take a candidate out because they wish it, at any step before they are hired; return them.

    :raises StaffRefused: no reason, hangs out as a notice, or not a candidate any more.
    """
    running = (Standing.APPLIED, Standing.ELIGIBLE, Standing.CLEARED)
    candidate = locked_candidate(candidate, by=by, standings=running)
    must_say(reason, "放弃的原因")
    candidate.standing, candidate.reason = Standing.WITHDRAWN, reason
    candidate.save()
    note(candidate.recruitment, "本人放弃", by=by, at=at, candidate=candidate, text=reason)
    return candidate


def unmet(candidate):
    """Return the checks that neither pass nor are let pass by a confirmed override."""
    codes = set(candidate.overrides.exclude(confirmed_by=None).values_list("code", flat=True))
    return [check for check in candidate.findings if not check.passes and check.code not in codes]


def _must_pass(candidate):
    open_ones = unmet(candidate)
    if open_ones:
        words = "；".join(f"{check.title}：{check.words.rstrip('。')}" for check in open_ones)
        raise StaffRefused(f"{candidate.name}还有条件没有符合，不能定为合格。{words}。")


def _must_be_complete(candidate, recruitment, *, at):
    today = timezone.localdate(at)
    if candidate.applied_on > today:
        raise StaffRefused("报名日期不能晚于今天。", field="applied_on")
    if not recruitment.applies_from <= candidate.applied_on <= recruitment.applies_until:
        first, last = recruitment.applies_from, recruitment.applies_until
        raise StaffRefused(f"报名日期须在 {first:%Y-%m-%d} 至 {last:%Y-%m-%d} 之间。", field="applied_on")
    if candidate.way == Way.RECOMMENDATION and not candidate.recommended_by:
        raise StaffRefused("组织推荐的请填写推荐单位或推荐人。", field="recommended_by")
    if candidate.kinship in (Kinship.SELF, Kinship.NONE):
        candidate.relative = None
    if candidate.relative and candidate.relative.id_digest == digest(candidate.id_number):
        raise StaffRefused("所属残疾人不能是报名人本人。", field="relative_text")


def _link(candidate):
    """Link the candidate's own entry of the register, which also says where their household is registered."""
    people = Person.objects.filter(id_digest=digest(candidate.id_number)).select_related("unit__parent")
    candidate.person = people.first()
    if candidate.person and not candidate.person.is_archived:
        candidate.home = candidate.person.unit


def _check(candidate, *, at):
    """Write what the checks find today onto the candidate."""
    candidate.refresh_copies()
    on = timezone.localdate(at)
    candidate.checks = [check.as_json() for check in checks_of(candidate, on)]
    candidate.checked_on = on
