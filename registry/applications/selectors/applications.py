"""Questions about applications: lists, what waits, the timeline and the opinions that stand."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from core.encryption import digest
from core.fields import plain
from core.permissions import Permission
from registry.applications.choices import LEVEL_PERMISSIONS, SPEAKING, Act, State, StepKind, Verdict
from registry.applications.models import Application
from registry.applications.procedure import standing
from registry.applications.services.refusal import may_act, own_part

SHOWN_ON_CARD = 5


@dataclass(frozen=True)
class Waiting:
    """How many applications are under way at the units of a scope, and wait for the scope's own units."""

    open: int = 0
    mine: int = 0
    overdue: int = 0
    soon: int = 0
    to_approve: int = 0
    to_deliver: int = 0


def waiting_in(scope, on):
    """Return what waits on the day `on`. Three queries."""
    rows = Application.objects.within(scope).open()
    counts = rows.aggregate(
        open=Count("pk"),
        overdue=Count("pk", filter=Q(due_on__lt=on)),
        soon=Count("pk", filter=Q(remind_on__lte=on, due_on__gte=on)),
        to_approve=Count("pk", filter=Q(step_kind=StepKind.APPROVE)),
    )
    to_deliver = Application.objects.within(scope).to_deliver_at(scope).count()
    return Waiting(**counts, mine=rows.waiting_at(scope, on).count(), to_deliver=to_deliver)


def matching(applications, text):
    """Keep those with this number, person, applicant, or number of the person's papers."""
    text = text.strip()
    if not text:
        return applications
    whole = digest(plain(text))
    words = Q(number__contains=text) | Q(person__name__contains=text) | Q(applicant_name__contains=text)
    return applications.filter(words | Q(person__id_digest=whole) | Q(person__card_digest=whole))


def timeline_of(application):
    """Return what was done about an application, newest first."""
    return list(application.entries.select_related("by", "unit__parent").order_by("-pk"))


def stepper(application, timeline):
    """Return the steps of an application in order, each with its state, opinion and day.

    :param timeline: as `timeline_of` gives it.
    """
    done = standing(reversed(timeline))
    shown = []
    for number, step in enumerate(application.procedure.steps):
        is_now = application.is_open and number == application.step_number
        shown.append({
            "name": step.name, "kind": step.kind, "level": step.level, "is_now": is_now,
            "entry": None if is_now else done.get(number),
        })  # fmt: skip
    if (delivery := application.procedure.delivery) and application.state != State.WITHDRAWN:
        handed = next((entry for entry in timeline if entry.act == Act.DELIVER), None)
        shown.append({
            "name": delivery.name, "kind": delivery.kind, "level": delivery.level,
            "is_now": application.is_to_deliver, "entry": handed,
        })  # fmt: skip
    return shown


def verdicts_of(application):
    """Return the verdicts that the present step offers, as (code, words)."""
    back = application.procedure.back_from(application.step_number)
    offered = []
    for verdict in Verdict:
        if verdict == Verdict.PASS and application.step_kind == StepKind.NOTICE:
            continue
        label = verdict.label
        if verdict == Verdict.PASS and application.step_kind == StepKind.APPROVE:
            label = "批准发放"
        if verdict == Verdict.RETURN:
            if back is None:
                continue
            label = f"退回“{application.procedure.steps[back].name}”"
        offered.append((verdict.value, label))
    return offered


def why_not(application, user):
    """Return why the user may not do the present step, in words; empty if they may or it is not theirs."""
    return (own_part(application, user) or "") if may_act(user, application) else ""


def may_step(application, user):
    """True if the user may do the present step now."""
    return may_act(user, application) and own_part(application, user) is None


def files_of(application):
    """Return the files that stand, oldest first."""
    return list(application.files.filter(withdrawn_at=None).select_related("uploaded_by").order_by("pk"))


def to_approve(scope, user):
    """Return the applications of the scope that wait for approval, each with `why_not` for this user."""
    rows = Application.objects.within(scope).open().filter(step_kind=StepKind.APPROVE).for_list()
    rows = list(rows.prefetch_related("entries").order_by("due_on", "unit__path", "pk"))
    for row in rows:
        spoken = [entry for entry in row.entries.all() if entry.by_id == user.pk and entry.act in SPEAKING]
        row.why_not = own_part(row, user, sorted(spoken, key=lambda entry: entry.pk))
    return rows


def applications_about(person, user):
    """Return what the person's page shows: the newest applications, and whether one may be taken down."""
    scope = user.scope_of(Permission.BENEFIT_VIEW)
    if not scope.covers(person.unit):
        return None
    rows = Application.objects.within(scope).filter(person=person)
    return {
        "rows": list(rows.for_list().order_by("-applied_on", "-pk")[:SHOWN_ON_CARD]),
        "count": rows.count(),
        "today": timezone.localdate(),
        "may_register": user.scope_of(LEVEL_PERMISSIONS["village"]).covers(person.unit),
    }


def under_way(person):
    """Return the open applications for a person, oldest first."""
    return list(Application.objects.filter(person=person, state=State.OPEN).order_by("applied_on", "pk"))


def last_word(timeline):
    """Return the entry that granted or refused the application; None if none did."""
    return next((entry for entry in timeline if entry.act in (Act.REFUSE, Act.GRANT)), None)
