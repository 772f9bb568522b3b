"""Filling a sheet with a row for each unit."""

from decimal import Decimal

from core.sheets.cells import half_width
from reports.answers.filling import as_text, fill_serials
from reports.answers.inserting import make_room
from reports.answers.items import ROLES, item_of
from reports.answers.matching import is_in_tens_of_thousands
from reports.answers.pen import TEN_THOUSAND
from reports.answers.units import Trouble, UnitRows, UnitValues, units_of_tier

NO_TIER = "表里没有写单位，填报范围也没有选要填哪一级。"
NO_TIER_ADVICE = "请在“填报范围”里选各乡镇（街道）或各村（社区），再回填。"
NO_UNITS = "这个单位下没有要填的那一级单位。"
NO_COLUMN = "没有一列写明是哪个单位。"
NO_COLUMN_ADVICE = "请在页面上指出哪一列是单位、乡镇或村。"

NO_TOTAL = "有的行没有填上，没有公式的合计格没有填写。"


class UnitFiller:
    """Fills sheets of units for one answer; `scope` is where its maker may make reports."""

    def __init__(self, answer, subject, scope, book):
        self.answer, self.subject = answer, subject
        self.rows = UnitRows(answer.unit, scope.narrowed_to(answer.unit), subject.as_of)
        self.values = UnitValues(subject, book)

    def __call__(self, table, outcome):
        if not set(ROLES) & table.places.keys():
            table.pen.trouble(table.head.bottom, table.first_place, NO_COLUMN, NO_COLUMN_ADVICE)
            return table.finish([], outcome)
        units = self._given(table) if table.body.given else self._asked(table)
        outcome.rows += len(units)
        rows = sorted(units)
        fill_serials(table, rows)
        written = {row: [] for row in rows}
        titles = []
        for place, key in table.chosen.items():
            item = item_of(key)
            if item is None or key == "serial":
                continue
            titles.append(item.title)
            self._fill(table, place, item, units=units, written=written)
        if rows:
            reported = [(units[row], written[row]) for row in rows]
            self.values.figures.reported(table.number, table.name, titles, reported)
        self._totals(table, rows)
        return table.finish(rows or table.body.given, outcome)

    def _given(self, table):
        """Return {row: unit} of the rows that name one; the others are marked."""
        found, seen = {}, {}
        for row in table.body.given:
            unit = self.rows.find(**place_words(table, row))
            place = table.key_place(*[key for key in reversed(ROLES) if table.own(row, key)])
            if isinstance(unit, Trouble):
                table.pen.trouble(row, place, unit.message, unit.advice)
                continue
            if unit.pk in seen:
                message = f"与第 {seen[unit.pk]} 行是同一个单位，两行填的数相同。"
                table.pen.trouble(row, place, message, "请核对，不要重复计算。")
            seen.setdefault(unit.pk, row)
            found[row] = unit
        return found

    def _asked(self, table):
        """Put the units asked for into a form that names none: {row: unit}."""
        tier = self.answer.options.get("tier")
        place = table.key_place(*ROLES)
        if not tier:
            table.pen.trouble(table.head.bottom, place, NO_TIER, NO_TIER_ADVICE)
            return {}
        units = units_of_tier(self.answer.unit, tier, self.subject.as_of)
        if not units:
            table.pen.trouble(table.head.bottom, place, NO_UNITS, "请核对填报单位和填报范围。")
        rows = make_room(table, len(units))
        found = dict(zip(rows, units, strict=True))
        for key in ROLES:
            if key in table.places:
                told = self.values.names(key, units)
                for row, unit in found.items():
                    if told[unit.pk]:
                        table.pen.put(row, table.places[key], told[unit.pk])
        return found

    def _fill(self, table, place, item, *, units, written):
        distinct = list({unit.pk: unit for unit in units.values()}.values())
        values = self.values.column(item, distinct)
        factor = factor_of(item, table.parts(place))
        for row, unit in sorted(units.items()):
            value = values.get(unit.pk)
            if value is None or value.value in (None, ""):
                why = value.why if value else f"{self.subject.as_of:%Y-%m-%d} 没有这个单位。"
                table.pen.lacking(row, place, why)
                written[row].append("")
                continue
            done = table.pen.put(row, place, value.value, percent=item.unit == "%", factor=factor)
            written[row].append(shown_in(value.value, item, table.parts(place)) if done else "")

    def _totals(self, table, rows):
        """Add up the rows in a line of totals that is left to be filled; formulas stay."""
        total = [row for row in table.body.totals if "小计" not in self._first(table, row)]
        if len(total) != 1 or len(table.body.totals) > 1 or not rows:
            return
        if len(rows) < len(table.body.given):
            place = table.key_place(*ROLES)
            table.pen.trouble(total[0], place, NO_TOTAL, "补填那些行以后，合计请手工填写。")
            return
        for place, key in table.chosen.items():
            item = item_of(key)
            if item is not None and item.is_summable and table.pen.is_open(total[0], place):
                numbers = [table.ws.cell(row, place).value for row in rows]
                if all(isinstance(n, int | float | Decimal) for n in numbers):
                    table.pen.put(total[0], place, sum(map(_exact, numbers), Decimal(0)))

    @staticmethod
    def _first(table, row):
        return half_width("".join(text for _, text in table.grid.texts(row)[:3]))


def place_words(table, row):
    """Return what a row says of its unit, a township that is merged over several rows as well."""
    own = {key.removeprefix("row."): table.own(row, key) for key in ROLES}
    if own["village"] and not own["township"]:
        own["township"] = table.seen(row, "row.township")
    return own


def factor_of(item, parts):
    """Return by what a value is divided for its column: ten thousand where the head says 万元."""
    return TEN_THOUSAND if item.unit == "元" and is_in_tens_of_thousands(parts) else 1


def shown_in(value, item, parts):
    """Return a written value as a snapshot shows it, money in the measure of its column."""
    if isinstance(value, Decimal):
        return f"{(value / factor_of(item, parts)).normalize():f}"
    return as_text(value)


def _exact(number):
    return Decimal(str(number))
