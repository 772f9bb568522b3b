"""The end of a year: results are frozen, and nothing changes any more."""

from django.db import transaction
from django.utils import timezone

from assessments.grading.selectors.grading import graded_year, standings_of
from assessments.rounds.choices import Phase
from assessments.rounds.models import Act, Appeal, Result, ResultItem, Round
from assessments.rounds.rights import may_decide
from assessments.rounds.selectors.scores import scores_of
from assessments.rounds.services.marking import WORDS_LENGTH
from assessments.rounds.services.refusal import RoundRefused
from assessments.rounds.services.year import note
from assessments.scoring import EFFECTS


def obstacles(round_, today, graded=None):
    """Return in words what still stands against making the year final."""
    found = []
    if round_.phase != Phase.NOTICE:
        found.append("还没有公示初步结果，先转入“公示申诉”。")
    if round_.appeal_until and today <= round_.appeal_until and round_.phase == Phase.NOTICE:
        found.append(f"申诉期到 {round_.appeal_until:%Y-%m-%d} 为止，期满后才能定稿。")
    waiting = Appeal.objects.filter(sheet__round=round_).open().count()
    if waiting:
        found.append(f"还有 {waiting} 件申诉没有裁定。")
    unreviewed = round_.sheets.counted().filter(county_at=None).count()
    if unreviewed:
        found.append(f"还有 {unreviewed} 个单位没有完成县级复核。")
    if graded is not None and graded.open_ties:
        found.append(f"名额边缘有 {len(graded.open_ties)} 处同分，须先由联席会议议定。")
    return found


@transaction.atomic
def finish(round_, *, by, at):
    """Freeze the results of all units and close the year; return the `Round`.

    :raises RoundRefused: not for the actor, final already, or something stands against it (`obstacles`).
    """
    rounds = Round.objects.select_for_update(of=("self",)).select_related("county", "scheme")
    round_ = rounds.get(pk=round_.pk)
    if not may_decide(by, round_):
        raise RoundRefused("考核结果由县（区）残联负责人定稿。")
    if round_.is_final:
        raise RoundRefused("本年度考核已定稿。")
    today = timezone.localdate(at)
    sheets = list(round_.sheets.counted().select_related("unit__parent", "round").order_by("unit__path"))
    scores = scores_of(round_, sheets, on=today)
    graded = graded_year(round_, standings_of(round_, scores))
    if wrong := obstacles(round_, today, graded):
        raise RoundRefused("".join(wrong))
    results = [_result(scores[sheet.unit_id], graded.gradings[sheet.unit_id]) for sheet in sheets]
    Result.objects.bulk_create(results, batch_size=500)
    rows = [_item(result, one) for result in results for one in scores[result.sheet.unit_id].items]
    ResultItem.objects.bulk_create(rows, batch_size=500)
    round_.phase, round_.final_at, round_.final_by = Phase.FINAL, at, by
    round_.save()
    note(round_, Act.FINAL, by=by, at=at, words=f"{len(results)} 个单位")
    return round_


def _result(score, grading):
    sums = score.sums
    veto = "；".join(one.item.name for one in score.vetoes)
    return Result(
        sheet=score.sheet, points=sums.base, bonus=sums.bonus, total=sums.total,
        veto=f"{veto}（{EFFECTS[sums.effect]}）"[:120] if veto else "",
        rank=grading.rank, group_name=grading.group, group_rank=grading.group_rank,
        grade=grading.grade, grade_words=grading.grade_words[:200], stars=grading.stars, tier=grading.tier,
    )  # fmt: skip


def _item(result, one):
    return ResultItem(
        result=result, lineage=one.item.lineage, stage=one.stage, points=one.points,
        full=one.score.full, words=(one.score.words or "")[:WORDS_LENGTH],
    )  # fmt: skip
