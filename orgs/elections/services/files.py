"""Papers of the steps of an election, by the rules of `core.attachments`."""

from django.db import transaction

from core.attachments import AttachmentRefused, read_attachment
from orgs.elections.choices import State
from orgs.elections.models import ElectionFile
from orgs.elections.services.refusal import ElectionRefused, locked, may_decide, may_enter

NOT_YOURS = "该换届已中止，或者不在您的管辖范围内，不能增减材料。"


def may_keep(user, election):
    """True unless it was stopped, for the unit itself and those above."""
    mine = may_enter(user, election.unit) or may_decide(user, election.unit)
    return election.state != State.CANCELLED and mine


@transaction.atomic
def add_file(election, step_code, upload, *, by, at):
    """Keep an uploaded paper with a step of the election and return the `ElectionFile`.

    :raises ElectionRefused: not the actor's; empty, too large, of a type not accepted, or there already.
    """
    election = locked(election)
    if not may_keep(by, election):
        raise ElectionRefused(NOT_YOURS)
    step = next((one for one in election.rules.steps if one.code == step_code), None)
    if step is None:
        raise ElectionRefused("请选择材料所属的环节。", field="step_code")
    try:
        read = read_attachment(upload, nameless=step.papers or "换届材料")
    except AttachmentRefused as problem:
        raise ElectionRefused(str(problem), field="file") from problem
    if election.files.filter(sha256=read.sha256, withdrawn_at=None).exists():
        raise ElectionRefused(f"“{read.name}”已经上传过，不必重复上传。", field="file")
    return ElectionFile(election=election, step_code=step.code, step_name=step.name).keep(read, by=by, at=at)


@transaction.atomic
def withdraw_file(kept, *, by, at):
    """Take a paper down; it stays in store with who took it down and when.

    :raises ElectionRefused: not the actor's.
    """
    if not may_keep(by, locked(kept.election)):
        raise ElectionRefused(NOT_YOURS)
    kept.withdrawn_by, kept.withdrawn_at = by, at
    kept.save(update_fields=["withdrawn_by", "withdrawn_at", "updated_at"])
    return kept
