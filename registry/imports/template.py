"""The template that a unit's clerk fills in: its own villages and every list of words as drop-downs."""

import io

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from core.masking import masked_bank_account, masked_card_number, masked_phone
from orgs.models import Unit
from registry import choices
from registry.imports.columns import REQUIRED, TEMPLATE, TITLES
from registry.imports.rowkeys import seal
from registry.models import Certificate

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
RETURNING_NOTES = (
    "表中是登记表里现有的内容，直接修改后再导入即可；没有改动的格子不会影响登记表，清空的格子也不会删去原有的内容。",
    "带星号的号码是遮住的，不会覆盖原来的号码；要更换号码，请把整个号码重新填写。",
    "最后一列“行标识”用来认出每一行是谁，请不要改动；新增的人这一列留空，并填写完整的身份证号。",
)
LENGTHS = {"id_number": (18, 18), "card_number": (20, 22), "phone": (7, 60), "guardian_phone": (7, 60)}
EXAMPLE = {
    "serial": "1",
    "name": "张三（示例，导入前删去本表）",
    "id_number": "18 位，末位可以是 X",
    "card_number": "20 位，补发的后加 B1",
    "issued_on": "2024-05-20",
}


def template_workbook(unit, people=None):
    """Return the template for `unit` and what lies below it, as the bytes of an xlsx file.

    :param people: fills it with these persons, masked, each row with a key by which it finds back.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    words = book.create_sheet(WORDS)
    columns = TEMPLATE if people is None else (*TEMPLATE, "row_key")
    _write_header(sheet, columns)
    _write_people(sheet, people or ())
    for place, (key, listed) in enumerate(_lists(unit).items(), start=1):
        letter = get_column_letter(place)
        for row, word in enumerate([TITLES[key], *listed], start=1):
            words.cell(row, place, word)
        if listed:
            _offer(sheet, key, f"{WORDS}!${letter}$2:${letter}${len(listed) + 1}")
    for key, (least, most) in LENGTHS.items():
        _bound(sheet, key, least, most)
    words.sheet_state = "hidden"
    _write_help(book.create_sheet(HELP), unit, NOTES if people is None else (*RETURNING_NOTES, *NOTES))
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


def _write_people(sheet, people):
    people = list(people)
    cards = Certificate.objects.current().filter(person__in=[person.pk for person in people])
    cards = {card.person_id: card for card in cards}
    for number, person in enumerate(people, start=1):
        said = _said(person, cards.get(person.pk)) | {"serial": str(number)}
        for place, key in enumerate((*TEMPLATE, "row_key"), start=1):
            cell = sheet.cell(number + 1, place)
            cell.number_format = "@"
            if text := str(said.get(key) or ""):
                cell.value, cell.data_type = text, "s"  # never a formula, whatever it begins with


def _said(person, card):
    """Return column's key → text of what the register says of a person, sensitive numbers masked."""
    facts = {key: getattr(person, key, "") for key in TEMPLATE if not key.startswith(("category", "grade"))}
    for key in ("sex", "relation", "hukou", "education", "marriage", "employment", "subsistence"):
        facts[key] = getattr(person, f"get_{key}_display")()
    facts |= {
        "id_number": person.masked_id_number,
        "phone": person.masked_phone,
        "guardian_phone": masked_phone(person.guardian_phone),
        "bank_account": masked_bank_account(person.bank_account),
        "township": person.unit.parent.name if person.unit.parent else "",
        "village": person.unit.name,
        "row_key": seal(person, card),
    }
    if card is not None:
        facts |= {
            "card_number": masked_card_number(card.number),
            "category": card.get_category_display(),
            "grade": card.get_grade_display(),
            "components": card.components,
            "issued_on": card.issued_on,
            "expires_on": card.expires_on,
        }
    return facts


def _bound(sheet, key, least, most):
    """Let a cell take texts of these lengths only; a masked number is as long as it likes."""
    letter = get_column_letter(TEMPLATE.index(key) + 1)
    cell = f"{letter}2"
    masked = f'ISNUMBER(FIND("*",{cell}))'
    rule = DataValidation(
        type="custom",
        formula1=f"OR({masked},AND(LEN({cell})>={least},LEN({cell})<={most}))",
        allow_blank=True,
        showErrorMessage=True,
    )
    length = f"{least} 位" if least == most else f"{least} 到 {most} 位"
    rule.errorTitle, rule.error = "位数不对", f"“{TITLES[key]}”应是 {length}。"
    rule.add(f"{cell}:{letter}{ROWS}")
    sheet.add_data_validation(rule)


def _write_header(sheet, columns):
    for place, key in enumerate(columns, start=1):
        cell = sheet.cell(1, place, TITLES[key])
        cell.font = Font(bold=True, color="FFFFFF" if key in REQUIRED else "17211F")
        cell.fill = PatternFill("solid", start_color="0A5C4C" if key in REQUIRED else "E3F0EC")
        cell.alignment = Alignment(horizontal="center")
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 22 if "number" in key or key == "address" else 13
        sheet.column_dimensions[letter].number_format = "@"
        if key == "row_key":
            cell.value = f"{TITLES[key]}（请勿改动）"
            cell.font = Font(color="8A9491")
        for row in range(2, 202):
            sheet.cell(row, place).number_format = "@"
    sheet.freeze_panes = "C2"


def _offer(sheet, key, source):
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = "请从列表中选", f"“{TITLES[key]}”请从下拉列表中选择。"
    letter = get_column_letter(TEMPLATE.index(key) + 1)
    rule.add(f"{letter}2:{letter}{ROWS}")
    sheet.add_data_validation(rule)


def _write_help(sheet, unit, notes):
    sheet.column_dimensions["A"].width = 90
    sheet.append([f"{unit.name}残疾人登记表填表说明"])
    sheet["A1"].font = Font(bold=True, size=14)
    for number, note in enumerate(notes, start=1):
        sheet.append([f"{number}. {note}"])
    sheet.append([f"深色表头的列必填：{'、'.join(TITLES[key] for key in REQUIRED)}。"])
    sheet.append(
        ["填写样例：" + "；".join(f"{TITLES[key]} {value}" for key, value in EXAMPLE.items()) + "。"]
    )
