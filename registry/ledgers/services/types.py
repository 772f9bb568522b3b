"""The county's ledger types: the defaults of the field, and changes to them."""

import datetime

from django.db import transaction
from django.db.models import Max

from accounts import audit
from core.permissions import Permission
from registry.ledgers.choices import FieldKind
from registry.ledgers.defaults import default_types
from registry.ledgers.models import LedgerBook, LedgerField, LedgerType
from registry.ledgers.services.refusal import LedgerRefused

FIRST_DAY = datetime.date(2020, 1, 1)
OUTSIDE = "该县不在您的管辖范围内。"


@transaction.atomic
def install_defaults(county, *, by, at):
    """Give `county` the shipped types that it does not have yet; return the new ones."""
    known = set(LedgerType.objects.filter(county=county).values_list("code", flat=True))
    made = []
    for default in default_types():
        if default["code"] in known:
            continue
        facts = {name: value for name, value in default.items() if name != "fields"}
        ledger_type = LedgerType.objects.create(county=county, **facts)
        LedgerField.objects.bulk_create(
            LedgerField(
                ledger_type=ledger_type, order=place * 10, valid_from=FIRST_DAY,
                **(column | {"options": "\n".join(column.get("options", ()))}),
            )
            for place, column in enumerate(default.get("fields", ()), start=1)
        )  # fmt: skip
        made.append(ledger_type)
    if made:
        audit.record(audit.Event.CHANGE, by=by, about=county, what="装入台账类型", types=len(made))
    return made


@transaction.atomic
def save_type(ledger_type, *, by, at):
    """Write a new or changed type and return it.

    :raises LedgerRefused: outside the actor's scope, or the way of entry changes under books with rows.
    """
    _must_manage(by, ledger_type.county)
    if ledger_type.pk is None:
        ledger_type.code = _free_code(ledger_type.county)
    else:
        before = LedgerType.objects.select_for_update(of=("self",)).get(pk=ledger_type.pk)
        _begin_source(ledger_type, before)
        if before.period != ledger_type.period and LedgerBook.objects.filter(ledger_type=before).exists():
            raise LedgerRefused(
                "已有按原周期建立的台账，不能改变报送周期。请停用本类型，再新建一个。", field="period"
            )
    ledger_type.save()
    return ledger_type


def _begin_source(ledger_type, before):
    """Let a source begin after the last book that was kept by hand, so that nothing written is covered up."""
    if not ledger_type.source:
        ledger_type.source_since = None
    elif not before.source:
        last = LedgerBook.objects.filter(ledger_type=before).order_by("-start").first()
        ledger_type.source_since = last.period.next.start if last else None


@transaction.atomic
def save_field(field, *, by, at):
    """Write a new or changed column and return it.

    :raises LedgerRefused: outside the scope; a second person column; options missing; the kind of a
        column that is already in use changes.
    """
    ledger_type = field.ledger_type
    _must_manage(by, ledger_type.county)
    others = ledger_type.fields.filter(valid_to=None).exclude(pk=field.pk)
    if field.kind == FieldKind.PERSON and others.filter(kind=FieldKind.PERSON).exists():
        raise LedgerRefused("一本台账只能有一列“在册残疾人”。", field="kind")
    if field.is_drawn and not others.filter(kind=FieldKind.PERSON).exists():
        raise LedgerRefused("取自登记的列需要先有一列“在册残疾人”。", field="kind")
    if field.kind == FieldKind.CHOICE and not field.option_list:
        raise LedgerRefused("请填写选项，一行一个。", field="options")
    if field.pk is None:
        field.key = _free_key(ledger_type)
    else:
        before = LedgerField.objects.get(pk=field.pk)
        if before.kind != field.kind and LedgerBook.objects.filter(ledger_type=ledger_type).exists():
            raise LedgerRefused("已有台账使用这一列，不能改变类型。请停用它，再新增一列。", field="kind")
    field.save()
    return field


@transaction.atomic
def end_field(field, *, by, at, last_day):
    """Let a column count no more for periods that begin after `last_day`.

    :raises LedgerRefused: outside the scope, ended already, or the columns drawn through it remain.
    """
    _must_manage(by, field.ledger_type.county)
    if field.valid_to is not None:
        raise LedgerRefused("这一列已经停用。")
    if field.is_person and any(other.is_drawn for other in field.ledger_type.fields.filter(valid_to=None)):
        raise LedgerRefused("请先停用取自登记的各列。")
    if last_day < field.valid_from:
        raise LedgerRefused("停用日期不能早于启用日期。")
    field.valid_to = last_day
    field.save(update_fields=["valid_to", "updated_at"])


def _free_code(county):
    last = LedgerType.objects.filter(county=county).aggregate(last=Max("pk"))["last"] or 0
    return f"own{last + 1}"


def _free_key(ledger_type):
    last = ledger_type.fields.aggregate(last=Max("pk"))["last"] or 0
    return f"c{last + 1}"


def _must_manage(by, county):
    if not by.scope_of(Permission.LEDGER_MANAGE).covers(county):
        raise LedgerRefused(OUTSIDE)
