"""Taking the words over a column apart into conditions on the register."""

import re
import unicodedata
from functools import lru_cache

from reports.answers.composing import CONDITIONS, YEARS, is_age, settled, within_band, years
from reports.answers.items import listed

SEPARATORS = re.compile(r"[\s\x2c\x3b\x3a\x28\x29，；、。.：*＊\"'“”‘’（）\[\]【】〔〕/／\\|]")
ABOUT_DISABILITY = {"category", "grade", "card"}  # what of everybody else there is nothing to count
JOINED = ("category", "grade", "subsistence", "employment", "education")  # 听力言语: one or the other
SIMPLE = 2  # conditions; what consists of more is only proposed
# How the numbers of an age are read: the least and the most full years; None is no end.
READ = {
    "between": lambda low, high: (low, high),
    "from": lambda low: (low, None),
    "to": lambda high: (0, high),
    "below": lambda end: (0, end - 1),
}


def compose(text):
    """Return the conditions that a text consists of, and whether all are sure; None if it says more.

    It is taken apart from left to right into words that narrow the register and words that mean nothing.
    """
    rest = tidy(text)
    about_people, where, is_sure = "残疾" in rest, {}, True
    while rest:
        length, rule = _next(rest)
        if not length:
            return None, False
        rest = rest[length:]
        if rule is None:
            continue
        column, values, is_near = rule
        values, is_clear = _both(column, where.get(column), values)
        if values is None:
            return None, False
        where[column], is_sure = values, is_sure and is_clear and not is_near
    if {"age", YEARS} <= where.keys():  # 就业年龄段（18-59岁）, 0-6岁儿童: the years say it exactly
        if not within_band(where):
            return None, False
        del where["age"]
    about_people = about_people or bool(ABOUT_DISABILITY & where.keys())
    if not (where or about_people):
        return None, False
    where = settled(where)
    is_sure = is_sure and YEARS not in where and len(where) <= SIMPLE
    return where, is_sure and about_people


def tidy(text):
    """Return a text without what only parts its words."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).lower()


def _next(rest):
    """Return (length of the first word, its rule); the rule of a filler is None, an unknown word has none."""
    word = next((word for word in _words() if rest.startswith(word)), None)
    if word is not None:
        return len(word), _words()[word]
    for shape, read, is_near in _ages():
        if found := shape.match(rest):
            least, most = read(*map(int, found.groups()))
            if is_age(least, most):
                return found.end(), (YEARS, years(least, most), is_near)
    found = re.match(listed()["included"], rest)
    return (found.end() if found else 0), None


def _both(column, known, values):
    """Return the values of a column that is spoken of again, and whether that is clear; None if it cannot be.

    A part of what is known narrows it (重度／一级); of two kinds somebody may be either.
    """
    if known is None or known == values:
        return values, True
    if set(values) < set(known):
        return values, True
    if column in JOINED and not set(values) & set(known):
        return sorted({*known, *values}), column == "grade"
    return None, False


@lru_cache(maxsize=1)
def _words():
    """Return word → (column, values, is near), None for fillers; the longest first."""
    found = dict.fromkeys(listed()["fillers"].split())
    for column in ("employment", "education"):
        for value, label in CONDITIONS[column].items():
            found[tidy(str(label))] = (column, [str(value)], False)
    for rule in listed()["word"]:
        for word in rule["words"].split():
            found[word.lower()] = (rule["column"], rule["values"], rule.get("near", False))
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=1)
def _ages():
    """Return (shape, how it is read, is near) of the ways to say an age."""
    return [
        (re.compile(rule["shape"]), READ[rule["reads"]], rule.get("near", False)) for rule in listed()["age"]
    ]
