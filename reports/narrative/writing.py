"""How prose is put together: blocks of segments, in which every number is a figure of the book."""

import re

PLACE = re.compile(r"\{([\w.-]+)\}")
NUMERALS = "一二三四五六七八九十"


class NothingToSay(ValueError):
    """A sentence was to be written without any figure behind it."""


class Writer:
    """Writes headings and paragraphs. A sentence names its figures in braces; without one it is refused."""

    def __init__(self, book):
        self.book = book
        self.blocks = []
        self._sections = self._parts = 0

    def section(self, title):
        """Begin a section: 一、…"""
        self._sections, self._parts = self._sections + 1, 0
        self._add("h2", [{"text": f"{numeral(self._sections)}、{title}"}])

    def part(self, title):
        """Begin a part of a section: （一）…"""
        self._parts += 1
        self._add("h3", [{"text": f"（{numeral(self._parts)}）{title}"}])

    def paragraph(self, *sentences):
        """Write one paragraph of sentences; those that are None are left out."""
        segments = [segment for sentence in sentences if sentence for segment in sentence]
        if segments:
            self._add("p", segments)

    def say(self, template, **phrases):
        """Return a sentence: `{figure.key}` becomes the figure, `{name}` the phrase of that name.

        :raises NothingToSay: neither the template nor its phrases name a figure.
        """
        segments, end = [], 0
        for place in PLACE.finditer(template):
            segments += plain(template[end : place.start()]) + self._fill(place[1], phrases)
            end = place.end()
        segments += plain(template[end:])
        if not any("key" in segment for segment in segments):
            raise NothingToSay(template)
        return segments

    def each(self, entries, *, joint="、", template="{name}{figure}"):
        """Return a phrase that lists (name, figure key) pairs."""
        phrase = []
        for number, (name, key) in enumerate(entries):
            phrase += plain(joint if number else "")
            phrase += self.say(template, name=plain(name), figure=[self._figure(key)])
        return phrase

    def _fill(self, name, phrases):
        return phrases[name] if name in phrases else [self._figure(name)]

    def _figure(self, key):
        return {"text": self.book.figures[key]["text"], "key": key}

    def _add(self, kind, segments):
        self.blocks.append({"kind": kind, "segments": segments})


def numeral(number):
    """Return a number up to 99 in Chinese: 三, 十二, 二十."""
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else NUMERALS[tens - 1])
        + ("十" if tens else "")
        + (NUMERALS[ones - 1] if ones else "")
    )


def plain(text):
    """Return text as a phrase without figures."""
    return [{"text": text}] if text else []
