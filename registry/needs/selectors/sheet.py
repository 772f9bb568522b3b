"""表3 残疾人康复、教育、就业、维权等服务需求登记表 as rows of text (domain.md §5)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from orgs.models import Unit
from orgs.scoping import UnitScope
from registry.needs.models import Need
from registry.needs.selectors.needs import with_measures


@dataclass(frozen=True)
class RegisterSheet:
    """The rows of 表3 of one unit and year; empty if there are more than can be printed at once."""

    unit: Unit
    year: int
    on: date
    total: int
    rows: list

    @property
    def is_too_long(self):
        return self.total > len(self.rows)

    @property
    def names_villages(self):
        """True if the rows come from several villages, so that each must say from which."""
        return not self.unit.is_grassroots


def register_sheet(unit, year, *, on, most):
    """Return the needs registered in a year, or open from before, of all below a unit. Three queries."""
    until = date(year, 12, 31)
    scope = UnitScope(paths=frozenset({unit.path}))
    carried = Q(closed_on=None) | Q(closed_on__gte=date(year, 1, 1))
    needs = Need.objects.within(scope).filter(carried, registered_on__lte=until)
    total = needs.count()
    rows = []
    if total <= most:
        ordered = needs.for_list().order_by("person__unit_path", "person__pinyin", "registered_on", "pk")
        rows = with_measures(ordered)
    return RegisterSheet(unit, year, on, total, rows)
