from django import forms
from django.utils import timezone

from core.fields import DayField
from core.forms import WordedChoices
from orgs.models import Unit
from staff.choices import EndReason, PostType
from staff.models import AllocationRule, Appointment, Member
from staff.selectors.people import out_of_post
from staff.selectors.posts import vacant_posts

CONTRACT_FIELDS = ("contract_number", "contract_until", "work_permit_number", "note")


class AppointForm(WordedChoices, forms.ModelForm):
    """Put a member into a post: those in no post and the posts that nobody holds are on offer."""

    since = DayField(label="到岗日期")
    contract_until = DayField(label="合同期至", required=False)

    class Meta:
        model = Appointment
        fields = ("post", "member", "since", *CONTRACT_FIELDS)

    def __init__(self, *args, scope, on, **kwargs):
        super().__init__(*args, **kwargs)
        posts, members = self.fields["post"], self.fields["member"]
        posts.queryset = vacant_posts(scope, on).filter(abolished_on=None).order_by("unit__path", "pk")
        posts.label_from_instance = post_name
        posts.help_text = "只列出空缺的岗位。"
        free = out_of_post(Member.objects.within(scope), on).select_related("unit", "unit__parent")
        members.queryset = free.order_by("unit__path", "pinyin", "pk")
        members.label_from_instance = member_name
        members.help_text = "只列出没有在岗的人；新人先在“专职委员”中登记。"

    def _post_clean(self):
        """Leave the constraints to the service, which refuses in better words."""

    def contract(self):
        """Return the particulars of the contract, fit for the services."""
        return {name: self.cleaned_data[name] for name in CONTRACT_FIELDS}


class ContractForm(forms.ModelForm):
    """Change contract, permit and note of an appointment."""

    contract_until = DayField(label="合同期至", required=False)

    class Meta:
        model = Appointment
        fields = CONTRACT_FIELDS


class EndForm(forms.Form):
    """When and why somebody leaves a post."""

    until = DayField(label="离岗日期")
    reason = forms.ChoiceField(label="离岗原因", choices=EndReason.choices)
    note = forms.CharField(label="备注", required=False, max_length=200)
    items = forms.CharField(
        label="移交清单", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="每行一项；没有移交的留空，以后可以补登记。",
    )  # fmt: skip
    receiver = forms.CharField(label="接收人", required=False, max_length=60, help_text="有移交的填写。")
    witness = forms.CharField(label="监交人", required=False, max_length=60)

    def facts(self):
        """Return the cleaned values, fit for the service; what is handed over apart."""
        values = dict(self.cleaned_data)
        items = [line.strip() for line in values.pop("items").splitlines() if line.strip()]
        parts = {name: values.pop(name) for name in ("receiver", "witness")}
        return values | {"hand_over": {"items": items, **parts}}


class PostForm(forms.Form):
    """Establish one more post."""

    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label="请选择")
    post_type = forms.ChoiceField(label="岗位类型", choices=PostType.choices)
    on = DayField(label="设岗日期")
    note = forms.CharField(label="备注", required=False, max_length=200)

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.within(scope).current().select_related("parent").in_tree_order()
        self.fields["unit"].queryset = units.exclude(level__in=(Unit.Level.CITY, Unit.Level.COUNTY))
        self.fields["unit"].label_from_instance = Unit.place_name.fget


class AbolishForm(forms.Form):
    """From which day a post no longer exists."""

    on = DayField(label="撤岗日期")


class AllocationForm(forms.ModelForm):
    """How many posts the units of a county get, from a day on."""

    since = DayField(label="起始日期")

    class Meta:
        model = AllocationRule
        fields = (
            "since", "township_heads", "township_members", "township_second_above", "community_members",
            "community_least", "village_members", "second_above", "pooled_below", "small_villages",
            "remind_after", "source",
        )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["since"] = timezone.localdate()

    @classmethod
    def facts_of(cls, rule):
        """Return what a rule says, to be changed from there; its paper and its day are its own."""
        return {name: getattr(rule, name) for name in cls.Meta.fields if name not in ("since", "source")}


def post_name(post):
    """Return the place and the title of a post."""
    return f"{post.unit.place_name} · {post.title}"


def member_name(member):
    """Return the name and the place of a member, so that two people of one name can be told apart."""
    return f"{member.name}（{member.unit.place_name}，{member.id_number[-4:]}）"
