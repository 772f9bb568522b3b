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
NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,15}")
COPY = re.compile(r"(?!0+$)[0-9]{1,6}")
COPY_DIGITS = 6
MOST_SIGNERS, SIGNERS_IN_A_ROW = 6, 2
CELLS, LABEL_CELLS = 28, 4  # characters of a line, and of 签发人：
SECRET = re.compile(r"[绝机秘]密\s*[★☆*]")
BRACKETS = str.maketrans(dict.fromkeys("[［【(（〖{", "〔") | dict.fromkeys("]］】)）〗}", "〕"))


class NumberRefused(ValueError):
    """What was typed is no 发文字号; the message says how one looks."""


class Form(models.TextChoices):
    """The heads that a document may have."""

    NONE = "", "无版头"
    RED = "red", "红头文件"
    LETTER = "letter", "信函"


class PartRefused(ValueError):
    """What was typed cannot stand in the head of a document; the message says what to write."""


class Urgency(models.TextChoices):
    """How quickly a paper has to be dealt with (紧急程度); 特提 and 平急 belong to telegrams alone."""

    NONE = "", "不标"
    TOP = "特急", "特急"
    HIGH = "加急", "加急"


@dataclass(frozen=True)
class Imprint:
    """The 版记 of a document: who gets copies (抄送机关), who has it printed (印发机关), and on which day.

    That of a letter names the copies alone.
    """

    printer: str
    printed_on: date
    copied_to: str = ""


@dataclass(frozen=True)
class Letterhead:
    """The head of one document: its form, whose it is, its number (文号) and whom it addresses (主送机关).

    A document that goes upward (上行文) names those who signed it (签发人). `copy_number` (份号) and
    `urgency` (紧急程度) stand in the upper left; `note` (附注) follows the date.
    """

    form: str
    issuer: str
    number: str = ""
    addressee: str = ""
    imprint: Imprint | None = None
    signers: tuple[str, ...] = ()
    copy_number: str = ""
    urgency: str = ""
    note: str = ""

    @property
    def is_letter(self):
        return self.form == Form.LETTER

    @property
    def mark(self):
        """Return the issuer's mark: a letter bears the name alone, a red head 文件 after it."""
        return self.issuer if self.is_letter else f"{self.issuer}文件"

    @property
    def corner(self):
        """Return the lines of the upper left, in the order of the standard."""
        return [line for line in (self.copy_number, self.urgency) if line]

    @property
    def signer_cells(self):
        """Return how many characters the longest name of those who signed has."""
        return max(map(len, self.signers), default=0)

    @property
    def signer_rows(self):
        """Return the names of those who signed in rows: two in each, one where two are too wide (7.2.6)."""
        number = sum(0.5 if sign.isascii() else 1 for sign in self.number)
        is_wide = number + LABEL_CELLS + 2 * self.signer_cells + 2 > CELLS - 2  # with one between each two
        step = 1 if is_wide else SIGNERS_IN_A_ROW
        return [self.signers[at : at + step] for at in range(0, len(self.signers), step)]

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


def clean_signers(text):
    """Return the names of those who signed, as typed with any commas between them.

    :raises PartRefused: one is no name, one stands twice, or there are too many.
    """
    names = tuple(re.sub(r"\s+", "", name).replace("•", "·") for name in re.split(r"[、，,；;\n]", text))
    names = tuple(filter(None, names))
    for name in names:
        if not NAME.fullmatch(name):
            raise PartRefused(f"“{name}”不像姓名。签发人只写姓名，几个人用顿号隔开，例如 王强、李芳。")
    if len(set(names)) < len(names):
        raise PartRefused("签发人中有人写了两次，请去掉一次。")
    if len(names) > MOST_SIGNERS:
        raise PartRefused(f"签发人最多 {MOST_SIGNERS} 位，请只写批准发文的负责人。")
    return names


def clean_copy_number(text):
    """Return a 份号 in six digits: 1 becomes 000001.

    :raises PartRefused: it is none.
    """
    written = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    if written and not COPY.fullmatch(written):
        raise PartRefused("份号是 1 到 6 位的顺序号，例如填 1，印成 000001。")
    return written and written.zfill(COPY_DIGITS)


def clean_note(text):
    """Return a 附注 without the brackets around it, which the paper sets."""
    written = re.sub(r"\s+", "", text)
    if written[:1] in "(（" and written[-1:] in ")）":
        written = written[1:-1]
    return written.rstrip("。.")


def bears_secret(text):
    """True if a text bears a mark of state secrets (机密★1年), for which this system is no place."""
    return bool(SECRET.search(text))
