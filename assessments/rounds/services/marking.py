"""Writing down what one stage says of one item; what facts said at that moment is kept beside."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from assessments.rounds.models import Mark, Round, Target
from assessments.rounds.scores import scored
from assessments.rounds.selectors.scores import told_by_facts
from assessments.rounds.services.refusal import MarkRefused, SomebodyWasFaster
from assessments.schemes.rules import ScoredItem
from assessments.scoring import RULES, AnswerRefused

WORDS_LENGTH = Mark._meta.get_field("words").max_length


@dataclass(frozen=True)
class Said:
    """What a stage says of an item: answers to the questions of its rule, or the points directly.

    Answers that only repeat a fact are left to the fact. `revision` is that of the mark that the page showed,
    None where it showed none.
    """

    answers: dict | None = None
    points: object = None
    reason: str = ""
    revision: int | None = None


@transaction.atomic
def record_mark(sheet, item, stage, said, *, by, at):
    """Write the `Mark` of one stage for an item of a sheet and return it.

    Who may do so and when is asked by those who call; here only what is true at any stage.

    :param item: a row of `Item` of the scheme in force.
    :raises MarkRefused: final, an answer does not fit, points out of range, or a reason is missing.
    :raises SomebodyWasFaster: another has written this mark since the page was opened.
    """
    _refuse_final(sheet)
    standing = (
        Mark.objects.select_for_update()
        .filter(sheet=sheet, lineage=item.lineage, stage=stage)
        .select_related("by")
        .first()
    )
    _refuse_stale(standing, said)
    mark = standing or Mark(sheet=sheet, lineage=item.lineage, stage=stage)
    target = Target.objects.filter(sheet=sheet, lineage=item.lineage).values_list("value", flat=True).first()
    asked, today = ScoredItem.of(item), timezone.localtime(at).date()
    told = told_by_facts([asked], [sheet.unit], sheet.round.year, on=today)
    _fill(mark, asked, said, told=told.get((sheet.unit_id, item.lineage)), target=target)
    mark.item, mark.by, mark.at = item, by, at
    mark.revision += 1 if mark.pk else 0
    mark.save()
    return mark


def _fill(mark, item, said, *, told, target):
    """Set what the mark says, and beside it what the facts say."""
    mark.reason = said.reason.strip()
    facts = told.answers if told else {}
    mark.fact_answers = facts or None
    mark.fact_words = (told.words if told else "")[:WORDS_LENGTH]
    mark.fact_points = scored(item, facts, target).points if facts else None
    if said.answers is None:
        _give_directly(mark, item, said)
        return
    try:
        answers = RULES[item.rule].clean(item.params, said.answers, item.points)
    except AnswerRefused as problem:
        raise MarkRefused(problem.reason, problem.slot) from problem
    mark.answers = {key: value for key, value in answers.items() if facts.get(key) != value}
    if not mark.reason and any(key in facts for key in mark.answers):
        raise MarkRefused("填报与系统判定不同，须写明理由并附佐证。")
    score = scored(item, {**facts, **mark.answers}, target)
    mark.points, mark.words = score.points, score.words[:WORDS_LENGTH]


def _give_directly(mark, item, said):
    if said.points is None or not 0 <= said.points <= item.points:
        raise MarkRefused(f"得分须在 0 到 {item.points} 之间。")
    if not mark.reason:
        raise MarkRefused("直接给分须写明理由。")
    mark.answers, mark.points, mark.words = None, said.points, mark.reason[:WORDS_LENGTH]


def _refuse_final(sheet):
    """Refuse to touch a year that is final, and keep it open until this transaction ends."""
    if Round.objects.select_for_update().get(pk=sheet.round_id).is_final:
        raise MarkRefused("本年度考核已定稿，得分不能再修改。")
    if sheet.is_exempt:
        raise MarkRefused("该单位本年度不参加考核。")


def _refuse_stale(standing, said):
    if standing is None or said.revision == standing.revision:
        return
    when = f"{timezone.localtime(standing.at):%m-%d %H:%M}"
    raise SomebodyWasFaster(
        f"{standing.by}已在 {when} 填写了这一项，请核对后再保存；您填的内容仍在页面上。", standing
    )
