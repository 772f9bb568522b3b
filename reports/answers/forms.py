"""Forms of this room: the file and the scope of a form, what fills its columns, the name of a recipe."""

from django import forms
from django.utils import timezone

from core.fields import DayField
from orgs.fields import FlatSelect
from orgs.models import Unit
from registry.choices import Category, Grade, Subsistence
from reports.answers.choices import LEFT, PEOPLE, Posted, Target, Tier
from reports.answers.composing import CONDITIONS, HOLDERS, OLDEST, YEARS, is_age, settled, years
from reports.answers.items import INTERNAL, any_item, people_items, roles, unit_items

TIERS = [("", "表里已写明单位，不用补"), *Tier.choices]
NOTHING = [("", "没有认出（留空并标黄）"), (LEFT, "留空，不标")]
ANY = ("", "不限")
PEOPLE_WORDS = {Target.PERSONS: "残疾人登记", Target.MEMBERS: "专职委员"}


def _one(label, column):
    """Return a field for one value of a condition, or any."""
    choices = [ANY, *CONDITIONS[column].items()]
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=FlatSelect)


def _several(label, column, *, without=()):
    """Return a field for several values of a condition; none means any."""
    choices = [(value, words) for value, words in CONDITIONS[column].items() if value not in without]
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
    )


def _years_field(label):
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=OLDEST)


class OptionsForm(forms.Form):
    """Which units or persons are put into a form that names none, and whether its cells are overwritten."""

    tier = forms.ChoiceField(
        label="空表填入的单位", required=False, choices=TIERS, widget=FlatSelect,
        help_text="表头下面没有写单位名称的表，按这里选的一级逐行填入。",
    )  # fmt: skip
    posted = forms.ChoiceField(
        label="空专职委员名册填入", required=False, choices=Posted.choices, widget=FlatSelect,
        initial=Posted.ALL, help_text="表头下面没有写人员的专职委员名册，把截止日期在岗的逐行填入。",
    )  # fmt: skip
    all_persons = forms.BooleanField(
        label="空名单填入在册残疾人", required=False,
        help_text="表头下面没有写人员的名单，把符合下面条件的在册残疾人逐行填入。",
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label="只填这些类别", required=False, choices=Category.choices, widget=forms.CheckboxSelectMultiple
    )
    grades = forms.MultipleChoiceField(
        label="只填这些等级", required=False, choices=Grade.choices, widget=forms.CheckboxSelectMultiple
    )
    subsistence = forms.MultipleChoiceField(
        label="只填这些人", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[pair for pair in Subsistence.choices if pair[0] != Subsistence.NONE],
    )  # fmt: skip
    age_from = _years_field("年龄从（周岁）")
    age_to = _years_field("年龄到（周岁）")
    overwrite = forms.BooleanField(
        label="覆盖表里已有的内容", required=False,
        help_text="不选时，已有内容的单元格一律不动；公式任何时候都不动。",
    )  # fmt: skip

    OPTIONS = (
        "tier", "posted", "all_persons", "categories", "grades", "subsistence", "age_from", "age_to",
        "overwrite",
    )  # fmt: skip

    FITTING = {
        Target.UNITS: ("tier",),
        Target.PERSONS: ("all_persons", "categories", "grades", "subsistence", "age_from", "age_to"),
        Target.MEMBERS: ("posted",),
    }  # fmt: skip

    def __init__(self, *args, target=None, **kwargs):
        """Ask only what fits the rows of a sheet; everything where no sheet has been read yet."""
        super().__init__(*args, **kwargs)
        if target is not None:
            for name in set(self.OPTIONS) - {"overwrite", *self.FITTING[target]}:
                del self.fields[name]

    def clean(self):
        facts = super().clean()
        least, most = facts.get("age_from"), facts.get("age_to")
        if least is not None and most is not None and least > most:
            self.add_error("age_to", "年龄的上限不能小于下限。")
        return facts

    def options(self):
        """Return the options that were asked, as an answer keeps them."""
        return {name: self.cleaned_data[name] for name in self.OPTIONS if name in self.fields}


class UploadForm(OptionsForm):
    """The superior's form, for whom and for which day it is filled."""

    file = forms.FileField(
        label="上级下发的表", allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text="xlsx 工作簿，原样上传，不用先整理。",
        error_messages={"required": "请选择要回填的表。"},
    )  # fmt: skip
    unit = forms.ModelChoiceField(
        label="填报单位", queryset=Unit.objects.none(), empty_label=None, widget=FlatSelect
    )
    as_of = DayField(label="数据截止日期")

    field_order = ("file", "unit", "as_of")

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.within(scope).current().exclude(level__in=Unit.GRASSROOTS).in_tree_order()
        self.fields["unit"].queryset = units
        self.fields["as_of"].initial = timezone.localdate()


class ColumnsForm(forms.Form):
    """What fills each column of one sheet; `columns` are those shown."""

    def __init__(self, *args, number, target, columns, **kwargs):
        super().__init__(*args, **kwargs)
        self.number, self.columns = number, columns
        offered = choices_for(target)
        known = {key for _, group in offered for key, _ in group}
        for column in columns:
            extra = {column["key"], column["near"]} - known - {"", LEFT}
            more = [(key, title_of(key)) for key in sorted(extra)]
            choices = [*NOTHING, *([("建议和组合", more)] if more else []), *offered]
            self.fields[self._name(column)] = forms.ChoiceField(
                label=f"{column['letter']} 列“{column['title']}”", required=False, choices=choices,
                initial=column["key"], widget=FlatSelect,
            )  # fmt: skip

    def _name(self, column):
        return f"c{column['place']}"

    def shown(self):
        """Return the columns for the page, each with its bound field, and what is proposed in words."""
        return [
            column | {"bound": self[self._name(column)], "proposed": title_of(column["near"])}
            for column in self.columns
        ]

    def choices(self):
        """Return {(number of the sheet, place): key} as the service takes it."""
        return {
            (self.number, column["place"]): self.cleaned_data[self._name(column)] for column in self.columns
        }


def choices_for(target):
    """Return what a column may be filled with, in groups."""
    if target in PEOPLE:
        items = people_items(target).values()
        return [(PEOPLE_WORDS[target], [(item.key, item.title) for item in items if item.key != INTERNAL])]
    groups = {"认行": [(item.key, item.title) for item in roles().values()]}
    for item in unit_items().values():
        groups.setdefault(item.group, []).append((item.key, item.title))
    return list(groups.items())


def title_of(key):
    """Return what a key means in words; empty without one."""
    if not key or key == LEFT:
        return ""
    item = any_item(key)
    return item.title if item else ""


class ComposeForm(forms.Form):
    """Composes a count of the register for one of the columns of a page of units."""

    NARROW = ("category", "grade", "sex", "hukou", "subsistence", "card", "employment", "education")

    place = forms.ChoiceField(label="填到哪一列", widget=FlatSelect)
    category = _several("残疾类别", "category")
    grade = _several("残疾等级", "grade")
    sex = _one("性别", "sex")
    age_from = _years_field("年龄从（周岁）")
    age_to = _years_field("年龄到（周岁）")
    hukou = _one("户口性质", "hukou")
    subsistence = _several("低保特困", "subsistence", without=(Subsistence.NONE,))
    card = forms.ChoiceField(
        label="残疾人证", required=False, widget=FlatSelect,
        choices=[ANY, (",".join(HOLDERS), "持证（含已到期未换）"), *CONDITIONS["card"].items()],
    )  # fmt: skip
    employment = _one("就业状况", "employment")
    education = _several("文化程度", "education")

    def __init__(self, *args, columns, **kwargs):
        super().__init__(*args, prefix="make", **kwargs)
        self.fields["place"].choices = [
            (column["place"], f"{column['letter']} 列“{column['title']}”") for column in columns
        ]
        self.fields["place"].initial = next((c["place"] for c in columns if not c["key"]), None)

    def clean(self):
        facts = super().clean()
        least, most = facts.get("age_from"), facts.get("age_to")
        if not is_age(least, most):
            self.add_error("age_to", "年龄的上限不能小于下限。")
        elif not self.errors and not self.where():
            raise forms.ValidationError("还没有选条件。只要登记总数的，请在列里选“登记残疾人”。")
        return facts

    def where(self):
        """Return the conditions as `composing` takes them; empty without any."""
        facts = self.cleaned_data
        found = {name: _listed(facts.get(name)) for name in self.NARROW if facts.get(name)}
        if facts.get("age_from") is not None or facts.get("age_to") is not None:
            found[YEARS] = years(facts.get("age_from"), facts.get("age_to"))
        return settled(found)


def _listed(value):
    return value.split(",") if isinstance(value, str) else list(value)


class RowsForm(forms.Form):
    """What each row of one sheet is about."""

    target = forms.ChoiceField(label="每一行是", choices=Target.choices, widget=FlatSelect)


class RecipeForm(forms.Form):
    """The name of a recipe."""

    name = forms.CharField(label="名称", max_length=100)
