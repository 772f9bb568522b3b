"""Scans and pictures of the papers of an application, by the rules of `core.attachments`."""

from django.db import transaction

from core.attachments import AttachmentRefused, read_attachment
from core.permissions import Permission
from registry.applications.models import ApplicationFile
from registry.applications.services.refusal import ApplicationRefused, locked, may_act

NOT_YOURS = "该申请已办结，或者不在您的管辖范围内，不能增减材料。"


def may_keep(user, application):
    """True while it is open, for who takes applications down there and for whose step it is."""
    takes_down = user.scope_of(Permission.BENEFIT_EDIT).covers(application.unit)
    return application.is_open and (takes_down or may_act(user, application))


@transaction.atomic
def add_file(application, upload, *, by, at, material=""):
    """Keep an uploaded file with the application and return the `ApplicationFile`.

    :param material: the name of the paper that it is a scan of.
    :raises ApplicationRefused: not the actor's; empty, too large, of a type not accepted, or there already.
    """
    application = locked(application)
    if not may_keep(by, application):
        raise ApplicationRefused(NOT_YOURS)
    try:
        read = read_attachment(upload, nameless="申请材料")
    except AttachmentRefused as problem:
        raise ApplicationRefused(str(problem), field="file") from problem
    if application.files.filter(sha256=read.sha256, withdrawn_at=None).exists():
        raise ApplicationRefused(f"“{read.name}”已经上传过，不必重复上传。", field="file")
    return ApplicationFile(application=application, material=material).keep(read, by=by, at=at)


@transaction.atomic
def withdraw_file(kept, *, by, at):
    """Take a file down; it stays in store with who took it down and when.

    :raises ApplicationRefused: not the actor's.
    """
    if not may_keep(by, locked(kept.application)):
        raise ApplicationRefused(NOT_YOURS)
    kept.withdrawn_by, kept.withdrawn_at = by, at
    kept.save(update_fields=["withdrawn_by", "withdrawn_at", "updated_at"])
    return kept
