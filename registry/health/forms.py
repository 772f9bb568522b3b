from django import forms

from orgs.fields import FlatSelect
from orgs.scoping import NOWHERE
from registry.forms.filters import PlaceFilter
from registry.forms.people import CARD_FIELDS, PersonForm
from registry.health.choices import OPEN_STATES, FindingState, Severity
from registry.health.models import Finding
from registry.health.rules import RULES
from registry.health.services.deciding import SHORTEST_REASON
from registry.identity import birth_date_of, sex_of
from registry.models import Person
from registry.services.certificates import current_certificate

ALL = [("", "全部")]
STATES = [
    ("", "待处理"),
    (FindingState.RELAPSED.value, "已复发"),
    (FindingState.KEPT.value, "确认无误"),
    (FindingState.FIXED.value, "已修正"),
    ("all", "全部"),
]
GRAVE_FIRST = [*ALL, *((str(value), label) for value, label in reversed(Severity.choices))]
CARD = "card_"
MOST_NAMED = 5000
MOST_WEIGHT, MOST_THRESHOLD = 100, 1000


def _rules():
    """Return the rules as choices; read when a form is made, since rooms register theirs late."""
    return [*ALL, *((rule.code, rule.name) for rule in RULES.values())]


class FindingFilter(PlaceFilter):
    """The filters above the findings."""

    q = forms.CharField(label="姓名或首字母", required=False)
    rule = forms.ChoiceField(label="规则", required=False, widget=FlatSelect, choices=_rules)
    severity = forms.ChoiceField(label="严重程度", required=False, choices=GRAVE_FIRST)
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    field_order = ("q",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.fields["township"].queryset.exists():  # a village has nothing to choose
            del self.fields["township"], self.fields["village"]

    def apply(self, findings):
        """Return the findings that fit."""
        values = self.cleaned_data
        if text := values.get("q", "").strip():
            findings = findings.filter(person__in=self._named(text))
        findings = self.keep(findings)
        for name in ("rule", "severity"):
            if value := values.get(name):
                findings = findings.filter(**{name: value})
        return self._by_state(findings)

    def _named(self, text):
        """Return the persons of that name: their keys, looked for once; a query if they are very many."""
        people = Person.objects.within(self.scope).matching(text).order_by().values_list("pk", flat=True)
        keys = list(people[: MOST_NAMED + 1])
        return keys if len(keys) <= MOST_NAMED else people

    @property
    def shows_open(self):
        """True if the list holds only what waits, so that its rows may be kept together."""
        state = self.cleaned_data.get("state", "")
        return not state or state in OPEN_STATES

    def _by_state(self, findings):
        state = self.cleaned_data.get("state", "")
        if state == "all":
            return findings.exclude(state=FindingState.DROPPED)
        if state in (FindingState.KEPT, FindingState.FIXED, FindingState.RELAPSED):
            return findings.filter(state=state)
        return findings.open()


class KeepForm(forms.Form):
    """The reason for which findings are right as they are."""

    reason = forms.CharField(
        label="确认无误的理由",
        min_length=SHORTEST_REASON,
        max_length=200,
        help_text="如：11 月 20 日入户见到本人，户口簿无误。有关数据变动后理由自动失效。",
        error_messages={"min_length": f"请写明理由，至少 {SHORTEST_REASON} 个字。"},
    )


class KeepManyForm(KeepForm):
    """One reason for several findings."""

    findings = forms.ModelMultipleChoiceField(
        queryset=Finding.objects.none(), error_messages={"required": "请至少选择一条问题。"}
    )

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["findings"].queryset = Finding.objects.within(scope).select_related("unit")


class MendForm(PersonForm):
    """The person's form with only the fields a finding is about, checked against what stands beside them."""

    def __init__(self, *args, rule, scope, **kwargs):
        places = scope if "unit" in rule.fields else NOWHERE  # three hundred villages cost time
        super().__init__(*args, scope=places, **kwargs)
        self.current = current_certificate(self.instance)
        for name in [name for name in self.fields if name not in rule.fields]:
            del self.fields[name]
        self.order_fields(rule.fields)

    def clean(self):
        values = super().clean()
        if "id_number" not in self.fields:
            self._must_fit_id(values)
        return values

    def _must_fit_id(self, values):
        number = self.instance.id_number
        if (born := values.get("birth_date")) and born != birth_date_of(number):
            self.add_error("birth_date", "出生日期与身份证号不一致，请核对户口簿。")
        if (sex := values.get("sex")) and sex != sex_of(number):
            self.add_error("sex", "性别与身份证号不一致，请核对户口簿。")

    def _clean_card(self, values):
        if not any(name.startswith(CARD) for name in self.fields):
            return
        standing = {f"{CARD}{name}": getattr(self.current, name, "") for name in CARD_FIELDS}
        issued, expires = f"{CARD}issued_on", f"{CARD}expires_on"
        is_new = values.get(issued) and values[issued] != standing[issued]
        if is_new and values.get(expires) == standing[expires]:
            values[expires] = None  # a new day of issue begins another ten years
        number = values.get("id_number") or self.instance.id_number
        super()._clean_card({**standing, **values, "id_number": number})

    def facts(self):
        """Return the cleaned values of the person, fit for the services."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}

    def card(self):
        """Return the certificate with the cleaned values in it, or None if the form is not about it."""
        given = {
            name: self.cleaned_data[f"{CARD}{name}"] for name in CARD_FIELDS if f"{CARD}{name}" in self.fields
        }
        stands = {name: getattr(self.current, name) for name in CARD_FIELDS} if self.current else {}
        card = stands | given
        return card if given and card.get("category") else None

    def add_error(self, field, error):
        """Say it of the whole form where the field itself is not on it."""
        super().add_error(field if field in self.fields else None, error)


class RuleForm(forms.Form):
    """How a rule holds in a county from today on."""

    is_on = forms.BooleanField(label="启用这条规则", required=False)
    severity = forms.TypedChoiceField(label="严重程度", coerce=int)
    weight = forms.IntegerField(
        label="每条扣分",
        min_value=0,
        max_value=MOST_WEIGHT,
        help_text="严重的多扣，提示少扣；得分按人均扣分计算。",
    )
    threshold = forms.IntegerField(min_value=0, max_value=MOST_THRESHOLD)

    def __init__(self, *args, in_force, **kwargs):
        initial = {name: getattr(in_force, name) for name in ("is_on", "severity", "weight", "threshold")}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["severity"].choices = list(reversed(Severity.choices))
        if in_force.threshold is None:
            del self.fields["threshold"]
        else:
            self.fields["threshold"].label = in_force.rule.threshold_label or "界限"
