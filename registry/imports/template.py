"""The template that a unit's clerk fills in: its own villages and every list of words as drop-downs."""

import io

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from orgs.models import Unit
from registry import choices
from registry.imports.columns import REQUIRED, TEMPLATE, TITLES

ROWS = 2000
SHEET, WORDS, HELP = "登记表", "选项", "填表说明"
LISTS = {
    "sex": choices.Sex,
    "category": choices.Category,
    "grade": choices.Grade,
    "hukou": choices.Hukou,
    "education": choices.Education,
    "marriage": choices.Marriage,
    "employment": choices.Employment,
    "subsistence": choices.Subsistence,
    "relation": choices.Relation,
}
NOTES = (
    "一人一行。表头不要改名，不用的列可以空着，次序可以调整。",
    "身份证号、残疾人证号、电话、银行账号各列已设为文本格式，请不要改成数字，否则后几位会丢失。",
    "日期写成 2026-11-22、2026.11.22、20261122 或 2026年11月22日都可以。",
    "村（社区）从下拉列表中选；不同乡镇有同名的村，请同时填写乡镇。",
    "性别、类别、等级等从下拉列表中选。",
)
EXAMPLE = {
    "serial": "1",
    "name": "张三（示例，导入前删去本表）",
    "id_number": "18 位，末位可以是 X",
    "card_number": "20 位，补发的后加 B1",
    "issued_on": "2024-05-20",
}


def template_workbook(unit):
    """Return the template for `unit` and what lies below it, as the bytes of an xlsx file."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    words = book.create_sheet(WORDS)
    _write_header(sheet)
    for place, (key, listed) in enumerate(_lists(unit).items(), start=1):
        letter = get_column_letter(place)
        for row, word in enumerate([TITLES[key], *listed], start=1):
            words.cell(row, place, word)
        if listed:
            _offer(sheet, key, f"{WORDS}!${letter}$2:${letter}${len(listed) + 1}")
    words.sheet_state = "hidden"
    _write_help(book.create_sheet(HELP), unit)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lists(unit):
    units = list(Unit.objects.current().below(unit).in_tree_order())
    own = [unit.parent] if unit.is_grassroots and unit.parent else []
    return {
        "township": [each.name for each in [*own, *units] if each.is_township],
        "village": list(dict.fromkeys(each.name for each in units if each.is_grassroots)),
        **{key: [str(label) for label in kind.labels] for key, kind in LISTS.items()},
    }


def _write_header(sheet):
    for place, key in enumerate(TEMPLATE, start=1):
        cell = sheet.cell(1, place, TITLES[key])
        cell.font = Font(bold=True, color="FFFFFF" if key in REQUIRED else "17211F")
        cell.fill = PatternFill("solid", start_color="0A5C4C" if key in REQUIRED else "E3F0EC")
        cell.alignment = Alignment(horizontal="center")
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 22 if "number" in key or key == "address" else 13
        sheet.column_dimensions[letter].number_format = "@"
        for row in range(2, 202):
            sheet.cell(row, place).number_format = "@"
    sheet.freeze_panes = "C2"


def _offer(sheet, key, source):
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = "请从列表中选", f"“{TITLES[key]}”请从下拉列表中选择。"
    letter = get_column_letter(TEMPLATE.index(key) + 1)
    rule.add(f"{letter}2:{letter}{ROWS}")
    sheet.add_data_validation(rule)


def _write_help(sheet, unit):
    sheet.column_dimensions["A"].width = 90
    sheet.append([f"{unit.name}残疾人登记表填表说明"])
    sheet["A1"].font = Font(bold=True, size=14)
    for number, note in enumerate(NOTES, start=1):
        sheet.append([f"{number}. {note}"])
    sheet.append([f"深色表头的列必填：{'、'.join(TITLES[key] for key in REQUIRED)}。"])
    sheet.append(
        ["填写样例：" + "；".join(f"{TITLES[key]} {value}" for key, value in EXAMPLE.items()) + "。"]
    )
