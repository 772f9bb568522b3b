"""Daily points (日常考核): the items of the county's table, answered by period, scored by the engine."""

from django.db import transaction
from django.utils import timezone

from assessments.appraisals.models import AppraisalMark
from assessments.appraisals.selectors.tables import EXTRA, VETO, items_of, part_of
from assessments.appraisals.services.acting import locked, note
from assessments.appraisals.services.refusal import AppraisalRefused
from assessments.scoring import RULES, AnswerRefused

WORDS_LENGTH = AppraisalMark._meta.get_field("words").max_length


class MarksRefused(Exception):
    """Some answers cannot be taken: `problems` is {(item pk, slot key): what is wrong}."""

    def __init__(self, problems):
        super().__init__("有几项没有填对，请改好后再保存。")
        self.problems = problems


def marks_of(appraisal, span):
    """Return {item pk: AppraisalMark} of a period. One query."""
    rows = AppraisalMark.objects.filter(appraisal=appraisal, period=span.number).select_related("by")
    return {mark.item_id: mark for mark in rows}


@transaction.atomic
def save_marks(appraisal, span, answers, *, by, at, revisions=None):
    """Write down the points of one period, and return how many items have changed.

    An item without any answer is passed over and stays missing.

    :param answers: {item pk: {slot key: what was answered}}
    :param revisions: {item pk: revision of the mark that the page showed, 0 without one}
    :raises AppraisalRefused: not one's own to do, a grade stands already, a period to come or out of post, or
        somebody was faster.
    :raises MarksRefused: answers that do not fit; nothing is written.
    """
    appraisal = locked(appraisal, by=by)
    _must_be_open(appraisal, span, today=timezone.localdate(at))
    standing, problems, changed = marks_of(appraisal, span), {}, []
    for item in items_of(appraisal):
        given = {key: raw for key, raw in answers.get(item.pk, {}).items() if raw not in (None, "")}
        mark = standing.get(item.pk)
        _must_be_fresh(mark, (revisions or {}).get(item.pk), item)
        if not given and mark is None:
            continue
        try:
            clean, score = _scored(item, given)
        except AnswerRefused as problem:
            problems[item.pk, problem.slot] = problem.reason
            continue
        if score.unknown and part_of(item, appraisal.year.terms) not in (EXTRA, VETO):
            problems |= {(item.pk, key): "这一项没有填全。" for key in score.unknown}
            continue
        mark = mark or AppraisalMark(appraisal=appraisal, item=item, period=span.number)
        if mark.pk is None or mark.answers != clean:
            changed.append(_filled(mark, clean, score, by=by, at=at))
    if problems:
        raise MarksRefused(problems)
    _write(changed)
    if changed:
        note(appraisal, f"{span.label}日常考核评分 {len(changed)} 项", by=by, at=at)
    return len(changed)


def _scored(item, given):
    rule = RULES[item.rule]
    clean = rule.clean(item.params, given, item.points)
    return clean, rule.score(item.points, item.params, clean)


def _filled(mark, answers, score, *, by, at):
    mark.answers, mark.points, mark.words = answers, score.points, score.words[:WORDS_LENGTH]
    mark.veto = score.effect if score.vetoed else ""
    mark.by, mark.at, mark.revision = by, at, mark.revision + 1
    return mark


def _write(marks):
    """Save them one by one, so that each change is in the audit log: a table has some ten items."""
    for mark in marks:
        mark.save()


def _must_be_open(appraisal, span, *, today):
    held = appraisal.appointment
    if appraisal.is_excluded:
        raise AppraisalRefused(f"此人本年度不定等次：{appraisal.excluded_because}。")
    if appraisal.grade:
        raise AppraisalRefused("已提出等次，得分不能再改；确需修改的，先撤回建议等次。")
    if span.first > today:
        raise AppraisalRefused(f"{span.label}还没有开始，不能评分。")
    if not span.days_in(held.since, held.until):
        raise AppraisalRefused(f"{span.label}此人不在岗。")


def _must_be_fresh(mark, revision, item):
    if revision is None or revision == (mark.revision if mark else 0):
        return
    who = mark.by if mark else "别人"
    raise AppraisalRefused(f"您填写期间，{who}已评过“{item.name}”。您填的内容还在下面，请核对后再保存一次。")
