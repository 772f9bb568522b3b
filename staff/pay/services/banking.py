"""The way to the bank: the file is made once, again only for a reason; layouts are a county's data."""

import hashlib

from django.db import transaction

from accounts import audit
from core.permissions import Permission
from staff.choices import RunAct, RunState
from staff.models import BankExport, BankLayout, RunEntry, StipendLine
from staff.pay.amounts import NOTHING
from staff.pay.layouts import DEFAULTS, ENDINGS, RETURN_KEYS, Batch, NotWritable, rows_of, write
from staff.pay.services.making import seal_of
from staff.pay.services.moving import locked, may, must_be
from staff.services.refusal import StaffRefused, must_cover

OUTSIDE = "只有县（区）残联可以设置银行文件格式。"
BROKEN = "名册内容与锁定时的校验值不一致，已停止导出。请不要发放，立即联系管理员查明。"


@transaction.atomic
def export_run(run, layout, *, by, at, reason=""):
    """Make the bank's file of a run; return (BankExport, bytes). The run is then with the bank.

    Everything happens in one transaction: broken off half-way, the run is as it was.

    :raises StaffRefused: outside the actor's scope, not ready, changed since it was locked, nothing to pay,
        a value that does not fit the layout, or made before and no reason given.
    """
    run = locked(run)
    may(by, Permission.STIPEND_EXPORT, run.unit)
    before = _must_be_ready(run, reason)
    lines = list(_paying(run))
    if not lines:
        raise StaffRefused("名册里没有要发放的金额，不用送银行，可以直接办结。")
    number = before + 1
    try:
        content = write(layout, rows_of(layout, lines, Batch(run, number)))
    except NotWritable as problem:
        raise StaffRefused(str(problem)) from problem
    export = BankExport.objects.create(
        run=run, number=number, layout=layout, file_name=file_name(run, layout, number),
        sha256=hashlib.sha256(content).hexdigest(), lines=len(lines),
        amount=sum((line.amount for line in lines), NOTHING), reason=reason.strip() if before else "",
        by=by, at=at,
    )  # fmt: skip
    run.state = RunState.EXPORTED
    run.save()
    RunEntry.objects.create(
        run=run,
        act=RunAct.EXPORT,
        by=by,
        at=at,
        note=f"第 {number} 次，{export.file_name} {export.reason}"[:300],
    )
    audit.record(
        audit.Event.EXPORT, by=by, about=run, what=export.file_name, reason=export.reason,
        rows=export.lines, amount=str(export.amount), number=number,
    )  # fmt: skip
    return export, content


def _must_be_ready(run, reason):
    """Return how often the run has been exported, or refuse."""
    before = run.exports.count()
    if before == 0:
        ready = RunState.LOCKED if run.is_follow_up else RunState.READY
        must_be(run, ready, act="导出银行文件")
    else:
        must_be(run, RunState.EXPORTED, act="再次导出银行文件")
        if not reason.strip():
            raise StaffRefused(
                f"这份名册已导出过 {before} 次。再次导出须写明原因，以免重复发放。", field="reason"
            )
    if run.seal and seal_of(run) != run.seal:
        raise StaffRefused(BROKEN)
    return before


def file_name(run, layout, number):
    """Return what the file is called; a second one says so."""
    again = f"_第{number}次重复导出" if number > 1 else ""
    stem = f"{run.unit.name}{run.period}专职委员补贴{again}".replace(" ", "")
    return f"{stem}.{ENDINGS[layout.file_format]}"


def _paying(run):
    lines = StipendLine.objects.filter(run=run).to_be_paid().defer("explanation")
    return lines.select_related("member", "unit", "unit__parent").in_roll_order()


@transaction.atomic
def install_layouts(county):
    """Give a county the shipped layouts that it has not yet, and return all of its layouts in use."""
    known = set(BankLayout.objects.filter(unit=county).values_list("name", flat=True))
    BankLayout.objects.bulk_create(
        BankLayout(unit=county, **default) for default in DEFAULTS if default["name"] not in known
    )
    return list(BankLayout.objects.filter(unit=county).in_use().order_by("pk"))


@transaction.atomic
def save_layout(layout, *, by, at):
    """Write a new or changed layout and return it.

    :raises StaffRefused: outside the actor's scope, or a column without which the answer cannot be matched.
    """
    must_cover(by, Permission.STIPEND_EDIT, layout.unit, OUTSIDE)
    held = {cell["field"] for cell in layout.columns}
    missing = [RETURN_KEYS[key] for key in ("line_id", "name", "amount") if key not in held]
    if "account" not in held:
        missing.append("一卡通账号")
    if missing:
        raise StaffRefused(f"缺少“{'”“'.join(missing)}”列，银行无法发放，回盘也无法核对。", field="columns")
    same = BankLayout.objects.filter(unit=layout.unit, name=layout.name).exclude(pk=layout.pk)
    if same.exists():
        raise StaffRefused("已有同名的银行文件格式。", field="name")
    layout.save()
    return layout
