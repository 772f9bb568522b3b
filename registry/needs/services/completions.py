"""Who has been served by a project; each completion closes the need that it meets."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts import audit
from core.attachments import AttachmentRefused
from core.permissions import Permission
from registry.models import Person
from registry.needs.choices import NeedState, Result, Step
from registry.needs.models import Completion, CompletionEvidence, Need, NeedStep
from registry.needs.selectors.eligible import needs_met, served_before
from registry.needs.services.needs import reopen
from registry.needs.services.refusal import NeedRefused, must_cover, must_not_be_later

NAMED = 5  # people named in a refusal; the rest are counted


@dataclass(frozen=True)
class Facts:
    """What is written down of each of the people completed together."""

    done_on: date
    amount: Decimal
    note: str = ""


class ServedBefore(NeedRefused):
    """Some were served by the same kind of project in recent years: a warning, to be confirmed."""


@transaction.atomic
def record_completions(project, people, facts, *, by, at, despite_repeats=False):
    """Put people on the completion list of a project, close the needs it meets, and return the completions.

    A dozen queries, however many people.

    :raises ServedBefore: some were served lately and `despite_repeats` was not given.
    :raises NeedRefused: outside the actor's scope, archived, on the list already, or a wrong day or amount.
    """
    people = list(Person.objects.filter(pk__in=[p.pk for p in people]).select_related("unit").order_by("pk"))
    _must_be_servable(project, people, facts, by=by, today=timezone.localdate(at))
    if not despite_repeats:
        _warn_of_repeats(project, people)
    needs = needs_met(project, people, facts.done_on)
    completions = Completion.objects.bulk_create(
        Completion(
            project=project, person=person, unit=person.unit, need=needs.get(person.pk),
            done_on=facts.done_on, amount=facts.amount, note=facts.note, by=by,
        )
        for person in people
    )  # fmt: skip
    _close(completions, by=by, at=at)
    audit.record(
        audit.Event.CHANGE, by=by, about=project, unit=project.unit, what="登记项目完成", people=len(people)
    )
    return completions


@transaction.atomic
def change_completion(completion, facts, *, by, at):
    """Correct the day, the amount or the note of a completion and return it.

    :raises NeedRefused: outside the actor's scope, or a wrong day or amount.
    """
    must_cover(by, completion.unit)
    _must_be_right(completion.project, facts, timezone.localdate(at))
    if completion.need and facts.done_on < completion.need.registered_on:
        raise NeedRefused("完成日期不能早于对应需求的登记日期。", field="done_on")
    completion.done_on, completion.amount, completion.note = facts.done_on, facts.amount, facts.note
    completion.save()
    completion.steps.update(on=facts.done_on)
    completion.steps.filter(step=Step.MEASURE).update(amount=facts.amount)
    if completion.need and completion.need.closed_on:
        completion.need.closed_on = facts.done_on
        completion.need.save()
    return completion


@transaction.atomic
def remove_completion(completion, *, by, at):
    """Take somebody off the list who was put there by mistake; their need is open again.

    :raises NeedRefused: outside the actor's scope, or files prove the completion.
    """
    must_cover(by, completion.unit)
    if completion.evidence.standing().exists():
        raise NeedRefused("已有佐证材料，请先撤下佐证材料再撤销。")
    need = completion.need
    name = completion.project.name
    if need is not None and not need.is_open:
        twin = Need.objects.filter(person=need.person_id, kind=need.kind, item=need.item, closed_on=None)
        if not twin.exists():
            reopen(need)
            need.save()
            NeedStep.objects.create(
                need=need, step=Step.REOPEN, on=timezone.localdate(at), by=by, at=at,
                note=f"撤销了项目“{name}”的完成登记",
            )  # fmt: skip
    completion.delete()


@transaction.atomic
def add_evidence(completion, upload, *, by, at):
    """Keep an uploaded file with the completion and return the `CompletionEvidence`.

    :raises NeedRefused: outside the actor's scope, not acceptable, or there already.
    """
    must_cover(by, completion.unit)
    try:
        made = CompletionEvidence(completion=completion)
        return made.keep_upload(upload, among=completion.evidence, by=by, at=at)
    except AttachmentRefused as problem:
        raise NeedRefused(str(problem), field="file") from problem


@transaction.atomic
def withdraw_evidence(evidence, *, by, at):
    """Take a file down; it stays in store with who took it down and when.

    :raises NeedRefused: outside the actor's scope.
    """
    must_cover(by, evidence.completion.unit)
    evidence.withdraw(by=by, at=at)


def _must_be_servable(project, people, facts, *, by, today):
    if not people:
        raise NeedRefused("请至少选择一人。", field="people")
    scope = by.scope_of(Permission.SERVICE_EDIT)
    if any(not scope.covers(p.unit) or not p.unit_path.startswith(project.unit.path) for p in people):
        raise NeedRefused("所选人员不在您的管辖范围内。", field="people")
    _must_be_right(project, facts, today)
    if gone := [person for person in people if person.is_archived]:
        raise NeedRefused(f"{_names(gone)}已归档，不能登记完成。", field="people")
    listed = Person.objects.filter(completions__project=project, pk__in=[person.pk for person in people])
    if listed := list(listed.order_by("pk")):
        raise NeedRefused(f"{_names(listed)}已在本项目的完成名单中。", field="people")


def _must_be_right(project, facts, today):
    must_not_be_later(facts.done_on, today, "done_on")
    if facts.done_on < project.starts_on:
        raise NeedRefused(f"完成日期不能早于项目开始日期 {project.starts_on:%Y-%m-%d}。", field="done_on")
    if facts.amount < 0:
        raise NeedRefused("补助金额不能为负数。", field="amount")


def _warn_of_repeats(project, people):
    before = served_before(project, [person.pk for person in people])
    if repeats := [person for person in people if person.pk in before]:
        raise ServedBefore(
            f"{_names(repeats)}在最近 {project.again_after} 年（含本年度）享受过同类项目。"
            "核实后仍要登记的，请勾选“已核实”。",
            field="despite_repeats",
        )


def _close(completions, *, by, at):
    """Close the needs of new completions with a measure and a result each."""
    met = [completion for completion in completions if completion.need]
    steps = []
    for completion in met:
        need = completion.need
        need.state, need.result, need.closed_on = NeedState.CLOSED, Result.SOLVED, completion.done_on
        need.updated_at = at
        project = completion.project
        facts = {"need": need, "completion": completion, "on": completion.done_on, "by": by, "at": at}
        steps.append(
            NeedStep(
                step=Step.MEASURE,
                amount=completion.amount,
                organisation=project.unit.federation_name[:60],
                note=f"列入年度项目“{project.name}”",
                **facts,
            )
        )
        steps.append(NeedStep(step=Step.RESULT, value=Result.SOLVED, **facts))
    Need.objects.bulk_update(
        [completion.need for completion in met], ["state", "result", "closed_on", "updated_at"]
    )
    NeedStep.objects.bulk_create(steps)


def _names(people):
    names = "、".join(person.name for person in people[:NAMED])
    return f"{names} 等 {len(people)} 人" if len(people) > NAMED else f"{names} "
