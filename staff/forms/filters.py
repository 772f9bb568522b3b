"""The filters above the lists. Empty means all; nonsense is ignored, never an error page."""

from datetime import timedelta

from django import forms

from orgs.filters import UnitPlaceFilter
from staff.choices import MEMBER_POSTS, PostType
from staff.models.appointments import CONTRACT_WARNING_DAYS
from staff.selectors import people
from staff.selectors.posts import long_vacant
from staff.selectors.trainings import trained_too_little

ALL = [("", "全部")]
STATES = [("in_post", "在岗"), ("out", "不在岗"), ("all", "全部")]
ALERTS = [
    *ALL,
    ("contract", "合同将到期或已到期"),
    ("permit", "无上岗证"),
    ("training", "本年度培训次数不足"),
    ("account", "无银行账号"),
]
MEMBER_POST_CHOICES = [(value, PostType(value).label) for value in MEMBER_POSTS]
# 理事长 are officials with a second hat, so lists show them only when asked.
POST_CHOICES = [("", "专职委员"), *MEMBER_POST_CHOICES, (PostType.TOWNSHIP_HEAD, "理事长"), ("all", "全部")]
GAPS = [*ALL, ("short", "缺额"), ("surplus", "超设")]
WAITING = [*ALL, ("long", "超期")]


class PlaceFilter(UnitPlaceFilter):
    """Narrows a list to a township, or to the unit that a link from elsewhere names by its id."""


class MemberFilter(PlaceFilter):
    """Filters of the list of members, which without any shows those in post."""

    q = forms.CharField(label="姓名、首字母或证号", required=False)
    post_type = forms.ChoiceField(label="岗位类型", required=False, choices=POST_CHOICES)
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    alert = forms.ChoiceField(label="提醒", required=False, choices=ALERTS)
    field_order = ("q", "township", "post_type", "state", "alert", "unit")

    def apply(self, members, *, on):
        """Return the members that fit on the day `on`."""
        members = members.within(self.narrowed).matching(self.chosen("q"))
        return self._by_alert(self._by_state(members, on), on)

    def _by_state(self, members, on):
        state, wanted = self.chosen("state"), self.chosen("post_type")
        if state == "out":
            return people.out_of_post(members, on)
        if wanted == "all" or (state == "all" and not wanted):
            return members if state == "all" else people.in_post(members, on)
        return people.holding(members, on, post_types_of(wanted))

    def _by_alert(self, members, on):
        alert = self.chosen("alert")
        if alert == "contract":
            return people.contract_ending(members, on, on + timedelta(days=CONTRACT_WARNING_DAYS))
        if alert == "permit":
            return people.without_permit(members, on)
        if alert == "training":
            return trained_too_little(members, on=on)
        return members.filter(bank_digest="") if alert == "account" else members


class VacancyFilter(PlaceFilter):
    """Filters of the list of vacant posts."""

    post_type = forms.ChoiceField(label="岗位类型", required=False, choices=POST_CHOICES)
    waiting = forms.ChoiceField(label="空缺时间", required=False, choices=WAITING)

    def apply(self, posts, *, on):
        """Return the vacant posts that fit."""
        posts = posts.within(self.narrowed)
        if self.chosen("post_type") != "all":
            posts = posts.filter(post_type__in=post_types_of(self.chosen("post_type")))
        return long_vacant(posts, on) if self.chosen("waiting") else posts


class TallyFilter(PlaceFilter):
    """Filters of the list of units with posts due and filled."""

    state = forms.ChoiceField(label="配备情况", required=False, choices=GAPS)

    @property
    def state_in_words(self):
        """Return what the list is narrowed to, empty for everything."""
        return dict(GAPS)[self.chosen("state")] if self.chosen("state") else ""

    def apply(self, rows):
        """Return the `UnitPosts` that fit."""
        state = self.chosen("state")
        return [row for row in rows if not state or getattr(row.members, state)]


def post_types_of(wanted):
    """Return the post types that a choice of the filter stands for."""
    return [wanted] if wanted else MEMBER_POSTS


class TrainingFilter(forms.Form):
    """Filters of the list of trainings."""

    q = forms.CharField(label="培训内容", required=False)

    def apply(self, trainings):
        """Return the trainings that fit."""
        self.is_valid()
        text = self.cleaned_data.get("q", "").strip()
        return trainings.filter(title__contains=text) if text else trainings
