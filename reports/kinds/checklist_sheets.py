"""九有检查表 and 六有检查表 of a quarter: one unit item by item, a place as a matrix of its units."""

from dataclasses import dataclass

from orgs.models import Unit
from reports.figures import FigureBook
from reports.kinds.registry import ReportKind
from reports.kinds.sheet_tables import matrix_table, totals_table, unit_table
from reports.periods import NotPossible
from reports.sources.checks import add_checks, matrices_of
from reports.sources.places import places_of


@dataclass(frozen=True)
class Sheet:
    """One of the two lists: its usual name, whom it measures in words, and the levels of these units."""

    name: str
    measured: str
    levels: tuple[str, ...]

    def title(self, subject):
        """Name the unit in full where it is itself measured, else the place and whom it measures."""
        unit, when = subject.unit, f"{subject.year}年{subject.period.name}"
        whose = (
            [unit.federation_name, when] if unit.level in self.levels else [unit.name, when, self.measured]
        )
        return [*whose, f"“{self.name}”检查表"]

    def build(self, subject, previous):
        """Return the content and the lists of the sheet; what was checked a year ago is no part of it.

        :raises NotPossible: the county has no such list in that quarter.
        """
        found = matrices_of(subject, subject.period)
        grids = [grid for grid in found if set(self.levels) & set(grid.checklist.levels)]
        if not grids:
            period = subject.period.label
            raise NotPossible(f"{subject.unit.name}在{period}没有可用的“{self.name}”清单，请先设置。")
        return _content(subject, grids[0], self.title(subject))

    def kind(self, code, levels):
        return ReportKind(
            code=code, name=f"{self.name}检查表", levels=levels, is_quarterly=True,
            template="reports/print/checklist_sheet.html", title=self.title, build=self.build,
        )  # fmt: skip


def _content(subject, grid, title):
    book, places = FigureBook(), places_of(subject)
    add_checks(book, places, [grid])
    content = {
        "title": "".join(title),
        "issuer": subject.unit.federation_name,
        "as_of": subject.as_of,
        "tables": list(_tables(book, subject, places, grid)),
        "figures": book.figures,
        "groups": book.groups,
    }
    return content, list(book.lists.values())


def _tables(book, subject, places, grid):
    if grid.rows[0].unit == subject.unit:
        yield unit_table(book, subject, grid)
        return
    if grid.checklist.is_for_grassroots and not subject.unit.is_township:
        yield totals_table(book, subject, places, grid)
    yield matrix_table(book, subject, grid)


JIUYOU_SHEET = Sheet("九有", "乡镇残联", (Unit.Level.TOWNSHIP,)).kind(
    "jiuyou_sheet", (Unit.Level.COUNTY, Unit.Level.TOWNSHIP)
)
LIUYOU_SHEET = Sheet("六有", "村（社区）残协", Unit.GRASSROOTS).kind(
    "liuyou_sheet", (Unit.Level.COUNTY, Unit.Level.TOWNSHIP, *Unit.GRASSROOTS)
)
