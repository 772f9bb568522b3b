"""Questions about petitions: lists, the timeline of one, repeat visits, and what waits."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.encryption import digest
from core.fields import plain
from core.permissions import Permission
from orgs.models import Unit
from registry.petitions.choices import State, Step
from registry.petitions.models import Petition
from registry.petitions.models.doors import Reader
from registry.petitions.services.refusal import may_act, may_manage, may_supervise
from registry.petitions.services.steps import ALLOWED

SHOWN_ON_CARD = 5


@dataclass(frozen=True)
class Waiting:
    """How many petitions wait at the units of a scope."""

    to_accept: int = 0
    overdue: int = 0
    soon: int = 0
    open: int = 0


def petitions_of(scope, reader):
    """Return the petitions that the scope sees, each with `visit`: the how-manieth of its petitioner it is.

    Only petitions that the reader may read are counted as visits.
    """
    seen = Petition.objects.within(scope).readable(reader).order_by()
    earlier = Q(received_on__lt=OuterRef("received_on")) | Q(
        received_on=OuterRef("received_on"), pk__lte=OuterRef("pk")
    )
    visits = seen.filter(earlier, cluster=OuterRef("cluster")).values("cluster").annotate(n=Count("pk"))
    return Petition.objects.within(scope).annotate(visit=Coalesce(Subquery(visits.values("n")), 1))


def matching(petitions, text, reader):
    """Keep those with this number; and of what the reader may read, those with this name, matter or phone."""
    text = text.strip()
    if not text:
        return petitions
    words = Q(petitioner_name__contains=text) | Q(person__name__contains=text) | Q(matter__contains=text)
    words |= Q(phone_digest=digest(plain(text)))
    return petitions.filter(Q(number__contains=text) | (words & reader.as_q()))


def told_to(petitions, reader):
    """Mark each petition with `is_readable`, and return them as a list."""
    petitions = list(petitions)
    for petition in petitions:
        petition.is_readable = reader.may_read(petition)
    return petitions


def other_visits(petition, scope, reader):
    """Return the petitions of the same petitioner that the reader may read, oldest first."""
    rows = petitions_of(scope, reader).readable(reader).filter(cluster=petition.cluster)
    return list(rows.exclude(pk=petition.pk).for_list().order_by("received_on", "pk"))


def petitions_about(person, user):
    """Return what the person's page shows: the newest petitions about them, and how many there are."""
    scope, reader = user.scope_of(Permission.PETITION_VIEW), Reader(user)
    if not scope:
        return None
    rows = Petition.objects.within(scope).readable(reader).filter(person=person)
    newest = rows.for_list().order_by("-received_on", "-pk")[:SHOWN_ON_CARD]
    return {
        "rows": list(newest),
        "count": rows.count(),
        "today": timezone.localdate(),
        "may_register": user.scope_of(Permission.PETITION_EDIT).covers(person.unit),
    }


def timeline_of(petition):
    """Return what was done about a petition, newest first."""
    return list(petition.steps.select_related("by", "unit__parent", "to_unit__parent").order_by("-pk"))


def files_of(petition):
    """Return the files that stand, oldest first."""
    return list(petition.files.filter(withdrawn_at=None).select_related("uploaded_by").order_by("pk"))


def open_steps(petition, user):
    """Return the steps that this user may take now, the one that comes next first."""
    rights = {Step.SUPERVISE: may_supervise, Step.REOPEN: may_manage}
    able = {True: may_act(user, petition)}
    steps = []
    for step, states in ALLOWED.items():
        may = rights[step](user, petition) if step in rights else able[True]
        if petition.state in states and may and not _is_pointless(petition, step):
            steps.append(step)
    if petition.state == State.REPLIED and Step.SETTLE in steps:
        steps.remove(Step.SETTLE)
        steps.insert(0, Step.SETTLE)
    return steps


def _is_pointless(petition, step):
    """True where a step is allowed by the state but has been used up."""
    return step == Step.EXTEND and (petition.extended_days or petition.settle_by < timezone.localdate())


def transfer_targets(petition, scope):
    """Return the units that a petition may be passed to: those above up to the county, and those below."""
    here = petition.handler_unit
    levels = [Unit.Level.COUNTY, Unit.Level.TOWNSHIP, *Unit.GRASSROOTS]
    above = Unit.objects.filter(path__in=here.ancestor_paths, path__startswith=petition.county.path)
    below = Unit.objects.within(scope).below(petition.county)
    units = (above | below).filter(level__in=levels).current().exclude(pk=here.pk)
    return units.select_related("parent").in_tree_order()


def waiting_in(scope, on):
    """Return what waits at the units of the scope on the day `on`. One query."""
    counts = (
        Petition.objects.handled_in(scope)
        .open()
        .aggregate(
            open=Count("pk"),
            to_accept=Count("pk", filter=Q(state=State.REGISTERED)),
            overdue=Count("pk", filter=Q(due_on__lt=on)),
            soon=Count("pk", filter=Q(remind_on__lte=on, due_on__gte=on)),
        )
    )
    return Waiting(**counts)
