"""How people write coded values; the spellings are data, in `values.toml`."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from core.sheets.cells import half_width
from registry.choices import (
    CardState,
    Category,
    Education,
    Employment,
    Grade,
    Hukou,
    Marriage,
    Relation,
    Sex,
    Subsistence,
)

CHOICES = {
    "sex": Sex,
    "category": Category,
    "grade": Grade,
    "hukou": Hukou,
    "education": Education,
    "marriage": Marriage,
    "employment": Employment,
    "relation": Relation,
    "card_state": CardState,
}
SUBSISTENCE_KEYS = {"subsistence": None, "is_dibao": Subsistence.DIBAO, "is_tekun": Subsistence.TEKUN}
TEKUN = re.compile(r"特困|五保|分散供养|集中供养")
DIBAO = re.compile(r"低保|最低生活保障|[一二三四1234ABC]类|[ABC]$")
NEGATED = re.compile(r"^(非|不|未|无|没)|^一般")
PUNCTUATION = re.compile(r"[()（）、，,。.:：·]")


@lru_cache(maxsize=5_000)
def folded(text):
    """Return a text as spellings are compared: half width, upper case, without blanks and punctuation."""
    return PUNCTUATION.sub("", half_width(text)).upper()


def _words(text):
    return frozenset(folded(word) for word in text.split())


def _lookup(choices, spelled):
    """Return folded spelling → stored value of one column."""
    words = {folded(label): value for value, label in choices.choices if value != CardState.REPLACED}
    return words | {folded(word): value for value, text in spelled.items() for word in text.split()}


SPELLED = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
LOOKUPS = {key: _lookup(choices, SPELLED[key]) for key, choices in CHOICES.items()}
YES, NO = _words(SPELLED["yes_no"]["yes"]), _words(SPELLED["yes_no"]["no"])
BLANK = _words(SPELLED["blank"]["words"]) | {""}
LONGEST_BLANK = 2 * max(map(len, BLANK))  # room for inner blanks
PEOPLE_NAMES = (*(f"{name}族" for name in SPELLED["ethnicity"]["peoples"].split()), "其他", "外国血统")
PEOPLES, OTHER_PEOPLES = _words(SPELLED["ethnicity"]["peoples"]), _words(SPELLED["ethnicity"]["others"])


def is_blank(text):
    """True if the text says nothing: empty, a dash, 无、不详 …"""
    return not text or (len(text) <= LONGEST_BLANK and folded(text) in BLANK)


def choice_of(key, text):
    """Return the stored value that `text` means in the column `key`, or None for a blank cell.

    :raises ValueError: no choice is written so.
    """
    word = folded(text)
    if word in LOOKUPS[key]:
        return LOOKUPS[key][word]
    if word in BLANK:
        return None
    raise ValueError(text)


def subsistence_of(text, *, yes):
    """Return 无、低保 or 特困 as `text` says, or None for a blank cell.

    :param yes: what 是 means in this column; None where it means nothing.
    :raises ValueError: it says something else.
    """
    word = folded(text)
    if not word:
        return None
    if word in NO or NEGATED.search(word):
        return Subsistence.NONE
    if TEKUN.search(word):
        return Subsistence.TEKUN
    if word in YES and yes is not None:
        return yes
    if DIBAO.search(word):
        return Subsistence.DIBAO
    raise ValueError(text)


def ethnicity_of(text):
    """Return the name of a people as the register writes it (汉 → 汉族), or None for a blank cell.

    :raises ValueError: it is not one of the 56, nor 其他 or 外国血统.
    """
    word = folded(text)
    if word in BLANK:
        return None
    stem = word.removesuffix("族")
    if stem in PEOPLES:
        return f"{stem}族"
    if word in OTHER_PEOPLES:
        return "其他"
    if word.startswith("外国血统"):
        return "外国血统"
    raise ValueError(text)


def known_words(key):
    """Return what a cell of the column may say, for messages and drop-downs."""
    if key == "subsistence":
        return list(Subsistence.labels)
    return [label for value, label in CHOICES[key].choices if value != CardState.REPLACED]
