"""The mark on a PDF: pale across every page and in a line at its foot, drawn over it, not part of the text.

Both are artifacts (ISO 32000-1, §14.8.2.2): the tags of a PDF/UA file stay as they are, and a screen reader
does not read the mark on each page. The drawings are made once and shared by all pages.
"""

import io

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from core.documents import draw

TEMPLATE = "print/stamp.html"
TIMES = range(12)  # lines of the pattern, each of which says it three times
FOOT_ABOVE, SIDE = 9, 18  # points from the lower edge and from the sides of the page
ACROSS, FOOT = "/ZcMarkAcross", "/ZcMarkFoot"


def stamp_paper(content, stamp):
    """Return the PDF with the mark on every page."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    across, foot = _drawings(writer, stamp)
    for page in writer.pages:
        _draw_over(writer, page, across, foot)
    writer.add_metadata({"/Subject": stamp.line})
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _drawings(writer, stamp):
    """Return the pattern and the foot line as form XObjects of the file."""
    pages = PdfReader(io.BytesIO(draw(TEMPLATE, {"stamp": stamp, "times": TIMES}))).pages
    return _form_of(writer, pages[0]), _form_of(writer, pages[1])


def _form_of(writer, page):
    form = StreamObject()
    form.set_data(page.get_contents().get_data())
    form.update({
        NameObject("/Type"): NameObject("/XObject"),
        NameObject("/Subtype"): NameObject("/Form"),
        NameObject("/BBox"): ArrayObject(page.mediabox),
        NameObject("/Resources"): page["/Resources"].get_object().clone(writer),
    })  # fmt: skip
    return writer._add_object(form.flate_encode())


def _draw_over(writer, page, across, foot):
    """Add the two drawings after everything that stands on the page."""
    resources = _own(page, "/Resources", page)
    objects = _own(resources, "/XObject", resources)
    objects[NameObject(ACROSS)], objects[NameObject(FOOT)] = across, foot
    x, y = float(page.mediabox.left), float(page.mediabox.bottom)
    strip = across.get_object()["/BBox"], foot.get_object()["/BBox"]
    scale = min(1, (float(page.mediabox.width) - 2 * SIDE) / float(strip[1][2]))
    drawn = (
        f"/Artifact <</Type /Pagination /Subtype /Watermark>> BDC\n"
        f"q 1 0 0 1 {x:.2f} {y:.2f} cm {ACROSS} Do Q\n"
        f"q {scale:.4f} 0 0 {scale:.4f} {x + SIDE:.2f} {y + FOOT_ABOVE:.2f} cm {FOOT} Do Q\nEMC\n"
    )
    was = page["/Contents"].get_object() if "/Contents" in page else ArrayObject()
    parts = list(was) if isinstance(was, ArrayObject) else [page.raw_get("/Contents")]
    page[NameObject("/Contents")] = ArrayObject(
        [_stream(writer, "q\n"), *parts, _stream(writer, f"\nQ\n{drawn}")]
    )


def _own(holder, key, page):
    """Return the dictionary under `key` as this page's own: others may share it."""
    own = DictionaryObject(holder[key].get_object() if key in holder else {})
    page[NameObject(key)] = own
    return own


def _stream(writer, text):
    stream = StreamObject()
    stream.set_data(text.encode("ascii"))
    return writer._add_object(stream)
