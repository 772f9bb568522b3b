"""Writing the audit log: what was looked at, revealed, exported, and who signed in.

Changes of registered models write themselves (django-auditlog); this module is for the rest.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from auditlog.context import set_actor
from auditlog.diff import model_instance_diff
from auditlog.models import AbstractLogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import pre_save

from accounts.models import AuditEntry

Event = AuditEntry.Event
NO_CHANGE = AbstractLogEntry.Action.ACCESS
NEW, CHANGED = AbstractLogEntry.Action.CREATE, AbstractLogEntry.Action.UPDATE
_where: ContextVar[dict] = ContextVar("audit_where", default={})  # noqa: B039


def record(event, *, by, about=None, request=None, reason="", unit=None, **facts):
    """Append one entry to the audit log and return it.

    :param event: one of `Event`.
    :param by: the acting user; with nobody signed in, the user that the event is about.
    :param about: the object looked at or exported; the actor if there is none.
    :param unit: the unit it belongs to, for the audit page's scope; taken from `about` when it has one.
    :param facts: counts and names worth keeping, never sensitive values.
    """
    about = about if about is not None else by
    return AuditEntry.objects.log_create(
        about,
        force_log=True,
        action=NO_CHANGE,
        event=event,
        actor=by,
        reason=reason[:300],
        unit_path=unit.path if unit is not None else path_of(about),
        additional_data=facts or None,
        **(place_of(request) if request is not None else _where.get()),
    )


def record_changes(pairs, *, by):
    """Append the entries that saving many things one by one would have left; queries do not grow with them.

    :param pairs: (the thing before, or None if it is new; the thing as it now stands), of models that are
        registered with django-auditlog.
    """
    AuditEntry.append([entry for pair in pairs if (entry := _change(*pair, by)).changes])


def _change(before, thing, by):
    stored = thing._meta.concrete_fields  # what else there is would be asked of the database
    if before is not None:
        stored = [f for f in stored if getattr(before, f.attname) != getattr(thing, f.attname)]
    names = [field.name for field in stored]
    return AuditEntry(
        content_type=ContentType.objects.get_for_model(thing), object_pk=str(thing.pk), object_id=thing.pk,
        object_repr=str(thing), action=NEW if before is None else CHANGED, actor=by,
        changes=model_instance_diff(before, thing, names) if names else None,
        unit_path=path_of(thing) or path_of(by), **_where.get(),
    )  # fmt: skip


def place_of(request):
    """Return the page, filter and address of a request as the columns of an entry."""
    return {
        "page": request.path[:300],
        "filters": request.GET.urlencode()[:1000],
        "remote_addr": request.META.get("REMOTE_ADDR") or None,
    }


def path_of(thing):
    """Return the path of the unit that `thing` belongs to, or the empty text."""
    for name in ("unit_path", "path"):
        if isinstance(value := getattr(thing, name, None), str):
            return value
    unit = getattr(thing, "unit", None)
    if unit is None:
        unit = getattr(thing, "home_unit", None)
    return unit.path if unit is not None else ""


@contextmanager
def acting(user, **where):
    """Make `user` the actor, and `where` the place, of every change written inside."""
    token = _where.set(where)
    try:
        with set_actor(user, remote_addr=where.get("remote_addr")):
            yield
    finally:
        _where.reset(token)


def acting_for_job(job):
    """Make the requester of a job the actor of what its handler writes."""
    return acting(job.requested_by, page=f"任务 {job.pk} {job.label}"[:300])


def fill_in_place(sender, instance, **kwargs):
    """Give entries that django-auditlog writes by itself the page and the unit they belong to."""
    for name, value in _where.get().items():
        if not getattr(instance, name):
            setattr(instance, name, value)
    if not instance.unit_path and instance.event == Event.CHANGE:
        model = instance.content_type.model_class()
        thing = model._base_manager.filter(pk=instance.object_pk).first() if model else None
        instance.unit_path = path_of(thing) if thing is not None else ""
    if not instance.unit_path and instance.actor is not None:
        instance.unit_path = path_of(instance.actor)


def latest_change():
    """Return the number of the newest entry that tells of a change: a stamp for `core.freshness`."""
    changes = AuditEntry.objects.filter(event__in=(Event.CHANGE, Event.IMPORT))
    return changes.order_by("-pk").values_list("pk", flat=True).first() or 0


def latest_change_outside(app_label):
    """Return the number of the newest change that is not of the tables of an app: a narrower stamp."""
    changes = AuditEntry.objects.filter(event__in=(Event.CHANGE, Event.IMPORT))
    outside = changes.exclude(content_type__app_label=app_label)
    return outside.order_by("-pk").values_list("pk", flat=True).first() or 0


def connect():
    """Connect `fill_in_place`; called once when the app is ready."""
    pre_save.connect(fill_in_place, sender=AuditEntry, dispatch_uid="audit-place")


def first_broken_link(*, after=0):
    """Return the first entry whose seal does not fit what it says or the entry before; None if all fit."""
    previous = None
    for entry in AuditEntry.objects.filter(pk__gt=after).order_by("pk").iterator(chunk_size=1000):
        if previous is not None and entry.previous != previous:
            return entry
        if entry.seal != entry.expected_seal():
            return entry
        previous = entry.seal
    return None
