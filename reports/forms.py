from django import forms

from assessments.periods import NAMES
from core.navigation import years
from orgs.models import Unit
from orgs.selectors import unit_choices
from reports import batches
from reports.doors import kinds_for
from reports.heads.forms import HeadForm
from reports.kinds import KINDS
from reports.periods import NotPossible
from reports.services import title_of

HALVES = {"h1": 2, "h2": 4}  # a half-year goes by the quarter that it ends with
QUARTERS = [
    ("", "自动"),
    *((str(number), f"第{name}季度") for number, name in enumerate(NAMES, 1)),
    ("h1", "上半年"),
    ("h2", "下半年"),
]
LEVELS = {level for kind in KINDS.values() for level in kind.levels}


def quarter_of_choice(value):
    """Return the number of a quarter that was chosen, or of the one with which a half-year ends."""
    return HALVES.get(value) or int(value)


class DocumentForm(HeadForm):
    """Ask for one document: kind, unit, year and, for checks, the quarter. Units come from `scope`."""

    field_order = ["kind", "unit", "year", "quarter"]

    kind = forms.ChoiceField(label="报表")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", empty_label="请选择单位")
    year = forms.TypedChoiceField(label="年度", coerce=int)
    quarter = forms.TypedChoiceField(
        label="季度或半年", coerce=quarter_of_choice, required=False, empty_value=None,
        help_text="按季度的报表选季度，半年通报选上半年或下半年；不选为当前一期，往年为最后一期。",
    )  # fmt: skip

    def __init__(self, *args, scope, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (kind.code, f"{kind.name}（{kind.level_names}）") for kind in kinds_for(user)
        ]
        units = unit_choices(scope, levels=LEVELS)
        self.fields["unit"].queryset, self.fields["unit"].label_from_instance = units, Unit.place_name.fget
        if not self.initial.get("unit"):
            self.initial["unit"] = _first_suited(units, KINDS.get(self.initial.get("kind")))
        self.fields["year"].choices = [(year, f"{year} 年") for year in years()]
        self.fields["quarter"].choices = QUARTERS

    def clean(self):
        facts = super().clean()
        kind = KINDS.get(facts.get("kind"))
        if facts.get("masthead") and kind and not kind.is_prose:
            self.add_error("masthead", f"“{kind.name}”是表格，不加版头，请选“无版头”。")
        if kind and self.data.get("quarter") in HALVES and not kind.is_half:
            self.add_error("quarter", f"“{kind.name}”不按半年生成，请选季度或“自动”。")
        if {"kind", "unit", "year"} <= facts.keys():
            try:
                self.title = title_of(facts["kind"], facts["unit"], facts["year"], facts.get("quarter"))
            except NotPossible as problem:
                raise forms.ValidationError(str(problem)) from problem
        return facts

    def job_params(self):
        """Return what the job needs to know, as plain values."""
        facts = self.cleaned_data
        return {
            "report": facts["kind"],
            "unit": facts["unit"].pk,
            "year": facts["year"],
            "quarter": facts["quarter"],
            "head": self.head,
        }


def _first_suited(units, kind):
    """Return the one unit at the top of a scope where a kind suits it, None where there are several."""
    top = list(units[:2])
    is_alone = len(top) == 1 or (top and top[1].path.startswith(top[0].path))
    return top[0] if is_alone and (kind is None or kind.suits(top[0])) else None


class BatchForm(forms.Form):
    """Ask for the same report for every unit below a place. Places come from `scope`."""

    what = forms.ChoiceField(label="报表")
    place = forms.ModelChoiceField(Unit.objects.none(), label="范围", empty_label="请选择县或乡镇")
    year = forms.TypedChoiceField(label="年度", coerce=int)
    quarter = forms.TypedChoiceField(
        label="季度或半年", coerce=quarter_of_choice, required=False, empty_value=None,
        help_text="按季度的报表选季度，半年通报选上半年或下半年；不选为当前一期，往年为最后一期。",
    )  # fmt: skip
    form = forms.ChoiceField(
        label="合成",
        choices=[(batches.PDF, "一个 PDF，按单位加书签"), (batches.ZIP, "压缩包，每个单位一个文件")],
    )

    def __init__(self, *args, scope, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = batches.offered(kinds_for(user))
        self.fields["place"].queryset = unit_choices(scope, levels=(Unit.Level.COUNTY, Unit.Level.TOWNSHIP))
        self.fields["year"].choices = [(year, f"{year} 年") for year in years()]
        self.fields["quarter"].choices = QUARTERS

    def clean(self):
        facts = super().clean()
        if {"what", "place", "year", "form"} <= facts.keys():
            kind, _, tier = facts["what"].partition(":")
            try:
                self.batch = batches.check(
                    batches.Batch(
                        kind, tier, facts["place"], facts["year"], facts.get("quarter"), facts["form"]
                    )
                )
            except NotPossible as problem:
                raise forms.ValidationError(str(problem)) from problem
        return facts

    def job_params(self):
        """Return what the job needs to know, as plain values."""
        batch = self.batch
        return {
            "report": batch.report, "tier": batch.tier, "place": batch.place.pk, "year": batch.year,
            "quarter": batch.quarter, "form": batch.form, "keeps_done": True,
        }  # fmt: skip


class BlockForm(forms.Form):
    """What is to be done with the text: with one paragraph, or with all of it."""

    do = forms.ChoiceField(
        choices=[(name, name) for name in ("save", "add", "insert", "renew", "start_over")]
    )
    number = forms.IntegerField(required=False, min_value=0)
    text = forms.CharField(required=False, max_length=4000, strip=False)
    live = forms.BooleanField(required=False)
    revision = forms.IntegerField(min_value=0)
    module = forms.IntegerField(required=False, min_value=1)

    def clean(self):
        facts = super().clean()
        if facts.get("do") in ("save", "add", "insert") and facts.get("number") is None:
            raise forms.ValidationError("没有写明是哪一段。")
        return facts


class WithdrawalForm(forms.Form):
    """Why a document is declared void."""

    reason = forms.CharField(
        label="作废原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="只在系统内显示。扫二维码的人只会看到“已作废”和日期。",
    )  # fmt: skip


class DocumentFilter(forms.Form):
    """The filters above the documents. Nonsense is ignored."""

    q = forms.CharField(label="标题", required=False, max_length=50)
    kind = forms.ChoiceField(label="报表", required=False)
    year = forms.TypedChoiceField(label="年度", coerce=int, required=False, empty_value=None)
    mine = forms.BooleanField(label="只看我生成的", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self._user = user
        self.fields["kind"].choices = [("", "全部"), *((k.code, k.name) for k in kinds_for(user))]
        self.fields["year"].choices = [("", "全部"), *((year, f"{year} 年") for year in years())]

    @property
    def is_used(self):
        """True if any of the filters narrows the list."""
        return self.is_valid() and any(self.cleaned_data.values())

    def apply(self, documents):
        self.is_valid()
        wanted = self.cleaned_data
        if text := wanted.get("q"):
            documents = documents.filter(title__contains=text)
        if kind := wanted.get("kind"):
            documents = documents.filter(kind=kind)
        if year := wanted.get("year"):
            documents = documents.filter(year=year)
        if wanted.get("mine"):
            documents = documents.filter(made_by=self._user)
        return documents
