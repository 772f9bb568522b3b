"""A unit scores itself: item by item as a draft, then handed in once."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from assessments.library.selectors import evidence_counts
from assessments.rounds.choices import Phase, Stage
from assessments.rounds.models import Act, Round, Sheet
from assessments.rounds.rights import may_score
from assessments.rounds.selectors.scores import score_of
from assessments.rounds.services.marking import record_mark
from assessments.rounds.services.refusal import RoundRefused
from assessments.rounds.services.year import note

WAY_OUT = "确有原因的，请联系县（区）残联延长本单位的自评时间。"


def why_closed(sheet, today):
    """Return why the unit cannot score itself today, with the way out; empty if it can."""
    round_ = sheet.round
    if sheet.is_exempt:
        return "本单位本年度不参加考核。"
    if not round_.is_past(Phase.OPEN):
        return f"自评尚未开始，预计 {round_.self_from:%Y-%m-%d} 开始。"
    if round_.is_past(Phase.REVIEW):
        return "复核已经结束，自评不能再修改。对得分有异议的，可在公示期内申诉。"
    if sheet.self_at:
        return "自评已提交。需要修改的，请先撤回。"
    if today > sheet.last_day:
        return (
            f"自评已于 {sheet.last_day:%Y-%m-%d} 截止。确有原因的，请联系县（区）残联延长本单位的自评时间。"
        )
    if round_.phase == Phase.REVIEW and not sheet.extended_until:
        return f"已转入复核，自评不再受理。{WAY_OUT}"
    return ""


def save_item(sheet, item, said, *, by, at):
    """Save what the unit says of one item, as a draft, and return the `Mark`.

    :raises RoundRefused: not the actor's unit, or closed.
    :raises MarkRefused: see `record_mark`.
    """
    _refuse(sheet, by=by, at=at)
    return record_mark(sheet, item, Stage.SELF, said, by=by, at=at)


@dataclass
class Wanting:
    """What is missing before a sheet can be handed in: it stops it, or is only told."""

    unanswered: list = field(default_factory=list)
    unproven: list = field(default_factory=list)  # overruled without evidence
    bare: list = field(default_factory=list)  # evidence is asked for, and there is none

    @property
    def stops(self):
        return bool(self.unanswered or self.unproven)


def wanting_of(score):
    """Return what is `Wanting` on a sheet. One query."""
    lineages = [one.item.lineage for one in score.items]
    proofs = evidence_counts([score.unit], lineages, score.sheet.round.year)
    found = Wanting(unanswered=list(score.unknown))
    for one in score.items:
        if proofs.get((score.unit.pk, one.item.lineage)):
            continue
        if one.is_overruled:
            found.unproven.append(one)
        elif one.item.row.evidence_needed and one.points > 0:
            found.bare.append(one)
    return found


@transaction.atomic
def submit(sheet, *, by, at):
    """Hand the self-score in and return the sheet.

    :raises RoundRefused: not the actor's unit, closed, or something is missing.
    """
    sheet = _refuse(sheet, by=by, at=at)
    wanting = wanting_of(score_of(sheet, on=timezone.localdate(at)))
    if wanting.unanswered:
        raise RoundRefused(f"还有 {len(wanting.unanswered)} 项没有填全，填全后再提交。")
    if wanting.unproven:
        names = "、".join(one.item.name for one in wanting.unproven[:3])
        raise RoundRefused(f"{names}等 {len(wanting.unproven)} 项与系统判定不同，须上传佐证后再提交。")
    sheet.self_at, sheet.self_by = at, by
    return _write(sheet, Act.SUBMIT, by=by, at=at)


@transaction.atomic
def withdraw(sheet, *, by, at):
    """Take the self-score back before anybody has reviewed it, and return the sheet.

    :raises RoundRefused: not the actor's unit, not handed in, under review, or too late.
    """
    sheet = _locked(sheet)
    if not may_score(by, sheet):
        raise RoundRefused("只能撤回本单位的自评。")
    if sheet.self_at is None:
        raise RoundRefused("自评还没有提交。")
    is_reviewed = sheet.township_at or sheet.county_at or sheet.marks.filter(stage__gt=Stage.SELF).exists()
    if is_reviewed or sheet.round.is_past(Phase.REVIEW):
        raise RoundRefused("已开始审核，不能撤回。需要修改的，请联系审核单位。")
    if timezone.localdate(at) > sheet.last_day:
        raise RoundRefused(f"自评已于 {sheet.last_day:%Y-%m-%d} 截止，不能撤回。")
    sheet.self_at = sheet.self_by = None
    return _write(sheet, Act.WITHDRAW, by=by, at=at)


def _refuse(sheet, *, by, at):
    sheet = _locked(sheet)
    if not may_score(by, sheet):
        raise RoundRefused("自评由本单位填报；村（社区）的可由所属乡镇（街道）代填。")
    if why := why_closed(sheet, timezone.localdate(at)):
        raise RoundRefused(why)
    return sheet


def _locked(sheet):
    """Return the sheet afresh, locked together with its year's phase."""
    Round.objects.select_for_update().get(pk=sheet.round_id)
    found = Sheet.objects.select_for_update(of=("self",)).select_related(
        "round__county", "round__scheme", "unit__parent"
    )
    return found.get(pk=sheet.pk)


def _write(sheet, act, *, by, at):
    sheet.revision += 1
    sheet.save()
    note(sheet.round, act, by=by, at=at, sheet=sheet)
    return sheet
