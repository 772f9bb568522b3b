"""What the county decides about a ranking: groups, equal points, earlier tiers and rules."""

from django.db import transaction
from django.utils import timezone

from assessments.grading.choices import RecognitionKind, When
from assessments.grading.models import GradingRule, GroupSeat, PastTier, TieDecision, UnitGroup
from assessments.grading.rules import NAMED, NUMBERED
from assessments.grading.services.refusal import GradingRefused
from assessments.rounds.models import Round
from core.permissions import Permission
from orgs.dated import begin_row

MOST_GROUPS = 12


@transaction.atomic
def decide_tie(round_, tie, chosen, *, by, at, reason, decided_on):
    """Write down whom of equal units the joint meeting gave the last places, and return the decision.

    :param tie: the `quotas.Tie` as it stands now; `chosen` are ids of some of its units.
    :raises GradingRefused: not the actor's, final, no reason, others than the equal ones, or too many.
    """
    _must_hold(by, Permission.ASSESSMENT_DECIDE, round_)
    _refuse_final(round_)
    chosen = frozenset(chosen)
    if not reason.strip():
        raise GradingRefused("请写明联席会议决定的理由。", field="reason")
    if decided_on > timezone.localdate(at):
        raise GradingRefused("会议日期不能晚于今天。", field="decided_on")
    if not chosen <= tie.keys:
        raise GradingRefused("所选单位不在并列单位之中，请刷新后重新选择。", field="chosen")
    if len(chosen) > tie.places:
        raise GradingRefused(f"只有 {tie.places} 个名额，选了 {len(chosen)} 个单位。", field="chosen")
    return TieDecision.objects.create(
        round=round_, group_name=tie.group, band_name=tie.band, equal=sorted(tie.keys),
        chosen=sorted(chosen), reason=reason.strip(), decided_on=decided_on, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def save_groups(round_, seats, *, by, at):
    """Put townships into groups and return how many groups there are.

    :param seats: {township: name of its group, empty for none}; groups are numbered as they first occur.
    :raises GradingRefused: not the actor's, final, or too many groups.
    """
    _must_hold(by, Permission.ASSESSMENT_MANAGE, round_)
    _refuse_final(round_)
    names = list(dict.fromkeys(name.strip() for name in seats.values() if name.strip()))
    if len(names) > MOST_GROUPS:
        raise GradingRefused(f"最多分 {MOST_GROUPS} 组。")
    UnitGroup.objects.filter(round=round_).delete()
    groups = {
        name: UnitGroup.objects.create(round=round_, number=number, name=name)
        for number, name in enumerate(names, 1)
    }
    GroupSeat.objects.bulk_create(
        GroupSeat(round=round_, group=groups[name.strip()], unit=unit)
        for unit, name in seats.items()
        if name.strip()
    )
    return len(groups)


@transaction.atomic
def save_past_tiers(round_, tiers, *, by, at):
    """Write down the tiers of the year before, {unit: tier, empty for none}, and return how many changed.

    :raises GradingRefused: not the actor's.
    """
    _must_hold(by, Permission.ASSESSMENT_MANAGE, round_)
    facts = {"year": round_.year - 1, "subject": round_.subject}
    known = {row.unit_id: row for row in PastTier.objects.filter(unit__in=tiers, **facts)}
    changed = 0
    for unit, tier in tiers.items():
        row = known.get(unit.pk)
        if (row.tier if row else "") == tier:
            continue
        changed += 1
        if not tier:
            row.delete()
        elif row is None:
            PastTier.objects.create(unit=unit, tier=tier, by=by, **facts)
        else:
            row.tier, row.by = tier, by
            row.save()
    return changed


@transaction.atomic
def save_rules(county, rules, *, by, at, since):
    """Grade in the county by these rules from the day `since` on, and return the row.

    Years that are final stay as they are; a year is graded by the rules in force on its last day.

    :raises GradingRefused: not the actor's, shares that make no whole, or a rule that says nothing.
    """
    if not by.scope_of(Permission.ASSESSMENT_MANAGE).covers(county):
        raise GradingRefused("评定规则由县（区）残联规定。")
    if rules.shares and sum(share.percent for share in rules.shares) != 100:
        raise GradingRefused("各档比例合计须为 100%。", field="shares")
    if len({share.name for share in rules.shares}) != len(rules.shares):
        raise GradingRefused("两个档次不能同名。", field="shares")
    for measure in rules.measures:
        _must_be_a_measure(measure)
    rows = GradingRule.objects.select_for_update().filter(unit=county)
    row = GradingRule(unit=county, facts=rules.as_json(), source=rules.source, since=since)
    return begin_row(rows, row, refuse=_refuse_before)


def _must_be_a_measure(measure):
    when = When(measure.when)
    if measure.kind not in (RecognitionKind.REWARD, RecognitionKind.CRITICISM):
        raise GradingRefused(f"“{measure.name}”须是表彰奖励或通报批评。", field="measures")
    if when in NUMBERED and not (measure.value.isdigit() and int(measure.value) > 0):
        raise GradingRefused(f"“{measure.name}”要填名次或档数。", field="measures")
    if when in NAMED and not measure.value:
        raise GradingRefused(f"“{measure.name}”要填等次或档次的名称。", field="measures")


def _refuse_before(day):
    raise GradingRefused(f"自 {day:%Y-%m-%d} 起已另有评定规则，请选择其后的日期。", field="since")


def _must_hold(by, permission, round_):
    if not by.scope_of(permission).covers(round_.county):
        raise GradingRefused("这一步由县（区）残联办理。")


def _refuse_final(round_):
    if Round.objects.select_for_update().get(pk=round_.pk).is_final:
        raise GradingRefused("本年度考核已定稿，名次和等次不再变动。")
