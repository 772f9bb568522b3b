"""What may stand in a cell: one reading for the grid and for workbooks, one showing for page and paper."""

import re
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError

from core.fields import plain
from core.masking import masked_card_number, masked_phone
from core.sheets.cells import day_of, half_width, text_of
from registry.ledgers.choices import FieldKind

MOST_TEXT, MOST_LONG = 200, 2000
MOST_NUMBER = Decimal(10**10)
CENT = Decimal("0.01")
YES = frozenset({"是", "有", "√", "对", "1", "TRUE", "Y", "YES"})
NO = frozenset({"否", "无", "×", "0", "FALSE", "N", "NO"})
PHONE = re.compile(r"\+?\d{5,15}")


def read_value(field, raw):
    """Return what a cell means, as it is stored: a text, empty for nothing.

    :param raw: what was typed, or a raw cell of a workbook.
    :raises ValidationError: it cannot be that; the message says how to write it.
    """
    text = _lines_of(raw) if field.kind == FieldKind.LONG else text_of(raw)
    if not text:
        if field.is_required:
            raise ValidationError(f"请填写{field.title}。")
        return ""
    return READERS.get(field.kind, _text)(field, raw, text)


def _lines_of(raw):
    """Return a long text with its lines kept."""
    if not isinstance(raw, str):
        return text_of(raw)
    return "\n".join(text_of(line) for line in raw.splitlines()).strip()


def _text(field, raw, text):
    most = MOST_LONG if field.kind == FieldKind.LONG else MOST_TEXT
    if len(text) > most:
        raise ValidationError(f"{field.title}最多 {most} 字，现为 {len(text)} 字。请写简短些。")
    return text


def _number(field, raw, text):
    written = half_width(text).replace(",", "").removesuffix("元").lstrip("¥￥")
    try:
        number = Decimal(written)
        whole = number.quantize(CENT)
    except InvalidOperation as error:
        raise ValidationError(f"“{text[:20]}”不是数字。请只写数字，如 12 或 12.5。") from error
    if not number.is_finite() or not 0 <= number < MOST_NUMBER:
        raise ValidationError(f"{field.title}须是 0 到 {MOST_NUMBER - 1:,f} 之间的数字。")
    if whole != number:
        raise ValidationError(f"“{text[:20]}”的小数超过两位。请最多保留两位小数。")
    if field.kind == FieldKind.MONEY:
        return f"{whole:f}"
    return f"{number.normalize():f}"


def _date(field, raw, text):
    try:
        day = day_of(raw)
    except ValueError as error:
        raise ValidationError(f"“{text[:20]}”不是日期，请按 2026-11-22 的样子填写。") from error
    return day.isoformat() if day else ""


def _choice(field, raw, text):
    if text not in field.option_list:
        raise ValidationError(f"“{text[:20]}”不在选项中，请从“{'、'.join(field.option_list)}”中选择。")
    return text


def _boolean(field, raw, text):
    word = half_width(text).upper()
    if word not in YES | NO:
        raise ValidationError(f"“{text[:20]}”请写“是”或“否”。")
    return "yes" if word in YES else "no"


def _phone(field, raw, text):
    number = plain(text)
    if not PHONE.fullmatch(number):
        raise ValidationError("电话请写 5 到 15 位数字，如 13800000000 或 0932-1234567。")
    return number


READERS = {
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: _number,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.PHONE: _phone,
}


def shown(field, row):
    """Return the text of a cell for page and paper; numbers of persons are masked."""
    value = (row.cells or {}).get(field.key, "")
    if field.is_drawn:
        return DRAWERS[field.kind](row.person) if row.person else ""
    if not value:
        return ""
    if field.kind == FieldKind.PHONE:
        return masked_phone(value)
    if field.kind == FieldKind.BOOLEAN:
        return "是" if value == "yes" else "否"
    return f"{Decimal(value):,.2f}" if field.kind == FieldKind.MONEY else value


def _card(person):
    cards = [card for card in person.certificates.all() if card.is_current]
    return masked_card_number(cards[0].number) if cards else ""


DRAWERS = {
    FieldKind.CARD: _card,
    FieldKind.SEX: lambda person: person.get_sex_display(),
    FieldKind.AGE: lambda person: str(person.age),
    FieldKind.CATEGORY: lambda person: f"{person.get_category_display()}{person.get_grade_display()}",
    FieldKind.EDUCATION: lambda person: person.get_education_display(),
    FieldKind.PERSON_PHONE: lambda person: person.masked_phone,
}
