"""Reading one row of a table: the readers of the roster serve, and the words that a kind brings along."""

from dataclasses import dataclass, field, replace

from core.sheets.cells import half_width, text_of
from orgs.models import Unit
from registry.identity import NumberProblem
from registry.imports.aliases import COUNTY_WIDE
from registry.imports.entries import Entry, Reading
from registry.imports.problems import Problem
from registry.imports.rows import FORMULA, read_places
from registry.imports.values import BLANK, folded
from registry.models import ImportRow

NEW, CHANGED = ImportRow.Outcome.NEW, ImportRow.Outcome.CHANGED
UNCHANGED = "unchanged"


@dataclass(slots=True)
class TableEntry(Entry):
    """One row of a table on its way: `outcome` and what follows are set once what stands has been looked up.

    `shown` is what people see of it as (label, before, after), sensitive values masked; `before` and `after`
    are what taking it back needs, fit for JSON.
    """

    key: str = ""  # what makes two rows of a file say the same thing twice
    outcome: str = ""
    target: object = None
    person: object = None
    shown: list = field(default_factory=list)
    before: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)
    doing: dict = field(default_factory=dict)  # what the kind will write

    def say(self, label, before, after):
        """Note one thing that the row changes, in words."""
        self.shown.append([label, _worded(before), _worded(after)])


class TableReading(Reading):
    """A row being read, with the titles of its own table; see `registry.imports.entries.Reading`."""

    def __init__(self, layout, row, *, reader):
        super().__init__(layout, row, reader=reader)
        entry = self.entry
        self.entry = TableEntry(entry.row, source=row, facts=entry.facts)
        self.titles, self.words = reader.titles, reader.words

    def title_of(self, key):
        """Return what the file calls a column, or its proper title."""
        return self.layout.titles.get(self.layout.places.get(key), self.titles[key])

    def blame(self, key, problem, *, proposal="", place=None):
        raw = text_of(self.layout.cell(self.row, key))
        found = Problem(
            self.row.number, key, self.title_of(key), problem.code, problem.message, problem.advice, raw=raw
        )
        self.entry.add(replace(found, proposal=proposal or problem.proposal, place=place))

    def refuse_word(self, key, advice):
        problem = NumberProblem("value_unknown", f"{self.titles[key]}“{self.text(key)}”不认识。", advice)
        self.blame(key, problem, place=COUNTY_WIDE)

    def refuse_rounded(self, key):
        self.refuse(
            key, "id_scientific", f"{self.titles[key]}被表格软件存成了科学计数，后几位已经丢失。",
            "把该列设为文本格式后重新填写。",
        )  # fmt: skip

    def need(self, key, advice):
        """Return what a cell says; a blank one is a problem."""
        text = self.stated(key)
        if not text:
            self.refuse(key, "required_missing", f"没有填写{self.titles[key]}。", advice)
        return text

    def plain(self, key, most):
        """Return the text of a cell, or nothing if it is blank, too long or looks like a formula."""
        text = self.said[key] = self.stated(key)
        if len(text) > most:
            message = f"{self.titles[key]}超过 {most} 个字。"
            self.refuse(key, "value_unknown", message, "请写短一些。")
            return ""
        if text.startswith(FORMULA[0]):
            message = f"{self.titles[key]}像是公式，不是文字。"
            self.refuse(key, "value_unknown", message, "删去公式，直接填写。")
            return ""
        return text

    def word(self, key, advice):
        """Return the stored value of a word of the kind's own list, or None if blank or not understood."""
        text = self.text(key)
        if folded(text) in BLANK:
            return None
        found = self.words[key].get(folded(text))
        if found is None:
            try:
                found = self.guidance.aliases.value_of(key, text)
            except ValueError:
                self.refuse_word(key, advice)
        self.said[key] = found
        return found

    def same_as(self, other_said):
        """True if another row said the same in every column."""
        return self.said == other_said


class TableReader:
    """What reads and weighs the rows of one table (`plan_table`); subclasses say how, and their `titles`."""

    layout = None
    titles = {}

    def begin(self, layout):
        """Take the layout of the table, before its first row is read."""
        self.layout = layout

    def refuse(self, entry, key, code, *words):
        """Put a problem of the column `key` on an entry; `words`: what is wrong and, if known, what to do."""
        title = self.layout.titles.get(self.layout.places.get(key), self.titles[key])
        raw = text_of(self.layout.cell(entry.source, key))
        entry.add(Problem(entry.row, key, title, code, *words, raw=raw))


def read_unit(reading, home):
    """Put the unit that a row names into `facts`: its village, else its township, else the batch's own unit.

    Units outside the importer's scope are refused.
    """
    read_places(reading)
    if "unit" in reading.entry.facts or reading.stated("village"):
        return
    if not reading.stated("township"):
        reading.entry.facts["unit"] = home
        return
    finder, text = reading.finder, half_width(reading.text("township"))
    found = [town for town in finder.townships.get(text, []) if finder.scope.covers(town)]
    if len(found) == 1:
        reading.entry.facts["unit"] = found[0]
    elif finder.townships.get(text):
        reading.refuse(
            "township", "outside_scope", f"“{text}”不在您的导入范围内，或不止一处。", "由所属县残联导入。"
        )
    else:
        problem = finder.find(text, "?")
        reading.blame("township", problem, proposal=problem.proposal, place=problem.place)


def mark_twice(entries, titles):
    """Refuse every row but the first that says the same thing of the same subject, and all that differ."""
    first = {}
    for entry in entries:
        if not entry.key:
            continue
        other = first.setdefault(entry.key, entry)
        if other is entry:
            continue
        is_same = other.content == entry.content
        code = "duplicate_in_file" if is_same else "duplicate_conflict"
        key, advice = titles[0], f"核对后只留一行，或改正{titles[1]}。"
        message = f"与第 {other.row} 行重复{'，内容完全相同' if is_same else '，而内容不同'}。"
        raw = text_of(entry.source.cells[0]) if entry.source and entry.source.cells else ""
        entry.problems = [Problem(entry.row, key, titles[1], code, message, advice, raw=raw)]
        if not is_same and not other.problems:
            again = f"与第 {entry.row} 行重复，而内容不同。"
            other.add(Problem(other.row, key, titles[1], code, again, advice))


def _worded(value):
    if value in (None, ""):
        return ""
    if isinstance(value, Unit):
        return value.place_name
    return str(value)
