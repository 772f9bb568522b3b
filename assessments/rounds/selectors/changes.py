"""What the stages after the self-score have changed, for the joint meeting and for the minutes."""

from dataclasses import dataclass

from django.db.models import Q

from assessments.rounds.choices import Stage
from assessments.rounds.models import Mark


@dataclass(frozen=True)
class Change:
    """One item of one unit that a later stage gave other points: the marks in the order of their stages."""

    sheet: object
    item: object
    marks: tuple

    @property
    def last(self):
        return self.marks[-1]

    @property
    def by_stage(self):
        return [(stage.label, next((m for m in self.marks if m.stage == stage), None)) for stage in Stage]

    @property
    def own(self):
        return self.at(Stage.SELF)

    def at(self, stage):
        """Return the mark of a stage, or None."""
        return next((mark for mark in self.marks if mark.stage == stage), None)


def changes_in(round_, scope, *, stages=(Stage.TOWNSHIP, Stage.INSPECTION, Stage.COUNTY, Stage.MEETING)):
    """Return the `Change`s of a round: the items to which one of the stages gave a reason. Two queries.

    Whatever is merely accepted has no reason; whatever changes points has one.
    """
    changed = Mark.objects.within(scope).filter(sheet__round=round_, stage__in=stages).exclude(reason="")
    keys = set(changed.values_list("sheet", "lineage"))
    wanted = Q(pk__in=[])
    for sheet in {sheet for sheet, _ in keys}:
        wanted |= Q(sheet=sheet, lineage__in=[lineage for one, lineage in keys if one == sheet])
    found = {}
    rows = Mark.objects.filter(wanted).select_related("sheet__unit__parent", "item__section", "by")
    for mark in rows.order_by("sheet__unit__path", "item__section__number", "item__number", "stage"):
        found.setdefault((mark.sheet_id, mark.lineage), []).append(mark)
    return [Change(marks[0].sheet, marks[-1].item, tuple(marks)) for marks in found.values()]
