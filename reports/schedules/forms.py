from django import forms
from django.core.validators import MaxValueValidator

from accounts.roles import Role
from core.permissions import Permission
from orgs.models import Unit
from orgs.selectors import unit_choices
from reports import batches
from reports.doors import kinds_for
from reports.schedules.models import LATEST, Schedule
from reports.schedules.wording import title_of

RECEIVING = (
    Role.COUNTY_MANAGER, Role.COUNTY_CLERK, Role.LEADER, Role.FINANCE, Role.TOWNSHIP_CLERK,
)  # fmt: skip


def offered(user):
    """Return what a user can schedule as (value, words): each kind for one unit, or for each of a tier."""
    kinds = kinds_for(user)
    single = [(f"{kind.code}:", f"{kind.name}（{kind.level_names}）") for kind in kinds]
    return [("一个单位", single), ("成批", batches.offered(kinds))]


class ScheduleForm(forms.ModelForm):
    """What is made when, for which place, and who gets it. Kinds and places are those of `user`."""

    field_order = ["what", "place", "title", "every", "offset", "form", "roles", "retry_days", "is_on"]

    what = forms.ChoiceField(label="报表")
    roles = forms.MultipleChoiceField(
        label="收件人", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(role.value, role.label) for role in RECEIVING],
        help_text="制定单位里担任这些角色的人；负责人总会收到。做好后在各人的工作台里等着。",
    )  # fmt: skip

    class Meta:
        model = Schedule
        fields = ("place", "title", "every", "offset", "form", "retry_days", "is_on")
        help_texts = {"title": "不填用报表的名称。", "is_on": "停用后不再生成，已经做好的都保留。"}

    def __init__(self, *args, user, **kwargs):
        schedule = kwargs.get("instance")
        if schedule is not None:
            kwargs["initial"] = {"what": f"{schedule.report}:{schedule.tier}", "roles": schedule.roles}
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [("", "请选择报表"), *offered(user)]
        self.fields["place"].queryset = unit_choices(user.scope_of(Permission.REPORT_MANAGE))
        self.fields["place"].empty_label = "请选择单位"
        self.fields["title"].required = False
        for name in ("offset", "retry_days"):
            self.fields[name].validators.append(MaxValueValidator(LATEST))
            self.fields[name].widget.attrs["max"] = LATEST
        for name in ("every", "form"):
            self.fields[name].choices = [(v, label) for v, label in self.fields[name].choices if v]

    def _post_clean(self):
        """Leave the checks of the row to the service: it makes a new one."""

    def facts(self):
        """Return what is to be set."""
        facts = {name: self.cleaned_data[name] for name in (*self.Meta.fields, "roles")}
        report, _, tier = self.cleaned_data["what"].partition(":")
        return facts | {"report": report, "tier": tier, "title": facts["title"] or title_of(report, tier)}


def unit_in_charge(user, place):
    """Return the unit for which a user sets a schedule about a place: the highest where they may."""
    above = [*place.ancestor_paths, place.path]
    held = [own.unit for own in user.held_postings if own.grants(Permission.REPORT_MANAGE)]
    mine = [unit for unit in held if unit.path in above]
    if mine:
        return min(mine, key=lambda unit: len(unit.path))
    return (
        Unit.objects.within(user.scope_of(Permission.REPORT_MANAGE)).filter(path__in=above).earliest("path")
    )
