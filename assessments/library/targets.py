"""What evidence may prove, with the rule until when it may still be hung there or taken down."""

import uuid
from dataclasses import dataclass

from assessments.inspections.models import InspectionFinding
from assessments.models.checks import Check
from assessments.rounds.choices import Phase
from assessments.rounds.models import Round
from assessments.services.checking import CheckRefused, refuse_closed
from orgs.models import Unit


class EvidenceRefused(Exception):
    """The file cannot be kept, hung there or taken down, for a reason its uploader should read."""


@dataclass(frozen=True)
class CheckTarget:
    """A check: what was found for one item of a list at one unit in one quarter."""

    check: Check

    @property
    def unit(self):
        return self.check.unit

    @property
    def columns(self):
        """Return the columns of an `EvidenceUse` that name it."""
        return {"check_row": self.check}

    def refuse_closed(self):
        """Refuse a change once the quarter is closed.

        :raises EvidenceRefused: it is.
        """
        try:
            refuse_closed(self.check.unit, self.check.period)
        except CheckRefused as problem:
            raise EvidenceRefused(str(problem)) from problem


@dataclass(frozen=True)
class ItemTarget:
    """An item of a scheme at one unit in one year; the lineage is the same in all versions of a scheme."""

    unit: Unit
    lineage: uuid.UUID
    year: int

    @property
    def columns(self):
        return {"lineage": self.lineage, "year": self.year}

    def refuse_closed(self):
        """Refuse a change once the year of the item is final.

        :raises EvidenceRefused: it is.
        """
        final = Round.objects.filter(
            year=self.year,
            phase=Phase.FINAL,
            county__path__in=[*self.unit.ancestor_paths, self.unit.path],
            scheme__sections__items__lineage=self.lineage,
        )
        if final.exists():
            raise EvidenceRefused(f"{self.year} 年度考核已定稿，佐证材料不能再变动。")


@dataclass(frozen=True)
class FindingTarget:
    """A shortcoming that an inspection found: its photos, and those of how it was mended."""

    finding: InspectionFinding

    @property
    def unit(self):
        return self.finding.visit.unit

    @property
    def columns(self):
        return {"finding": self.finding}

    def refuse_closed(self):
        """Refuse a change once the finding is settled.

        :raises EvidenceRefused: it is.
        """
        if self.finding.settled_on is not None:
            raise EvidenceRefused("该问题已经销号，佐证材料不能再变动。")


def target_of(use):
    """Return what a use proves."""
    if use.check_row_id:
        return CheckTarget(use.check_row)
    if use.finding_id:
        return FindingTarget(use.finding)
    return ItemTarget(use.evidence.unit, use.lineage, use.year)
