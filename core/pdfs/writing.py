"""A PDF being written object by object straight to a file: nothing but the places of the objects is kept."""

import zlib

from core.pdfs.syntax import Ref, written

BUNDLE = 400  # objects that are compressed together (ISO 32000-1, 7.5.7)
AT_PLACE, IN_BUNDLE = 1, 2
WIDTHS = (1, 6, 2)  # bytes of an entry of the table of objects


class ObjectFile:
    """Gives numbers to objects, takes each of them once in any order, and ends with the table of them."""

    def __init__(self, file):
        self._file, self._at = file, 0
        self._table = bytearray(sum(WIDTHS))  # number 0 is nobody's
        self._bundle = []
        self._out(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def number(self):
        """Return the number of an object that is still to be put."""
        self._table += bytes(sum(WIDTHS))
        return Ref(len(self._table) // sum(WIDTHS) - 1)

    def put(self, number, content):
        """Write an object that is no stream, given as bytes."""
        self._bundle.append((number, content))
        if len(self._bundle) == BUNDLE:
            self._flush()

    def put_stream(self, number, facts, data):
        """Write a stream; `facts` are its dict as bytes, with its length."""
        self._note(number, AT_PLACE, self._at, 0)
        self._out(b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, facts, data))

    def put_new(self, value):
        """Write an object under a number of its own and return that."""
        number = self.number()
        self.put(number, written(value))
        return number

    def finish(self, *, root, info):
        """Write what is left and the table of all objects."""
        self._flush()
        table, place = self.number(), self._at
        self._note(table, AT_PLACE, place, 0)
        data = zlib.compress(bytes(self._table), 6)
        facts = {
            b"/Type": b"/XRef", b"/Size": b"%d" % (table + 1), b"/W": [b"%d" % own for own in WIDTHS],
            b"/Root": root, b"/Info": info, b"/Filter": b"/FlateDecode", b"/Length": b"%d" % len(data),
        }  # fmt: skip
        self.put_stream(table, written(facts), data)
        self._out(b"startxref\n%d\n%%%%EOF\n" % place)

    def _flush(self):
        if not self._bundle:
            return
        number, head, body = self.number(), [], bytearray()
        for place, (own, content) in enumerate(self._bundle):
            self._note(own, IN_BUNDLE, number, place)
            head.append(b"%d %d" % (own, len(body)))
            body += content + b"\n"
        first = b" ".join(head) + b"\n"
        data = zlib.compress(first + bytes(body), 6)
        facts = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>" % (
            len(self._bundle), len(first), len(data),
        )  # fmt: skip
        self._bundle = []
        self.put_stream(number, facts, data)

    def _note(self, number, kind, where, place):
        entry = b"".join(
            value.to_bytes(width) for value, width in zip((kind, where, place), WIDTHS, strict=True)
        )
        self._table[number * len(entry) : (number + 1) * len(entry)] = entry

    def _out(self, content):
        self._file.write(content)
        self._at += len(content)
