from django import forms

from core.forms import FormPart
from core.letterheads import (
    Form,
    NumberRefused,
    PartRefused,
    Urgency,
    bears_secret,
    clean_copy_number,
    clean_note,
    clean_number,
    clean_signers,
)

UP, DOWN = "up", "down"
DIRECTIONS = [("", "请选择"), (DOWN, "发给下级或平级"), (UP, "报上级（上行文）")]
NO_SECRETS = (
    "本系统不是涉密信息系统，不能起草、生成和存放涉密文件。请去掉密级，涉密文件到涉密计算机上办理；"
    "怎样办理，请问本单位保密员。"
)
NEED_A_HEAD = ("number", "addressee", "direction", "signers", "copy_number", "urgency", "note", "copied_to")
FREE_TEXTS = ("number", "addressee", "note", "copied_to", "printer")


class HeadPart(FormPart):
    """A folded part of the head: open where something is wrong, or filled in."""

    @property
    def is_open(self):
        return any(bound.errors or bound.value() not in (None, "", "auto") for bound in self.fields)


class HeadForm(forms.Form):
    """What stands over a document and at its end; what is seldom needed is folded."""

    OF_HEAD = ("number", "addressee", "direction", "signers")
    FOLDED = ("urgency", "copy_number", "note", "copied_to", "printer", "index")

    masthead = forms.ChoiceField(
        label="版头", choices=Form, required=False, help_text="只用于总结等文字材料；表格不加版头。"
    )
    number = forms.CharField(
        label="发文字号", max_length=40, required=False, help_text="例如 会残联发〔2026〕14号；没有可不填。"
    )
    addressee = forms.CharField(
        label="主送机关", max_length=100, required=False,
        help_text="例如 市残联；没有可不填。报上级的只写一个主送机关，其余写在抄送机关。",
    )  # fmt: skip
    direction = forms.ChoiceField(
        label="行文方向", choices=DIRECTIONS, required=False,
        help_text="红头文件写了主送机关的要选。报上级的印签发人，发文字号移到左边。",
    )  # fmt: skip
    signers = forms.CharField(
        label="签发人", max_length=100, required=False,
        help_text="报上级的必填：批准发文的负责人姓名，几个人用顿号隔开。其他不填。",
    )  # fmt: skip

    urgency = forms.ChoiceField(
        label="紧急程度", choices=Urgency, required=False,
        help_text="一般不标。这里没有密级：本系统不是涉密信息系统，涉密文件不能在这里起草、生成和存放。",
    )  # fmt: skip
    copy_number = forms.CharField(
        label="份号", max_length=10, required=False,
        help_text="一般不标。填 1 印成 000001；每份的号不同，要印多份的留空，用号码机打。",
    )  # fmt: skip
    note = forms.CharField(
        label="附注", max_length=90, required=False,
        help_text="印在成文日期下一行，括号自动加。例如 此件公开发布；请示写 联系人：王强，电话：3221234。",
    )  # fmt: skip
    copied_to = forms.CharField(
        label="抄送机关", max_length=200, required=False,
        help_text="例如 县委办公室，县政府办公室；填了就在末页印版记，没有可不填。",
    )  # fmt: skip
    printer = forms.CharField(
        label="印发机关", max_length=60, required=False,
        help_text="例如 会宁县残疾人联合会办公室；只填这一项也印版记。信函不印，不填。",
    )  # fmt: skip
    index = forms.ChoiceField(
        label="数据索引", required=False,
        choices=[("auto", "自动：有版头的不附，没有的附"), ("yes", "附"), ("no", "不附")],
        help_text="附索引时，正文数字后印小编号，文末写明每个编号怎样得来、在哪里查名单。只用于总结等文字材料。",
    )  # fmt: skip

    def __init__(self, *args, last=None, **kwargs):
        """Begin with what was said for the last paper of the same kind and unit, its number as an example."""
        if last is not None:
            kwargs["initial"] = said_for(last) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.last = last
        if last is not None and last.number:
            self.fields["number"].help_text = f"上次是 {last.number}；新发的文件编新号，没有可不填。"

    @property
    def plain_fields(self):
        """Return what the page shows at once."""
        return [bound for bound in self if bound.name not in self.FOLDED + self.OF_HEAD]

    @property
    def head_fields(self):
        """Return what the page shows once a head is chosen."""
        return [self[name] for name in self.OF_HEAD]

    @property
    def folded(self):
        """Return what the page shows folded."""
        return HeadPart(1, "其他：急件、附注、版记等", [self[name] for name in self.FOLDED], True)

    def clean_number(self):
        return _cleaned(clean_number, self.cleaned_data["number"])

    def clean_signers(self):
        return "、".join(_cleaned(clean_signers, self.cleaned_data["signers"]))

    def clean_copy_number(self):
        return _cleaned(clean_copy_number, self.cleaned_data["copy_number"])

    def clean_note(self):
        return clean_note(self.cleaned_data["note"])

    def clean_addressee(self):
        return self.cleaned_data["addressee"].rstrip("：:")

    def clean_copied_to(self):
        return self.cleaned_data["copied_to"].removeprefix("抄送：").rstrip("。.")

    def clean(self):
        facts = super().clean()
        named = [self.fields[name].label for name in NEED_A_HEAD if facts.get(name)]
        if not facts.get("masthead") and named and "masthead" not in self.errors:
            told = "填了" + "、".join(named) + "，请选红头文件或信函；不要版头的，请清空这些项。"
            self.add_error("masthead", told)
        if facts.get("printer") and facts.get("masthead") != Form.RED:
            self.add_error("printer", "印发机关只印在红头文件的版记里，请选“红头文件”，或不填这一项。")
        for name in FREE_TEXTS:
            if bears_secret(facts.get(name, "")):
                self.add_error(name, NO_SECRETS)
        self._check_direction(facts)
        return facts

    def _check_direction(self, facts):
        form, direction = facts.get("masthead"), facts.get("direction")
        if direction == UP and form == Form.LETTER:
            self.add_error("direction", "报上级的用红头文件，不用信函。请把版头改为“红头文件”。")
        if direction == UP and not facts.get("addressee") and "addressee" not in self.errors:
            self.add_error("addressee", "报上级的要写主送的上级机关，例如 市残联。")
        if direction == UP and not facts.get("signers") and "signers" not in self.errors:
            self.add_error("signers", "报上级的要标注签发人，请填批准发文的负责人姓名。")
        if direction != UP and facts.get("signers"):
            told = "签发人只在报上级的文件上标注。报上级的，行文方向请选“报上级”；不是的，请清空签发人。"
            self.add_error("signers", told)
        if form == Form.RED and facts.get("addressee") and not direction:
            self.add_error("direction", "请选这份文件是报上级，还是发给下级、平级。")

    @property
    def head(self):
        """Return the head as plain values for a job."""
        facts = self.cleaned_data
        head = {"form": facts["masthead"], "number": facts["number"], "addressee": facts["addressee"]}
        head |= {"index": facts["index"] or "auto", "is_upward": facts["direction"] == UP}
        seldom = ("signers", "copy_number", "urgency", "note", "copied_to", "printer")
        return head | {name: facts[name] for name in seldom if facts[name]}


def said_for(document):
    """Return what was said for a document and holds for the next of its kind as well."""
    lasting = ("masthead", "addressee", "signers", "note", "copied_to", "printer")
    direction = UP if document.is_upward else DOWN if document.addressee else ""
    return {name: getattr(document, name) for name in lasting} | {"direction": direction}


def _cleaned(clean, text):
    try:
        return clean(text)
    except (NumberRefused, PartRefused) as problem:
        raise forms.ValidationError(str(problem)) from problem
