"""Numbering the certificates of a training: all who passed, in the order of the list, without gaps."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from core.permissions import Permission
from registry.applications.selectors.procedures import county_of
from staff.models import Attendance, Training
from staff.numbering.choices import NumberKind
from staff.numbering.services import take_numbers
from staff.services.refusal import StaffRefused, must_cover


@transaction.atomic
def issue_certificates(training, *, by, at):
    """Give everybody who passed and has no certificate the next number, and return how many got one.

    :raises StaffRefused: outside the actor's scope, not held yet, or nobody waits for one.
    """
    training = Training.objects.select_for_update(of=("self",)).select_related("unit").get(pk=training.pk)
    must_cover(by, Permission.STAFF_EDIT, training.unit, "该培训不在您的管辖范围内。")
    today = timezone.localdate(at)
    if training.held_on > today:
        raise StaffRefused(f"“{training.title}”还没有举办，不能发结业证。")
    scope = by.scope_of(Permission.STAFF_EDIT)
    waiting = Attendance.objects.within(scope).filter(training=training, passed=True, certificate_number="")
    rows = list(waiting.order_by("member__unit__path", "member__pinyin", "pk"))
    if not rows:
        raise StaffRefused("合格的人都已有结业证号，没有要发的。")
    numbers = take_numbers(
        county_of(training.unit), NumberKind.TRAINING, on=today, count=len(rows), taken=_is_taken
    )
    for row, number in zip(rows, numbers, strict=True):
        row.certificate_number, row.certificate_on, row.is_numbered = number, today, True
    Attendance.objects.bulk_update(
        rows, ["certificate_number", "certificate_on", "is_numbered"], batch_size=200
    )
    audit.record(
        audit.Event.CHANGE, by=by, about=training, unit=training.unit, what="编发结业证",
        people=len(rows), first=numbers[0], last=numbers[-1],
    )  # fmt: skip
    return len(rows)


def _is_taken(number):
    return Attendance.objects.filter(certificate_number=number).exists()
