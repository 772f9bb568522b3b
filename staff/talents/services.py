"""Taking people into the pool of talents, correcting an entry, and letting them leave it."""

from django.db import transaction
from django.utils import timezone

from core.permissions import Permission
from orgs.dated import begin_row
from staff.models import Talent, TalentRule
from staff.services.refusal import StaffRefused, must_cover


@transaction.atomic
def save_talent(talent, *, by, at):
    """Take somebody into the pool, or correct the entry, and return it.

    :raises StaffRefused: outside the actor's scope, neither or both of register and staff, in the pool
        already, archived, or a day to come.
    """
    if bool(talent.person_id) == bool(talent.member_id):
        raise StaffRefused("请填写登记的残疾人，或者选择专职委员，只填一项。", field="relative_text")
    who = talent.who
    must_cover(by, Permission.STAFF_EDIT, who.unit, "此人不在您的管辖范围内。")
    if talent.person and talent.person.is_archived:
        raise StaffRefused(f"{who.name}的登记已归档，不能入库。", field="relative_text")
    if talent.entered_on > timezone.localdate(at):
        raise StaffRefused("入库日期不能晚于今天。", field="entered_on")
    same = Talent.objects.standing().filter(person=talent.person, member=talent.member)
    if same.exclude(pk=talent.pk).exists():
        raise StaffRefused(f"{who.name}已在人才库中。", field="relative_text")
    talent.unit = who.unit
    if talent.pk is None:
        talent.made_by = by
    talent.save()
    return talent


@transaction.atomic
def leave_pool(talent, *, by, at, reason):
    """Let somebody leave the pool today, and return the entry.

    :raises StaffRefused: outside the actor's scope, no reason, or left already.
    """
    talent = Talent.objects.select_for_update(of=("self",)).select_related("unit").get(pk=talent.pk)
    must_cover(by, Permission.STAFF_EDIT, talent.unit, "此人不在您的管辖范围内。")
    if talent.left_on:
        raise StaffRefused(f"已于 {talent.left_on:%Y-%m-%d} 出库。")
    if not reason.strip():
        raise StaffRefused("请填写出库原因。", field="reason")
    talent.left_on, talent.leave_reason = timezone.localdate(at), reason[:200]
    talent.save()
    return talent


@transaction.atomic
def set_talent_rule(unit, *, by, at, since, least, source=""):
    """Ask the pool of a city or county to hold so many people from the day `since` on, and return the row.

    :raises StaffRefused: outside the actor's scope, or a later row exists.
    """
    must_cover(by, Permission.STAFF_EDIT, unit, "该单位不在您的管辖范围内。")
    rows = TalentRule.objects.select_for_update().filter(unit=unit)
    rule = TalentRule(unit=unit, since=since, least=least, source=source)
    return begin_row(rows, rule, refuse=_refuse_before)


def _refuse_before(day):
    raise StaffRefused(f"自 {day:%Y-%m-%d} 起已另有要求，请选择其后的日期。", field="since")
