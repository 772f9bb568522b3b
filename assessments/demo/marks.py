"""Writing the invented marks of a year, set by set: what units said of themselves, what the county found."""

from assessments.demo.answers import answers_to
from assessments.rounds.choices import Stage
from assessments.rounds.models import Mark, Target
from assessments.rounds.scores import scored
from assessments.rounds.selectors.scores import items_of

BATCH = 500
SEEN_OTHERWISE = 0.03  # of the items, how many the county scores otherwise than the unit
TASKS = (6, 24)
HOW = "按登记残疾人数分配"


class Marker:
    """Invents targets and marks for the sheets of one round."""

    def __init__(self, round_, *, rng, scorer, reviewer):
        self.round, self.rng = round_, rng
        self.scorer, self.reviewer = scorer, reviewer
        self.items = items_of(round_.scheme)
        self.sheets = list(round_.sheets.select_related("unit__parent").order_by("unit__path"))
        self._quality = {sheet.pk: rng.betavariate(12, 1.4) for sheet in self.sheets}
        self._targets = {}
        posts = scorer.postings.values_list("unit", flat=True)
        self.homes = {
            sheet.unit_id for sheet in self.sheets if {sheet.unit_id, sheet.unit.parent_id} & set(posts)
        }  # whose people try the demo: theirs are left to be done

    def set_targets(self):
        """Write a target for every item that is pledged unit by unit."""
        pledged = [item for item in self.items if item.row.is_pledged]
        targets = [
            Target(sheet=sheet, lineage=item.lineage, value=self.rng.randint(*TASKS), how=HOW)
            for sheet in self.sheets
            for item in pledged
        ]
        Target.objects.bulk_create(targets, batch_size=BATCH)
        self._targets = {(target.sheet_id, target.lineage): target.value for target in targets}

    def score_themselves(self, sheets, *, at):
        """Write what the units of some sheets say of what no fact answers."""
        asked = [item for item in self.items if len(item.bindings) < len(item.slots)]
        marks = []
        for sheet in sheets:
            for item in asked:
                answers = self._answers(sheet, item)
                own = {key: value for key, value in answers.items() if key not in item.bindings}
                marks.append(self._mark(sheet, item, Stage.SELF, own, facts={}, by=self.scorer, at=at))
        Mark.objects.bulk_create(marks, batch_size=BATCH)

    def review_everything(self, *, scored_at, reviewed_at):
        """Write for every item of every sheet what the unit said, and what the county's review found.

        What facts said at the end of that year stands in the marks of the review: nobody can ask them again.
        """
        marks = []
        for sheet in self.sheets:
            for item in self.items:
                answers = self._answers(sheet, item)
                facts = {key: value for key, value in answers.items() if key in item.bindings}
                own = {key: value for key, value in answers.items() if key not in facts}
                found = own if self.rng.random() > SEEN_OTHERWISE else self._seen_otherwise(sheet, item, own)
                marks.append(
                    self._mark(sheet, item, Stage.SELF, own, facts=facts, by=self.scorer, at=scored_at)
                )
                marks.append(
                    self._mark(
                        sheet, item, Stage.COUNTY, found, facts=facts, by=self.reviewer, at=reviewed_at
                    )
                )
                if found != own:
                    marks[-1].reason = "查阅资料，与自评不符。"
        Mark.objects.bulk_create(marks, batch_size=BATCH)

    def _answers(self, sheet, item):
        target = self._targets.get((sheet.pk, item.lineage))
        return answers_to(item, self._quality[sheet.pk], self.rng, target=target)

    def _seen_otherwise(self, sheet, item, own):
        """Return what a stricter eye finds, where anybody answers at all."""
        if not own or not item.earns:
            return own
        target = self._targets.get((sheet.pk, item.lineage))
        found = answers_to(item, 0, self.rng, target=target)
        return {key: found[key] for key in own}

    def _mark(self, sheet, item, stage, answers, *, facts, by, at):
        score = scored(item, {**facts, **answers}, self._targets.get((sheet.pk, item.lineage)))
        return Mark(
            sheet=sheet, item=item.row, lineage=item.lineage, stage=stage, answers=answers,
            points=score.points, words=score.words[:300], fact_answers=facts or None,
            fact_words="年末系统判定。" if facts else "", by=by, at=at,
        )  # fmt: skip
