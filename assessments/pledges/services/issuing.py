"""Issuing pledges: freezing text and targets of a unit, taking them back unsigned, and amending them."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assessments.pledges import rights
from assessments.pledges.choices import Standing
from assessments.pledges.models import Pledge, PledgeLine
from assessments.pledges.selectors.board import targets_of
from assessments.pledges.selectors.items import measure_of, plain_number
from assessments.pledges.selectors.standing import pledges_of
from assessments.pledges.selectors.texts import wording_of
from assessments.pledges.services.refusal import PledgeRefused
from assessments.rounds.models import Round, Sheet
from assessments.schemes.models import Item

REVISED = "考核方案修订为第 {version} 版，重新签订"


@dataclass(frozen=True)
class Issued:
    """What came of issuing: the pledges made, and the units left out because a target is missing."""

    pledges: list
    lacking: list


@transaction.atomic
def issue_pledges(round_, sheets, *, by, at):
    """Issue the pledge of every unit that has none, or whose scheme was revised. Return `Issued`.

    A pledge that follows a signed one is an amendment; the signed one stays.

    :raises PledgeRefused: the year is final, or a unit is not the actor's to bind.
    """
    round_ = _locked(round_)
    sheets = list(sheets)
    if any(not rights.may_manage(by, sheet) for sheet in sheets):
        raise PledgeRefused("责任书由甲方下达：县（区）对乡镇（街道），乡镇（街道）对村（社区）。")
    standing, targets, items = pledges_of(sheets), targets_of(sheets), _items(round_)
    wanting = [one for one in sheets if standing[one.pk].state in (Standing.NONE, Standing.OUTDATED)]
    lacking = [one for one in wanting if _lacks(one, targets, items)]
    ready = [one for one in wanting if one not in lacking]
    again = [one for one in ready if (latest := standing[one.pk].latest) and not latest.is_signed]
    Pledge.objects.filter(pk__in=[standing[one.pk].latest.pk for one in again]).update(
        recalled_by=by, recalled_at=at, updated_at=at
    )
    made = _make(round_, ready, by=by, at=at, reasons=_reasons(round_, ready, standing))
    _write_lines(made, items, targets)
    return Issued(made, lacking)


@transaction.atomic
def recall_pledge(pledge, *, by, at):
    """Take back what nobody has signed yet, so that its targets can be changed.

    :raises PledgeRefused: not the actor's, or signed.
    """
    pledge = Pledge.objects.select_for_update().get(pk=pledge.pk)
    if not rights.may_manage(by, pledge.sheet):
        raise PledgeRefused("责任书由甲方撤回。")
    if pledge.is_signed:
        raise PledgeRefused("责任书已经签订，不能撤回；要改指标请办理变更。")
    if not pledge.is_recalled:
        pledge.recalled_by, pledge.recalled_at = by, at
        pledge.save()
    return pledge


@transaction.atomic
def amend_pledge(sheet, values, *, by, at, reason):
    """Issue an amendment of a signed pledge with other targets, and return it; it counts once it is signed.

    :param values: {lineage: number or None} of the pledged items.
    :raises PledgeRefused: not the actor's, nothing signed, no reason, nothing changed, or another one waits.
    """
    round_ = _locked(sheet.round)
    if not rights.may_manage(by, sheet):
        raise PledgeRefused("指标的变更由甲方办理。")
    if not reason.strip():
        raise PledgeRefused("请写明变更理由。", field="reason")
    standing = pledges_of([sheet])[sheet.pk]
    if standing.signed is None:
        raise PledgeRefused("责任书还没有签订，可以撤回后直接改指标。")
    if not standing.latest.is_signed:
        raise PledgeRefused("已有一份变更在等签订，请先签订或撤回。")
    before, items = targets_of([sheet]), _items(round_)
    after = before | {(sheet.pk, lineage): value for lineage, value in values.items()}
    pledged = [item for item in items if item.is_pledged]
    if all(before.get((sheet.pk, item.lineage)) == after.get((sheet.pk, item.lineage)) for item in pledged):
        raise PledgeRefused("指标没有变化，不需要变更。")
    if _lacks(sheet, after, items):
        raise PledgeRefused("还有指标没有填写。")
    made = _make(round_, [sheet], by=by, at=at, reasons={sheet.pk: reason.strip()})
    _write_lines(made, items, after)
    return made[0]


def _locked(round_):
    round_ = (
        Round.objects.select_for_update(of=("self",)).select_related("scheme", "county").get(pk=round_.pk)
    )
    if round_.is_final:
        raise PledgeRefused("本年度考核已定稿，责任书不再变动。")
    return round_


def _items(round_):
    return list(Item.objects.filter(section__scheme=round_.scheme).select_related("section").in_order())


def _lacks(sheet, targets, items):
    return any(item.is_pledged and targets.get((sheet.pk, item.lineage)) is None for item in items)


def _reasons(round_, sheets, standing):
    words = REVISED.format(version=round_.scheme.version)
    return {sheet.pk: words for sheet in sheets if standing[sheet.pk].signed}


def _make(round_, sheets, *, by, at, reasons):
    """Write the pledges of some sheets with the wording of today, in three statements."""
    wording = wording_of(round_.county, round_.subject, timezone.localdate(at))
    counted = Sheet.objects.filter(pk__in=[one.pk for one in sheets]).annotate(last=Max("pledges__number"))
    numbers = dict(counted.values_list("pk", "last"))
    others = Pledge.objects.filter(sheet__round=round_)
    serial = others.aggregate(last=Max("serial"))["last"] or 0
    rows = []
    for serial_number, sheet in enumerate(sheets, serial + 1):
        filled = wording.filled(_facts(round_, sheet))
        rows.append(
            Pledge(
                sheet=sheet, number=(numbers[sheet.pk] or 0) + 1, serial=serial_number, scheme=round_.scheme,
                first_party=sheet.unit.parent, title=filled.title[:100], body=filled.body,
                reason=reasons.get(sheet.pk, ""), issued_by=by, issued_at=at,
            )
        )  # fmt: skip
    return Pledge.objects.bulk_create(rows, batch_size=200)


def _write_lines(pledges, items, targets):
    PledgeLine.objects.bulk_create(
        (
            PledgeLine(
                pledge=pledge, number=number, lineage=item.lineage, section=item.section.name, name=item.name,
                points=item.points, measure=measure_of(item) if item.is_pledged else "",
                target=targets.get((pledge.sheet_id, item.lineage)) if item.is_pledged else None,
            )
            for pledge in pledges
            for number, item in enumerate(items, 1)
        ),
        batch_size=500,
    )  # fmt: skip


def _facts(round_, sheet):
    scheme = round_.scheme
    return {
        "年度": round_.year,
        "县": round_.county.name,
        "甲方": sheet.unit.parent.federation_name,
        "乙方": sheet.unit.federation_name,
        "方案": scheme.name,
        "依据": f"（{scheme.basis}）" if scheme.basis else "",
        "满分": plain_number(scheme.full_points),
    }
