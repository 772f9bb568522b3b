"""The end of the demo's last year: an appeal upheld, equal points at a quota, tiers of the year before."""

from assessments.grading.models import PastTier, TieDecision
from assessments.grading.selectors.grading import graded_year, standings_of
from assessments.rounds.choices import Phase, Stage
from assessments.rounds.models import Appeal, Mark, Round
from assessments.rounds.selectors.scores import scores_of
from assessments.rounds.services.finishing import finish
from assessments.schemes.choices import Subject

WHY = "培训签到册在县残联留存一份，初评时未查到，现补交复印件，请予更正。"
UPHELD = "经核对县残联留存的签到册，情况属实，予以更正。"
EQUALISED = "联席会议核对佐证后议定。"
CHOSEN = "得分相同，联席会议综合日常工作表现议定。"
SHARES = (0.1, 0.08)  # of the units, how many were a tier lower, and a tier higher, in the year before


def close_year(marker, *, manager, at):
    """Take a reviewed year through appeal, meeting and final result."""
    round_ = marker.round
    Round.objects.filter(pk=round_.pk).update(phase=Phase.NOTICE)
    round_.phase = Phase.NOTICE
    if round_.subject == Subject.TOWNSHIP:
        _uphold_an_appeal(marker, manager=manager, at=at)
        _make_two_equal(marker, manager=manager, at=at)
    _decide_ties(round_, manager=manager, at=at)
    finish(round_, by=manager, at=at)
    _write_tiers_before(marker, manager=manager)


def _uphold_an_appeal(marker, *, manager, at):
    """Let one unit have back what the review had taken."""
    reviews = Mark.objects.filter(sheet__round=marker.round, stage=Stage.COUNTY, reason__gt="")
    for mark in reviews.select_related("sheet", "item").order_by("pk"):
        own = Mark.objects.get(sheet=mark.sheet, lineage=mark.lineage, stage=Stage.SELF)
        if own.points <= mark.points or not mark.item.points:
            continue
        Appeal.objects.create(
            sheet=mark.sheet, lineage=mark.lineage, item_name=mark.item.name, points_before=mark.points,
            claimed=own.points, reason=WHY, by=marker.scorer, at=at, is_upheld=True,
            points_after=own.points, words=UPHELD, decided_by=manager, decided_at=at,
        )  # fmt: skip
        _set_directly(mark, Stage.APPEAL, own.points, f"申诉成立：{UPHELD}", by=manager, at=at)
        return


def _set_directly(mark, stage, points, reason, *, by, at):
    Mark.objects.create(
        sheet=mark.sheet, item=mark.item, lineage=mark.lineage, stage=stage, answers=None, points=points,
        words=reason, reason=reason, by=by, at=at,
    )  # fmt: skip


def _make_two_equal(marker, *, manager, at):
    """Give the first unit beyond the quota the points of the last one within, if an item has room for it."""
    scores = _scores(marker.round, at)
    quota = marker.round.scheme.bands.filter(kind="grade").exclude(quota_percent=None).first()
    places = int(len(scores) * quota.quota_percent / 100)
    ranked = sorted(scores.values(), key=lambda score: (-score.total, score.unit.path))
    last, next_one = ranked[places - 1], ranked[places]
    missing = last.total - next_one.total
    room = [one for one in next_one.items if one.item.earns and one.lost >= missing > 0 and one.mark]
    if room and last.total >= quota.from_points:
        one = room[0]
        _set_directly(one.mark, Stage.MEETING, one.points + missing, EQUALISED, by=manager, at=at)


def _decide_ties(round_, *, manager, at):
    for tie in graded_year(round_, standings_of(round_, _scores(round_, at))).open_ties:
        TieDecision.objects.create(
            round=round_, group_name=tie.group, band_name=tie.band, equal=sorted(tie.keys),
            chosen=sorted(tie.keys)[: tie.places], reason=CHOSEN, decided_on=at.date(), by=manager, at=at,
        )  # fmt: skip


def _scores(round_, at):
    sheets = round_.sheets.counted().select_related("unit__parent", "round").order_by("unit__path")
    return scores_of(round_, sheets, on=at.date())


def _write_tiers_before(marker, *, manager):
    """Write the tiers of the year before: mostly the same, some a tier lower or higher."""
    bands = list(
        marker.round.scheme.bands.filter(kind="tier").order_by("number").values_list("name", flat=True)
    )
    rows = []
    for sheet in marker.round.sheets.select_related("result").order_by("pk"):
        place = bands.index(sheet.result.tier)
        draw = marker.rng.random()
        if draw < SHARES[0]:
            place = min(place + 1, len(bands) - 1)
        elif draw < sum(SHARES):
            place = max(place - 1, 0)
        rows.append(
            PastTier(
                unit_id=sheet.unit_id, year=marker.round.year - 1, subject=marker.round.subject,
                tier=bands[place], by=manager,
            )
        )  # fmt: skip
    PastTier.objects.bulk_create(rows, batch_size=500)
