"""What would stand in the first rows of each column, so that a clerk sees what a choice means."""

from reports.answers.choices import LEFT, Target
from reports.answers.filling import Table, as_text
from reports.answers.filling_persons import who_of
from reports.answers.filling_units import place_words, shown_in
from reports.answers.items import ROLES, item_of
from reports.answers.units import Trouble, UnitRows, UnitValues, units_of_tier
from reports.figures import FigureBook

SAMPLES, TRIED = 2, 10  # rows shown, and rows among which they are looked for


def add_previews(book, answer, *, subject, scope, rosters):
    """Note for each column what its choice, or its proposal, would fill into the first two rows.

    Queries do not grow with the rows. Sensitive numbers are masked whatever the rights.

    :param rosters: {target: `Roster`}.
    """
    makers = _Makers(answer, subject, scope, rosters)
    for number, sheet in enumerate(answer.tables):
        table = Table(book[sheet["name"]], sheet, number=number, overwrite=False)
        tell = makers.people(table, sheet) if sheet["target"] in rosters else makers.units(table)
        for column in sheet["columns"]:
            key = column["key"] or column["near"]
            wanted = key and key != LEFT and key not in ROLES and key != "serial"
            column["preview"] = {"key": key, "texts": tell(column, key)} if wanted else None


class _Makers:
    """Makes, for a table, what tells the texts of a column: (column, key) → texts."""

    def __init__(self, answer, subject, scope, rosters):
        self.answer, self.subject, self.scope, self.rosters = answer, subject, scope, rosters
        self._values = None

    def units(self, table):
        """Return what tells the first units' texts."""
        units = self._first_units(table)
        if units and self._values is None:
            self._values = UnitValues(self.subject, FigureBook())

        def tell(column, key):
            item = item_of(key)
            if not units or item is None:
                return []
            values = self._values.column(item, units)
            found = (values.get(unit.pk) for unit in units)
            return [
                shown_in(own.value, item, column["parts"]) for own in found if own and own.value is not None
            ]

        return tell

    def people(self, table, sheet):
        """Return what tells the first people's texts."""
        roster = self.rosters[Target(sheet["target"])]
        first = self._first_people(table, roster)

        def tell(column, key):
            if key not in roster.items:
                return []
            values = (roster.shown(key, own) for own in first)
            return [as_text(value) for value in values if value not in (None, "")]

        return tell

    def _first_units(self, table):
        if table.body.given:
            rows = UnitRows(self.answer.unit, self.scope, self.subject.as_of)
            found = [rows.find(**place_words(table, row)) for row in table.body.given[:TRIED]]
            known = {unit.pk: unit for unit in found if not isinstance(unit, Trouble)}
            return list(known.values())[:SAMPLES]
        tier = self.answer.options.get("tier")
        return units_of_tier(self.answer.unit, tier, self.subject.as_of)[:SAMPLES] if tier else []

    def _first_people(self, table, roster):
        if table.body.given:
            found = roster.find([who_of(table, row) for row in table.body.given[:TRIED]]).values()
            return [own for own in found if not isinstance(own, Trouble)][:SAMPLES]
        found = roster.asked(self.answer.options, SAMPLES)
        return [] if isinstance(found, Trouble) else found
