"""The engine of a survey form: which questions apply to whom, and what an answer may be (domain.md §2.2).

Pure Python without the database. A form is the mapping of `form.toml`: conditions by age, category and
grade (★), jumps (跳转) to a later question, several answers up to a limit, contradictions.
"""

from dataclasses import dataclass, field
from functools import cached_property

from registry.choices import Category, Grade
from registry.survey.choices import QuestionKind

ANY = "*"


@dataclass(frozen=True)
class Subject:
    """What conditions look at: age in full years at the standard time, category and grade as digits."""

    age: int
    category: str = ""
    grade: str = ""


@dataclass(frozen=True)
class Question:
    """One question; `when` are alternatives of which one must fit, `skips` is {option or "*": later code}."""

    code: str
    text: str
    kind: str
    options: dict = field(default_factory=dict)
    limit: int = 0
    most: int = 0
    alone: tuple = ()
    when: tuple = ()
    skips: dict = field(default_factory=dict)
    register: str = ""
    values: dict = field(default_factory=dict)
    otherwise: str = ""
    is_optional: bool = False
    is_off: bool = False
    off_options: tuple = ()

    @property
    def is_private(self):
        """True for numbers of people, which pages mask."""
        return self.kind == QuestionKind.PHONE

    @property
    def has_options(self):
        return bool(self.options)

    @property
    def offered(self):
        """Return the options that are on: {code: text}."""
        return {code: text for code, text in self.options.items() if code not in self.off_options}

    @property
    def is_starred(self):
        """True for a question that is not asked of everybody (★)."""
        return bool(self.when)

    @property
    def when_in_words(self):
        """Return of whom it is asked, one text for each alternative: 16–59 岁，智力、精神."""
        return [condition_in_words(condition) for condition in self.when]

    def fits(self, subject):
        """True if the question is asked of such a person, jumps aside."""
        return not self.when or any(_meets(condition, subject) for condition in self.when)

    def target(self, value):
        """Return the code that this answer jumps to; empty if it goes on to the next."""
        if not value or not self.skips:
            return ""
        return self.skips.get(value if isinstance(value, str) else "", "") or self.skips.get(ANY, "")

    def words(self, value):
        """Return an answer in words, options by their texts."""
        if self.has_options:
            codes = [value] if isinstance(value, str) else value or []
            return "、".join(self.options.get(code, code) for code in codes if code)
        return str(value or "")


@dataclass(frozen=True)
class Section:
    """A page of the form."""

    code: str
    title: str
    questions: tuple


class Form:
    """A form read from its mapping; `part` is `sections` for persons, `village` for the village's own."""

    def __init__(self, facts, part="sections"):
        self.sections = tuple(_section(one) for one in facts.get(part, ()))
        self.conflicts = tuple(facts.get("conflicts", ())) if part == "sections" else ()

    @cached_property
    def questions(self):
        """Return all questions in their order: {code: Question}."""
        return {question.code: question for section in self.sections for question in section.questions}

    @cached_property
    def private(self):
        """Return the codes whose answers are stored encrypted: phones and free texts."""
        apart = (QuestionKind.PHONE, QuestionKind.TEXT)
        return frozenset(code for code, question in self.questions.items() if question.kind in apart)

    @cached_property
    def _places(self):
        return {code: place for place, code in enumerate(self.questions)}

    def section(self, code):
        """Return the section with this code; None if there is none."""
        return next((section for section in self.sections if section.code == code), None)

    def applicable(self, subject, answers):
        """Return the codes of the questions that apply, in order, given what has been answered so far.

        A question that itself does not apply makes nobody jump, whatever was once answered to it.
        """
        found, resume = [], 0
        for place, (code, question) in enumerate(self.questions.items()):
            if place < resume or question.is_off or not question.fits(subject):
                continue
            found.append(code)
            resume = max(resume, self._places.get(question.target(answers.get(code)), 0))
        return found

    def cleaned(self, subject, answers):
        """Return (answers that apply, codes of those that were dropped)."""
        applies = set(self.applicable(subject, answers))
        kept = {code: value for code, value in answers.items() if code in applies and value}
        return kept, [code for code, value in answers.items() if code not in applies and value]

    def missing(self, subject, answers):
        """Return the codes of the questions that apply, must be answered and are not."""
        return [
            code
            for code in self.applicable(subject, answers)
            if not answers.get(code) and not self.questions[code].is_optional
        ]

    def contradictions(self, answers):
        """Return what is wrong between answers, as texts for people."""
        return [
            conflict["text"]
            for conflict in self.conflicts
            if _says(answers, conflict["first"]) and _says(answers, conflict["second"])
        ]


def _section(facts):
    return Section(facts["code"], facts["title"], tuple(_question(one) for one in facts["questions"]))


def _question(facts):
    facts = dict(facts)
    for name in ("alone", "when", "off_options"):
        facts[name] = tuple(facts.get(name, ()))
    return Question(**facts)


def condition_in_words(condition):
    """Return a condition as a text: ages, categories, grades, as far as it narrows them."""
    first, last = condition.get("age_from"), condition.get("age_to")
    parts = []
    if first is not None or last is not None:
        parts.append(
            f"{last} 岁及以下"
            if first is None
            else f"{first} 岁及以上"
            if last is None
            else f"{first}–{last} 岁"
        )
    parts.append("、".join(Category(code).label for code in condition.get("categories", ())))
    parts.append("、".join(Grade(code).label for code in condition.get("grades", ())))
    return "，".join(part for part in parts if part)


def _meets(condition, subject):
    return (
        condition.get("age_from", 0) <= subject.age <= condition.get("age_to", 999)
        and subject.category in condition.get("categories", (subject.category,))
        and subject.grade in condition.get("grades", (subject.grade,))
    )


def _says(answers, side):
    return all(
        set(wanted) & set(_listed(answers.get(code)))  # one of the options named is among the answers
        for code, wanted in side.items()
    )


def _listed(value):
    return [value] if isinstance(value, str) else value or []
