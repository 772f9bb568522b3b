"""Putting rows into a sheet as Excel does: merges, formulas, drop-downs, print areas move and grow along."""

import re
from copy import copy

from openpyxl.cell.cell import MergedCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.cell_range import MultiCellRange

CELL = r"\$?[A-Z]{1,3}\$?\d+"
REFERENCE = re.compile(rf"(?:('(?:[^']|'')+'|[^'!]+)!)?({CELL})(?::({CELL}))?")
ROW = re.compile(r"(.*?)(\d+)")


class Insertion:
    """`count` rows put in before row `at` of a sheet, below a table that begins at row `first`."""

    def __init__(self, ws, *, at, count, first):
        self.ws, self.at, self.count, self.first = ws, at, count, first

    def run(self):
        """Move what lies below, and everything that refers to it."""
        merged = list(self.ws.merged_cells.ranges)
        self.ws.insert_rows(self.at, self.count)
        self.ws.merged_cells.ranges = {self._range(own) for own in merged}
        self._heights()
        for sheet in self.ws.parent.worksheets:
            self._formulas(sheet)
        self._rules()
        self._areas()

    def _row(self, row):
        return row + self.count if row >= self.at else row

    def _ends(self, first, last, *, is_column=True):
        """Return the rows of a range after the insertion: one that ends with the table grows with it."""
        grows = last == self.at - 1 and (first < last or (self.first == last and is_column))
        return self._row(first), last + self.count if grows else self._row(last)

    def _range(self, own):
        """Return a range of openpyxl moved; a merged cell never grows by what is put in below it."""
        bottom = self._row(own.max_row)
        own.min_row, own.max_row = self._row(own.min_row), bottom
        return own

    def _heights(self):
        rows = self.ws.row_dimensions
        for number in sorted((n for n in rows if n >= self.at), reverse=True):
            own = rows.pop(number)
            own.index = number + self.count
            rows[number + self.count] = own

    def _formulas(self, sheet):
        own = sheet is self.ws
        for cell in list(sheet._cells.values()):
            if isinstance(cell, MergedCell):
                continue
            if cell.data_type == "f":
                if isinstance(cell.value, str):
                    cell.value = self.formula(cell.value, is_own=own)
                elif hasattr(cell.value, "text"):  # of an array
                    cell.value.text = self.formula(cell.value.text, is_own=own)
                    cell.value.ref = self.reference(cell.value.ref) if own else cell.value.ref
            if own and cell.hyperlink is not None and cell.row >= self.at:
                cell.hyperlink.ref = cell.coordinate

    def formula(self, text, *, is_own):
        """Return a formula with its references moved; `is_own` if it stands on this very sheet."""
        tokens = Tokenizer(text)
        for token in tokens.items:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                token.value = self._operand(token.value, is_own=is_own)
        return tokens.render()

    def _operand(self, text, *, is_own):
        found = REFERENCE.fullmatch(text)
        if found is None:
            return text
        sheet, first, last = found.groups()
        if sheet is None and not is_own:
            return text
        if sheet is not None and sheet.strip("'").replace("''", "'") != self.ws.title:
            return text
        before = f"{sheet}!" if sheet else ""
        return before + self.reference(f"{first}:{last}" if last else first)

    def reference(self, text):
        """Return A1 or A1:B2 moved, dollar signs kept."""
        first, _, last = text.partition(":")
        head, top = ROW.fullmatch(first).groups()
        if not last:
            return f"{head}{self._row(int(top))}"
        tail, bottom = ROW.fullmatch(last).groups()
        is_column = head.strip("$") == tail.strip("$")
        top, bottom = self._ends(int(top), int(bottom), is_column=is_column)
        return f"{head}{top}:{tail}{bottom}"

    def _rules(self):
        """Move drop-downs and conditional formats."""
        for rule in self.ws.data_validations.dataValidation:
            rule.sqref = MultiCellRange(self._several(str(rule.sqref)))
        moved = ConditionalFormattingList()
        for group in self.ws.conditional_formatting:
            for rule in group.rules:
                moved.add(self._several(str(group.sqref)), rule)
        self.ws.conditional_formatting = moved

    def _several(self, text):
        return " ".join(self._whole(part) for part in text.split())

    def _whole(self, part):
        """Return an area moved; one cell grows like the table of one row that it is."""
        if not re.fullmatch(rf"{CELL}(:{CELL})?", part):
            return part
        first, _, last = self.reference(part if ":" in part else f"{part}:{part}").partition(":")
        return first if first == last else f"{first}:{last}"

    def _areas(self):
        ws = self.ws
        if ws.print_area:
            areas = re.findall(rf"{CELL}:{CELL}", ws.print_area)
            ws.print_area = ",".join(self._whole(area.replace("$", "")) for area in areas)
        if ws.auto_filter.ref:
            ws.auto_filter.ref = self._whole(ws.auto_filter.ref)
        for table in ws.tables.values():
            table.ref = self._whole(table.ref)
            if table.autoFilter is not None and table.autoFilter.ref:
                table.autoFilter.ref = self._whole(table.autoFilter.ref)
        for names in (ws.parent.defined_names, ws.defined_names):
            for name in names.values():
                if name.attr_text and REFERENCE.fullmatch(name.attr_text):
                    name.attr_text = self._operand(name.attr_text, is_own=False)
        for own in ws.row_breaks.brk:
            own.id = self._row(own.id)
        for picture in ws._images:
            for corner in filter(None, (getattr(picture.anchor, name, None) for name in ("_from", "to"))):
                corner.row = self._row(corner.row + 1) - 1


def copy_row(ws, model, row):
    """Give a row the look, the height and the formulas of the row `model`."""
    if (height := ws.row_dimensions[model].height) is not None:
        ws.row_dimensions[row].height = height
    for column in range(1, ws.max_column + 1):
        source = ws._cells.get((model, column))
        if source is None or isinstance(source, MergedCell):
            continue
        target = ws.cell(row, column)
        if isinstance(target, MergedCell):
            continue
        target._style = copy(source._style)
        if source.data_type == "f" and isinstance(source.value, str):
            moved = Translator(source.value, origin=source.coordinate)
            target.value = moved.translate_formula(target.coordinate)


def make_room(table, count):
    """Return `count` row numbers for a table that names nobody, with more rows put in where they lack."""
    ws, body = table.ws, table.body
    rows = body.blank[:count]
    lacking = count - len(rows)
    if lacking <= 0:
        return rows
    at = body.first + len(body.blank)
    model = body.blank[0] if body.blank else at
    if body.end:
        Insertion(ws, at=at, count=lacking, first=body.first).run()
        body.totals = [row + lacking if row >= at else row for row in body.totals]
        table.pen.look_again()
        model = model if body.blank else at + lacking
    for row in range(at, at + lacking):
        copy_row(ws, model, row)
    return [*rows, *range(at, at + lacking)]
