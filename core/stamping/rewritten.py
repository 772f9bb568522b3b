"""The mark on a PDF of another program, or a broken one, which pypdf reads and writes anew."""

import io

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from core.stamping.marks import ACROSS, FOOT, calls


def stamp_paper(content, stamp, drawn):
    """Return the PDF with the mark on every page; `drawn` has the pattern and the foot line as two pages."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    across, foot = (_form_of(writer, page) for page in PdfReader(io.BytesIO(drawn)).pages[:2])
    for page in writer.pages:
        _draw_over(writer, page, across, foot)
    writer.add_metadata({"/Subject": stamp.line})
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


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
    drawn = calls([float(edge) for edge in page.mediabox], float(foot.get_object()["/BBox"][2]))
    was = page["/Contents"].get_object() if "/Contents" in page else ArrayObject()
    parts = list(was) if isinstance(was, ArrayObject) else [page.raw_get("/Contents")]
    page[NameObject("/Contents")] = ArrayObject([_stream(writer, "q\n"), *parts, _stream(writer, drawn)])


def _own(holder, key, page):
    """Return the dictionary under `key` as this page's own: others may share it."""
    own = DictionaryObject(holder[key].get_object() if key in holder else {})
    page[NameObject(key)] = own
    return own


def _stream(writer, text):
    stream = StreamObject()
    stream.set_data(text.encode("ascii"))
    return writer._add_object(stream)
