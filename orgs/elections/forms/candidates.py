"""The forms of a candidate and of the joint review."""

from django import forms
from django.utils import timezone

from core.fields import DayField
from core.forms import CHOOSE
from orgs.boards.forms.people import PersonFactsForm
from orgs.elections.choices import Answer, Nomination, Verdict

RELATIVES = 3  # that a form takes
OPEN = [("", "未核实"), *Answer.choices]


class CandidateForm(PersonFactsForm):
    """Somebody who stands: for what, on whose word, the answers to 负面清单, and relatives."""

    post_code = forms.ChoiceField(label="竞选职务")
    nomination = forms.ChoiceField(label="提名方式", choices=Nomination.choices)

    def __init__(self, *args, election, candidate=None, **kwargs):
        super().__init__(*args, person=candidate, **kwargs)
        self.election, plan = election, election.rules
        self.fields["post_code"].choices = [(post["code"], post["name"]) for post in election.posts]
        if candidate:
            del self.fields["post_code"]
            self.fields["nomination"].initial = candidate.nomination
        answers = candidate.answers if candidate else {}
        for item in plan.negatives:
            self.fields[f"answer_{item.code}"] = forms.ChoiceField(
                label=item.name, required=False, choices=OPEN, initial=answers.get(item.code, "")
            )
        known = candidate.relatives if candidate else []
        relations = [("", CHOOSE), *((one.code, one.name) for one in plan.relations)]
        for place in range(RELATIVES):
            one = known[place] if place < len(known) else {}
            self.fields[f"relative{place}_name"] = forms.CharField(
                label=f"亲属{place + 1}姓名", required=False, max_length=60, initial=one.get("name", "")
            )
            self.fields[f"relative{place}_relation"] = forms.ChoiceField(
                label=f"与亲属{place + 1}的关系", required=False, choices=relations,
                initial=one.get("relation", ""),
            )  # fmt: skip
        self.SECTIONS = self._sections(plan)

    def _sections(self, plan):
        relatives = [f"relative{n}_{part}" for n in range(RELATIVES) for part in ("name", "relation")]
        head = [name for name in ("post_code", "nomination") if name in self.fields]
        return [
            ("竞选职务", head),
            *PersonFactsForm.SECTIONS,
            ("负面清单（有一项即不能列为候选人）", [f"answer_{item.code}" for item in plan.negatives]),
            ("与其他候选人或班子成员的亲属关系", relatives),
        ]

    def clean(self):
        values = super().clean()
        for place in range(RELATIVES):
            name, relation = values.get(f"relative{place}_name"), values.get(f"relative{place}_relation")
            if bool(name) != bool(relation):
                self.add_error(f"relative{place}_relation", "亲属的姓名和关系须一起填写。")
        return values

    def facts(self):
        """Return the facts of the person and of the candidacy, fit for the service."""
        values = self.cleaned_data
        pairs = [
            {"name": values[f"relative{n}_name"].strip(), "relation": values[f"relative{n}_relation"]}
            for n in range(RELATIVES)
        ]
        given = {item.code: values[f"answer_{item.code}"] for item in self.election.rules.negatives}
        return super().facts() | {
            "nomination": values["nomination"],
            "answers": {code: answer for code, answer in given.items() if answer},
            "relatives": [pair for pair in pairs if pair["name"]],
        }


class ReviewForm(forms.Form):
    """The word of the joint review: which departments agree, pass or not, and why."""

    agreed = forms.MultipleChoiceField(
        label="同意的部门", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="全部部门同意才能通过。",
    )  # fmt: skip
    verdict = forms.ChoiceField(
        label="结论", widget=forms.RadioSelect,
        choices=[choice for choice in Verdict.choices if choice[0]],
    )  # fmt: skip
    on = DayField(label="联审日期")
    text = forms.CharField(
        label="意见", required=False, widget=forms.Textarea(attrs={"rows": 3, "data-private": True}),
        help_text="不通过的须写明理由。",
    )  # fmt: skip

    def __init__(self, *args, candidate, **kwargs):
        super().__init__(*args, **kwargs)
        departments = candidate.election.rules.departments
        self.fields["agreed"].choices = [(one.code, one.name) for one in departments]
        self.fields["agreed"].initial = candidate.agreed
        self.fields["on"].initial = timezone.localdate().isoformat()
        self.fields["verdict"].initial = candidate.verdict or None
        self.fields["text"].initial = candidate.review_text


class ReasonForm(forms.Form):
    """A reason, for withdrawing, going back and stopping."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
