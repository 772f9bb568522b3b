"""Workbooks of ledgers: the book as a list, and the template that is filled in and imported."""

from io import BytesIO

import openpyxl
import xlsxwriter
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from core.exports import safe_cell
from registry.ledgers.choices import FieldKind
from registry.ledgers.sources import Column, Table

PAPERS = {"a4": 9, "a3": 8}
ROWS = 500
SHEET, WORDS = "台账", "选项"


def book_workbook(title, table, *, paper="a4"):
    """Return a `sources.Table` as the bytes of an xlsx file, with its title and column heads."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    frame = {"border": 1, "valign": "vcenter", "text_wrap": True}
    head = book.add_format(frame | {"bold": True, "bg_color": "#EEF2F0", "align": "center"})
    cell, number = book.add_format(frame), book.add_format(frame | {"align": "right"})
    sheet = book.add_worksheet()
    heading = book.add_format({"bold": True, "font_size": 14, "align": "center"})
    if len(table.columns) > 1:
        sheet.merge_range(0, 0, 0, len(table.columns) - 1, title, heading)
    else:
        sheet.write_string(0, 0, title, heading)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, max(8, min(40, column.width * 1.4)))
        sheet.write_string(1, place, column.title, head)
    lines = [*table.rows, table.total] if table.total else table.rows
    for line, row in enumerate(lines, start=2):
        for place, value in enumerate(row):
            style = number if table.columns[place].is_number else cell
            sheet.write_string(line, place, safe_cell(value), style)
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.set_paper(PAPERS[paper])
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    book.close()
    return buffer.getvalue()


def template_workbook(ledger_type, fields, *, people):
    """Return the table to be filled in for one unit: its columns, with drop-downs where one chooses."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    words = book.create_sheet(WORDS)
    typed = [field for field in fields if not field.is_drawn]
    for place, field in enumerate(typed, start=1):
        _head(sheet, place, field)
        if listed := _words(field, people):
            letter = get_column_letter(place)
            for row, word in enumerate([field.title, *listed], start=1):
                words.cell(row, place, word)
            _offer(sheet, letter, field, f"{WORDS}!${letter}$2:${letter}${len(listed) + 1}")
    words.sheet_state = "hidden"
    sheet.freeze_panes = "A2"
    _write_help(book.create_sheet("填表说明"), ledger_type, typed)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _words(field, people):
    if field.kind == FieldKind.PERSON:
        return people
    if field.kind == FieldKind.BOOLEAN:
        return ["是", "否"]
    return field.option_list if field.kind == FieldKind.CHOICE else []


def _head(sheet, place, field):
    cell = sheet.cell(1, place, field.title)
    cell.font = Font(bold=True, color="FFFFFF" if field.is_required else "17211F")
    cell.fill = PatternFill("solid", start_color="0A5C4C" if field.is_required else "E3F0EC")
    cell.alignment = Alignment(horizontal="center", wrap_text=True)
    letter = get_column_letter(place)
    sheet.column_dimensions[letter].width = max(11, field.width * 1.4)
    for row in range(2, 202):
        sheet.cell(row, place).number_format = "@"


def _offer(sheet, letter, field, source):
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = "请从列表中选", f"“{field.title}”请从下拉列表中选择。"
    rule.add(f"{letter}2:{letter}{ROWS}")
    sheet.add_data_validation(rule)


def _write_help(sheet, ledger_type, fields):
    sheet.column_dimensions["A"].width = 90
    required = "、".join(field.title for field in fields if field.is_required) or "无"
    for line in (
        f"{ledger_type}填表说明",
        "1. 一条一行。表头不要改名，次序可以调整，不用的列可以空着。",
        f"2. 深色表头的列必填：{required}。",
        "3. 日期写成 2026-11-22、2026.11.22、20261122 或 2026年11月22日都可以。",
        "4. 在册残疾人从列表中选，或写姓名；同名的写姓名和身份证号后四位。",
        "5. 证号、类别等级等由登记自动带出，不需填写。",
    ):
        sheet.append([line])
    sheet["A1"].font = Font(bold=True, size=14)


def board_workbook(title, made):
    """Return the board as the bytes of an xlsx file: a line for each unit, the states in words."""
    columns = (Column("单位", 16), *(Column(str(one), 14) for one in made.types))
    rows = [[unit.place_name, *(_said(cell) for cell in line)] for unit, line in made.lines]
    total = ["合计", *(f"{each.done}/{each.total}" for each in made.totals)]
    return book_workbook(title, Table(columns, rows, total))


def _said(cell):
    if cell is None:
        return "—"
    return cell.word if not hasattr(cell, "total") else f"{cell.done}/{cell.total}（{cell.word}）"
