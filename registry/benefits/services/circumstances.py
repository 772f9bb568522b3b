"""Keeping the dated circumstances of persons: what the register says, and what is noted by hand."""

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from core import bulk
from core.permissions import Permission
from registry.benefits.choices import FROM_REGISTER, Circumstances
from registry.benefits.facts import CARD_SPELLS, STANDING
from registry.benefits.models import Circumstance, Grant, Payment
from registry.benefits.services.refusal import NotGranted
from registry.models.certificates import CertificateChange
from registry.models.persons import Person

REGISTER = "残疾人登记"
make_circumstance = bulk.maker(Circumstance)


def listen_to_register(people, *, by, at):
    """Let circumstances and places of grants follow what was written to the register; set-based."""
    take_down(people, at=at)
    path = Person.objects.filter(pk=OuterRef("person"))
    for model, copies in ((Grant, ("unit_id", "unit_path")), (Payment, ("unit_path",))):
        moved = model.objects.filter(person__in=people.order_by().values("pk"))
        moved = moved.exclude(unit_path=F("person__unit_path"))
        moved.update(**{name: Subquery(path.values(name)[:1]) for name in copies}, updated_at=at)


def take_down(people, *, at, is_first=False):
    """Begin and end the circumstances of which the register itself speaks.

    They begin and end today; of who is new on the register today nobody knows since when.
    Two queries, and one for each change of many.
    """
    today = timezone.localdate(at)
    keys = people.order_by().values("pk")
    rows = Circumstance.objects.filter(person__in=keys, what__in=FROM_REGISTER)
    standing, ended_today = {}, {}
    for row in rows.filter(Q(until=None) | Q(until=today)).order_by("pk"):
        (standing if row.until is None else ended_today)[row.person_id, row.what] = row
    begun, resumed, wanted = [], [], set()
    marked = people.filter(Q(subsistence__in=list(STANDING)) | Q(card_state__in=list(CARD_SPELLS)))
    columns = ("pk", "subsistence", "card_state", "created_at")
    for pk, subsistence, state, created in marked.order_by("pk").values_list(*columns):
        for what in filter(None, (STANDING.get(subsistence), CARD_SPELLS.get(state))):
            key = (pk, what.value)
            wanted.add(key)
            if key in standing:
                continue
            if key in ended_today:  # ended and taken back on one day: it never ended
                resumed.append(ended_today[key])
                continue
            is_new = is_first or timezone.localdate(created) >= today
            since = None if is_new else today
            begun.append(make_circumstance(person_id=pk, what=what.value, since=since, source=REGISTER))
    over, never = _no_longer(standing, wanted, today)
    for row in resumed:
        row.until = None
    bulk.insert(begun, at=at)
    bulk.update([*over, *resumed], ["until"], at=at)
    Circumstance.objects.filter(pk__in=[row.pk for row in never]).delete()


def _no_longer(standing, wanted, today):
    """Return (rows that end today, rows that began today and so never were)."""
    over, never = [], []
    for key, row in standing.items():
        if key not in wanted:
            (never if row.source == REGISTER and row.since == today else over).append(row)
    for row in over:
        row.until = max(today, row.since or today)
    return over, never


@transaction.atomic
def note_circumstance(person, *, what, since, until=None, source="", by, at):
    """Note by hand that something holds for a person and return the `Circumstance`.

    :raises NotGranted: outside the actor's scope, in the wrong order, or it overlaps another of its sort.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
    if not by.scope_of(Permission.BENEFIT_CHECK).covers(person.unit):
        raise NotGranted("该人员不在您的管辖范围内。")
    if since and until and until < since:
        raise NotGranted("终止日期不能早于起始日期。", field="until")
    others = Circumstance.objects.filter(person=person, what=what)
    if until:
        others = others.filter(Q(since=None) | Q(since__lte=until))
    if since:
        others = others.filter(Q(until=None) | Q(until__gte=since))
    if others.exists():
        name = Circumstances(what).label
        raise NotGranted(f"“{name}”在这段时间已有登记，请先修改那一条。", field="since")
    return Circumstance.objects.create(person=person, what=what, since=since, until=until, source=source)


@transaction.atomic
def date_circumstance(circumstance, *, since, until, source, by, at):
    """Put the dates of a circumstance right and return it.

    :raises NotGranted: outside the actor's scope, in the wrong order, or the register still says so.
    """
    row = Circumstance.objects.select_for_update(of=("self",)).select_related("person__unit")
    row = row.get(pk=circumstance.pk)
    if not by.scope_of(Permission.BENEFIT_CHECK).covers(row.person.unit):
        raise NotGranted("该人员不在您的管辖范围内。")
    if since and until and until < since:
        raise NotGranted("终止日期不能早于起始日期。", field="until")
    others = Circumstance.objects.filter(person=row.person, what=row.what).exclude(pk=row.pk)
    if until:
        others = others.filter(Q(since=None) | Q(since__lte=until))
    if since:
        others = others.filter(Q(until=None) | Q(until__gte=since))
    if others.exists():
        raise NotGranted("与同一情况的另一条登记时间重叠。", field="since")
    row.since, row.until, row.source = since, until, source
    row.save()
    return row


@transaction.atomic
def date_card_change(change, *, since, was_mistaken, by, at):
    """Put right from which day a certificate says something else and return the change, None if mistaken.

    :param was_mistaken: what stood before was never true, so that earlier months, too, go by what stands now.
    :raises NotGranted: outside the actor's scope, or the day has not come.
    """
    row = CertificateChange.objects.select_for_update(of=("self",))
    row = row.select_related("certificate__person__unit").get(pk=change.pk)
    if not by.scope_of(Permission.BENEFIT_CHECK).covers(row.certificate.person.unit):
        raise NotGranted("该人员不在您的管辖范围内。")
    if was_mistaken:
        row.delete()
        return None
    if since is None:
        raise NotGranted("请填写日期，或勾选“此前登记有误”。", field="since")
    if since > timezone.localdate(at):
        raise NotGranted("日期不能晚于今天。", field="since")
    row.since = since
    row.save()
    return row
