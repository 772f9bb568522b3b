import io

import docx
from docx.shared import Pt


def stamp_text(content, stamp):
    """Return the Word file with the mark in the header and footer of every page, and in its properties."""
    text = docx.Document(io.BytesIO(content))
    for section in text.sections:
        for name in ("header", "first_page_header", "even_page_header"):
            _write(getattr(section, name), stamp.line)
        for name in ("footer", "first_page_footer", "even_page_footer"):
            _write(getattr(section, name), stamp.line)
    text.core_properties.comments = stamp.line
    stream = io.BytesIO()
    text.save(stream)
    return stream.getvalue()


def _write(place, line):
    place.is_linked_to_previous = False
    run = place.add_paragraph().add_run(line)
    run.font.size = Pt(8)
