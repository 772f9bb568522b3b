"""Letters, pictures and papers of a petition, by the rules of `core.attachments`."""

from django.db import transaction

from core.attachments import AttachmentRefused, read_attachment
from registry.petitions.models import PetitionFile
from registry.petitions.services.refusal import PetitionRefused, may_act

NOT_YOURS = "本件不在您的单位办理，不能增减材料。"


@transaction.atomic
def add_file(petition, upload, *, by, at):
    """Keep an uploaded file with the petition and return the `PetitionFile`.

    :raises PetitionRefused: not the actor's; empty, too large, of a type not accepted, or there already.
    """
    if not may_act(by, petition):
        raise PetitionRefused(NOT_YOURS)
    try:
        read = read_attachment(upload, nameless="信访材料")
    except AttachmentRefused as problem:
        raise PetitionRefused(str(problem), field="file") from problem
    if petition.files.filter(sha256=read.sha256, withdrawn_at=None).exists():
        raise PetitionRefused(f"“{read.name}”已经上传过，不必重复上传。", field="file")
    return PetitionFile(petition=petition).keep(read, by=by, at=at)


@transaction.atomic
def withdraw_file(kept, *, by, at):
    """Take a file down; it stays in store with who took it down and when.

    :raises PetitionRefused: not the actor's.
    """
    if not may_act(by, kept.petition):
        raise PetitionRefused(NOT_YOURS)
    kept.withdrawn_by, kept.withdrawn_at = by, at
    kept.save(update_fields=["withdrawn_by", "withdrawn_at", "updated_at"])
    return kept
