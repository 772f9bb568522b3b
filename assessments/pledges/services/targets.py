"""Setting the targets of units: by a formula that adds up exactly, or by hand."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db import transaction

from assessments.pledges import rights
from assessments.pledges.choices import Formula
from assessments.pledges.selectors.board import township_targets
from assessments.pledges.selectors.items import is_counted, measure_of, plain_number
from assessments.pledges.selectors.standing import pledges_of
from assessments.pledges.selectors.weights import weights_for
from assessments.pledges.services.refusal import PledgeRefused
from assessments.pledges.spreading import grown, spread
from assessments.rounds.models import Round, Target
from assessments.schemes.choices import Subject

MOST = Decimal("999999999999.99")
NAMED = 3  # units that a refusal names


@dataclass(frozen=True)
class Spreading:
    """How a total is spread: `total` may be left out where last year's figures and `growth` make it."""

    formula: str
    total: Decimal | None = None
    growth: Decimal = Decimal(0)


@transaction.atomic
def spread_targets(round_, item, sheets, how, *, by, at):
    """Spread a total for one item over the units of some sheets, and return {unit id: target}.

    :param item: a pledged row of `Item` of the scheme in force.
    :param how: the `Spreading`; without a total each township's own target is spread over its villages, and
        last year's figures with their growth make one.
    :raises PledgeRefused: not the actor's to set, pledges out already, or no total, or none that fits.
    """
    sheets = list(sheets)
    if not sheets:
        raise PledgeRefused("没有可以下达指标的单位。")
    if how.formula == Formula.SAME:
        parts = {sheet.unit_id: _must_be_given(how.total) for sheet in sheets}
    else:
        parts = _parts(round_, item, sheets, how)
    values = {(sheet, item): parts[sheet.unit_id] for sheet in sheets}
    set_targets(round_, values, by=by, at=at, how=_words(item, how, parts))
    return parts


@transaction.atomic
def set_targets(round_, values, *, by, at, how="逐单位填写"):
    """Write targets and return how many have changed.

    :param values: {(sheet, item): number, or None for no target}.
    :raises PledgeRefused: the year is final, not the actor's to set, a pledge is out already, or a
        number that cannot be a target.
    """
    if Round.objects.select_for_update().get(pk=round_.pk).is_final:
        raise PledgeRefused("本年度考核已定稿，指标不能再改。")
    for (_, item), value in values.items():
        _must_fit(item, value)
    sheets = {sheet.pk: sheet for sheet, _ in values}
    known = {
        (row.sheet_id, row.lineage): row
        for row in Target.objects.select_for_update().filter(sheet__in=sheets)
    }
    changed = {
        (sheet, item): value
        for (sheet, item), value in values.items()
        if getattr(known.get((sheet.pk, item.lineage)), "value", None) != value
    }
    _must_be_free({sheet.pk: sheet for sheet, _ in changed}.values(), by=by)
    _write(changed, known, how)
    return len(changed)


def _write(changed, known, how):
    """Write what has changed, in three statements at most."""
    new, other, gone = [], [], []
    for (sheet, item), value in changed.items():
        row = known.get((sheet.pk, item.lineage))
        if value is None:
            gone.append(row.pk)
        elif row is None:
            new.append(Target(sheet=sheet, lineage=item.lineage, value=value, how=how[:60]))
        else:
            row.value, row.how = value, how[:60]
            other.append(row)
    Target.objects.filter(pk__in=gone).delete()
    Target.objects.bulk_create(new, batch_size=500)
    Target.objects.bulk_update(other, ["value", "how"], batch_size=500)


def _parts(round_, item, sheets, how):
    if not is_counted(item):
        raise PledgeRefused(
            f"“{item.name}”不是按数量下达的任务，请选“各单位相同”，或逐单位填写。", field="formula"
        )
    weights = weights_for(how.formula, round_, item, sheets)
    if not any(weights.values()):
        raise PledgeRefused("所选单位没有可以作为依据的数字，请改用其他方式分配。", field="formula")
    total = how.total
    if total is None and (above := _totals_above(round_, item)):
        return _spread_down(sheets, weights, above)
    if total is None and how.formula == Formula.LAST_YEAR:
        total = Decimal(grown(sum(weights.values()), how.growth))
    _must_be_given(total)
    if total != total.to_integral_value():
        raise PledgeRefused("总数须是整数。", field="total")
    return {unit: Decimal(part) for unit, part in spread(int(total), weights).items()}


def _totals_above(round_, item):
    """Return {township id: its own target for the item}; empty where nobody stands between."""
    own = township_targets(round_) if round_.subject == Subject.GRASSROOTS else {}
    found = {unit: value for (unit, key), value in own.items() if key == item.name}
    return found | {unit: value for (unit, key), value in own.items() if key == item.lineage}


def _spread_down(sheets, weights, above):
    """Spread the target of each township over its own villages."""
    parts = {}
    for township, own in groupby(sheets, key=lambda sheet: sheet.unit.parent):
        if above.get(township.pk) is None:
            raise PledgeRefused(f"{township.name}还没有这一项的指标，请先下达，或填写总数。", field="total")
        shared = spread(int(above[township.pk]), {sheet.unit_id: weights[sheet.unit_id] for sheet in own})
        parts |= {unit: Decimal(part) for unit, part in shared.items()}
    return parts


def _must_be_given(total):
    if total is None:
        raise PledgeRefused("请填写总数。", field="total")
    if not 0 <= total <= MOST:
        raise PledgeRefused("总数须是 0 或正数。", field="total")
    return total


def _must_fit(item, value):
    if value is None:
        return
    if not 0 <= value <= MOST or value != value.quantize(Decimal("0.01")):
        raise PledgeRefused(f"“{item.name}”的指标须是 0 或正数，最多两位小数。")
    if is_counted(item) and value != value.to_integral_value():
        raise PledgeRefused(f"“{item.name}”的指标须是整数。")
    if measure_of(item) == "%" and value > 100:
        raise PledgeRefused(f"“{item.name}”的指标是百分比，不能超过 100。")


def _must_be_free(sheets, *, by):
    """:raises PledgeRefused: a sheet is not the actor's to set, or its targets are in a pledge already."""
    sheets = list(sheets)
    if any(not rights.may_manage(by, sheet) for sheet in sheets):
        raise PledgeRefused("指标由甲方下达：县（区）对乡镇（街道），乡镇（街道）对村（社区）。")
    standing = pledges_of(sheets)
    bound = [sheet.unit.name for sheet in sheets if standing[sheet.pk].latest is not None]
    if bound:
        names = "、".join(bound[:NAMED]) + (f"等 {len(bound)} 个单位" if len(bound) > NAMED else "")
        raise PledgeRefused(
            f"{names}的责任书已经下达，指标不再改动。未签订的可先撤回，已签订的请办理变更并写明理由。"
        )


def _words(item, how, parts):
    label = Formula(how.formula).label
    if how.formula == Formula.SAME:
        return label
    total = plain_number(sum(parts.values(), Decimal(0)))
    grown_by = f"增 {plain_number(how.growth)}%，" if how.formula == Formula.LAST_YEAR and how.growth else ""
    return f"{label}，{grown_by}共 {total} {measure_of(item)}"
