"""The pictures of a report in Word: a bitmap with its words for those who cannot see it, caption, table."""

import io

from docx.shared import Mm

from core.bitmaps import bitmaps_of
from core.pictures import draw, words_of
from core.templatetags.pictures import svg_of
from reports.pictures import pictures_of, table_below
from reports.word_styles import CAPTION, PICTURE, PICTURE_WORDS
from reports.word_tables import BLOCK, add_table

HIGHEST = 150  # mm; under the title of the annex there is room for it with caption and words


def place_pictures(styles):
    """Give pictures their distances, and keep a picture with its caption and words."""
    for name, before, after in ((PICTURE, 4, 0), (CAPTION, 2, 2), (PICTURE_WORDS, 0, 4)):
        layout = styles[name].paragraph_format
        layout.space_before, layout.space_after = Mm(before), Mm(after)
        layout.keep_with_next = layout.keep_together = name != PICTURE_WORDS


def add_pictures(word, content):
    """Write the pictures of a content as its last annex, each above the table of its values if it has one."""
    shown = pictures_of(content)
    drawings = [(svg_of(own), drawing.width, drawing.height) for own in shown for drawing in [draw(own)]]
    bitmaps = bitmaps_of(drawings, width=BLOCK, most=HIGHEST)
    for number, (picture, bitmap) in enumerate(zip(shown, bitmaps, strict=True), start=1):
        _add(word, picture, bitmap, number)


def _add(word, picture, bitmap, number):
    size = {"width": Mm(bitmap.width), "height": Mm(bitmap.height)}
    shape = word.add_paragraph(style=PICTURE).add_run().add_picture(io.BytesIO(bitmap.content), **size)
    inline = shape._inline
    inline.docPr.set("name", f"图{number}")
    inline.docPr.set("descr", f"{picture.title}：{words_of(picture)}")
    unit = f"（单位：{picture.unit}）" if picture.unit else ""
    word.add_paragraph(f"图{number}　{picture.title}{unit}", style=CAPTION)
    where = "数据见下表。" if picture.annex is None else f"数据见附件{picture.annex + 1}。"
    word.add_paragraph(f"{words_of(picture)}{where}", style=PICTURE_WORDS)
    if picture.annex is None:
        add_table(word, table_below(picture) | {"unit_note": ""})
