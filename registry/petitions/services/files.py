"""Letters, pictures and papers of a petition, by the rules of `core.attachments`."""

from django.db import transaction

from core.attachments import AttachmentRefused
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
        made = PetitionFile(petition=petition)
        return made.keep_upload(upload, among=petition.files, by=by, at=at, nameless="信访材料")
    except AttachmentRefused as problem:
        raise PetitionRefused(str(problem), field="file") from problem


@transaction.atomic
def withdraw_file(kept, *, by, at):
    """Take a file down; it stays in store with who took it down and when.

    :raises PetitionRefused: not the actor's.
    """
    if not may_act(by, kept.petition):
        raise PetitionRefused(NOT_YOURS)
    return kept.withdraw(by=by, at=at)
