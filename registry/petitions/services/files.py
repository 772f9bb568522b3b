"""Letters, pictures and papers of a petition, by the rules of `core.uploads`."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from core.uploads import ACCEPTED, MAX_MB, MB, clean_name, content_type_of, with_extension
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
    name = clean_name(upload.name, otherwise="信访材料")
    if upload.size > MAX_MB * MB:
        raise PetitionRefused(f"“{name}”超过 {MAX_MB} MB，请压缩或拆分后再上传。", field="file")
    content = upload.read()
    kind = content_type_of(content)
    if kind is None:
        raise PetitionRefused(f"“{name}”的内容不是可接受的类型，请上传 {ACCEPTED} 文件。", field="file")
    digest = hashlib.sha256(content).hexdigest()
    if petition.files.filter(sha256=digest, withdrawn_at=None).exists():
        raise PetitionRefused(f"“{name}”已经上传过，不必重复上传。", field="file")
    kept = PetitionFile(
        petition=petition,
        name=with_extension(name, kind),
        sha256=digest,
        content_type=kind,
        size=len(content),
        uploaded_by=by,
        uploaded_at=at,
    )
    kept.file.save("file", ContentFile(content), save=False)
    kept.save()
    return kept


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
