"""The figures of a form: counted from the lists of reports/sources, or measured as facts, and frozen."""

from assessments.periods import quarter_of
from assessments.scorefacts.kinds import Asked
from assessments.scorefacts.registry import fact_of, measure
from core.permissions import Permission
from registry.models import Person
from registry.models.identified import full_years
from reports.answers.composing import CONDITIONS, OF_NOW, REGISTER
from reports.figures import Column, FigureBook, FrozenList
from reports.sources.checks import add_checks, matrices_of
from reports.sources.places import PLACE_COLUMNS, add_units, places_of
from reports.sources.posts import add_posts
from reports.sources.register import add_cards, add_register
from reports.sources.stipends import add_stipends
from reports.sources.trainings import add_trainings

PLACE = "place"
FACT_COLUMNS = [
    Column("id", "", shown=False),
    *PLACE_COLUMNS,
    Column("value", "数值"),
    Column("words", "依据"),
]


def _register(book, subject, places):
    add_register(book, subject, places)
    add_cards(book, subject, places)
    book.add_list(_with_more(book.lists[REGISTER], subject))


def _with_more(frozen, subject):
    """Return the list of the register with what only composed counts look at. One query."""
    people = Person.objects.filter(unit_path__startswith=subject.unit.path)
    facts = {
        pk: [full_years(born, subject.as_of), *known]
        for pk, born, *known in people.values_list("pk", "birth_date", "employment", "education").iterator()
    }
    columns = [
        Column("years", "年龄", is_number=True),
        *(Column(name, words, CONDITIONS[name] | {"": "未填"}) for name, words in OF_NOW.items()),
    ]
    rows = [[*row, *facts[row[0]]] for row in frozen.rows]
    return FrozenList(frozen.key, frozen.label, frozen.permission, [*frozen.columns, *columns], rows)


def _checks(book, subject, places):
    add_checks(book, places, matrices_of(subject, quarter_of(subject.as_of)))


FAMILIES = {
    "units": add_units, "persons": _register, "issued": _register, "archived": _register, "posts": add_posts,
    "due": add_posts, "leavers": add_posts, "stipends": add_stipends, "trained": add_trainings,
    "verdicts": _checks,
}  # fmt: skip


class UnitFigures:
    """Puts the figures of one form into a book, each list behind them once. Queries do not grow with rows."""

    def __init__(self, subject, book):
        self.subject, self.book = subject, book
        self.places = places_of(subject)
        self._made, self._measured = {}, {}

    def counts(self, item, units):
        """Count an item for units: {unit pk: (value, key of the figure)}; without units that are gone."""
        self._need(item.of)
        self.book.group(item.title)
        return {unit.pk: self._count(item, unit) for unit in units if unit.pk in self.places}

    def facts(self, item, units):
        """Measure a fact for units: {unit pk: (value or None, why there is none, key of the figure)}."""
        code = item.key.removeprefix("fact.")
        kind = fact_of(code)
        asked = Asked.of(self.subject.as_of.year, self.subject.as_of)
        found = measure([code], units, asked)[code]
        name = f"fact.{len(self._measured)}"
        self._measured[code] = name
        rows = [
            [str(unit.pk), *self.places.of(unit.pk), _plain(found[unit.pk].value), found[unit.pk].words]
            for unit in units
            if unit.pk in self.places
        ]
        self.book.add_list(FrozenList(name, kind.name[:50], kind.rows_permission, FACT_COLUMNS, rows))
        self.book.group(item.title)
        return {unit.pk: self._fact(item, unit, found[unit.pk], name) for unit in units}

    def reported(self, number, name, titles, rows):
        """Freeze what was written row by row, (unit, texts) each; its figure counts the units."""
        columns = [
            Column("id", "", shown=False),
            *PLACE_COLUMNS,
            *(Column(f"c{place}", title[:60]) for place, title in enumerate(titles)),
        ]
        there = [(unit, texts) for unit, texts in rows if unit.pk in self.places]
        lines = [[unit.path, *self.places.of(unit.pk), *texts] for unit, texts in there]
        key = f"rows.{number}"
        self.book.add_list(FrozenList(key, f"填写的行：{name}"[:50], Permission.REPORT_VIEW, columns, lines))
        self.book.group(f"工作表“{name}”")
        self.book.count(key, f"“{name}”填写的单位", of=key, unit="个")
        return key

    def _count(self, item, unit):
        key = f"{item.key}.{unit.path}"
        if key in self.book:
            return self.book.value(key), key
        label = f"{unit.place_name}{item.title}"
        where = self._where(unit) | item.where
        told = {"of": item.of, "unit": item.unit} | ({"column": item.column} if item.column else {})
        count = {"count": self.book.count, "sum": self.book.sum, "distinct": self.book.distinct}[item.how]
        return count(key, label, **told, **where), key

    def _fact(self, item, unit, figure, name):
        if unit.pk not in self.places or figure.value is None:
            return None, f"无数据：{figure.words}", ""
        key = f"{item.key}.{unit.path}"
        if key not in self.book:
            label = f"{unit.place_name}{item.title}"
            self.book.cell(key, label, of=name, column="value", unit=item.unit, id=str(unit.pk))
        value = figure.value
        return ("是" if value else "否") if isinstance(value, bool) else value, "", key

    def _where(self, unit):
        """Return the columns of a list by which the rows at or below a unit are found."""
        if unit.pk == self.subject.unit.pk:
            return {}
        name, township, area, _ = self.places.of(unit.pk)
        if area == unit.path:
            return {"area": area}
        own = {"township": township} if unit.is_township else {PLACE: f"{township}/{name}"}
        return {"area": area} | own

    def _need(self, name):
        """Freeze the list behind a figure, and with it those that are read in one go."""
        if name in self.book.lists:
            return
        family = FAMILIES[name]
        if family not in self._made:
            scratch = FigureBook()
            family(scratch, self.subject, self.places)
            self._made[family] = scratch.lists
        self.book.add_list(_placed(self._made[family][name]))


def _placed(frozen):
    """Return a list with a column that tells villages of one name apart by their township."""
    name, township = frozen.position("unit"), frozen.position("township")
    rows = [[*row, f"{row[township]}/{row[name]}"] for row in frozen.rows]
    columns = [*frozen.columns, Column(PLACE, "", shown=False)]
    return FrozenList(frozen.key, frozen.label, frozen.permission, columns, rows)


def _plain(value):
    if isinstance(value, bool):
        return "是" if value else "否"
    return None if value is None else str(value)
