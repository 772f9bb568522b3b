"""A narrative as a Word document: all of it is styles, so the office can lay its own template over it."""

import io

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from core.templatetags.ui import cn_date
from reports.pictures import PICTURES_TITLE
from reports.word_pictures import add_pictures, place_pictures
from reports.word_styles import (
    ADDRESSEE,
    ANCHOR,
    ANNEX_NUMBER,
    ANNEX_TITLE,
    ANNEXES,
    COPIES,
    COPIES_OF_LETTER,
    CORNER,
    CORNER_WORDS,
    DATE,
    EVEN_PAGE,
    FOOT_RULE,
    IMPRINT,
    LANGUAGE,
    MASTHEAD,
    NEXT_ANNEXES,
    NOTE,
    NUMBER,
    NUMBER_OF_LETTER,
    NUMBER_UPWARD,
    ODD_PAGE,
    ONLY_ANNEX,
    PRINTED,
    SIGNATURE,
    SIGNER,
    SIGNERS,
    set_up_styles,
)
from reports.word_tables import BLOCK, add_table, put_at_the_foot

HEADINGS = {"h2": "Heading 1", "h3": "Heading 2", "p": "Normal"}


def word_of(document):
    """Return a document of prose as the bytes of a docx file, from its snapshot alone."""
    content, letterhead = document.stated, document.letterhead
    day = cn_date(document.made_at)
    word = Document()
    _set_up(word, title=content["title"], author=content["issuer"])
    set_up_styles(word, letterhead=letterhead, issuer=content["issuer"], day=day)
    place_pictures(word.styles)
    _page_numbers(word.sections[0])
    if letterhead:
        (_letter_head if letterhead.is_letter else _red_head)(word, letterhead)
    word.add_paragraph(content["title"], style="Title")
    if letterhead and letterhead.addressee:
        word.add_paragraph(f"{letterhead.addressee}：", style=ADDRESSEE)
    for block in content["blocks"]:
        text = "".join(segment["text"] for segment in block["segments"])
        word.add_paragraph(text, style=HEADINGS[block["kind"]])
    has_pictures = bool(content.get("pictures"))
    annexes = [*(own["title"] for own in content["tables"]), *([PICTURES_TITLE] if has_pictures else [])]
    _name_annexes(word, annexes)
    word.add_paragraph(content["issuer"], style=SIGNATURE)
    word.add_paragraph(day, style=DATE)
    if letterhead and letterhead.note:
        word.add_paragraph(f"（{letterhead.note}）", style=NOTE)
    names = [f"附件{number}" if len(annexes) > 1 else "附件" for number in range(1, len(annexes) + 1)]
    for name, table in zip(names, content["tables"], strict=False):
        _annex(word, name, table["title"], wide=table["wide"])
        add_table(word, table)
    if has_pictures:
        _annex(word, names[-1], PICTURES_TITLE, wide=False)
        add_pictures(word, content)
    if letterhead and letterhead.imprint:
        _imprint(word, letterhead)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _set_up(word, *, title, author):
    word.core_properties.title, word.core_properties.author = title, author
    word.core_properties.language = LANGUAGE
    word.settings.odd_and_even_pages_header_footer = True
    _page(word.sections[0], wide=False)


def _page(section, *, wide):
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    width, height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.page_width, section.page_height = width, height
    sides = (28, 37, 26, 35) if wide else (37, 26, 35, 28)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, sides)
    section.footer_distance = Mm(20)


def _page_numbers(section):
    for footer, style in ((section.footer, ODD_PAGE), (section.even_page_footer, EVEN_PAGE)):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.style = style
        line.add_run("— ")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        line._p.append(field)
        line.add_run(" —")


def _red_head(word, letterhead):
    for line in letterhead.corner:
        word.add_paragraph(line, style=CORNER)
    word.add_paragraph(letterhead.mark, style=MASTHEAD)
    if not letterhead.signers:
        word.add_paragraph(letterhead.number, style=NUMBER)
        return
    rows = letterhead.signer_rows
    for place, row in enumerate(rows):
        is_last = place == len(rows) - 1
        line = word.add_paragraph(style=NUMBER_UPWARD if is_last else SIGNERS)
        line.add_run(f"{letterhead.number if is_last else ''}\t{'' if place else '签发人：'}")
        for number, name in enumerate(row):
            if place or number:
                line.add_run("\t")
            line.add_run(name, style=SIGNER)


def _letter_head(word, letterhead):
    """Write the mark and the rules of a letter into head and foot of its first page, which has no number."""
    section = word.sections[0]
    section.different_first_page_header_footer = True
    section.header_distance = Mm(29)
    for part, style in ((section.first_page_header, MASTHEAD), (section.first_page_footer, FOOT_RULE)):
        part.is_linked_to_previous = False
        part.paragraphs[0].style = style
    section.first_page_header.paragraphs[0].add_run(letterhead.mark)
    first, *others = letterhead.corner or [""]
    line = word.add_paragraph(style=NUMBER_OF_LETTER)
    line.add_run(first, style=CORNER_WORDS)
    line.add_run(f"\t{letterhead.number}")
    for line in others:
        word.add_paragraph(line, style=CORNER)


def _name_annexes(word, annexes):
    """Write the 附件说明; a single annex has no number (GB/T 9704-2012, 7.3.4)."""
    if len(annexes) == 1:
        word.add_paragraph(f"附件：{annexes[0]}", style=ONLY_ANNEX)
        return
    for number, title in enumerate(annexes, start=1):
        word.add_paragraph(
            f"{'附件：' if number == 1 else ''}{number}.\t{title}",
            style=ANNEXES if number == 1 else NEXT_ANNEXES,
        )


def _imprint(word, letterhead):
    """Write the 版记 at the foot of the last page, which is upright."""
    last, imprint = word.sections[-1], letterhead.imprint
    if last.orientation == WD_ORIENT.LANDSCAPE:
        _page(word.add_section(WD_SECTION.EVEN_PAGE), wide=False)
    copies = [(f"抄送：{imprint.copied_to}。", COPIES_OF_LETTER if letterhead.is_letter else COPIES)]
    printed = [(f"{imprint.printer}\t{cn_date(imprint.printed_on)}印发", PRINTED)]
    lines = (copies if imprint.copied_to else []) + ([] if letterhead.is_letter else printed)
    word.add_paragraph(style=ANCHOR)
    grid = word.add_table(rows=len(lines), cols=1, style=None if letterhead.is_letter else IMPRINT)
    for cell, (text, style) in zip((row.cells[0] for row in grid.rows), lines, strict=True):
        cell.width = Mm(BLOCK)
        cell.paragraphs[0].text, cell.paragraphs[0].style = text, style
    put_at_the_foot(grid)
    word.add_paragraph(style=ANCHOR)


def _annex(word, name, title, *, wide):
    section = word.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    _page(section, wide=wide)
    word.add_paragraph(name, style=ANNEX_NUMBER)
    word.add_paragraph(title, style=ANNEX_TITLE)
