"""Taking in a list of payments: plan, look, apply. The plan and the real run are the same lines."""

import hashlib
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from core.permissions import Permission
from core.sheets import UnreadableSheet
from registry.benefits.models import PaymentFile
from registry.benefits.reading import read_payments
from registry.benefits.services.payments import record_payments
from registry.benefits.services.refusal import NotGranted


@transaction.atomic
def plan_payments(file, *, county, kind, month, by, at):
    """Keep an uploaded list with its plan and return the PaymentFile.

    The same file once more gives the one that is there.

    :param kind: of the lines that name none; :param month: first day, of the lines that name none.
    :raises NotGranted: outside the scope, or the file cannot be read; the message says why.
    """
    if not by.scope_of(Permission.BENEFIT_MANAGE).covers(county):
        raise NotGranted("您没有记入该县（区）发放数据的权限。")
    content = file.read()
    fingerprint = hashlib.sha256(content).hexdigest()
    known = PaymentFile.objects.filter(unit=county, digest=fingerprint).first()
    if known is not None and known.is_taken:
        return known
    made = known or PaymentFile(unit=county, digest=fingerprint, name=file.name[-200:], by=by)
    made.kind, made.month = kind, month
    file.seek(0)
    try:
        plan, _ = read_payments(file, county=county, kind=kind, month=month, today=timezone.localdate(at))
    except UnreadableSheet as problem:
        raise NotGranted(str(problem), field="file") from problem
    made.plan, made.lines, made.refused = plan, plan["lines"], plan["refused"]
    made.amount = Decimal(plan["amount"])
    if known is None:
        made.file.save(file.name[-80:], ContentFile(content), save=False)
    made.save()
    return made


@transaction.atomic
def take_payments(made, *, by, at, is_partial):
    """Write the planned lines down, all or none, and return the file.

    :param is_partial: the clerk's word that lines with problems are left out.
    :raises NotGranted: taken already, problems without that word, or nothing to write.
    """
    made = PaymentFile.objects.select_for_update(of=("self",)).select_related("unit", "kind").get(pk=made.pk)
    if made.is_taken:
        raise NotGranted("这份发放名册已经记入，没有再记一次。")
    try:
        with made.file.open("rb") as file:
            plan, lines = read_payments(
                file, county=made.unit, kind=made.kind, month=made.month, today=timezone.localdate(at)
            )
    except (UnreadableSheet, OSError) as problem:
        raise NotGranted("名册文件读不出来，没有记入任何一行。请重新上传。") from problem
    if plan != made.plan:
        made.plan, made.lines, made.refused = plan, plan["lines"], plan["refused"]
        made.amount = Decimal(plan["amount"])
    if plan["refused"] and not is_partial:
        raise NotGranted(
            f"有 {plan['refused']} 行有错误，没有记入任何一行。请改正后重新上传，或勾选“有错的行先不记入”。"
        )
    if not lines:
        raise NotGranted("没有可以记入的行。")
    record_payments(lines, unit=made.unit, by=by, at=at, file=made)
    made.state, made.taken_at = PaymentFile.State.TAKEN, at
    made.save()
    return made
