"""Days of a year on which something is asked for, kept as ["06-30", "12-31"]."""

import re
import unicodedata
from datetime import date

ASKED_FOR_NEVER = "不按日期"
LEAP, SHORTEST = 2028, 28  # a year with every day; days that every month has
NUMBER = r"(\d{1,2})"
DAY = re.compile(rf"{NUMBER}[-./月]{NUMBER}")
EVERY_MONTH = "每月"
PARTED = re.compile(r"[、,;\s]+")


class NoSuchDay(ValueError):
    """It is no day of every year; the message is fit to show."""


def days_from(text):
    """Return the days that a text names (6月30日、12-31、每月25日), sorted; none for an empty text.

    :raises NoSuchDay: a word of it is no day, or one that not every year or month has.
    """
    words = [word for word in PARTED.split(unicodedata.normalize("NFKC", text).strip()) if word]
    if words == [ASKED_FOR_NEVER]:
        return []
    return sorted({day for word in words for day in _days_of(word)})


def _days_of(word):
    bare = word.rstrip("日号")
    if bare.startswith(EVERY_MONTH) and bare.removeprefix(EVERY_MONTH).isdecimal():
        day = int(bare.removeprefix(EVERY_MONTH))
        if not 1 <= day <= SHORTEST:
            raise NoSuchDay(f"“{word}”不是每个月都有，请写1日到{SHORTEST}日，或逐个月写。")
        return [f"{month:02}-{day:02}" for month in range(1, 13)]
    found = DAY.fullmatch(bare)
    if not found:
        raise NoSuchDay(f"“{word}”不是日期，请写成 6月30日 或 每月25日，几个日期用顿号隔开。")
    month, day = map(int, found.groups())
    try:
        date(LEAP, month, day)
    except ValueError:
        raise NoSuchDay(f"没有{month}月{day}日这一天。") from None
    if (month, day) == (2, 29):
        raise NoSuchDay("2月29日不是每年都有，请写2月28日。")
    return [f"{month:02}-{day:02}"]


def days_in_words(days):
    """Return days as people write them: 6月30日、12月31日；每月25日；不按日期."""
    parts = [tuple(map(int, own.split("-"))) for own in days]
    if len(parts) == 12 and len({month for month, _ in parts}) == 12 and len({day for _, day in parts}) == 1:
        return f"每月{parts[0][1]}日"
    return "、".join(f"{month}月{day}日" for month, day in parts) or ASKED_FOR_NEVER


def next_of(days, day):
    """Return the first of the days from `day` on, or None."""
    return min((own for own in _dates(days, day) if own >= day), default=None)


def last_two(days, day):
    """Return the last of the days before `day` and the one before that; (None, None) without any."""
    past = sorted(own for own in _dates(days, day) if own < day)[-2:]
    return (past[1], past[0]) if past else (None, None)


def _dates(days, day):
    return [
        date(year, *map(int, own.split("-"))) for year in range(day.year - 2, day.year + 2) for own in days
    ]
