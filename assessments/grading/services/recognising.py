"""What the county makes of final results: plaques, 示范点, rewards and criticisms, each with its reason."""

from django.db import transaction

from assessments.grading.choices import RecognitionKind
from assessments.grading.models import Recognition
from assessments.grading.selectors.proposals import barred_from_honours
from assessments.grading.services.refusal import GradingRefused
from core.permissions import Permission


@transaction.atomic
def recognise(round_, chosen, *, by, at, decided_on, kind):
    """Write down what was decided for some units, and return how many are new.

    :param chosen: [(sheet, name, reason)].
    :raises GradingRefused: not the actor's, not final yet, nobody chosen, no reason, or an honour for a
        vetoed unit.
    """
    if not by.scope_of(Permission.ASSESSMENT_MANAGE).covers(round_.county):
        raise GradingRefused("结果运用由县（区）残联登记。")
    if not round_.is_final:
        raise GradingRefused("本年度考核还没有定稿，定稿之后才能登记。")
    if not chosen:
        raise GradingRefused("请勾选单位。")
    barred = barred_from_honours(round_.county, round_.year) if RecognitionKind(kind).is_honour else {}
    for sheet, _, reason in chosen:
        if sheet.unit_id in barred:
            raise GradingRefused(f"{sheet.unit.name}被一票否决（{barred[sheet.unit_id]}），不能参加评优。")
        if not reason.strip():
            raise GradingRefused(f"请写明{sheet.unit.name}的理由。")
    known = set(
        Recognition.objects.filter(sheet__round=round_, kind=kind).standing().values_list("sheet", "name")
    )
    rows = [
        Recognition(
            sheet=sheet, kind=kind, name=name, reason=reason.strip()[:300], decided_on=decided_on, by=by
        )
        for sheet, name, reason in chosen
        if (sheet.pk, name) not in known
    ]
    Recognition.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def withdraw_recognition(row, *, by, on, reason):
    """Take back what was decided; it stays to be seen with the reason.

    :raises GradingRefused: not the actor's, taken back already, or no reason.
    """
    row = Recognition.objects.select_for_update().get(pk=row.pk)
    if not by.scope_of(Permission.ASSESSMENT_MANAGE).covers(row.sheet.round.county):
        raise GradingRefused("结果运用由县（区）残联登记和撤销。")
    if row.withdrawn_on:
        raise GradingRefused("已经撤销。")
    if not reason.strip():
        raise GradingRefused("请写明撤销的理由。", field="reason")
    row.withdrawn_on, row.withdrawn_reason = on, reason.strip()
    row.save()
    return row
