"""The yes-or-no facts of the checklists, usable in slots as well; each speaks of the unit itself."""

from assessments import facts as checklists
from assessments.periods import quarter_of
from assessments.scorefacts.kinds import BOTH, TOWNSHIPS, FactKind, Figure
from assessments.scoring import SlotKind

GROUP = "清单判定"
ONLY_TOWNSHIPS = {"head_with_document"}


def _adapted(kind):
    def measure(units, asked):
        found = kind.measure(units, checklists.Asked(quarter_of(asked.until), asked.until))
        return {key: Figure(fact.value, fact.text) for key, fact in found.items()}

    return FactKind(
        code=kind.code,
        name=kind.name,
        group=GROUP,
        definition=kind.definition,
        gives=SlotKind.YES_NO,
        measure=measure,
        rows=lambda unit, asked: kind.rows_link(unit),
        rows_label=kind.rows_label,
        rows_permission=kind.rows_permission,
        levels=TOWNSHIPS if kind.code in ONLY_TOWNSHIPS else BOTH,
    )


KINDS = tuple(_adapted(kind) for kind in checklists.FACTS.values())
