"""Reading one answer: the same for the page, for a workbook and for a second asking."""

import re
from decimal import Decimal, InvalidOperation

from core.fields import plain
from core.sheets.cells import day_of, half_width, text_of
from registry.survey.choices import QuestionKind

PHONE = re.compile(r"\+?\d{5,15}")
BETWEEN = re.compile(r"[、,，;；\s]+")
MOST_TEXT = 200
MOST_NUMBER = 10**8


class AnswerRefused(Exception):
    """It cannot be an answer to this question; the message says how to write it."""


def read_answer(question, raw):
    """Return the answer as it is stored: a text, a list of option codes for several, empty for none.

    :param raw: a text, a list of texts, or a raw cell of a workbook; options by code or by text.
    :raises AnswerRefused: it is no option, too many, contradicts itself, or is no number, date or phone.
    """
    if question.kind == QuestionKind.MULTI:
        return _several(question, raw)
    text = text_of(raw if not isinstance(raw, list) else "、".join(raw))
    return READERS[question.kind](question, raw, text) if text else ""


def _option(question, text):
    code = half_width(text).split(".")[0]
    if code in question.offered:
        return code
    for code, label in question.offered.items():
        if text in (label, f"{code} {label}", f"{code}{label}"):
            return code
    options = "、".join(f"{code} {label}" for code, label in question.offered.items())
    raise AnswerRefused(f"“{text[:20]}”不在选项中，请从 {options} 中选择。")


def _single(question, raw, text):
    return _option(question, text)


def _several(question, raw):
    if isinstance(raw, list):
        parts = [text_of(part) for part in raw]
    else:
        text = text_of(raw)
        parts = [text] if text in question.offered.values() else BETWEEN.split(text)
    codes = sorted({_option(question, part) for part in parts if part}, key=list(question.options).index)
    if question.limit and len(codes) > question.limit:
        raise AnswerRefused(f"最多选 {question.limit} 项，现在选了 {len(codes)} 项。")
    if len(codes) > 1 and (alone := [code for code in codes if code in question.alone]):
        raise AnswerRefused(f"“{question.options[alone[0]]}”不能与其他选项同时选择。")
    return codes


def _number(question, raw, text):
    written = half_width(text).replace(",", "").removesuffix("元").removesuffix("人")
    most = question.most or MOST_NUMBER
    try:
        number = Decimal(written)
    except InvalidOperation as error:
        raise AnswerRefused(f"“{text[:20]}”不是数字，请只写数字，如 12。") from error
    if not number.is_finite() or not 0 <= number <= most:
        raise AnswerRefused(f"须是 0 到 {most:,} 之间的数字。")
    if number != number.to_integral_value():
        raise AnswerRefused(f"“{text[:20]}”有小数，请写整数。")
    return str(int(number))


def _text(question, raw, text):
    most = question.most or MOST_TEXT
    if len(text) > most:
        raise AnswerRefused(f"最多 {most} 字，现为 {len(text)} 字。")
    return text


def _date(question, raw, text):
    try:
        day = day_of(raw if not isinstance(raw, list) else text)
    except ValueError as error:
        raise AnswerRefused(f"“{text[:20]}”不是日期，请按 2026-11-22 的样子填写。") from error
    return day.isoformat() if day else ""


def _phone(question, raw, text):
    number = plain(text)
    if not PHONE.fullmatch(number):
        raise AnswerRefused("电话请写 5 到 15 位数字，如 13800000000 或 0932-1234567。")
    return number


READERS = {
    QuestionKind.SINGLE: _single,
    QuestionKind.NUMBER: _number,
    QuestionKind.TEXT: _text,
    QuestionKind.DATE: _date,
    QuestionKind.PHONE: _phone,
}
