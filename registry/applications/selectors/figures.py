"""Figures about applications, by township or by kind.

按时办理率: of the steps that were done in the period (passed on, sent back, refused, granted), the share that
was done on or before the deadline that the step had then. A step counts where the person's village is.
"""

from dataclasses import dataclass
from decimal import Decimal

from core.sheets.writing import Column
from orgs.models import Unit
from orgs.scoping import STEP
from registry.applications.choices import ENDING, State
from registry.applications.models import Application, ApplicationEntry

DIMENSIONS = {"unit": "乡镇（村）", "kind": "待遇"}


@dataclass
class Figures:
    """One row: what came in, what came of it, what is under way, and how many steps were in time."""

    label: str
    key: str = ""
    received: int = 0
    granted: int = 0
    monthly: Decimal = Decimal(0)
    refused: int = 0
    withdrawn: int = 0
    open: int = 0
    overdue: int = 0
    steps: int = 0
    in_time: int = 0

    @property
    def percent(self):
        """Return the share of steps in time with one decimal, in words; a dash without steps."""
        return f"{self.in_time * 100 / self.steps:.1f}%" if self.steps else "—"


COLUMNS = (
    Column("地区或待遇", lambda row: row.label, 20),
    Column("受理", lambda row: row.received, 8),
    Column("批准", lambda row: row.granted, 8),
    Column("批准月标准合计（元）", lambda row: row.monthly, 16),
    Column("不予批准", lambda row: row.refused, 10),
    Column("撤回", lambda row: row.withdrawn, 8),
    Column("目前办理中", lambda row: row.open, 10),
    Column("目前超期", lambda row: row.overdue, 10),
    Column("办理环节数", lambda row: row.steps, 10),
    Column("按时办理", lambda row: row.in_time, 10),
    Column("按时办理率", lambda row: row.percent, 10),
)
CLOSED = {State.GRANTED: "granted", State.REFUSED: "refused", State.WITHDRAWN: "withdrawn"}


def figures_by(dimension, scope, start, end, *, on):
    """Return (rows, total) of `Figures` for the days `start` to `end`, as known on `on`. Six queries.

    Received by the day of the application; granted, refused and withdrawn by the day that closed it.
    """
    table = _Table(dimension, scope)
    rows = Application.objects.within(scope).order_by()
    fields = ("unit__path", "kind", "kind_name")
    for row in rows.filter(applied_on__range=(start, end)).values(*fields):
        table.count(row, received=1)
    closed = rows.filter(closed_on__range=(start, end)).values(*fields, "state", "amount")
    for row in closed:
        amount = (row["amount"] or 0) if row["state"] == State.GRANTED else 0
        table.count(row, **{CLOSED[row["state"]]: 1, "monthly": amount})
    for row in rows.open().values(*fields, "due_on"):
        table.count(row, open=1, overdue=int(row["due_on"] < on))
    names = [f"application__{name}" for name in fields]
    done = ApplicationEntry.objects.within(scope).filter(act__in=ENDING, on__range=(start, end)).order_by()
    for *facts, day, due_on in done.values_list(*names, "on", "due_on"):
        in_time = int(due_on is None or day <= due_on)
        table.count(dict(zip(fields, facts, strict=True)), steps=1, in_time=in_time)
    return table.finished()


class _Table:
    """Holds the rows while they are counted, and knows to which of them something belongs."""

    def __init__(self, dimension, scope):
        self._by_unit = dimension != "kind"
        # Who sees several townships counts by township, who sees one by village.
        self._by_township = scope.everywhere or any(
            unit.level in (Unit.Level.CITY, Unit.Level.COUNTY)
            for unit in Unit.objects.filter(path__in=scope.paths)
        )
        self._rows, self.total = {}, Figures("合计")

    def count(self, row, **numbers):
        """Add the numbers to the row that it belongs to, and to the total."""
        if self._by_unit:
            path = row["unit__path"]
            key, label = (path[:-STEP] if self._by_township else path), ""
        else:
            key, label = row["kind"], row["kind_name"]
        for own in (self._rows.setdefault(key, Figures(label, key)), self.total):
            for name, number in numbers.items():
                setattr(own, name, getattr(own, name) + number)

    def finished(self):
        """Return (rows in order, total), units under their names."""
        if self._by_unit:
            units = Unit.objects.filter(path__in=list(self._rows)).select_related("parent")
            for unit in units:
                row = self._rows[unit.path]
                row.label, row.key = unit.name, unit.code
        return [self._rows[key] for key in sorted(self._rows)], self.total
