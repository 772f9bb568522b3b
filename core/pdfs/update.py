"""Objects written behind the end of a finished PDF, which stays byte for byte as it is (ISO 32000-1, 7.5.6).

What it costs depends on what changes, not on how large the file is.
"""

import re
import zlib
from itertools import groupby

from core.pdfs.syntax import Malformed, Ref, written

WIDTHS = (1, 6, 2)  # bytes of an entry of the table of objects
START = b"startxref"
CLASSIC = b"xref"
TABLE = re.compile(rb"\s*(xref|\d+\s+\d+\s+obj)")


class Update:
    """Takes new and changed objects of the file `content`, opened as `source`; gives what is to follow it.

    :raises Malformed: the file does not say where its table of objects stands.
    """

    def __init__(self, content, source):
        self._source, self._length = source, len(content)
        try:
            self._before = int(content[content.rindex(START) + len(START) :].split(maxsplit=1)[0])
        except (ValueError, IndexError) as problem:
            raise Malformed from problem
        found = TABLE.match(content, self._before)
        if found is None:
            raise Malformed
        self._is_classic = found[1] == CLASSIC
        self._next = source.numbers[-1] + 1
        self._body = bytearray(b"\n")
        self._places = {}

    def number(self):
        """Return a number that no object has yet."""
        self._next += 1
        return Ref(self._next - 1)

    def put(self, number, value, data=None):
        """Write an object under its number, with the bytes of its stream if it is one; return the number."""
        self._places[number] = self._length + len(self._body)
        stream = b"" if data is None else b"\nstream\n%b\nendstream" % data
        self._body += b"%d 0 obj\n%b%b\nendobj\n" % (number, written(value), stream)
        return number

    def put_stream(self, data, facts=None):
        """Write new bytes as a compressed stream and return its number."""
        packed = zlib.compress(data)
        told = {**(facts or {}), b"/Filter": b"/FlateDecode", b"/Length": b"%d" % len(packed)}
        return self.put(self.number(), told, packed)

    def bring(self, source, value):
        """Copy what a value of another file refers to, and return the value with the numbers it has here."""
        numbers = {}
        waiting = list(_refs(value))
        while waiting:
            own = waiting.pop()
            if own not in numbers:
                numbers[own] = self.number()
                waiting += _refs(source.value(own))
        for own, number in numbers.items():
            told, data = source.read(own)
            self.put(number, written(told, numbers), data)
        return written(value, numbers)

    def finish(self, *, info):
        """Return all that follows the file, its own table of objects at the end."""
        trailer = {b"/Root": self._source.root, b"/Info": info, b"/Prev": b"%d" % self._before}
        table = self._length + len(self._body)
        end = self._classic(trailer) if self._is_classic else self._packed(trailer, table)
        return bytes(self._body) + end + b"startxref\n%d\n%%%%EOF\n" % table

    def _classic(self, trailer):
        lines = [b"xref\n"]
        for run in self._runs():
            lines.append(b"%d %d\n" % (run[0], len(run)))
            lines += [b"%010d 00000 n \n" % self._places[number] for number in run]
        size = {b"/Size": b"%d" % self._next}
        return b"".join(lines) + b"trailer\n" + written(size | trailer) + b"\n"

    def _packed(self, trailer, table):
        number = self.number()
        self._places[number] = table
        runs = self._runs()
        entries = b"".join(
            value.to_bytes(width)
            for own in sorted(self._places)
            for value, width in zip((1, self._places[own], 0), WIDTHS, strict=True)
        )
        data = zlib.compress(entries)
        facts = trailer | {
            b"/Type": b"/XRef", b"/Size": b"%d" % self._next, b"/W": [b"%d" % own for own in WIDTHS],
            b"/Index": [b"%d" % own for run in runs for own in (run[0], len(run))],
            b"/Filter": b"/FlateDecode", b"/Length": b"%d" % len(data),
        }  # fmt: skip
        return b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, written(facts), data)

    def _runs(self):
        """Return the numbers written, in runs of those that follow one another."""
        counted = enumerate(sorted(self._places))
        return [[own for _, own in run] for _, run in groupby(counted, lambda pair: pair[1] - pair[0])]


def _refs(value):
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, dict | list):
        for own in value.values() if isinstance(value, dict) else value:
            yield from _refs(own)
