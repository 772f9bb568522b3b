"""Taking a pay run through its steps, and the answers of an invented bank."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.roles import Role
from staff.pay.layouts import SHIPPED
from staff.pay.periods import months_of
from staff.pay.services import banking, confirming, making, noticing, returning, reviewing
from tests.factories import PostingFactory

FIRST = months_of(2026, 1)
SECOND = months_of(2026, 2)
PAID_WORD = SHIPPED["paid_words"].split("、")[0]
HEADS = "明细编号,姓名,补贴金额,处理结果,退回原因"


def confirmed(county, months, *, maker, checker, at):
    """Return a run that every township has confirmed (`checker` does it for all)."""
    run = making.make_run(county, months, by=maker, at=at)
    run = confirming.open_run(run, by=maker, at=at)
    for part in run.townships.all():
        confirming.confirm_township(part, by=checker, at=at)
    return run


def locked(county, months, *, maker, checker, at):
    """Return a run that has been reviewed and locked."""
    run = confirmed(county, months, maker=maker, checker=checker, at=at)
    return reviewing.review_run(run, by=checker, at=at)


def ready(county, months, *, maker, checker, at):
    """Return a run whose notice is over."""
    run = noticing.start_notice(
        locked(county, months, maker=maker, checker=checker, at=at), by=maker, at=at - timedelta(days=7)
    )
    return noticing.end_notice(run, by=maker, at=at)


def exported(county, months, *, maker, checker, at):
    """Return a run that is with the bank."""
    run = ready(county, months, maker=maker, checker=checker, at=at)
    return sent(run, by=checker, at=at)


def sent(run, *, by, at):
    """Send a run to the bank in the first layout of its county, and return it."""
    layout = banking.install_layouts(run.unit)[0]
    export, _ = banking.export_run(run, layout, by=by, at=at)
    return export.run


def answer(run, *, failed=(), change=None, name="回盘.csv"):
    """Return the bank's file about a run: every line paid but those of the `failed` names.

    :param change: takes the rows, lists of cells, and may change them.
    """
    rows = [
        [str(line.pk), line.name, f"{line.amount:.2f}"]
        + (["交易失败", "账号与户名不符"] if line.name in failed else [PAID_WORD, ""])
        for line in run.lines.to_be_paid().in_roll_order()
    ]
    if change:
        change(rows)
    text = "\r\n".join([HEADS, *(",".join(row) for row in rows)])
    return SimpleUploadedFile(name, text.encode("gb18030"))


def returned(county, months, *, maker, checker, at, failed=()):
    """Return a run that the bank has answered."""
    run = exported(county, months, maker=maker, checker=checker, at=at)
    returning.take_return(run, answer(run, failed=failed), by=checker, at=at, paid_on=timezone.localdate(at))
    run.refresh_from_db()
    return run


def closed(county, months, *, maker, checker, at):
    """Return a run that has gone all the way."""
    run = returned(county, months, maker=maker, checker=checker, at=at)
    return returning.close_run(run, by=maker, at=at)


def checker_of(county):
    """Return a county manager, who may check, approve and export."""
    return PostingFactory(unit=county, role=Role.COUNTY_MANAGER).user
