"""From the words over a column to what fills it: known, likely, or neither."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from core.sheets.headers import spellings
from reports.answers.choices import LEFT
from reports.answers.items import INTERNAL, composed, listed, listed_members, people_items, roles, unit_items
from reports.answers.wording import SEPARATORS, compose

NEAR_ENOUGH = 72  # of 100, by rapidfuzz
YEAR = re.compile(r"[12]\d{3}年{0,1}度{0,1}")
TAILS = ("合计", "小计", "总数", "总计", "人数", "数量")
IN_TENS_OF_THOUSANDS = "万元"


@dataclass(frozen=True)
class Guess:
    """What a column seems to be: `key` is sure, `near` is only proposed."""

    key: str = ""
    near: str = ""


def unit_guess(parts):
    """Return the `Guess` for a column of units; `parts` are its words from the widest group down."""
    parts = [YEAR.sub("", unicodedata.normalize("NFKC", part)) for part in parts]
    parts = [part for part in parts if part.strip()]
    if not parts:
        return Guess()
    whole = _ways(parts)
    for text in whole:
        if key := _unit_names().get(text):
            return Guess(key)
    found, is_sure = compose("".join(parts))
    if found is not None:
        key = composed(found).key
        return Guess(key) if is_sure else Guess(near=key)
    for names, texts in ((_near_names(), whole), (_unit_names(), spellings(parts[-1]))):
        if key := next((names[text] for text in texts if text in names), ""):
            return Guess(near=key)
    return Guess(near=_closest(whole, _unit_names()))


def people_guess(parts, target):
    """Return the `Guess` for a column of people; `parts` as for `unit_guess`."""
    parts = [YEAR.sub("", unicodedata.normalize("NFKC", part)).strip() for part in parts]
    *groups, title = [part for part in parts if part] or [""]
    names, above = _people_names(target), "".join(groups)
    for text in spellings(above + title):
        if text in names:
            return Guess(names[text])
    key = next((names[text] for text in spellings(title) if text in names), "")
    if above and not _is_neutral(above):
        return Guess(near="" if key == LEFT else key)
    return Guess(key) if key else Guess(near=_closest(spellings(title), names))


def is_in_tens_of_thousands(parts):
    """True if the words over a column say that its money is in 万元."""
    return any(IN_TENS_OF_THOUSANDS in part for part in parts)


def _ways(parts):
    """Return the spellings of the whole, of the lowest two, and without a last 合计."""
    ways = ["".join(parts), "".join(parts[-2:])]
    if len(parts) > 1 and SEPARATORS.sub("", parts[-1]) in TAILS:
        ways += ["".join(parts[:-1]), parts[-2]]
    if len(parts) == 1 or (compose("".join(parts[:-1]))[0] in ({}, None) and _is_neutral(parts[-2])):
        ways.append(parts[-1])
    return [text for way in dict.fromkeys(ways) for text in spellings(way)]


def _is_neutral(text):
    """True if a group says nothing about the columns below it."""
    rest = SEPARATORS.sub("", text)
    for word in sorted(listed()["neutral"].split(), key=len, reverse=True):
        rest = rest.replace(word, "")
    return not rest


def _closest(texts, names):
    best = max(
        (
            found
            for text in texts
            if (found := process.extractOne(text, list(names), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH))
        ),
        key=lambda found: found[1],
        default=None,
    )
    return names[best[0]] if best and names[best[0]] != LEFT else ""


@lru_cache(maxsize=1)
def _unit_names():
    """Return spelling → key of everything that is known for units, roles first."""
    return _named([*roles().values(), *unit_items().values()])


@lru_cache(maxsize=2)
def _people_names(target):
    """Return spelling → key of what is known for people; columns filled in by hand are left."""
    names = _named(item for item in people_items(target).values() if item.key != INTERNAL)
    by_hand = (text for word in listed_members()["by_hand"].split() for text in spellings(word))
    return names | {text: LEFT for text in by_hand if text not in names}


@lru_cache(maxsize=1)
def _near_names():
    named = ((name, item.key) for item in unit_items().values() for name in item.near)
    return {text: key for name, key in named for text in spellings(name)}


def _named(items):
    names = {}
    for item in items:
        for name in (item.title, *item.names):
            for text in spellings(name):
                names.setdefault(text, item.key)
    return names
