"""The mark on a PDF: pale across every page and in a line at its foot, drawn over it, not part of the text.

Both are artifacts (ISO 32000-1, 14.8.2.2): the tags of a PDF/UA file stay as they are, and a screen reader
does not read the mark on each page. The drawings are made once and shared by all pages; they are written
behind the file, so that a book of thousands of pages is marked while somebody waits for it.
"""

import io
from dataclasses import dataclass

from pypdf import PdfReader

from core.documents import draw
from core.pdfs.reading import NotReadable, Source
from core.pdfs.syntax import Malformed, Ref, text
from core.pdfs.update import Update
from core.stamping import rewritten
from core.stamping.marks import ACROSS, FOOT, calls

TEMPLATE = "print/stamp.html"
TIMES = range(12)  # lines of the pattern, each of which says it three times
GIVEN = (b"/MediaBox", b"/Resources")  # what a page may take from the nodes above it


def stamp_paper(content, stamp):
    """Return the PDF with the mark on every page."""
    drawn = draw(TEMPLATE, {"stamp": stamp, "times": TIMES})
    try:
        return content + _behind(content, stamp, drawn)
    except (NotReadable, Malformed, ValueError, KeyError, TypeError, AttributeError):
        return rewritten.stamp_paper(
            content, stamp, drawn
        )  # from another program, or broken: pypdf mends much


def _behind(content, stamp, drawn):
    source = Source(io.BytesIO(content))
    update = Update(content, source)
    mark = Mark(update, source, drawn)
    for page, given in _pages_below(source, source.value(source.root)[b"/Pages"], {}):
        mark.put_on(page, given)
    told = source.value(source.info) if source.info is not None else {}
    info = source.info if source.info is not None else update.number()
    update.put(info, told | {b"/Subject": text(stamp.line)})
    return update.finish(info=info)


def _pages_below(source, node, given):
    """Yield the number of each page in order, with what it takes from the nodes above."""
    facts = source.value(node)
    given = given | {name: facts[name] for name in GIVEN if name in facts}
    if b"/Kids" not in facts:
        yield node, given
        return
    for kid in source.value(facts[b"/Kids"]):
        yield from _pages_below(source, kid, given)


@dataclass
class _Form:
    number: Ref
    width: float


class Mark:
    """The two drawings in the file, and the streams of pages of one size that call them."""

    def __init__(self, update, source, drawn):
        self._update, self._source = update, source
        drawing, pages = Source(io.BytesIO(drawn)), PdfReader(io.BytesIO(drawn)).pages
        self._across, self._foot = (self._form(drawing, page) for page in pages[:2])
        self._before = update.put_stream(b"q\n")
        self._after = {}

    def _form(self, drawing, page):
        facts = drawing.value(Ref(page.indirect_reference.idnum))
        box = [float(edge) for edge in page.mediabox]
        told = {
            b"/Type": b"/XObject", b"/Subtype": b"/Form", b"/BBox": [b"%.4f" % edge for edge in box],
            b"/Resources": self._update.bring(drawing, facts[b"/Resources"]),
        }  # fmt: skip
        return _Form(self._update.put_stream(page.get_contents().get_data(), told), box[2])

    def put_on(self, page, given):
        """Write the page anew, with the two drawings after everything that stands on it."""
        value = self._source.value
        facts = value(page)
        resources = dict(value(given.get(b"/Resources", {})))
        own = {ACROSS.encode(): self._across.number, FOOT.encode(): self._foot.number}
        resources[b"/XObject"] = dict(value(resources.get(b"/XObject", {}))) | own
        was = facts.get(b"/Contents", [])
        parts = value(was) if isinstance(value(was), list) else [was]
        box = tuple(float(value(edge)) for edge in value(given[b"/MediaBox"]))
        contents = [self._before, *parts, self._calls(box)]
        self._update.put(page, facts | {b"/Resources": resources, b"/Contents": contents})

    def _calls(self, box):
        if box not in self._after:
            self._after[box] = self._update.put_stream(calls(box, self._foot.width).encode("ascii"))
        return self._after[box]
