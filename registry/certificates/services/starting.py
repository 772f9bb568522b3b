"""Starting a case: for somebody on the register, for a newcomer, or for very many at once."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from core import bulk
from core.encryption import digest
from core.permissions import Permission
from registry.certificates.choices import CaseKind
from registry.certificates.defaults import KINDS, rule_on
from registry.certificates.models import CaseEntry, CertificateCase
from registry.certificates.selectors.eligibility import barred_until, card_condition, open_case_of
from registry.certificates.selectors.rules import rules_for
from registry.certificates.services.refusal import CaseRefused, must_cover
from registry.models import Certificate, Person
from registry.services.certificates import current_certificate
from registry.services.persons import create_person
from registry.workdays import calendar_of

MOST_AT_ONCE = 500


@transaction.atomic
def start_case(kind, person, *, by, at, applied_on, **facts):
    """Take in an application of somebody on the register and return the case.

    :param facts: unit (for 迁入), note, reason, happened_on, place.
    :raises CaseRefused: outside the actor's scope, another case is under way, the kind does not fit the
        certificate, or the person is barred from applying.
    """
    unit = facts.pop("unit", None) or person.unit
    must_cover(by, person.unit)
    must_cover(by, unit)
    _must_be_past(applied_on, at)
    _must_be_free(person.id_digest, by)
    condition = card_condition(person)
    if condition not in KINDS[kind].on:
        raise CaseRefused(f"此人{WORDS[condition]}，不能办理{CaseKind(kind).label}。")
    if kind == CaseKind.NEW:
        _must_not_be_barred(person.id_digest, applied_on)
    if (happened := facts.get("happened_on")) and happened > timezone.localdate(at):
        raise CaseRefused("发生日期不能晚于今天。", field="happened_on")
    if happened and happened < person.birth_date:
        raise CaseRefused("发生日期不能早于出生日期。", field="happened_on")
    case = CertificateCase(
        kind=kind,
        unit=unit,
        person=person,
        applied_on=applied_on,
        started_by=by,
        replaced=current_certificate(person),
        **facts,
    )
    return _begin(case, by=by)


@transaction.atomic
def register_and_start(*, by, at, card=None, **facts):
    """Put somebody without a certificate on the register, open their 新办 and return the case.

    :param facts: what `registry.services.persons.create_person` takes.
    :raises PersonRefused: either is not allowed; then neither is done.
    """
    if card:
        raise CaseRefused(
            "已经填写了残疾人证，不用新办。请清空残疾人证各项，或者只保存登记。", field="card_number"
        )
    person = create_person(by=by, at=at, **facts)
    return start_case(CaseKind.NEW, person, by=by, at=at, applied_on=timezone.localdate(at))


@transaction.atomic
def start_for_newcomer(kind, *, by, at, applied_on, **facts):
    """Take in 新办 or 迁入 of somebody whom the register does not know here, and return the case.

    :param facts: unit, name, id_number, phone, address, note; for 迁入 also place and the certificate.
    :raises CaseRefused: outside the actor's scope, registered already, another case is under way, or barred.
    """
    must_cover(by, facts["unit"])
    _must_be_past(applied_on, at)
    id_digest = digest(facts["id_number"])
    _must_be_free(id_digest, by)
    _must_not_be_here(kind, id_digest, facts["unit"], by)
    if kind == CaseKind.NEW:
        _must_not_be_barred(id_digest, applied_on)
    return _begin(CertificateCase(kind=kind, applied_on=applied_on, started_by=by, **facts), by=by)


@transaction.atomic
def start_renewals(people, *, by, at):
    """Start 换领 for each of the persons whose certificate allows it; return (cases started, left out).

    :param people: persons with their units, at most `MOST_AT_ONCE`.
    :raises CaseRefused: more than that.
    """
    people = list(people)
    if len(people) > MOST_AT_ONCE:
        raise CaseRefused(f"一次最多选 {MOST_AT_ONCE} 人，请分批办理。")
    today, scope = timezone.localdate(at), by.scope_of(Permission.PERSON_EDIT)
    busy = set(
        CertificateCase.objects.unfinished()
        .filter(id_digest__in=[person.id_digest for person in people])
        .values_list("id_digest", flat=True)
    )
    fit = [
        person
        for person in people
        if scope.covers(person.unit)
        and person.id_digest not in busy
        and card_condition(person) in KINDS[CaseKind.RENEW].on
    ]
    cases = _renewals(fit, by=by, today=today)
    bulk.insert(cases, at=at)
    bulk.insert([_accepted(case, by) for case in cases], at=at)
    if cases:
        audit.record(audit.Event.CHANGE, by=by, what="批量受理换领", people=len(cases))
    return len(cases), len(people) - len(cases)


WORDS = {
    "none": "没有残疾人证",
    "valid": "持有残疾人证",
    "frozen": "的残疾人证已冻结",
    "cancelled": "的残疾人证已注销",
    "moved_out": "已迁出",
    "archived": "已归档",
}


def _renewals(people, *, by, today):
    """Return unsaved cases; one calendar and one set of rules serve all the villages of a township."""
    cards = Certificate.objects.current().filter(person__in=[person.pk for person in people])
    card_of = {card.person_id: card for card in cards}
    calendars, rules = {}, {}
    cases = []
    for person in people:
        place = person.unit.ancestor_paths[-1]
        if place not in calendars:
            calendars[place], rules[place] = calendar_of(person.unit), rules_for(person.unit)
        case = CertificateCase(
            kind=CaseKind.RENEW, unit=person.unit, person=person, applied_on=today, started_by=by,
            replaced=card_of.get(person.pk),
        )  # fmt: skip
        enter_step(case, case.spec.steps[1], on=today, calendar=calendars[place], rules=rules[place])
        case.refresh_copies()
        cases.append(case)
    return cases


def enter_step(case, step, *, on, calendar, rules):
    """Put an unsaved case before `step` on the day `on`, with the deadline that the rules give it.

    :param rules: the `CountyRules` of the case's county.
    """
    case.step, case.step_since = step.key, on
    days = getattr(rules.on(case.applied_on), step.limit) if step.limit else None
    case.due_on = calendar.after(on, days) if days else None
    return case


def _begin(case, *, by):
    """Save the case behind its first step, which taking it in has done."""
    enter_step(
        case,
        case.spec.steps[1],
        on=case.applied_on,
        calendar=calendar_of(case.unit),
        rules=rules_for(case.unit),
    )
    case.save()
    _accepted(case, by).save()
    return case


def _accepted(case, by):
    first = case.spec.steps[0]
    return CaseEntry(case=case, step=first.key, done_on=case.applied_on, by=by, note=case.note[:300])


def _must_be_past(applied_on, at):
    if applied_on > timezone.localdate(at):
        raise CaseRefused("申请日期不能晚于今天。", field="applied_on")


def _must_be_free(id_digest, by):
    """Refuse a second unfinished case; of one elsewhere say only that it exists."""
    other = open_case_of(id_digest)
    if other is None:
        return
    if by.scope_of(Permission.PERSON_VIEW).covers(other.unit):
        raise CaseRefused(f"此人的{other.get_kind_display()}正在办理（{other.badge[0]}），办结或撤销后再办。")
    raise CaseRefused("此人在其他单位有正在办理的证件业务，请联系县残联。", field="id_number")


def _must_not_be_here(kind, id_digest, unit, by):
    other = Person.objects.filter(id_digest=id_digest).select_related("unit").first()
    if other is None:
        return
    if by.scope_of(Permission.PERSON_VIEW).covers(other.unit):
        is_coming = kind == CaseKind.MOVE_IN and (other.is_archived or other.unit_id != unit.pk)
        if not is_coming:
            state = "已归档" if other.is_archived else "在册"
            raise CaseRefused(
                f"该身份证号已登记：{other.name}，{other.unit.name}，{state}。请从其登记页办理。",
                field="id_number",
            )
    elif kind == CaseKind.NEW:
        raise CaseRefused("该身份证号已登记在其他单位，请办理迁入。", field="id_number")


def _must_not_be_barred(id_digest, applied_on):
    until = barred_until(id_digest)
    if until and applied_on < until:
        raise CaseRefused(
            f"残疾人证注销后 {rule_on(applied_on).barred_years} 年内不得重新申请，"
            f"{until.year} 年 {until.month} 月 {until.day} 日起可以申请。",
            field="applied_on",
        )
