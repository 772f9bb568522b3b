"""ID numbers (GB 11643) and certificate numbers: their parts, and what can be wrong with them.

The rules come from domain.md §1.1 and §1.2. A check names one cause only: a number with a date that
does not exist is not also blamed for its check digit.
"""

import re
import unicodedata
from dataclasses import dataclass

from core.citizen import birth_date_of, check_digit
from registry.choices import Category, Grade, Sex

ID_LENGTH = 18
CARD_LENGTHS = (20, 22)  # 21–22: the suffix B1, B2 … of a reissued certificate
FIRST_BIRTH_YEAR = 1900

BLANKS_AND_MARKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff'’‘`′´\"“”\-‐‑‒–—_]")
LOOKS_LIKE_X = str.maketrans("×✕ХхΧχ", "XXXXXX")
ID_SHAPE = re.compile(r"\d{17}[\dX]", re.ASCII)
LABELS = {choices: dict(choices.choices) for choices in (Category, Grade)}
CARD_SHAPE = re.compile(r"\d{17}[\dX]\d\d(B[1-9]\d?)?", re.ASCII)


@dataclass(frozen=True)
class NumberProblem:
    """What is wrong with a number, and what its reader should do. `proposal` is a better number, if any."""

    code: str
    message: str
    advice: str = ""
    proposal: str = ""


def tidy_number(text):
    """Return the number in half width and upper case, without blanks, hyphens and quotes."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return BLANKS_AND_MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(LOOKS_LIKE_X).upper()


def sex_of(number):
    """Return the sex that an ID number carries: the 17th digit is odd for men."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def is_sound_id(number, *, today):
    """True if nothing is wrong with the ID number."""
    return not id_problems(number, today=today)


def id_problems(number, *, today):
    """Return what is wrong with a tidy ID number, at most one problem.

    :param today: birth dates after this day are in the future.
    """
    if not number:
        return [NumberProblem("id_missing", "没有填写身份证号。", "按身份证或户口簿补填 18 位号码。")]
    if len(number) != ID_LENGTH:
        return [_length_problem(number)]
    if not ID_SHAPE.fullmatch(number):
        return [
            NumberProblem(
                "id_checksum",
                "身份证号里有不该出现的字符，前 17 位应是数字，末位是数字或 X。",
                "对照身份证重新填写。",
            )
        ]
    return _birth_problems(number, today) or _checksum_problems(number)


def _length_problem(number):
    length = len(number)
    if CARD_LENGTHS[0] <= length <= CARD_LENGTHS[1] and CARD_SHAPE.fullmatch(number):
        return NumberProblem(
            "id_length",
            f"身份证号应为 18 位，这里有 {length} 位，像是把残疾人证号填在了身份证号一栏。",
            "身份证号只取前 18 位。",
            proposal=number[:ID_LENGTH],
        )
    if length == 15 and number.isdigit():
        return NumberProblem("id_length", "15 位的旧身份证号已停用。", "对照身份证填写 18 位号码。")
    kind = "少" if length < ID_LENGTH else "多"
    return NumberProblem(
        "id_length",
        f"身份证号应为 18 位，这里有 {length} 位，{kind}了 {abs(ID_LENGTH - length)} 位。",
        "对照身份证重新填写。",
    )


def _birth_problems(number, today):
    year, month, day = number[6:10], number[10:12], number[12:14]
    birth = birth_date_of(number)
    if birth is None:
        return [NumberProblem("id_birthdate", f"出生日期 {year}-{month}-{day} 不存在。", "核对户口簿。")]
    if birth > today:
        return [NumberProblem("id_birthdate", f"出生日期 {birth} 还没有到。", "核对户口簿。")]
    if birth.year < FIRST_BIRTH_YEAR:
        return [NumberProblem("id_birthdate", f"出生日期 {birth} 太早。", "核对户口簿。")]
    return []


def _checksum_problems(number):
    expected = check_digit(number[:17])
    if number[17] == expected:
        return []
    return [
        NumberProblem(
            "id_checksum",
            "身份证号的校验位不对，至少有一位抄错了。",
            f"对照身份证逐位核对；如前 17 位无误，末位应是 {expected}。",
        )
    ]


def card_problems(number, *, id_number="", category="", grade=""):
    """Return what is wrong with a tidy certificate number; an empty number is no problem.

    :param id_number: the holder's sound ID number; empty if it is not known, then it is not compared.
    :param category: the category stated beside it; empty if none is.
    :param grade: the grade stated beside it; empty if none is.
    """
    if not number:
        return []
    if not CARD_SHAPE.fullmatch(number):
        return [
            NumberProblem(
                "card_length",
                f"残疾人证号应为 20 位（补发的后加 B1 等），这里有 {len(number)} 位或含有别的字符。",
                "对照残疾人证重新填写。",
            )
        ]
    if id_number and number[:ID_LENGTH] != id_number:
        return [
            NumberProblem(
                "card_id_mismatch",
                "残疾人证号的前 18 位与身份证号不一致。",
                "对照身份证和残疾人证，看哪一个填错了。",
            )
        ]
    return [
        *_digit_problems(number[18], category, Category, place="第 19 位", title="残疾类别"),
        *_digit_problems(number[19], grade, Grade, place="第 20 位", title="残疾等级"),
    ]


def _digit_problems(digit, stated, choices, *, place, title):
    code = "card_category_mismatch" if choices is Category else "card_grade_mismatch"
    labels = LABELS[choices]
    if digit not in labels:
        return [
            NumberProblem(code, f"残疾人证号{place}是 {digit}，没有这样的{title}。", "对照残疾人证重新填写。")
        ]
    if not stated or stated == digit:
        return []
    meant, said = labels[digit], labels[stated]
    return [
        NumberProblem(
            code,
            f"残疾人证号{place}是 {digit}（{meant}），与{title}“{said}”不符。",
            f"以残疾人证为准；如证号无误，{title}应是“{meant}”。",
        )
    ]
