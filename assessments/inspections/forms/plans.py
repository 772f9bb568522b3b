from django import forms

from assessments.forms.checklists import quarter_from
from assessments.inspections.choices import SeedSource
from assessments.inspections.models import InspectionPlan
from assessments.inspections.selectors.options import items_offered, lists_offered, rounds_offered
from assessments.inspections.selectors.people import inspectors_in
from assessments.periods import quarter_of
from core.fields import DayField
from core.forms import GroupedChecks, WordedChoices
from orgs.fields import FlatSelect
from orgs.models import Unit

NONE = "不检查"


class PlanForm(WordedChoices, forms.ModelForm):
    """What is looked at in one quarter, at how many units, by whom and when."""

    period = forms.ChoiceField(label="季度")
    lineages = forms.MultipleChoiceField(
        label="考核指标",
        required=False,
        widget=GroupedChecks,
        help_text="选择了年度考核时，勾选要检查的指标。",
    )
    starts_on = DayField(label="开始日期")
    ends_on = DayField(label="结束日期")

    class Meta:
        model = InspectionPlan
        fields = (
            "title", "period", "checklist", "round", "lineages", "starts_on", "ends_on", "stratum",
            "per_stratum", "mend_days", "inspectors",
        )  # fmt: skip
        widgets = {"inspectors": forms.CheckboxSelectMultiple}
        help_texts = {
            "title": "如“2026 年第四季度村级残协督查”。",
            "checklist": "检查结果记入本季度的达标查验。",
            "round": "检查得分记入本年度考核的“督查”一栏。",
            "per_stratum": "每一层的单位不足这个数的，全部检查。",
            "mend_days": "发现问题后多少天内整改，登记时可以改。",
        }

    def __init__(self, *args, county, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.county = county
        period, plan = quarter_of(today), self.instance
        quarters = [period.previous, period, period.next]
        if plan.pk and plan.period not in quarters:
            quarters.append(plan.period)
        self.fields["period"].choices = [(f"{one.year}-{one.number}", one.label) for one in quarters]
        chosen = plan.period if plan.pk else period
        self.initial.setdefault("period", f"{chosen.year}-{chosen.number}")
        self.fields["checklist"].queryset = lists_offered(county, today)
        self.fields["round"].queryset = rounds_offered(county, quarters)
        for name in ("checklist", "round"):
            self.fields[name].empty_label = NONE
        self.fields["lineages"].choices = items_offered(self.fields["round"].queryset)
        self.fields["inspectors"].queryset = inspectors_in(county)
        self.fields["inspectors"].required = True

    def clean_period(self):
        return quarter_from(self.cleaned_data["period"])

    def clean(self):
        values = super().clean()
        start, end = values.get("starts_on"), values.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "结束日期不能早于开始日期。")
        if not values.get("checklist") and not values.get("round"):
            self.add_error("checklist", "请选择要检查的达标清单，或选择年度考核和指标。")
        if values.get("per_stratum") == 0:
            self.add_error("per_stratum", "每层至少抽取 1 个。")
        round_, period = values.get("round"), values.get("period")
        if round_ and period and round_.year != period.year:
            self.add_error("round", "年度考核和季度不在同一年度。")
        self._keep_own_items(values)
        return values

    def _keep_own_items(self, values):
        """Keep of the items chosen those of the round chosen."""
        round_ = values.get("round")
        own = {key for label, group in items_offered([round_]) for key, _ in group} if round_ else set()
        values["lineages"] = [one for one in values.get("lineages", []) if one in own]

    def plan(self):
        """Return the plan as the form says, unsaved."""
        plan, period = self.save(commit=False), self.cleaned_data["period"]
        plan.county, plan.year, plan.quarter = self.county, period.year, period.number
        plan.lineages = self.cleaned_data["lineages"]
        return plan


class AnnounceForm(forms.Form):
    """How the seed comes about."""

    source = forms.ChoiceField(
        label="种子来源",
        choices=SeedSource.choices,
        widget=forms.RadioSelect,
        initial=SeedSource.COMMITTED,
    )
    promise = forms.CharField(
        label="公开号码的约定",
        max_length=120,
        required=False,
        help_text="用公开号码时填写，如“2026 年 12 月 1 日福彩双色球开奖号码，依次连写”。",
    )


class DrawForm(forms.Form):
    """The public number, where one was promised."""

    number = forms.CharField(label="公开号码", max_length=64, help_text="按公布的约定填写，填后不能更改。")


class ReasonForm(forms.Form):
    """Why a plan is voided."""

    reason = forms.CharField(label="作废理由", max_length=200)


class AddUnitForm(forms.Form):
    """A unit that was not drawn, and why it is inspected all the same."""

    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), widget=FlatSelect)
    reason = forms.CharField(label="指定检查的理由", max_length=200)

    def __init__(self, *args, scope, plan, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.within(scope).current().below(plan.county).filter(level__in=plan.levels)
        self.fields["unit"].queryset = units.select_related("parent").in_tree_order()
        self.fields["unit"].label_from_instance = lambda unit: unit.place_name


class AssignForm(forms.Form):
    """Which inspector goes to which units on which day."""

    inspector = forms.ModelChoiceField(label="检查人", queryset=None)
    planned_on = DayField(label="计划日期", required=False)
    stratum = forms.ChoiceField(label="范围", required=False)

    def __init__(self, *args, plan, visits, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["inspector"].queryset = plan.inspectors.order_by("full_name", "pk")
        strata = list(dict.fromkeys(visit.stratum for visit in visits))
        self.fields["stratum"].choices = [("", "全部未检查的单位"), *((one, one) for one in strata)]
        self.visits = visits

    def chosen(self):
        """Return the visits of the stratum chosen."""
        stratum = self.cleaned_data["stratum"]
        return [visit for visit in self.visits if not stratum or visit.stratum == stratum]
