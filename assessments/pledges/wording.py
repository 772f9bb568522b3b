"""The wording of a pledge: a county's own text with places for names and numbers.

A place is a word in braces, such as {甲方}; {指标表}, alone in its line, is where the table of targets comes.
"""

import re
import tomllib
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

PLACE = re.compile(r"\{([^{}]*)\}")
TABLE = "{指标表}"
PLACES = ("年度", "县", "甲方", "乙方", "方案", "依据", "满分")
HEADING = re.compile(r"[一二三四五六七八九十]+、")
LONGEST = 6000  # characters; a pledge of more pages nobody reads


@dataclass(frozen=True)
class Wording:
    """Title and text with their places open."""

    title: str
    body: str

    def problems(self):
        """Return what is wrong with it, in Chinese; empty if it can be used."""
        unknown = sorted(set(PLACE.findall(self.title + self.body)) - {*PLACES, "指标表"})
        found = [f"没有“{{{name}}}”这个占位，可用的有：{known_places()}。" for name in unknown]
        lines = [line.strip() for line in self.body.splitlines()]
        if lines.count(TABLE) != 1:
            found.append(f"正文须有且只有一行“{TABLE}”，指标表印在这里。")
        if TABLE in self.title or any(TABLE in line and line != TABLE for line in lines):
            found.append(f"“{TABLE}”须单独占一行。")
        return found

    def filled(self, facts):
        """Return the wording with its places filled; the place of the table stays."""

        def fill(match):
            return str(facts.get(match[1], match[0]))

        return Wording(PLACE.sub(fill, self.title), PLACE.sub(fill, self.body))


def known_places():
    """Return the places that a text may have, as a list in words."""
    return "、".join(f"{{{name}}}" for name in PLACES)


@dataclass(frozen=True)
class Paragraph:
    """A line of the text as it is printed."""

    text: str
    is_heading: bool


def paragraphs(body):
    """Return (before the table, after it) as lists of `Paragraph`s."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    before = list(takewhile(lambda line: line != TABLE, lines))
    return _paragraphs(before), _paragraphs(lines[len(before) + 1 :])


def _paragraphs(lines):
    return [Paragraph(line, bool(HEADING.match(line))) for line in lines]


def _read():
    rows = tomllib.loads(Path(__file__).with_name("defaults.toml").read_text(encoding="utf-8"))
    return {subject: Wording(row["title"], row["body"].strip()) for subject, row in rows.items()}


DEFAULTS = _read()
