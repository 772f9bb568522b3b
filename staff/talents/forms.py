from django import forms
from django.utils import timezone

from core.fields import DayField
from core.forms import WordedChoices
from orgs.filters import UnitPlaceFilter
from staff.forms.posts import member_name
from staff.models import Member, Talent, TalentRule
from staff.recruiting.forms.persons import NamesPerson
from staff.selectors.people import in_post
from staff.talents.choices import Field
from staff.talents.models.rules import MOST

ALL = [("", "全部")]


class TalentFilter(UnitPlaceFilter):
    """Filters of the pool of talents."""

    q = forms.CharField(label="姓名、特长等", required=False)
    kind = forms.ChoiceField(label="人才类别", required=False, choices=[*ALL, *Field.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "在库"), ("all", "全部")])
    field_order = ("q", "township", "kind", "state", "unit")

    def apply(self, talents):
        """Return the talents that fit."""
        talents = self.keep(talents).matching(self.chosen("q"))
        if kind := self.chosen("kind"):
            talents = talents.filter(field=kind)
        return talents if self.chosen("state") == "all" else talents.standing()


class TalentForm(NamesPerson, WordedChoices, forms.ModelForm):
    """Somebody of the register, or a 专职委员, and what they are good at."""

    entered_on = DayField(label="入库日期")

    class Meta:
        model = Talent
        fields = (
            "member", "field", "specialty", "education", "workplace", "honours", "recommended_by",
            "entered_on",
        )  # fmt: skip
        widgets = {"honours": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("entered_on", timezone.localdate())
        self.fields["relative_text"].label = "残疾人姓名或证号"
        self.fields["relative_text"].help_text = "登记的残疾人填这里；专职委员在下面选择，只填一项。"
        members = in_post(Member.objects.within(scope), timezone.localdate()).select_related("unit__parent")
        self.fields["member"].queryset = members.order_by("unit__path", "pinyin", "pk")
        self.fields["member"].label_from_instance = member_name
        self.offer_persons(scope, known=self.instance.person if self.instance.pk else None)
        self.order_fields(["relative_text", "relative", *self.Meta.fields])

    def _post_clean(self):
        """Leave the constraints to the service, which refuses in better words."""
        self.instance = forms.models.construct_instance(self, self.instance, self.Meta.fields)
        self.instance.person = self.cleaned_data.get("relative")


class TalentRuleForm(forms.ModelForm):
    """How many people a pool should hold, from a day on."""

    since = DayField(label="自何日起")
    least = forms.IntegerField(label="人才库不少于多少人", min_value=1, max_value=MOST)

    class Meta:
        model = TalentRule
        fields = ("since", "least", "source")

    def __init__(self, *args, rule, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"since": timezone.localdate(), "least": rule.least, "source": rule.source}

    def _post_clean(self):
        """Leave the constraints to the service; the validators of the fields have spoken."""
