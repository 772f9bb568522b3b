"""Pinyin initials, by which names are found without a Chinese keyboard."""

from functools import lru_cache


@lru_cache(maxsize=20_000)
def initials(text):
    """Return the first letters of the pinyin of `text` in lower case: 王志强 → wzq."""
    from pypinyin import Style, lazy_pinyin  # half a second of dictionaries, for those who write names

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors=lambda rest: rest[:1])).lower()[:50]


@lru_cache(maxsize=20_000)
def syllables(text):
    """Return the pinyin of `text` without tones, parted by blanks: 王志强 → wang zhi qiang."""
    from pypinyin import lazy_pinyin  # as above

    return " ".join(lazy_pinyin(text)).lower()
