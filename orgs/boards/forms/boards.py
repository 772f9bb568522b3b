from django import forms
from django.utils import timezone

from core.fields import DayField
from core.forms import WordedChoices
from orgs.boards.choices import TermYears
from orgs.boards.forms.people import PersonFactsForm
from orgs.boards.selectors.rules import departments_of


class TermForm(WordedChoices, forms.Form):
    """A new term that begins without an election in this system: appointed, or elected before."""

    starts_on = DayField(label="本届起始日期")
    years = forms.ChoiceField(label="任期", choices=TermYears.choices)
    basis = forms.CharField(
        label="批准文号或依据", required=False, max_length=100, help_text="如：会残发〔2026〕8号。"
    )
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, years, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["years"].initial = str(years)
        self.fields["starts_on"].initial = timezone.localdate().isoformat()

    def facts(self):
        """Return the cleaned values, fit for the service."""
        return {**self.cleaned_data, "years": int(self.cleaned_data["years"])}


class SeatForm(PersonFactsForm):
    """Somebody in a seat. `posts` are those that may be chosen; none when a seat is corrected."""

    SECTIONS = (
        ("职务", ("post_code", "department", "since", "document")),
        *PersonFactsForm.SECTIONS,
    )

    post_code = forms.ChoiceField(label="职务")
    department = forms.ModelChoiceField(
        label="代表的成员单位", required=False, queryset=None, empty_label="不代表成员单位"
    )
    since = DayField(label="任职日期")
    document = forms.CharField(label="任职文号", required=False, max_length=100)

    def __init__(self, *args, term, posts, person=None, **kwargs):
        super().__init__(*args, person=person, **kwargs)
        self.fields["post_code"].choices = [(post.code, post.name) for post in posts]
        today = timezone.localdate()
        self.fields["department"].queryset = departments_of(term.board.unit, today)
        if not any(post.of_departments for post in posts):
            del self.fields["department"]
        self.fields["since"].initial = (person.since if person else today).isoformat()
        if person:
            del self.fields["post_code"]
            self.fields["document"].initial = person.document
            if "department" in self.fields:
                self.fields["department"].initial = person.department
        self.SECTIONS = [
            (title, [name for name in names if name in self.fields]) for title, names in self.SECTIONS
        ]

    def facts(self):
        """Return the facts of the person and of the seat."""
        own = {"since": self.cleaned_data["since"], "document": self.cleaned_data["document"]}
        if "department" in self.fields:
            own["department"] = self.cleaned_data["department"]
        return super().facts() | own


class EndForm(forms.Form):
    until = DayField(label="免职日期")
    reason = forms.CharField(label="原因", max_length=100, help_text="如：调离、辞职、去世、违纪免职。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localdate().isoformat()


class KindForm(forms.Form):
    """Years and numbers of seats of a kind of body from a day on."""

    since = DayField(label="自何日起执行", help_text="正在任期内的班子不变，新一届按新规定。")
    years = forms.ChoiceField(label="任期", choices=TermYears.choices)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["since"].initial = timezone.localdate().isoformat()
        self.fields["years"].initial = str(kind.years)
        for post in kind.posts:
            if not post.of_departments:
                self.fields[f"number_{post.code}"] = forms.IntegerField(
                    label=f"{post.name}席位", min_value=1 if post.is_head else 0, max_value=99,
                    initial=post.number,
                )  # fmt: skip

    @property
    def plan(self):
        """Return the cleaned values as the plan that a `BoardRule` keeps."""
        values = self.cleaned_data
        numbers = {post.code: values.get(f"number_{post.code}", post.number) for post in self.kind.posts}
        return {"years": int(values["years"]), "numbers": numbers}


class DepartmentForm(forms.Form):
    """A department of 残工委 and its duties from a day on."""

    name = forms.CharField(label="部门", max_length=60)
    duties = forms.CharField(label="职责", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    order = forms.IntegerField(label="顺序", min_value=1, max_value=999, initial=100)
    since = DayField(label="自何日起", help_text="原来的职责保留到前一天。")

    def __init__(self, *args, department=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate().isoformat()
        if department is not None:
            self.fields["name"].initial = department.name
            self.fields["name"].disabled = True
            self.fields["duties"].initial = department.duties
            self.fields["order"].initial = department.order


class LeaveForm(forms.Form):
    until = DayField(label="退出日期", help_text="该单位的委员同日免职。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localdate().isoformat()
