"""The questions of an item's rule as the fields of a form."""

from django import forms

from assessments.rounds.services.marking import Said
from assessments.scoring import SlotKind

YES_NO = [("", "未填"), ("yes", "是"), ("no", "否")]
REASON_LENGTH = 300


class ItemForm(forms.Form):
    """What is said of one item: a field for each question, the reason, and which mark the page showed."""

    reason = forms.CharField(label="说明或理由", required=False, max_length=REASON_LENGTH)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, one, stage, hint=""):
        """Take the `ItemScore` and the stage that fills it in."""
        super().__init__(data, prefix=f"i{one.item.row.pk}")
        self.one, self.mark = one, one.at(stage)
        self.keys = [slot.key for slot in one.item.slots]
        for slot in one.item.slots:
            self.fields[slot.key] = _field(slot)
            self.initial[slot.key] = text_of(one.answers.get(slot.key))
        self.order_fields([*self.keys, "reason", "revision"])
        self.fields["reason"].help_text = hint
        self.initial["reason"] = self.mark.reason if self.mark else ""
        self.initial["revision"] = self.mark.revision if self.mark else None

    @property
    def questions(self):
        """Return the bound fields of the questions."""
        return [self[key] for key in self.keys]

    @property
    def has_news(self):
        """True if something else was typed than the page showed."""
        typed = [name for name in (*self.keys, "reason") if self.add_prefix(name) in self.data]
        return any(self.cleaned_data.get(name) != self.initial.get(name) for name in typed)

    @property
    def said(self):
        """Return what was typed as `Said`."""
        answers = {key: self.cleaned_data[key] or None for key in self.keys}
        return Said(answers, reason=self.cleaned_data["reason"], revision=self.cleaned_data["revision"])

    def tell(self, problem):
        """Show why what was typed is not taken; the next try counts from what stands now."""
        slot = getattr(problem, "slot", "")
        self.add_error(slot if slot in self.fields else "reason", str(problem))
        if standing := getattr(problem, "standing", None):
            self.data = self.data.copy()
            self.data[self.add_prefix("revision")] = standing.revision


def _field(slot):
    if slot.kind == SlotKind.YES_NO:
        return forms.ChoiceField(label=slot.label, required=False, choices=YES_NO, help_text=slot.help)
    mode = "numeric" if slot.kind == SlotKind.COUNT else "decimal"
    widget = forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off", "size": 8})
    is_bare = slot.kind == SlotKind.PERCENT and "%" not in slot.label
    label = f"{slot.label}（%）" if is_bare else slot.label
    return forms.CharField(label=label, required=False, max_length=20, widget=widget, help_text=slot.help)


def text_of(value):
    """Return an answer as its field shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
