"""What one row of a roster says, and the means to read its cells and to say what is wrong with them."""

from dataclasses import dataclass, field, replace

from core.sheets import SheetRow
from core.sheets.cells import day_of, half_width, text_of
from registry.identity import NumberProblem
from registry.imports.aliases import COUNTY_WIDE
from registry.imports.columns import TITLES
from registry.imports.problems import Problem
from registry.imports.values import choice_of, is_blank, known_words
from registry.models import ImportAnswer

ROUNDED_MESSAGE = "被表格软件存成了科学计数，后几位已经丢失。"
ROUNDED_ADVICE = "把该列设为文本格式后重新填写。"
MASKABLE = ("id_number", "card_number", "phone", "guardian_phone", "bank_account")
DAY_ADVICE = "按 2026-11-22、2026.11.22、2026/11/22、20261122 或 2026年11月22日 的样子填写。"


@dataclass(slots=True)
class Entry:
    """One row. Only what its cells state is in `facts` (of the person) and `card` (of the certificate)."""

    row: int
    name: str = ""
    id_number: str = ""  # only if it is sound
    id_digest: str = ""
    card_digest: str = ""
    facts: dict = field(default_factory=dict)
    card: dict = field(default_factory=dict)
    problems: list[Problem] | tuple[()] = ()  # most rows have none: they share this one
    clues: dict = field(default_factory=dict)  # what is left of an unsound ID number, for the rescue
    content: tuple = ()  # every column, normalised: what makes two rows the same
    source: SheetRow | None = None
    returned: object = None  # the `Returned` of a row that comes back from an export

    def add(self, problem):
        self.problems = [*self.problems, problem]

    @property
    def codes(self):
        return {problem.code for problem in self.problems}


class Reading:
    """A row being read: its cells by key, its entry so far, and what each column said in normal form."""

    def __init__(self, layout, row, *, reader):
        self.layout, self.row = layout, row
        self.finder, self.today, self.guidance = reader.finder, reader.today, reader.guidance
        self.present = layout.places.keys()
        self.entry = Entry(row.number, source=row, returned=reader.returned.get(row.number))
        cells = row.cells
        self.texts = {
            key: text_of(cells[place]) for key, place in layout.places.items() if place < len(cells)
        }
        self.said = {}
        self.replaced = {}  # key → text that counts instead of the cell
        self.id_is_rounded = False
        self._replace()

    def _replace(self):
        """Put in what counts instead of masked cells, and what people have decided on single cells."""
        returned, number = self.entry.returned, self.row.number
        for key in MASKABLE:
            text = self.text(key)
            if "*" in text or "＊" in text:
                self.replaced[key] = ""  # a masked value never overwrites
        if returned and not self.replaced.get("id_number", self.text("id_number")):
            self.replaced["id_number"] = returned.id_number
        if self.guidance.answer(number, "id_number") == ImportAnswer.Choice.PROPOSAL:
            self.replaced["id_number"] = self.guidance.answers[number, "id_number"].value
        self.texts |= self.replaced

    def cell(self, key):
        return self.replaced[key] if key in self.replaced else self.layout.cell(self.row, key)

    def text(self, key):
        return self.texts.get(key, "")

    def stated(self, key):
        """Return the text of the cell; a dash or 无、不详 and the like count as blank."""
        text = self.text(key)
        return "" if is_blank(text) else text

    def blame(self, key, problem, *, proposal="", place=None):
        """Add a problem of the column `key`; `problem` carries code, message and advice."""
        found = problem_at(self.layout, self.row, key, code=problem.code, message=problem.message)
        found = replace(found, advice=problem.advice, proposal=proposal or problem.proposal, place=place)
        self.entry.add(found)

    def refuse(self, key, code, message, advice=""):
        self.blame(key, NumberProblem(code, message, advice))

    def refuse_word(self, key, advice):
        """Blame a cell that says a word nobody has explained; that can be done once for all rows."""
        problem = NumberProblem("value_unknown", f"{TITLES[key]}“{self.text(key)}”不认识。", advice)
        self.blame(key, problem, place=COUNTY_WIDE)

    def explained(self, key, read):
        """Return what `read` makes of the cell or, failing that, what its spelling was explained to mean.

        :raises ValueError: neither helps.
        """
        try:
            return read(self.text(key))
        except ValueError:
            return self.guidance.aliases.value_of(key, self.text(key))

    def refuse_rounded(self, key):
        self.refuse(key, "id_scientific", f"{TITLES[key]}{ROUNDED_MESSAGE}", ROUNDED_ADVICE)

    def choice(self, key):
        """Return the stored value of a coded cell, or None if it is blank or not understood."""
        if key not in self.present:
            return None
        try:
            value = self._choice(key)
        except ValueError:
            self.refuse_word(key, f"请填：{'、'.join(known_words(key))}。")
            return None
        self.said[key] = value
        return value

    def _choice(self, key):
        try:
            return choice_of(key, self.text(key))
        except ValueError:
            return self.guidance.aliases.value_of(key, self.text(key))

    def day(self, key):
        """Return the day that a cell states, or None if it is blank or no date."""
        if key not in self.present:
            return None
        try:
            day = self.said[key] = day_of(self.cell(key) if self.stated(key) else None)
        except ValueError:
            message = f"“{self.text(key)}”不是日期，或没有这一天。"
            self.refuse(key, "date_invalid", message, DAY_ADVICE)
            return None
        return day

    def content(self, keys, other_places):
        """Return every column in normal form; columns that we do not know as text."""
        cells = self.row.cells
        said = [self.said[key] if key in self.said else half_width(self.text(key)) for key in keys]
        rest = [half_width(text_of(cells[p])) if p < len(cells) else "" for p in other_places]
        return (*said, *rest)


def title_in(layout, key):
    """Return what the file calls the column `key`, or its proper title if the file has no such column."""
    return layout.titles.get(layout.places.get(key), TITLES[key])


def problem_at(layout, row, key, *, code, message):
    """Return a problem of the cell of a `SheetRow` in the column `key`."""
    raw = text_of(layout.cell(row, key))
    return Problem(row.number, key, title_in(layout, key), code, message, raw=raw)
