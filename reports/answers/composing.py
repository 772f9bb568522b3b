"""Counts of the register composed of conditions (18至59岁、肢体、持证、女): their keys and their words.

Conditions are {column: values}, values as a key writes them; `years` holds one range of full years, "18-59".
"""

import re

from registry.choices import Category, Education, Employment, Grade, Hukou, Sex, Subsistence
from reports.sources.register import AGE_BANDS, CARDS, OLD_AGE, WORKING_AGE

REGISTER = "persons"  # the list of the register, and the first word of keys that narrow it
HOLDERS = ("valid", "expiring", "expired")
SEVERE = ("1", "2")
YEARS = "years"
OLDEST = 130
RANGE = re.compile(r"(\d{1,3})-(\d{1,3})")
BANDS = {
    "young": (0, WORKING_AGE - 1), "working": (WORKING_AGE, OLD_AGE - 1), "old": (OLD_AGE, OLDEST),
}  # fmt: skip
# In the order of the parts of a key; those of before come first, so that keys stay what they were.
CONDITIONS = {
    "category": dict(Category.choices), "grade": dict(Grade.choices), "sex": dict(Sex.choices),
    "age": AGE_BANDS, "hukou": dict(Hukou.choices),
    "subsistence": dict(Subsistence.choices) | {Subsistence.NONE.value: "未享受低保特困"}, "card": CARDS,
    YEARS: None, "employment": dict(Employment.choices), "education": dict(Education.choices),
}  # fmt: skip
SPOKEN = (
    "hukou", "subsistence", "card", YEARS, "age", "sex", "employment", "education", "category", "grade",
)  # fmt: skip
OF_NOW = {"employment": "就业状况", "education": "文化程度"}


def key_of(where):
    """Return the key of a count of the register: persons.category-1.grade-1,2."""
    parts = [f"{column}-{','.join(where[column])}" for column in CONDITIONS if column in where]
    return ".".join([REGISTER, *parts])


def where_of(key):
    """Return the conditions that a key of the register names, or None if it is none."""
    first, *parts = key.split(".")
    if first != REGISTER:
        return None
    where = {}
    for part in parts:
        column, _, values = part.partition("-")
        if column == YEARS:
            is_known = _range_of(values) is not None
        else:
            is_known = set(values.split(",")) <= CONDITIONS.get(column, {}).keys()
        if not is_known or column in where:
            return None
        where[column] = values.split(",")
    return where


def settled(where):
    """Return conditions as a key writes them: in order, and an age that is a band of the register as such."""
    found = {}
    for column, known in CONDITIONS.items():
        if values := where.get(column):
            found[column] = list(values) if known is None else [value for value in known if value in values]
    if YEARS in found:
        ends = _range_of(found[YEARS][0])
        if ends == (0, OLDEST):
            del found[YEARS]
        elif band := next((name for name, own in BANDS.items() if own == ends), None):
            del found[YEARS]
            found["age"] = [band]
    return {column: found[column] for column in CONDITIONS if column in found}


def years(least, most):
    """Return the values of the condition that somebody is `least` to `most` full years old; None: no end."""
    return [f"{least or 0}-{OLDEST if most is None else most}"]


def is_age(least, most):
    """True if there is anybody who is `least` to `most` full years old; None: no end."""
    return _range_of(years(least, most)[0]) is not None


def within_band(where):
    """True if the years of conditions lie at least in part within their band of the register."""
    (low, high), (first, last) = _range_of(where[YEARS][0]), BANDS[where["age"][0]]
    return low <= last and first <= high


def looked_for(where):
    """Return the values that the columns of the list of the register must hold."""
    found = dict(where)
    if YEARS in where:
        low, high = _range_of(where[YEARS][0])
        found[YEARS] = list(range(low, high + 1))
    return found


def title_of(where):
    """Return what a count is called: 持证18至59岁女肢体重度残疾人."""
    said = "".join(_words(column, where[column]) for column in SPOKEN if column in where)
    return f"{said}残疾人" if where else "登记残疾人"


def definition_of(where):
    """Return what exactly is counted."""
    told = "、".join(_words(column, where[column]) for column in SPOKEN if column in where) or "全部"
    text = f"截至统计日在册的残疾人：{told}。"
    if tuple(where.get("card", ())) == HOLDERS:
        text += "持证指残疾人证没有冻结、注销，含已到期未换的。"
    if YEARS in where:
        text += "年龄是截至统计日的周岁。"
    if now := "、".join(words for column, words in OF_NOW.items() if column in where):
        text += f"{now}按登记的现值。"
    return text


def _range_of(text):
    """Return (least, most) of a range of years that is written as a key does; None if it is none."""
    found = RANGE.fullmatch(text)
    low, high = map(int, found.groups()) if found else (1, 0)
    return (low, high) if low <= high <= OLDEST else None


def _words(column, values):
    if column == "card" and tuple(values) == HOLDERS:
        return "持证"
    if column == "grade" and tuple(values) == SEVERE:
        return "重度"
    if column == YEARS:
        low, high = _range_of(values[0])
        return f"{low}岁及以上" if high == OLDEST else f"{low}至{high}岁" if low else f"不满{high + 1}岁"
    said = "、".join(str(CONDITIONS[column][value]) for value in values)
    shapes = {"hukou": "{}户口", "card": "残疾人证{}", "education": "{}文化程度"}
    return shapes.get(column, "{}").format(said)
