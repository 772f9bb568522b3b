"""Whose certificate has run out or is about to: the work-list of 换领 (domain.md §1.3)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from orgs.models import Unit
from orgs.scoping import STEP
from registry.certificates.models import CertificateCase
from registry.certificates.selectors.rules import stages_within
from registry.choices import CardState
from registry.models import Person

UNSHOWN = ("id_number", "bank_account", "guardian_phone")  # dear to decrypt, and not on the list
EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class Span:
    """One tab of the work-list: certificates that run out between two numbers of days from now."""

    key: str
    label: str
    first: int | None
    last: int

    def condition(self, on):
        """Return the condition on persons as of the day `on`; its two sides let an index serve it."""
        first = EARLIEST if self.first is None else on + timedelta(days=self.first)
        last = on + timedelta(days=self.last)
        return Q(card_state=CardState.VALID, card_expires_on__gte=first, card_expires_on__lte=last)


EXPIRED = "expired"


def spans_within(scope, on):
    """Return {key: Span} of the work-list, by the stages that the county of a scope has set. One query."""
    spans, first = [Span(EXPIRED, "已过期", None, -1)], 0
    for days in stages_within(scope, on):
        label = f"{days} 天内" if not first else f"{first}–{days} 天"
        spans.append(Span(str(days), label, first, days))
        first = days + 1
    return {span.key: span for span in spans}


def expiring_people(scope, span, on):
    """Return the active persons of the scope whose certificate runs out in the span, as of the day `on`."""
    return Person.objects.within(scope).active().filter(span.condition(on))


def rows_of(keys):
    """Return the persons of one page in the order of their `keys`, each with their unfinished case as `case`.

    The keys come out of a scoped query; the place is not asked for again, because SQLite would rather walk
    through the whole place than look up fifty keys. Two queries.
    """
    people = Person.objects.filter(pk__in=keys).defer(*UNSHOWN).for_list().in_bulk()
    cases = CertificateCase.objects.unfinished().filter(person__in=keys)
    case_of = {case.person_id: case for case in cases}
    rows = [people[key] for key in keys if key in people]
    for person in rows:
        person.case = case_of.get(person.pk)
    return rows


@dataclass(frozen=True)
class ExpiryTally:
    """How many certificates of a scope run out in each span, in all and by unit."""

    totals: dict
    rows: list  # (unit, {span key: number})


def expiry_totals(scope, spans, on):
    """Count the persons of the work-list by span, day by day from an index: {span key: number}. One query."""
    whole = Span("all", "", None, max(span.last for span in spans.values()))
    days = expiring_people(scope, whole, on).order_by("card_expires_on").values_list("card_expires_on")
    totals = dict.fromkeys(spans, 0)
    for day, number in days.annotate(number=Count("*")):
        totals[_key_of((day - on).days, spans)] += number
    return totals


def expiry_tally(scope, spans, on):
    """Count the persons of the work-list by span and unit: townships, or villages within one township.

    Two queries, the first answered from an index alone: only what runs out is read.
    """
    whole = Span("all", "", None, max(span.last for span in spans.values()))
    found = expiring_people(scope, whole, on).order_by("card_expires_on")
    counts = Counter(found.values_list("unit_path", "card_expires_on"))
    is_wide = len({path[:-STEP] for path, _ in counts}) > 1
    totals, by_place = Counter(), {}
    for (path, day), number in counts.items():
        key = _key_of((day - on).days, spans)
        totals[key] += number
        by_place.setdefault(path[:-STEP] if is_wide else path, Counter())[key] += number
    units = Unit.objects.filter(path__in=by_place).in_tree_order()
    return ExpiryTally({key: totals[key] for key in spans}, [(unit, by_place[unit.path]) for unit in units])


def _key_of(days, spans):
    """Return the key of the span in which a certificate with so many days left lies."""
    return next(key for key, span in spans.items() if days <= span.last)
