"""After the review: the joint meeting, appeals of the units, and what is decided about them."""

from django.db import transaction
from django.utils import timezone

from assessments.rounds.choices import Phase, Stage
from assessments.rounds.models import Appeal, Mark, Meeting, Round
from assessments.rounds.rights import may_decide, may_score
from assessments.rounds.selectors.scores import score_of
from assessments.rounds.services.marking import Said, record_mark
from assessments.rounds.services.refusal import RoundRefused
from assessments.rounds.services.year import locked


@transaction.atomic
def adjust(sheet, item, said, *, by, at):
    """Set in the joint meeting what an item comes to, and return the `Mark`.

    :raises RoundRefused: not the actor's county, or not the time of the meeting.
    :raises MarkRefused: see `record_mark`.
    """
    round_ = locked(sheet.round, by=by)
    if round_.phase != Phase.MEETING:
        raise RoundRefused("只有在“联席会议”阶段才能议定得分。")
    return record_mark(sheet, item, Stage.MEETING, said, by=by, at=at)


@transaction.atomic
def keep_minutes(round_, facts, *, by, at):
    """Write down what the minutes of the joint meeting say, and return the `Meeting`.

    :raises RoundRefused: not the actor's county, or final.
    """
    round_ = locked(round_, by=by)
    return Meeting.objects.update_or_create(round=round_, defaults=facts)[0]


def why_no_appeal(user, sheet, today):
    """Return why the user cannot appeal for the sheet today; empty if they can."""
    round_ = sheet.round
    if not may_score(user, sheet):
        return "申诉由本单位提出；村（社区）的可由所属乡镇（街道）代为提出。"
    if round_.phase != Phase.NOTICE:
        return "只有在公示期内才能申诉。"
    if round_.appeal_until and today > round_.appeal_until:
        return f"申诉已于 {round_.appeal_until:%Y-%m-%d} 截止。"
    return ""


@transaction.atomic
def appeal(sheet, item, claimed, reason, *, by, at):
    """Object to the points of an item and return the `Appeal`.

    :param claimed: what the item should come to.
    :raises RoundRefused: not the actor's unit, not the time, appealed before, or nothing more is claimed.
    """
    Round.objects.select_for_update().get(pk=sheet.round_id)
    if why := why_no_appeal(by, sheet, timezone.localdate(at)):
        raise RoundRefused(why)
    if Appeal.objects.filter(sheet=sheet, lineage=item.lineage).exists():
        raise RoundRefused("这一项已经申诉过，每项只能申诉一次。")
    standing = score_of(sheet, on=timezone.localdate(at)).item(item.lineage)
    if not standing.points < claimed <= item.points:
        raise RoundRefused(f"主张得分须高于现得分 {standing.points}，不超过分值 {item.points}。")
    if not reason.strip():
        raise RoundRefused("请写明申诉理由。")
    return Appeal.objects.create(
        sheet=sheet, lineage=item.lineage, item_name=item.name, points_before=standing.points,
        claimed=claimed, reason=reason.strip(), by=by, at=at,
    )  # fmt: skip


def why_not_decide(user, sheet_appeal):
    """Return why the user cannot decide the appeal; empty if they can."""
    sheet = sheet_appeal.sheet
    if not may_decide(user, sheet.round):
        return "申诉由县（区）残联负责人裁定。"
    if not sheet_appeal.is_open:
        return "这件申诉已经裁定。"
    if sheet.round.is_final:
        return "本年度考核已定稿。"
    reviewed = Mark.objects.filter(
        sheet=sheet, lineage=sheet_appeal.lineage, stage__gte=Stage.COUNTY, by=user
    ).exists()
    if reviewed or sheet.county_by_id == user.pk:
        return "您复核过这个单位，须由其他负责人裁定。"
    return ""


@transaction.atomic
def decide(sheet_appeal, item, *, is_upheld, points, words, by, at):
    """Decide an appeal and return it; one that is upheld sets the points of the item.

    :param item: the row of `Item` that it is about.
    :raises RoundRefused: not for the actor to decide, decided already, without words, or points out of range.
    """
    Round.objects.select_for_update().get(pk=sheet_appeal.sheet.round_id)
    found = Appeal.objects.select_for_update(of=("self",)).select_related(
        "sheet__round__county", "sheet__round__scheme", "sheet__unit__parent"
    )
    found = found.get(pk=sheet_appeal.pk)
    if why := why_not_decide(by, found):
        raise RoundRefused(why)
    if not words.strip():
        raise RoundRefused("请写明裁定意见。")
    if is_upheld:
        if points is None or not found.points_before < points <= item.points:
            raise RoundRefused(f"裁定得分须高于原得分 {found.points_before}，不超过分值 {item.points}。")
        record_mark(
            found.sheet,
            item,
            Stage.APPEAL,
            Said(points=points, reason=f"申诉成立：{words.strip()}"),
            by=by,
            at=at,
        )
        found.points_after = points
    found.is_upheld, found.words, found.decided_by, found.decided_at = is_upheld, words.strip(), by, at
    found.save()
    return found
