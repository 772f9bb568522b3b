"""Repeat visits: found by rule when a petition is taken down, joined and parted by hand."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from core.encryption import digest
from registry.petitions.choices import Step
from registry.petitions.defaults import REPEAT_DAYS
from registry.petitions.models import Petition
from registry.petitions.models.doors import Reader
from registry.petitions.services.refusal import PetitionRefused, locked, may_act
from registry.petitions.services.timeline import note

NOT_YOURS = "本件不在您的单位办理，不能调整重复信访。"


def join_earlier(petition):
    """Put a new petition into the cluster of the nearest one of the same petitioner, if there is one.

    The same are: the same person of the register, the same phone, or the same name at the same unit, within
    `repeat_days` of each other.
    """
    same = Q(petitioner_name=petition.petitioner_name, unit=petition.unit)
    if petition.person:
        same |= Q(person=petition.person)
    if petition.phone:
        same |= Q(phone_digest=digest(petition.phone))
    span = timedelta(days=REPEAT_DAYS)
    near = Petition.objects.filter(
        same,
        county=petition.county,
        received_on__range=(petition.received_on - span, petition.received_on + span),
    )
    found = near.order_by("-received_on", "-pk").values_list("cluster", flat=True).first()
    if found is not None:
        petition.cluster = found


@transaction.atomic
def link_petitions(petition, other, *, by, at):
    """Declare that two petitions are of the same petitioner; everything linked to either is one cluster then.

    :raises PetitionRefused: not the actor's to handle or read, of another county, or linked already.
    """
    petition = locked(petition)
    if not may_act(by, petition):
        raise PetitionRefused(NOT_YOURS)
    if other.county_id != petition.county_id or not Reader(by).may_read(other):
        raise PetitionRefused("没有找到这个编号的信访件。", field="number")
    if other.cluster == petition.cluster:
        raise PetitionRefused("两件已经关联，不必重复关联。", field="number")
    Petition.objects.filter(county=petition.county, cluster=other.cluster).update(cluster=petition.cluster)
    note(petition, Step.EDIT, by=by, at=at, text=f"与 {other.number} 关联为重复信访。")
    petition.refresh_from_db()
    return petition


@transaction.atomic
def unlink_petition(petition, *, by, at):
    """Declare that a petition is not a repeat after all.

    :raises PetitionRefused: not the actor's to handle.
    """
    petition = locked(petition)
    if not may_act(by, petition):
        raise PetitionRefused(NOT_YOURS)
    petition.cluster = uuid.uuid4()
    petition.save()
    note(petition, Step.EDIT, by=by, at=at, text="解除重复信访关联。")
    return petition
