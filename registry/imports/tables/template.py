"""The template of a table: its columns as text, its words as drop-downs, and how to fill it in."""

from io import BytesIO

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

ROWS = 2000
AS_TEXT = 200
SHEET, WORDS, HELP = "填报", "选项", "填表说明"


def table_template(title, columns, *, lists, notes):
    """Return the template as the bytes of an xlsx file.

    :param lists: column's key → the words on offer; columns without words stay free.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    words = book.create_sheet(WORDS)
    for place, key in enumerate(columns.template, start=1):
        _head(sheet, place, columns.titles[key], is_required=key in columns.required)
        if listed := lists.get(key):
            letter = get_column_letter(place)
            for row, word in enumerate([columns.titles[key], *listed], start=1):
                words.cell(row, place, word)
            _offer(sheet, letter, columns.titles[key], f"{WORDS}!${letter}$2:${letter}${len(listed) + 1}")
    words.sheet_state = "hidden"
    sheet.freeze_panes = "A2"
    _write_help(book.create_sheet(HELP), title, columns, notes)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet, place, title, *, is_required):
    cell = sheet.cell(1, place, title)
    cell.font = Font(bold=True, color="FFFFFF" if is_required else "17211F")
    cell.fill = PatternFill("solid", start_color="0A5C4C" if is_required else "E3F0EC")
    cell.alignment = Alignment(horizontal="center")
    letter = get_column_letter(place)
    sheet.column_dimensions[letter].width = 22 if "号" in title else 15
    sheet.column_dimensions[letter].number_format = "@"
    for row in range(2, AS_TEXT + 2):
        sheet.cell(row, place).number_format = "@"


def _offer(sheet, letter, title, source):
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = "请从列表中选", f"“{title}”请从下拉列表中选择。"
    rule.add(f"{letter}2:{letter}{ROWS}")
    sheet.add_data_validation(rule)


def _write_help(sheet, title, columns, notes):
    sheet.column_dimensions["A"].width = 90
    sheet.append([f"{title}填表说明"])
    sheet["A1"].font = Font(bold=True, size=14)
    for number, note in enumerate(notes, start=1):
        sheet.append([f"{number}. {note}"])
    sheet.append(
        [f"深色表头的列必填：{'、'.join(columns.titles[key] for key in columns.required) or '无'}。"]
    )
