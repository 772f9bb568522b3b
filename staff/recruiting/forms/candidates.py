from django import forms
from django.utils import timezone

from core.fields import DayField
from core.forms import CHOOSE
from orgs.models import Unit
from registry.forms.identified import IdentifiedForm
from staff.recruiting.forms.persons import NamesPerson
from staff.recruiting.models import Candidate
from staff.recruiting.rules import FULL_MARKS


class CandidateForm(NamesPerson, IdentifiedForm):
    """Take down who applies for a post, or correct what was taken down."""

    KEPT = ("id_number", "phone")
    SECTIONS = (
        ("报考", ("opening", "way", "recommended_by", "applied_on")),
        (
            "基本信息",
            ("name", "id_number", "sex", "birth_date", "ethnicity", "phone", "education", "political"),
        ),
        ("资格条件", ("home", "kinship", "relative_text", "relative", "note")),
    )  # fmt: skip

    bank_account = None
    applied_on = DayField(label="报名日期")

    class Meta:
        model = Candidate
        fields = (
            "opening", "way", "recommended_by", "applied_on", "name", "id_number", "sex", "birth_date",
            "ethnicity", "phone", "education", "political", "home", "kinship", "note",
        )  # fmt: skip
        widgets = {"way": forms.RadioSelect}
        help_texts = {
            "home": "本人在残疾人登记中的，自动取登记的户籍。外县的留空，在备注中写明。",
            "recommended_by": "组织推荐的填写，如村（居）委会、乡镇残联。",
        }

    def __init__(self, *args, scope, recruitment, **kwargs):
        super().__init__(*args, **kwargs)
        openings = recruitment.openings.standing().for_list().order_by("post__unit__path", "pk")
        field = self.fields["opening"]
        field.queryset = openings
        only = list(openings[:2])
        if len(only) == 1:
            self.initial.setdefault("opening", only[0].pk)
        self.fields["way"].choices = Candidate._meta.get_field("way").choices
        self.initial.setdefault("applied_on", min(timezone.localdate(), recruitment.applies_until))
        homes = Unit.objects.within(scope).current().grassroots().select_related("parent").in_tree_order()
        self.fields["home"].queryset = homes
        self.fields["home"].label_from_instance = Unit.place_name.fget
        self.offer_persons(scope, known=self.instance.relative if self.instance.pk else None)

    def _post_clean(self):
        """Leave the constraints to the service, which refuses in better words."""

    def facts(self):
        """Return the cleaned values, fit for the services."""
        return {name: self.cleaned_data[name] for name in (*self.Meta.fields, "relative")}


class ReasonForm(forms.Form):
    """Why something is refused, given up or called off."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, label="理由", hint="", required=True, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label, field.help_text, field.required = label, hint, required


class OverrideForm(ReasonForm):
    """Which condition is let pass, and why."""

    code = forms.ChoiceField(label="放宽哪项条件")
    field_order = ("code", "reason")

    def __init__(self, *args, checks, **kwargs):
        super().__init__(*args, label="放宽的理由", hint="须由另一人复核同意后才有效。", **kwargs)
        self.fields["code"].choices = [("", CHOOSE), *((one.code, one.title) for one in checks)]


class HireForm(forms.Form):
    """When somebody begins, and until when the contract runs."""

    since = DayField(label="到岗日期")
    contract_until = DayField(label="合同期至")
    contract_number = forms.CharField(
        label="聘用合同号", required=False, max_length=60, help_text="留空则按编号规则取下一个号。"
    )
    note_text = forms.CharField(label="备注", required=False, max_length=200)


class MarksForm(forms.Form):
    """The marks of everybody who takes part, one row each; `seen` is when the clerk opened the page."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, recruitment, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.recruitment, self.candidates = recruitment, candidates
        rules = recruitment.rules
        self.parts = [
            (name, label)
            for name, label, is_used in (
                ("written", "笔试", rules.has_written),
                ("interview", "面试", rules.has_interview),
            )
            if is_used
        ]
        self.fields["seen"].initial = recruitment.updated_at.isoformat()
        for one in candidates:
            for name, label in self.parts:
                self.fields[f"{name}_{one.pk}"] = self._mark(one, name, label)
            self.fields[f"absent_{one.pk}"] = forms.BooleanField(
                label=f"{one.name}缺考", required=False, initial=one.is_absent
            )

    @staticmethod
    def _mark(one, name, label):
        attrs = {"min": 0, "max": FULL_MARKS, "step": "0.01", "inputmode": "decimal"}
        return forms.DecimalField(
            label=f"{one.name}{label}成绩",
            required=False,
            min_value=0,
            max_value=FULL_MARKS,
            max_digits=5,
            decimal_places=2,
            initial=getattr(one, name),
            widget=forms.NumberInput(attrs=attrs),
        )

    def rows(self):
        """Yield (candidate, bound fields) for the page."""
        for one in self.candidates:
            yield one, [self[f"{name}_{one.pk}"] for name, _ in self.parts], self[f"absent_{one.pk}"]

    def marks(self):
        """Return {candidate id: (written, interview, is_absent)}."""
        values = self.cleaned_data
        return {
            one.pk: (
                values.get(f"written_{one.pk}"),
                values.get(f"interview_{one.pk}"),
                values[f"absent_{one.pk}"],
            )
            for one in self.candidates
        }


class NoticeForm(forms.Form):
    """When and where the names hang out."""

    first_day = DayField(label="张榜日期", help_text="当天不计入公示期，自次日起算。")
    place = forms.CharField(label="公示地点", max_length=120, help_text="如：县政府网站、乡镇和村公示栏。")
    hotline = forms.CharField(
        label="监督电话", required=False, max_length=40, help_text="印在公示上，供群众反映异议。"
    )
