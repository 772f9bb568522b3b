"""What stands over an official document: a red head (红头) or the head of a letter (信函); GB/T 9704-2012."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.db import models

BLOCK_POINTS, LETTER_POINTS = 442.2, 481.9  # 156 mm of the block, 170 mm of a letter's rules
RED_SIZE, LETTER_SIZE, LEAST_SIZE = 40, 30, 16
SPACING = 1.06
NUMBER = re.compile(
    r"[\u4e00-\u9fff]{2,20}\u3014(?:19|20)\d\d\u3015[1-9]\d{0,4}\u53f7"
)  # 会残联发〔2026〕14号
BRACKETS = str.maketrans(dict.fromkeys("[［【(（〖{", "〔") | dict.fromkeys("]］】)）〗}", "〕"))


class NumberRefused(ValueError):
    """What was typed is no 发文字号; the message says how one looks."""


class Form(models.TextChoices):
    """The heads that a document may have."""

    NONE = "", "无版头"
    RED = "red", "红头文件"
    LETTER = "letter", "信函"


@dataclass(frozen=True)
class Imprint:
    """The 版记 of a document: who gets copies (抄送机关), who has it printed (印发机关), and on which day."""

    printer: str
    printed_on: date
    copied_to: str = ""


@dataclass(frozen=True)
class Letterhead:
    """The head of one document: its form, whose it is, its number (文号) and whom it addresses (主送机关)."""

    form: str
    issuer: str
    number: str = ""
    addressee: str = ""
    imprint: Imprint | None = None

    @property
    def is_letter(self):
        return self.form == Form.LETTER

    @property
    def mark(self):
        """Return the issuer's mark: a letter bears the name alone, a red head 文件 after it."""
        return self.issuer if self.is_letter else f"{self.issuer}文件"

    @property
    def size(self):
        """Return the type size of the mark in points, smaller where the name is long."""
        most, width = (LETTER_SIZE, LETTER_POINTS) if self.is_letter else (RED_SIZE, BLOCK_POINTS)
        return max(LEAST_SIZE, min(most, int(width / (len(self.mark) * SPACING))))


def clean_number(text):
    """Return a 发文字号 as the standard writes it: 会残联发〔2026〕14号.

    Any brackets are taken, blanks and leading zeros left out.

    :raises NumberRefused: it is none.
    """
    written = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(BRACKETS).replace("第", "")
    written = re.sub(r"〕0+(?=\d)", "〕", written)
    if written and not written.endswith("号"):
        written += "号"
    if written and not NUMBER.fullmatch(written):
        raise NumberRefused("发文字号应写成“会残联发〔2026〕14号”：机关代字、六角括号里的年份、序号。")
    return written
