from itertools import groupby

from django import forms
from django.utils import timezone

from core.fields import DayField
from core.forms import CHOOSE, GroupedChecks, Sectioned
from orgs.filters import UnitPlaceFilter
from orgs.models import Unit
from registry.applications.choices import Counting
from registry.choices import Education
from staff.choices import Kinship
from staff.models import Post
from staff.recruiting.choices import Residence, State
from staff.recruiting.models import Recruitment
from staff.recruiting.rules import FULL_MARKS, PRESETS, Conditions
from staff.recruiting.selectors.recruitments import matching, posts_on_offer

ALL = [("", "全部")]
AGE = {"min_value": 16, "max_value": 70}


class RecruitmentFilter(UnitPlaceFilter):
    """Filters of the list of recruitments."""

    q = forms.CharField(label="标题或编号", required=False)
    state = forms.ChoiceField(
        label="进度", required=False, choices=[*ALL, ("open", "办理中"), *State.choices[1:]]
    )
    field_order = ("q", "township", "state", "unit")

    def apply(self, recruitments):
        """Return the recruitments that fit."""
        recruitments = matching(recruitments, self.chosen("q"))
        if self.place is not None:
            recruitments = recruitments.filter(
                openings__post__unit__path__startswith=self.place.path
            ).distinct()
        state = self.chosen("state")
        if state == "open":
            return recruitments.under_way()
        return recruitments.filter(state=state) if state else recruitments


class RecruitmentForm(Sectioned, forms.ModelForm):
    """Announce a recruitment for some of the vacant posts."""

    SECTIONS = (
        ("招聘公告", ("title", "announced_on")),
        ("报名", ("applies_from", "applies_until", "place", "phone")),
        ("考试", ("exam_on", "exam_place")),
        ("其他", ("extra",)),
        ("招聘岗位", ("posts",)),
    )

    announced_on = DayField(label="公告日期")
    applies_from = DayField(label="报名开始")
    applies_until = DayField(label="报名截止", help_text="年龄按这一天计算。")
    exam_on = DayField(label="考试日期", required=False)
    posts = forms.ModelMultipleChoiceField(
        label="招聘的岗位", queryset=Post.objects.none(), widget=GroupedChecks,
        error_messages={"required": "请勾选要招聘的岗位。"},
    )  # fmt: skip

    class Meta:
        model = Recruitment
        fields = (
            "title", "announced_on", "applies_from", "applies_until", "place", "phone", "exam_on",
            "exam_place", "extra",
        )  # fmt: skip
        widgets = {"extra": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, scope, county, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial.setdefault("announced_on", today)
        self.initial.setdefault("applies_from", today)
        self.initial.setdefault("title", f"{county.name}招聘残疾人专职委员公告")
        field = self.fields["posts"]
        posts = posts_on_offer(scope.narrowed_to(county), today).for_members()
        field.queryset = posts.select_related("unit__parent").order_by("unit__path", "pk")
        field.help_text = "只列出空缺、没有正在招聘的岗位。"
        groups = groupby(field.queryset, key=lambda post: _township(post.unit))
        field.choices = [(name, [(one.pk, str(one)) for one in rows]) for name, rows in groups]

    def _post_clean(self):
        """Leave the constraints to the service, which refuses in better words."""

    def facts(self):
        """Return the cleaned values besides the posts, fit for the service."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ConditionsForm(Sectioned, forms.Form):
    """The conditions of recruitment of a county from a day on."""

    SECTIONS = (
        ("自何日起", ("since", "name", "source")),
        ("谁可以报名", ("kinships", "relatives_second", "former_may_continue", "residence")),
        ("年龄和文化程度", ("least_age", "most_age", "most_age_women", "education", "education_town")),
        (
            "考试和公示",
            ("has_written", "has_interview", "written_weight", "pass_mark", "notice_days", "notice_counting"),
        ),
    )  # fmt: skip

    since = DayField(label="自何日起执行", help_text="已经发布的招聘仍按发布时的条件办理。")
    name = forms.CharField(label="名称", max_length=30)
    source = forms.CharField(label="依据", max_length=200, required=False)
    kinships = forms.MultipleChoiceField(
        label="与残疾人的关系", choices=Kinship.choices, widget=forms.CheckboxSelectMultiple
    )
    relatives_second = forms.BooleanField(label="没有合适的残疾人时才聘用亲友", required=False)
    former_may_continue = forms.BooleanField(
        label="曾任专职委员的可以继续聘用",
        required=False,
        help_text="不受文化程度和亲属关系限制，年龄仍须符合。",
    )
    residence = forms.ChoiceField(label="户籍", choices=Residence.choices)
    least_age = forms.IntegerField(label="最低年龄（周岁）", **AGE)
    most_age = forms.IntegerField(label="最高年龄（男）", **AGE)
    most_age_women = forms.IntegerField(label="最高年龄（女）", **AGE)
    education = forms.ChoiceField(label="村岗位最低文化程度", choices=Education.choices)
    education_town = forms.ChoiceField(label="乡镇和社区岗位最低文化程度", choices=Education.choices)
    has_written = forms.BooleanField(label="有笔试", required=False)
    has_interview = forms.BooleanField(label="有面试", required=False)
    written_weight = forms.IntegerField(
        label="笔试占总成绩（%）",
        min_value=0,
        max_value=FULL_MARKS,
        help_text="其余为面试；只有一项考试的不起作用。",
    )
    pass_mark = forms.IntegerField(label="合格分数", min_value=0, max_value=FULL_MARKS)
    notice_days = forms.IntegerField(label="拟聘公示天数", min_value=1, max_value=60)
    notice_counting = forms.ChoiceField(label="公示天数按", choices=Counting.choices)

    def __init__(self, *args, conditions, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = conditions.as_json() | {"since": timezone.localdate()} | self.initial

    def result(self):
        """Return the Conditions that the cleaned values describe."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "since"}
        return Conditions(**{**values, "kinships": tuple(values["kinships"])})


PRESET_CHOICES = [("", CHOOSE), *((code, rules.name) for code, rules in PRESETS.items())]


def _township(unit):
    return (unit.parent if unit.is_grassroots else unit).name


def county_of_page(request):
    """Return the county that a page is about: the one that the address names, or the first of the scope."""
    counties = Unit.objects.within(request.scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()
    asked = request.GET.get("county", "")
    named = (
        counties.filter(pk=int(asked)).first()
        if asked.isascii() and asked.isdigit() and len(asked) < 18
        else None
    )
    return named or counties.first()
