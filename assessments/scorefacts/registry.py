"""All facts by their code, and measuring several of them for many units."""

from dataclasses import replace

from assessments.scorefacts.kinds import unknown
from assessments.scorefacts.sources import (
    adapted,
    benefits,
    boards,
    certificates,
    checks,
    ledgers,
    petitions,
    posts,
    projects,
    register,
    stipends,
    trainings,
    visits,
)

SOURCES = (
    posts,
    boards,
    trainings,
    stipends,
    register,
    certificates,
    visits,
    ledgers,
    projects,
    benefits,
    petitions,
    checks,
    adapted,
)
FACTS = {kind.code: kind for source in SOURCES for kind in source.KINDS}
MISFIT = "这项事实不适用于本级单位。"


def fact_of(code):
    """Return the fact with this code, also of a county's own kind of project or list; None without one."""
    return FACTS.get(code) or projects.kind_of(code) or checks.kind_of(code)


def measure(codes, units, asked):
    """Return {code: {unit pk: Figure}}: each fact once, as many queries for one unit as for many.

    Units of a level that a fact does not fit are unknown; codes that no fact has are left out.
    """
    asked, units = replace(asked, memo={}), list(units)
    found = {}
    for code in dict.fromkeys(codes):
        if kind := fact_of(code):
            fitting = [unit for unit in units if kind.fits(unit)]
            measured = _within(asked, kind, fitting) if fitting else {}
            found[code] = {unit.pk: measured.get(unit.pk) or unknown(MISFIT) for unit in units}
    return found


def _within(asked, kind, units):
    """Measure with what was made for the same units only."""
    key = ("units", tuple(unit.pk for unit in units))
    return kind.measure(units, replace(asked, memo=asked.once(key, dict)))
