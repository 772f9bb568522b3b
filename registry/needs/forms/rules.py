from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from core.fields import DayField
from core.forms import Sectioned, WordedChoices
from registry.choices import Category, Grade, Subsistence
from registry.needs.forms.projects import AGE, many, need_keys
from registry.needs.models import Need, NeedRule, ProjectRule
from registry.needs.selectors.rules import NEED_FACTS, PROJECT_FACTS

MOST_DAYS = 730
MOST_YEARS = 30
MOST_ITEMS = 40
MOST_ORDER = 999
NEW_ORDER = 95  # of a new kind: near the end, before what is shipped as 其他
LONGEST_ITEM = Need._meta.get_field("item").max_length
ORDER_HELP = "数字小的排在前面。"
OFFERED_HELP = "不勾选则自执行之日起不再供选择，已登记的不受影响。"
SOURCE_HELP = "写明文件名称和文号，或“县残联决定”。"


class ItemsField(forms.CharField):
    """The concrete needs of a kind, one in a line."""

    widget = forms.Textarea(attrs={"rows": 12})

    def prepare_value(self, value):
        return value if isinstance(value, str) else "\n".join(value or ())

    def to_python(self, value):
        lines = [line.strip() for line in super().to_python(value).splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def validate(self, value):
        super().validate(value)
        if len(value) > MOST_ITEMS:
            raise forms.ValidationError(f"最多 {MOST_ITEMS} 项，现在有 {len(value)} 项。")
        for number, line in enumerate(value, start=1):
            if len(line) > LONGEST_ITEM:
                raise forms.ValidationError(f"第 {number} 项“{line[:10]}…”超过 {LONGEST_ITEM} 个字。")
            if ":" in line:
                raise forms.ValidationError(f"第 {number} 项“{line}”里有半角冒号，请改用全角冒号。")

    def run_validators(self, value):
        """Leave out what is meant for one text."""


class DatedForm(WordedChoices, forms.ModelForm):
    """What holds from a day on; it begins with what holds now, given as `kind`, None for a new kind."""

    FACTS = ()
    MOST = {}

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate().isoformat()
        for name, most in (self.MOST | {"order": MOST_ORDER}).items():
            least = 0 if name == "order" else 1
            field = self.fields[name]
            field.validators += [MinValueValidator(least), MaxValueValidator(most)]
            field.widget.attrs |= {"min": least, "max": most, "inputmode": "numeric"}
        self.fields["order"].initial = NEW_ORDER
        if kind is None:
            del self.fields["is_offered"]
            return
        for name in self.FACTS:
            value = getattr(kind, name)
            self.fields[name].initial = list(value) if isinstance(value, tuple) else value

    def _post_clean(self):
        """Leave the checks to the service, which refuses in better words."""

    def facts(self):
        """Return the cleaned values, fit for the services."""
        return {"is_offered": True} | self.cleaned_data


class RuleForm(DatedForm):
    """A kind of need from a day on."""

    FACTS = NEED_FACTS
    MOST = {"days": MOST_DAYS}

    items = ItemsField(label="具体需求", help_text="每行一项，登记需求时从中选择。已登记的需求不受影响。")
    since = DayField(label="自何日起执行", help_text="此前登记的需求仍按原来的名称和期限办理。")

    class Meta:
        model = NeedRule
        fields = ("name", "days", "department", "items", "order", "is_offered", "source", "since")
        help_texts = {
            "days": "自登记之日起，超过多少天还没有办结算作超期。",
            "department": "转介时先填上的单位，可以留空。",
            "order": ORDER_HELP,
            "is_offered": OFFERED_HELP,
            "source": SOURCE_HELP,
        }


class ProjectRuleForm(Sectioned, DatedForm):
    """A kind of project from a day on."""

    FACTS = PROJECT_FACTS
    MOST = {"again_after": MOST_YEARS}

    categories = many("残疾类别", Category.choices)
    grades = many("残疾等级", Grade.choices)
    subsistence = many("低保特困", [c for c in Subsistence.choices if c[0] != Subsistence.NONE])
    age_from = forms.IntegerField(label="年龄从", **AGE)
    age_to = forms.IntegerField(label="年龄到", **AGE)
    needs = many("列入完成名单时，下列未办结的需求一并办结", ())
    since = DayField(label="自何日起执行", help_text="此前建立的项目不变。")

    class Meta:
        model = ProjectRule
        fields = (
            "name", "measure", "order", "is_offered", "categories", "grades", "subsistence", "age_from",
            "age_to", "again_after", "needs", "source", "since",
        )  # fmt: skip
        help_texts = {
            "measure": "如：人、例、件、户。",
            "again_after": "同一人在几年内（含本年度）享受过同类项目就提醒。",
            "order": ORDER_HELP,
            "is_offered": OFFERED_HELP,
            "source": SOURCE_HELP,
        }

    def __init__(self, *args, kind, need_kinds, **kwargs):
        super().__init__(*args, kind=kind, **kwargs)
        self.fields["needs"].choices = need_keys(need_kinds, chosen=kind.needs if kind else ())

    def sections(self):
        """Yield (title, bound fields) for the page; a new kind is always offered."""
        whom = ("categories", "grades", "subsistence", "age_from", "age_to", "again_after")
        names = [name for name in ("name", "measure", "order", "is_offered") if name in self.fields]
        for title, own in (
            ("类别", names),
            ("服务对象（新建项目时先填好，可以修改）", whom),
            ("对应需求", ("needs",)),
            ("执行", ("source", "since")),
        ):
            yield title, [self[name] for name in own]

    def clean(self):
        values = super().clean()
        if values.get("age_from") and values.get("age_to") and values["age_from"] > values["age_to"]:
            self.add_error("age_to", "年龄上限不能小于下限。")
        return values
