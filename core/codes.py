"""Short codes on paper: easy to read and type, impossible to guess, and a slip of the finger is noticed.

Eleven drawn characters and one that checks them, of the 31 figures and capitals that nobody takes for one
another: there is no 0 and O, no 1, I and L. Thirty-one is prime and the weights of the places differ, so any
one wrong character and any two that changed places are noticed. Eleven characters are 54 bits.
"""

import re
import secrets
import unicodedata

from core.encryption import digest

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
DRAWN = 11
LENGTH = DRAWN + 1
GROUP = 4
SEPARATORS = re.compile(r"[\s\-–—_.·]+")


class CodeRefused(ValueError):
    """What was typed cannot be a code; the message says what to look at."""


def new_code():
    """Return a code that has never been, as it is kept: twelve characters without separators."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(DRAWN))
    return drawn + check_character(drawn)


def code_of(text):
    """Return the code that belongs to a text: the same for everybody here, and nobody else can reckon it.

    Its eleven characters come from the keyed digest of the text: no easier to guess than drawn ones.
    """
    number, drawn = int(digest(text), 16), ""
    for _ in range(DRAWN):
        number, place = divmod(number, len(ALPHABET))
        drawn += ALPHABET[place]
    return drawn + check_character(drawn)


def check_character(drawn):
    """Return the character that belongs to the eleven drawn ones."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(drawn, start=1))
    return ALPHABET[total % len(ALPHABET)]


def shown(code):
    """Return a code as it stands on paper: three groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def clean_code(text):
    """Return the code that somebody typed or scanned, whatever its case, width and separators.

    :raises CodeRefused: it is too long or too short, has a character that no code has, or does not check.
    """
    typed = SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not typed:
        raise CodeRefused("请输入纸上二维码旁的 12 位验真码。")
    if strange := [sign for sign in typed if sign not in ALPHABET]:
        raise CodeRefused(
            f"验真码里没有“{strange[0]}”。只用数字 2 到 9 和字母，不用 0、O、1、I、L，请对照纸上再输。"
        )
    if len(typed) != LENGTH:
        raise CodeRefused(f"验真码是 {LENGTH} 位，现在是 {len(typed)} 位，请对照纸上再输。")
    if check_character(typed[:DRAWN]) != typed[DRAWN]:
        raise CodeRefused("验真码有输错的地方，请对照纸上逐位核对。")
    return typed
