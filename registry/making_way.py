"""What a unit that ceases keeps and its successor keeps too: ledgers, quotas, survey lists are joined.

Each function takes (clashing rows, successor, day=, at=) and returns what changed rows said before.
"""

from django.db.models import F, Max, Q

from registry.ledgers.choices import BookState, PeriodKind
from registry.ledgers.models import LedgerBook, LedgerRow
from registry.ledgers.periods import period_of
from registry.needs.models import Quota
from registry.survey.models import SurveyLine, SurveyVillage


def running_books(day):
    """Return the condition that a book is of a period that the day lies in, or of a later one."""
    found = Q(pk__in=[])
    for kind in PeriodKind.values:
        found |= Q(ledger_type__period=kind, start__gte=period_of(kind, day).start)
    return found


def join_books(books, target, *, day, at):
    """Append the rows of books to those that the successor keeps already; both must be drafts."""
    restores = []
    for book in books:
        own = LedgerBook.objects.get(ledger_type=book.ledger_type_id, unit=target, start=book.start)
        rows = list(LedgerRow.objects.filter(book=book).order_by("order", "pk"))
        if not rows or book.state != BookState.DRAFT or own.state != BookState.DRAFT:
            continue
        last = LedgerRow.objects.filter(book=own).aggregate(top=Max("order"))["top"] or 0
        for row in rows:
            restores.append(["registry.LedgerRow", row.pk, {"book": book.pk, "order": row.order}])
        LedgerRow.objects.filter(book=book).update(book=own, order=F("order") + last)
        for each, number in ((book, 0), (own, own.row_count + len(rows))):
            facts = {"row_count": each.row_count, "is_unchanged": each.is_unchanged}
            restores.append(["registry.LedgerBook", each.pk, facts])
            each.row_count, each.version, each.is_unchanged = number, each.version + 1, False
            each.save()
    return restores


def add_quotas(quotas, target, *, day, at):
    """Add the targets of quotas to those that the successor has in the same projects."""
    restores = []
    for quota in quotas:
        own = Quota.objects.get(project=quota.project_id, unit=target)
        restores += [[each._meta.label, each.pk, {"target": each.target}] for each in (quota, own)]
        own.target, quota.target = own.target + quota.target, 0
        own.save()
        quota.save()
    return restores


def join_survey_villages(villages, target, *, day, at):
    """Put the lines of villages behind those of the successor, with numbers that go on from its last."""
    restores = []
    for village in villages:
        own = SurveyVillage.objects.get(round=village.round_id, unit=target)
        last = SurveyLine.objects.filter(village=own).aggregate(top=Max("number"))["top"] or 0
        lines = SurveyLine.objects.filter(village=village)
        for pk, number in lines.order_by("pk").values_list("pk", "number"):
            restores.append(["registry.SurveyLine", pk, {"village": village.pk, "number": number}])
        lines.update(village=own, number=F("number") + last)
    return restores
