"""The head of a statistical form: what a county has set, else what is shipped, else 待填."""

import tomllib
from functools import lru_cache
from pathlib import Path

from orgs.models import Unit
from reports.statistics.models import StatisticalHead

FILE = Path(__file__).parent / "heads.toml"
LINES = ("form_number", "issued_by", "approved_by", "approval_number", "valid_until")
LABELS = {name: StatisticalHead._meta.get_field(name).verbose_name for name in LINES}
TO_FILL_IN = "待填"


@lru_cache(maxsize=1)
def shipped():
    """Return the heads that are shipped: {code of the form: {line: text}}."""
    return tomllib.loads(FILE.read_text("utf-8"))


def head_in_force(unit, form, on):
    """Return the `StatisticalHead` of the unit's county for a form on the day, or None. One query."""
    above = [*unit.ancestor_paths, unit.path]
    rows = StatisticalHead.objects.filter(unit__path__in=above, unit__level=Unit.Level.COUNTY, form=form)
    return rows.in_force(on).first()


def is_to_fill_in(content):
    """True if a statistical form in the content of a snapshot has lines that nobody has set."""
    lines = (line for own in content["tables"] for line in own.get("form", []))
    return any(text == TO_FILL_IN for _, text in lines)


def form_lines(subject, form):
    """Return the lines of the head over a form as (label, text)."""
    row = head_in_force(subject.unit, form, subject.as_of)
    if row is not None:
        return [[LABELS[name], getattr(row, name)] for name in LINES if getattr(row, name)]
    return [[LABELS[name], shipped()[form].get(name) or TO_FILL_IN] for name in LINES]
