"""Scans and pictures of the papers of an application, by the rules of `core.attachments`."""

from django.db import transaction

from core.attachments import AttachmentRefused
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
        made = ApplicationFile(application=application, material=material)
        return made.keep_upload(upload, among=application.files, by=by, at=at, nameless="申请材料")
    except AttachmentRefused as problem:
        raise ApplicationRefused(str(problem), field="file") from problem


@transaction.atomic
def withdraw_file(kept, *, by, at):
    """Take a file down; it stays in store with who took it down and when.

    :raises ApplicationRefused: not the actor's.
    """
    if not may_keep(by, locked(kept.application)):
        raise ApplicationRefused(NOT_YOURS)
    return kept.withdraw(by=by, at=at)
