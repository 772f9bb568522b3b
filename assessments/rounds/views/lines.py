"""One item of a sheet as a page shows it: what it comes to, what the facts say, its evidence, its form."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from assessments.library.selectors import evidence_counts
from assessments.rounds.choices import Stage
from assessments.rounds.scores import clashing
from assessments.scorefacts.registry import fact_of


@dataclass
class Line:
    """An item of one unit."""

    sheet: object
    one: object
    proofs: int = 0
    form: object = None
    facts: list = field(default_factory=list)
    frozen: object = None  # the `ResultItem` once the year is final

    @property
    def item(self):
        return self.one.item

    @property
    def row(self):
        return self.one.item.row

    @property
    def points(self):
        """Return what the item comes to: for good once the year is final."""
        return self.frozen.points if self.frozen else self.one.points

    @property
    def words(self):
        return self.frozen.words if self.frozen else self.one.score.words

    @property
    def anchor(self):
        return f"item-{self.row.pk}"

    @property
    def clashes(self):
        """Return the labels of the questions at which a person says something else than the facts."""
        mark = self.one.mark
        if not self.one.is_overruled:
            return []
        keys = clashing(mark, self.one.told) if mark.answers is not None else list(self.one.told.answers)
        return [self.item.slot(key).label for key in keys if self.item.slot(key)]

    @property
    def lacks_proof(self):
        """True if evidence is asked for, or needed to overrule a fact, and there is none."""
        is_needed = self.one.is_overruled or (self.row.evidence_needed and self.one.points > 0)
        return is_needed and not self.proofs

    @property
    def open_questions(self):
        """Return the labels of the questions that nobody and nothing has answered."""
        slots = (self.item.slot(key) for key in self.one.score.unknown)
        return [slot.label for slot in slots if slot] or (["年度指标"] if self.one.score.unknown else [])

    @property
    def needs_attention(self):
        return bool(self.one.is_overruled or self.lacks_proof or self.one.score.unknown or self.is_changed)

    @property
    def is_changed(self):
        """True if a stage after the self-score gave a reason."""
        return any(mark.reason for mark in self.one.marks if mark.stage > Stage.SELF)

    @property
    def evidence_url(self):
        args = [self.sheet.unit_id, self.item.lineage, self.sheet.round.year]
        return reverse("library:item_evidence", args=args)

    @property
    def pick_url(self):
        args = [self.sheet.unit_id, self.item.lineage, self.sheet.round.year]
        back = f"{reverse('rounds:sheet_fill', args=[self.sheet.pk])}#{self.anchor}"
        return f"{reverse('library:item_pick', args=args)}?{urlencode({'back': back})}"

    @property
    def detail_url(self):
        return reverse("rounds:item_detail", args=[self.sheet.pk, self.item.lineage])


def lines_of(score, result=None):
    """Return [(section, [Line], points)] of a `UnitScore`; of a final year as frozen in its `Result`.

    Two queries.
    """
    sections = _lines_of(score)
    if result is None:
        return sections
    kept = {row.lineage: row for row in result.items.all()}
    for _, lines, _ in sections:
        for line in lines:
            line.frozen = kept.get(line.item.lineage)
    return [(section, lines, sum(line.points for line in lines)) for section, lines, _ in sections]


def _lines_of(score):
    sheet = score.sheet
    lineages = [one.item.lineage for one in score.items]
    proofs = evidence_counts([score.unit], lineages, sheet.round.year)
    return [
        (
            section,
            [line_of(sheet, one, proofs.get((sheet.unit_id, one.item.lineage), 0)) for one in items],
            points,
        )
        for section, items, points in score.by_section()
    ]


def line_of(sheet, one, proofs):
    """Return the `Line` of one `ItemScore`."""
    return Line(sheet, one, proofs, facts=_facts(sheet, one.item))


def _facts(sheet, item):
    """Return [(name, address)] of the facts bound to an item."""
    kinds = [kind for code in item.bindings.values() if (kind := fact_of(code))]
    address = f"?unit={sheet.unit_id}"
    return [(kind.name, reverse("scorefacts:fact_detail", args=[kind.code]) + address) for kind in kinds]
