"""What a raw cell says. Cell types are never trusted: a number, a date and a text may mean the same."""

import math
import re
import unicodedata
from datetime import date, datetime, timedelta

EXACT_DIGITS = 15  # Excel and IEEE doubles keep no more
EXCEL_EPOCH = date(1899, 12, 30)
SERIAL_DAYS = range(10_000, 80_000)  # 1927 to 2119 as Excel counts days
YEARS = range(1900, 2101)

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffe\uffff]")
BLANKS = re.compile(r"\s+")
EXPONENT = re.compile(r"\d(\.\d*)?[eE]\+?\d+")
WITH_FRACTION = re.compile(r"\d{16,}\.0*")
DAY_SHAPES = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"),
    re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})"),
    re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
    re.compile(r"(\d{4})[年](\d{1,2})[月](\d{1,2})[日]?"),
)
MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$")
SURROGATES = re.compile("[\ud800-\udfff]")


def text_of(cell):
    """Return what the cell says as one line of text, without control characters and outer blanks."""
    if cell is None:
        return ""
    if type(cell) is str and cell.isprintable() and "  " not in cell:  # nearly every cell
        return cell.strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**EXACT_DIGITS:
        return str(int(cell))
    if isinstance(cell, float):
        return repr(cell).upper()  # as Excel writes it: 6.20422E+17
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return BLANKS.sub(" ", SURROGATES.sub("", CONTROLS.sub("", str(cell)))).strip()


def half_width(text):
    """Return the text in half width (NFKC) and without any blank."""
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return "".join(text.split())


def is_rounded(cell):
    """True if the cell holds a number so long that its last digits are lost, or a text that shows one."""
    if isinstance(cell, bool):
        return False
    if isinstance(cell, int | float):
        return abs(cell) >= 10**EXACT_DIGITS
    if not isinstance(cell, str) or len(cell) < 4 or cell.isdigit():
        return False
    text = half_width(cell).strip("'’‘")
    return bool(EXPONENT.fullmatch(text) or WITH_FRACTION.fullmatch(text))


def known_digits(cell):
    """Return the leading digits of a rounded number that are still true, at most fifteen."""
    if not is_rounded(cell):
        return ""
    if isinstance(cell, int | float):
        return f"{abs(cell):.0f}"[:EXACT_DIGITS] if math.isfinite(cell) else ""
    mantissa = re.split(r"[eE]", half_width(cell))[0].removesuffix("0").removesuffix(".")
    digits = re.sub(r"\D", "", mantissa)
    return digits[:EXACT_DIGITS] if len(digits) >= EXACT_DIGITS else digits[:-1]  # the last shown is rounded


def day_of(cell):
    """Return the day the cell means in any of the five spellings or as an Excel date; None for a blank.

    :raises ValueError: it is not a date, or the day does not exist.
    """
    if isinstance(cell, datetime):
        return _in_range(cell.date())
    if isinstance(cell, date):
        return _in_range(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not math.isfinite(cell):
            raise ValueError(str(cell))
        if int(cell) in SERIAL_DAYS:
            return EXCEL_EPOCH + timedelta(days=int(cell))
    text = MIDNIGHT.sub("", unicodedata.normalize("NFKC", text_of(cell)).strip("'’‘ "))
    text = BLANKS.sub("", text)
    if not text:
        return None
    for shape in DAY_SHAPES:
        if found := shape.fullmatch(text):
            return _in_range(date(*map(int, found.groups())))
    raise ValueError(text)


def _in_range(day):
    if day.year not in YEARS:
        raise ValueError(str(day))
    return day
