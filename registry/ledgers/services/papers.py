"""Printed forms: freezing what stands in the books, and making the PDF of it."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from core.documents import print_document
from core.jobs import enqueue
from core.permissions import Permission
from registry.ledgers.models import LedgerPrint
from registry.ledgers.papers import frozen_book, frozen_year
from registry.ledgers.services.refusal import LedgerRefused

PRINT = "ledgers.print"
TEMPLATE = "registry/ledgers/print/books.html"


@transaction.atomic
def print_book(place, *, by, at):
    """Freeze one ledger of a unit and period, put its PDF into the queue, and return the print.

    :raises LedgerRefused: outside the scope.
    """
    content = frozen_book(place, on=timezone.localdate(at))
    title = f"{place.unit.name}{place.ledger_type.name}（{place.period.label}）"
    return _freeze(
        place.unit, place.period.start, title, content, by=by, at=at, ledger_type=place.ledger_type
    )


@transaction.atomic
def print_year(unit, county, year, *, by, at):
    """Freeze all ledgers of a unit for a year as one volume, and return the print.

    :raises LedgerRefused: outside the scope, or there is nothing to print.
    """
    content = frozen_year(unit, county, year, on=timezone.localdate(at))
    if not (content["sheets"] or content["index"]):
        raise LedgerRefused(f"{unit.name}{year}年没有可以打印的台账。")
    title = f"{unit.name}{year}年度残疾人工作台账"
    return _freeze(
        unit, timezone.localdate(at).replace(year=year, month=1, day=1), title, content, by=by, at=at
    )


def _freeze(unit, start, title, content, *, by, at, ledger_type=None):
    if not by.scope_of(Permission.LEDGER_VIEW).covers(unit):
        raise LedgerRefused("该单位不在您的管辖范围内。")
    made = LedgerPrint.objects.create(
        unit=unit, ledger_type=ledger_type, start=start, title=title[:150], content=content,
        made_by=by, made_at=at,
    )  # fmt: skip
    made.job = enqueue(PRINT, by=by, label=f"打印{made.title}"[:150], print=made.pk)
    made.save(update_fields=["job"])
    return made


def make_pdf(made):
    """Make the PDF of a print from its frozen content alone, keep it, and return the print."""
    content = made.content
    paper = print_document(TEMPLATE, {"content": content}, title=content["title"], author=content["issuer"])
    made.pages = paper.pages
    made.file.save(f"ledger-{made.pk}.pdf", ContentFile(paper.content), save=False)
    made.save(update_fields=["file", "pages"])
    return made
