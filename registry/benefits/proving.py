"""The codes on the list of who is granted what, and on the figures of what was paid in a year."""

from core.masking import masked_id_number
from orgs.proofs.papers import PaperKind, code_for
from orgs.scoping import UnitScope
from registry.benefits.paper import granted_in
from registry.benefits.selectors.figures import paid_by_grade


def granted_stated(unit, key):
    """Return who has which running benefit below a unit, as far as it is printed."""
    rows = [
        [row.unit.code, row.person.name, masked_id_number(row.person.id_number), str(row.kind), row.tier,
         str(row.amount)]
        for row in granted_in(_of(unit))
    ]  # fmt: skip
    return {"unit": unit.code, "rows": rows}


def figures_stated(unit, year):
    """Return 人次 and yuan by kind, grade and month of a year."""
    rows, total = paid_by_grade(_of(unit), year)
    told = [
        [row.kind, row.grade, *([cell.times, str(cell.amount)] for cell in row.cells)]
        for row in (*rows, total)
    ]
    return {"unit": unit.code, "year": year, "rows": told}


GRANTED = PaperKind("benefits_granted", "残疾人补贴享受对象公示", "unit", granted_stated)
FIGURES = PaperKind("benefits_figures", "残疾人补贴发放统计表", "year", figures_stated)


def code_of_granted(unit, scope, day, *, by):
    """Return the code of the list of a day; None for who sees only a part of the unit."""
    if not scope.covers(unit):
        return None
    return code_for(GRANTED, unit, unit.pk, reference=f"{day:%Y-%m-%d} 的名单", by=by)


def code_of_figures(unit, scope, year, *, by):
    """Return the code of the figures; None if they are not those of exactly one unit."""
    if unit is None or scope != _of(unit):
        return None
    return code_for(FIGURES, unit, year, reference=f"{year}年", by=by)


def _of(unit):
    return UnitScope(paths=frozenset({unit.path}))
