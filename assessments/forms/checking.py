from django import forms

from assessments.models import Check
from assessments.selectors.matrix import State
from assessments.services.checking import FACT_RESULTS, Finding
from core.fields import AttachmentsField, DayField

LEAVE = "leave"  # to the fact
HAND_CHOICES = [(Check.Result.YES, "有"), (Check.Result.NO, "无"), (Check.Result.UNSEEN, "未查")]


class InspectionForm(forms.Form):
    """What holds for a whole inspection: the day."""

    checked_on = DayField(label="查验日期")


class WholeUnitForm(InspectionForm):
    """The same for all items of a unit at once."""

    rest_is_yes = forms.BooleanField(label="没有选择结果的人工查验项一律记为“有”", required=False)


class FindingForm(forms.Form):
    """What was found for one item. A fact may be left as it is, or overruled with a reason."""

    result = forms.ChoiceField(label="结果", widget=forms.RadioSelect)
    reason = forms.CharField(label="改判理由", max_length=300, required=False)
    note = forms.CharField(label="备注", max_length=300, required=False)

    def __init__(self, *args, cell, result_required=True, **kwargs):
        self.cell = cell
        super().__init__(*args, prefix=f"item{cell.item.pk}", initial=_said(cell), **kwargs)
        own = self.fields["result"]
        own.label = f"{cell.item.number}. {cell.item.name}"
        own.required = result_required
        if cell.fact is not None:
            own.choices = [
                (LEAVE, f"按系统判定（{cell.fact_label}）"),
                (Check.Result.YES, "改判为有"),
                (Check.Result.NO, "改判为无"),
            ]
            self.fields["reason"].help_text = "与系统判定不同时必填，系统判定值会一并保留。"
        else:
            own.choices = HAND_CHOICES
            del self.fields["reason"]

    @property
    def described(self):
        """Return the criterion, and where a fact decides what the system found."""
        criterion = self.cell.item.criterion
        return f"{criterion}系统依据：{self.cell.fact.text}" if self.cell.fact is not None else criterion

    def finding(self, *, default=None):
        """Return the `Finding` that was posted; `default` stands for an item without a choice."""
        posted = self.cleaned_data
        result = posted["result"] or default
        return Finding(
            self.cell.item,
            None if result in (LEAVE, Check.Result.UNSEEN, None) else result,
            note=posted["note"].strip(),
            reason=posted.get("reason", "").strip(),
        )

    def clean(self):
        posted = super().clean()
        fact = self.cell.fact
        chosen = posted.get("result")
        differs = fact is not None and chosen not in ("", None, LEAVE, FACT_RESULTS[fact.value])
        if differs and not posted.get("reason", "").strip():
            self.add_error("reason", "改判与系统判定不同，须写明理由。")
        return posted


class EvidenceForm(forms.Form):
    """Files that prove a check."""

    file = AttachmentsField(label="选择佐证材料")


def _said(cell):
    """Return what the form shows at first: what was said before, else the fact, else nothing."""
    said = {"result": "", "note": cell.check.note if cell.check else "", "reason": ""}
    if cell.is_override:
        return said | {"result": cell.check.result, "reason": cell.check.reason}
    if cell.fact is not None:
        return said | {"result": LEAVE}
    return said | {"result": "" if cell.state == State.UNSEEN else cell.state}
