"""Reviewing a sheet: item by item where something is to change, the rest accepted as it stands at once."""

from django.db import transaction
from django.utils import timezone

from assessments.rounds.choices import Phase, Stage
from assessments.rounds.models import Act, Mark, Round, Sheet
from assessments.rounds.rights import has_scored, stage_of
from assessments.rounds.selectors.scores import score_of
from assessments.rounds.services.marking import WORDS_LENGTH, record_mark
from assessments.rounds.services.refusal import MarkRefused, RoundRefused, SomebodyWasFaster
from assessments.rounds.services.year import note

DONE = {Stage.TOWNSHIP: ("township_at", "township_by"), Stage.COUNTY: ("county_at", "county_by")}
ACTS = {Stage.TOWNSHIP: Act.TOWNSHIP, Stage.COUNTY: Act.COUNTY}


def why_not(user, sheet):
    """Return why the user cannot review the sheet now; empty if they can."""
    round_, stage = sheet.round, stage_of(user, sheet)
    if stage is None:
        return "村（社区）由所属乡镇（街道）初审，由县（区）残联复核；不能审核本单位。"
    if has_scored(user, sheet):
        return "您填报过这个单位的自评，须由其他人审核。"
    if sheet.is_exempt:
        return "该单位本年度不参加考核。"
    if round_.is_past(Phase.REVIEW):
        return "复核已经结束。需要调整的，在联席会议上议定。"
    if not round_.is_past(Phase.OPEN):
        return "自评还没有开始。"
    if sheet.self_at is None:
        if round_.phase != Phase.REVIEW:
            return "该单位还没有提交自评。"
        if stage == Stage.TOWNSHIP:
            return "该单位没有按时提交自评，由县（区）残联直接复核。"
    if stage == Stage.TOWNSHIP and sheet.county_at:
        return "县（区）残联已完成复核。"
    if stage == Stage.COUNTY and round_.phase != Phase.REVIEW:
        return "县级复核在转入“复核”阶段后进行。"
    return ""


def review_item(sheet, item, said, *, by, at):
    """Say at the reviewer's stage what an item comes to, and return the `Mark`.

    :raises RoundRefused: the actor may not review the sheet now, or has finished it.
    :raises MarkRefused: see `record_mark`; and a change of the points without a reason.
    """
    with transaction.atomic():
        sheet, stage = _sheet(sheet, by=by)
        if getattr(sheet, DONE[stage][0]):
            raise RoundRefused("这个单位已审核完毕。需要修改的，先点“重新审核”。")
        before = _points(sheet, item, stage, at)
        mark = record_mark(sheet, item, stage, said, by=by, at=at)
        if mark.points != before and not mark.reason:
            raise MarkRefused(f"得分由 {before} 改为 {mark.points}，须写明理由。")
    return mark


def _points(sheet, item, stage, at):
    """Return what the item came to before this stage said anything."""
    one = score_of(sheet, on=timezone.localdate(at)).item(item.lineage)
    below = [mark for mark in one.marks if mark.stage < stage]
    return below[-1].points if below and one.stage == stage else one.points


@transaction.atomic
def finish(sheet, revision, *, by, at):
    """Accept what nobody has changed, close the review of the sheet at the actor's stage and return it.

    What is accepted is written down with the facts of this moment, so that later facts do not change it.

    :param revision: that of the sheet as the page showed it.
    :raises RoundRefused: the actor may not review it now, or an item is not answered.
    :raises SomebodyWasFaster: somebody else has finished it meanwhile.
    """
    sheet, stage = _sheet(sheet, by=by)
    when, who = DONE[stage]
    if getattr(sheet, when):
        finished = timezone.localtime(getattr(sheet, when))
        raise SomebodyWasFaster(f"{getattr(sheet, who)}已在 {finished:%m-%d %H:%M} 完成审核。", None)
    if revision != sheet.revision:
        raise SomebodyWasFaster("这张评分表刚被别人改过，请核对后再完成审核。", None)
    score = score_of(sheet, on=timezone.localdate(at))
    if stage == Stage.COUNTY and score.unknown:
        names = "、".join(one.item.name for one in score.unknown[:3])
        raise RoundRefused(f"{names}等 {len(score.unknown)} 项没有填全，请补全后再完成复核。")
    accepted = [_accepted(sheet, one, stage, by=by, at=at) for one in score.items if one.stage != stage]
    Mark.objects.bulk_create(accepted, batch_size=500)
    setattr(sheet, when, at)
    setattr(sheet, who, by)
    sheet.revision += 1
    sheet.save()
    note(sheet.round, ACTS[stage], by=by, at=at, sheet=sheet, words=f"认可 {len(accepted)} 项")
    return sheet


def _accepted(sheet, one, stage, *, by, at):
    """Return the mark of an item that stands as it is."""
    told, mark = one.told, one.mark
    directly = mark is not None and mark.answers is None
    own = {key: value for key, value in one.answers.items() if told.answers.get(key) != value}
    return Mark(
        sheet=sheet, item=one.item.row, lineage=one.item.lineage, stage=stage,
        answers=None if directly else own, points=one.points,
        words=(one.score.words or "")[:WORDS_LENGTH], reason=mark.reason if directly else "",
        fact_answers=told.answers or None, fact_words=told.words[:WORDS_LENGTH],
        fact_points=one.fact_score.points if told.answers else None, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def reopen(sheet, *, by, at):
    """Take back that the review of a sheet is finished, at the actor's stage, and return the sheet.

    :raises RoundRefused: the actor may not review it now, or it is not finished.
    """
    sheet, stage = _sheet(sheet, by=by)
    when, who = DONE[stage]
    if getattr(sheet, when) is None:
        raise RoundRefused("这个单位还没有完成审核。")
    setattr(sheet, when, None)
    setattr(sheet, who, None)
    sheet.revision += 1
    sheet.save()
    note(sheet.round, Act.REOPEN, by=by, at=at, sheet=sheet)
    return sheet


def _sheet(sheet, *, by):
    """Return (sheet, stage), locked, for a reviewer who may work on it.

    :raises RoundRefused: they may not.
    """
    Round.objects.select_for_update().get(pk=sheet.round_id)
    found = Sheet.objects.select_for_update(of=("self",)).select_related(
        "round__county", "round__scheme", "unit__parent", "township_by", "county_by"
    )
    found = found.get(pk=sheet.pk)
    if why := why_not(by, found):
        raise RoundRefused(why)
    return found, stage_of(by, found)
