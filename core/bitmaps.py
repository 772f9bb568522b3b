"""Drawings as bitmaps, for Word, which shows no SVG in the versions that are in use.

The drawing is printed by the same means and in the same faces as on paper, and that page is made a bitmap by
PDFium: nothing asks the network, and the same drawing gives the same bytes.
"""

import io
from dataclasses import dataclass
from threading import Lock

import pypdfium2

from core.documents import FONT_STYLE
from core.printing import draw_html

DPI, POINTS = 300, 72  # to the inch
MM = 25.4
COLOURS = 64  # enough for the few of a drawing with their edges, and a third of the bytes
_one_at_a_time = Lock()  # PDFium is not made for threads


@dataclass(frozen=True)
class Bitmap:
    """A drawing as PNG and its size on paper in mm."""

    content: bytes
    width: float
    height: float


def bitmaps_of(drawings, *, width, most):
    """Return the `Bitmap` of each (svg, width, height in its own units), `width` mm wide.

    What would be higher than `most` mm is made smaller as a whole.
    """
    sizes = [_fitted(own_width, own_height, width, most) for _, own_width, own_height in drawings]
    if not sizes:
        return []
    printed = draw_html(_pages([svg for svg, *_ in drawings], sizes))
    with _one_at_a_time:
        pdf = pypdfium2.PdfDocument(printed)
        try:
            return [Bitmap(_png(pdf[place]), *size) for place, size in enumerate(sizes)]
        finally:
            pdf.close()


def _fitted(width, height, room, most):
    scale = min(room / width, most / height)
    return round(width * scale, 2), round(height * scale, 2)


def _pages(svgs, sizes):
    """Return a page for each drawing, exactly of its size."""
    rules = "".join(
        f"@page d{place} {{ size: {wide}mm {high}mm; margin: 0 }}"
        f"#d{place} {{ page: d{place}; width: {wide}mm; height: {high}mm; overflow: hidden }}"
        for place, (wide, high) in enumerate(sizes)
    )
    bodies = "".join(f'<div id="d{place}">{svg}</div>' for place, svg in enumerate(svgs))
    return (
        f'<html lang="zh-CN"><link rel="stylesheet" href="print:{FONT_STYLE}">'
        f"<style>{rules} body {{ margin: 0 }} svg {{ display: block; width: 100%; height: 100% }}</style>"
        f"<body>{bodies}</body></html>"
    )


def _png(page):
    image = page.render(scale=DPI / POINTS).to_pil().convert("RGB").quantize(COLOURS, dither=0)
    stream = io.BytesIO()
    image.save(stream, "PNG", optimize=True, dpi=(DPI, DPI))
    return stream.getvalue()
