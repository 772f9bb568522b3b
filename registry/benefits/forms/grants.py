"""Forms for granting, changing and ending, and for what is noted of a person's circumstances."""

from django import forms
from django.utils import timezone

from core.fields import DayField
from core.forms import WordedChoices
from registry.benefits.choices import Circumstances
from registry.benefits.forms.fields import MonthField
from registry.benefits.models import BenefitKind, BenefitStandard

MONEY = {"max_digits": 9, "decimal_places": 2, "min_value": 0}


class _TierForm(WordedChoices, forms.Form):
    tier = forms.ChoiceField(label="档次")
    amount = forms.DecimalField(
        label="每月金额（元）", required=False, help_text="留空则按标准计算；按户享受的为全户合计。", **MONEY
    )
    persons = forms.IntegerField(label="保障人数", min_value=1, max_value=30, initial=1)

    def offer(self, kinds):
        """Offer the tiers that are in force today."""
        rows = BenefitStandard.objects.within(self.scope).filter(kind__in=kinds)
        rows = (
            rows.in_force(timezone.localdate()).select_related("kind").order_by("kind__order", "order", "pk")
        )
        self.standards = {row.pk: row for row in rows}
        many = len({row.kind_id for row in rows}) > 1
        self.fields["tier"].choices = [("", "请选择")] + [
            (str(row.pk), f"{f'{row.kind}：' if many else ''}{row.tier}，{row.amount:,.2f} 元")
            for row in rows
        ]

    def chosen(self):
        """Return (standard, amount, persons)."""
        standard = self.standards[int(self.cleaned_data["tier"])]
        persons = self.cleaned_data["persons"] if standard.kind.is_household else 1
        amount = self.cleaned_data["amount"]
        return standard, standard.amount * persons if amount is None else amount, persons


class StartForm(_TierForm):
    """A benefit granted to a person."""

    first_month = MonthField(label="起始月份", help_text="自申请当月计发，如 2026-11")
    source = forms.CharField(label="依据", required=False, max_length=200, help_text="如：审批表编号。")
    field_order = ("tier", "amount", "persons", "first_month", "source")

    def __init__(self, *args, person, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.scope = scope
        self.offer(
            BenefitKind.objects.within(scope).offered().filter(unit__path__in=person.unit.ancestor_paths)
        )


class ChangeForm(_TierForm):
    """Another tier or amount from a month on."""

    from_month = MonthField(label="自何月起")
    reason = forms.CharField(label="变更原因", max_length=150)
    field_order = ("tier", "amount", "persons", "from_month", "reason")

    def __init__(self, *args, grant, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.scope = scope
        self.offer(BenefitKind.objects.within(scope).filter(pk=grant.kind_id))
        self.fields["persons"].initial = grant.persons
        if not grant.kind.is_household:
            self.fields["persons"].widget = forms.HiddenInput()


class EndForm(forms.Form):
    """The end of a grant."""

    last_month = MonthField(label="最后发放月份", help_text="死亡、迁出等当月仍发，次月停发，如 2026-11")
    reason = forms.CharField(label="停发原因", max_length=150, help_text="如：死亡、户籍迁出、残疾人证过期。")


class CircumstanceForm(WordedChoices, forms.Form):
    """Something that decides on benefits, with its dates."""

    what = forms.ChoiceField(label="情况", choices=[("", "请选择"), *Circumstances.choices])
    since = DayField(label="自", required=False, help_text="不清楚的留空，视为一直如此。")
    until = DayField(label="至", required=False, help_text="没有终止的留空。")
    source = forms.CharField(label="依据", required=False, max_length=200)

    def __init__(self, *args, row=None, **kwargs):
        super().__init__(*args, **kwargs)
        if row is not None:
            del self.fields["what"]
            for name in ("since", "until", "source"):
                self.fields[name].initial = getattr(row, name)


class CardChangeForm(forms.Form):
    """From which day a certificate says something else, or that what stood before was a mistake."""

    since = DayField(label="从何日起改变", required=False)
    was_mistaken = forms.BooleanField(label="此前登记有误，以前各月也按现在的内容计算", required=False)


def picked_in(data):
    """Return the keys of the rows that were ticked in a list; nonsense is left out."""
    given = data.getlist("picked")
    return [int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 18]
