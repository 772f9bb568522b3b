"""A narrative as a Word document: all of it is styles, so the office can lay its own template over it.

Word shows no SVG in the versions that are in use, and nothing here could make a bitmap of one: instead of its
pictures it has the tables of their values.
"""

import io

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from core.templatetags.ui import cn_date
from reports.pictures import annex_tables
from reports.word_tables import (
    ABOVE,
    ABOVE_WIDE,
    BELOW,
    BLOCK,
    CELL,
    CELL_HEAD,
    FIGURE,
    FORM,
    FORM_WIDE,
    MARK,
    MISSING,
    TOTAL,
    TOTAL_FIGURE,
    add_table,
    set_up,
)

LANGUAGE = "zh-CN"
LINE = Pt(28.95)  # 225 mm / 22, in the twentieths of a point that Word keeps
RED = RGBColor(0xE6, 0x00, 0x12)
SONG, FANG, KAI, HEI, TITLE_FACE = "宋体", "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体"
CENTRE, LEFT, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY,
)  # fmt: skip
MASTHEAD, ADDRESSEE, ANNEXES, SIGNATURE, ANNEX_NUMBER = "版头", "主送机关", "附件说明", "署名", "附件序号"
ANNEX_TITLE = "附件标题"
COPIES, PRINTED, PRINTED_ALONE = "版记抄送", "版记印发", "版记印发（无抄送）"
NUMBER, NUMBER_OF_LETTER, ODD_PAGE, EVEN_PAGE = "发文字号", "信函文号", "页码（单页）", "页码（双页）"
# name: face, points, alignment, indent of the first line in characters
STYLES = {
    "Normal": (FANG, 16, BOTH, 2),
    "Title": (TITLE_FACE, 22, CENTRE, 0),
    "Heading 1": (HEI, 16, BOTH, 2),
    "Heading 2": (KAI, 16, BOTH, 2),
    MASTHEAD: (TITLE_FACE, 36, CENTRE, 0),
    ADDRESSEE: (FANG, 16, LEFT, 0),
    ANNEXES: (FANG, 16, LEFT, 2),
    SIGNATURE: (FANG, 16, RIGHT, 0),
    ANNEX_NUMBER: (HEI, 16, LEFT, 0),
    ANNEX_TITLE: (TITLE_FACE, 22, CENTRE, 0),
    CELL: (FANG, 10.5, LEFT, 0),
    CELL_HEAD: (HEI, 10.5, CENTRE, 0),
    FIGURE: (FANG, 10.5, RIGHT, 0),
    MARK: (FANG, 10.5, CENTRE, 0),
    MISSING: (HEI, 10.5, CENTRE, 0),
    TOTAL: (HEI, 10.5, LEFT, 0),
    TOTAL_FIGURE: (HEI, 10.5, RIGHT, 0),
    ABOVE: (FANG, 12, LEFT, 0),
    ABOVE_WIDE: (FANG, 12, LEFT, 0),
    BELOW: (FANG, 10.5, LEFT, 0),
    FORM: (FANG, 10.5, LEFT, 0),
    FORM_WIDE: (FANG, 10.5, LEFT, 0),
    NUMBER: (FANG, 16, CENTRE, 0),
    NUMBER_OF_LETTER: (FANG, 16, RIGHT, 0),
    COPIES: (FANG, 14, LEFT, 0),
    PRINTED: (FANG, 14, LEFT, 0),
    PRINTED_ALONE: (FANG, 14, LEFT, 0),
    ODD_PAGE: (SONG, 14, RIGHT, 0),
    EVEN_PAGE: (SONG, 14, LEFT, 0),
}
# What stands after the borders of a paragraph in the order that the schema asks for.
AFTER_BORDERS = {qn(f"w:{name}") for name in ("shd", "tabs", "spacing", "ind", "jc", "outlineLvl")}
HEADINGS = {"h2": "Heading 1", "h3": "Heading 2", "p": "Normal"}


def word_of(document):
    """Return a document of prose as the bytes of a docx file, from its snapshot alone."""
    content = document.stated
    word = Document()
    _set_up(word, title=content["title"], author=content["issuer"])
    if document.letterhead:
        _head(word, document.letterhead)
    word.add_paragraph(content["title"], style="Title")
    if document.letterhead and document.letterhead.addressee:
        word.add_paragraph(f"{document.letterhead.addressee}：", style=ADDRESSEE)
    for block in content["blocks"]:
        text = "".join(segment["text"] for segment in block["segments"])
        word.add_paragraph(text, style=HEADINGS[block["kind"]])
    annexes = annex_tables(content)
    for number, table in enumerate(annexes, start=1):
        word.add_paragraph(
            f"{'附件：' if number == 1 else '　　　'}{_numbered(annexes, number)}{table['title']}",
            style=ANNEXES,
        )
    word.add_paragraph(content["issuer"], style=SIGNATURE)
    word.add_paragraph(cn_date(document.made_at), style=SIGNATURE)
    for number, table in enumerate(annexes, start=1):
        _annex(word, table, f"附件{number}" if len(annexes) > 1 else "附件")
    if document.letterhead and document.letterhead.imprint:
        _imprint(word, document.letterhead.imprint)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _set_up(word, *, title, author):
    word.core_properties.title, word.core_properties.author = title, author
    word.core_properties.language = LANGUAGE
    word.settings.odd_and_even_pages_header_footer = True
    for name, facts in STYLES.items():
        _style(word, name, *facts)
    set_up(word)
    _page(word.sections[0], wide=False)
    _page_numbers(word.sections[0])


def _style(word, name, *facts):
    face, size, alignment, indent = facts
    names = [style.name for style in word.styles]
    style = word.styles[name] if name in names else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if name not in names:
        style.base_style = word.styles["Normal"]
    style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
    style.font.color.rgb = RED if name == MASTHEAD else RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for side in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{side}"), face)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    layout = style.paragraph_format
    layout.alignment, layout.space_before, layout.space_after = alignment, Pt(0), Pt(0)
    layout.first_line_indent = Pt(size * indent)
    small = size < 14
    layout.line_spacing_rule = WD_LINE_SPACING.SINGLE if small or size > 16 else WD_LINE_SPACING.EXACTLY
    if not small and size <= 16:
        layout.line_spacing = LINE
    if name == "Title":
        layout.space_before = layout.space_after = LINE
        for border in style.element.pPr.findall(qn("w:pBdr")):
            style.element.pPr.remove(border)
    if name == NUMBER:
        _rule(style, bottom=(18, 8, "E60012"))
    if name == COPIES:
        _rule(style, top=(8, 2, "000000"), bottom=(6, 2, "000000"))  # 0.35 mm, 0.25 mm
    if name in (PRINTED, PRINTED_ALONE):
        above = {"top": (8, 2, "000000")} if name == PRINTED_ALONE else {}
        _rule(style, **above, bottom=(8, 2, "000000"))
        layout.tab_stops.add_tab_stop(Mm(BLOCK), alignment=2)
    if name in (ODD_PAGE, EVEN_PAGE):
        layout.left_indent = layout.right_indent = Pt(16)


def _rule(style, **sides):
    """Put rules over or under the paragraphs of a style: {side: (eighths of a point, distance, colour)}."""
    borders = OxmlElement("w:pBdr")
    for side, (size, space, colour) in sides.items():
        rule = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", size), ("space", space), ("color", colour)):
            rule.set(qn(f"w:{key}"), str(value))
        borders.append(rule)
    layout = style.element.get_or_add_pPr()
    follower = next((own for own in layout if own.tag in AFTER_BORDERS), None)
    layout.append(borders) if follower is None else follower.addprevious(borders)


def _page(section, *, wide):
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    width, height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.page_width, section.page_height = width, height
    sides = (28, 37, 26, 35) if wide else (37, 26, 35, 28)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, sides)
    section.footer_distance = Mm(22)


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


def _head(word, letterhead):
    word.add_paragraph(letterhead.mark, style=MASTHEAD)
    if letterhead.number:
        word.add_paragraph(letterhead.number, style=NUMBER_OF_LETTER if letterhead.is_letter else NUMBER)


def _imprint(word, imprint):
    """Write the 版记 at the end; its rules are borders of its styles."""
    if imprint.copied_to:
        word.add_paragraph(f"抄送：{imprint.copied_to}。", style=COPIES)
    style = PRINTED if imprint.copied_to else PRINTED_ALONE
    word.add_paragraph(f"{imprint.printer}\t{cn_date(imprint.printed_on)}印发", style=style)


def _numbered(annexes, number):
    """Return the number before an annex; a single one has none (GB/T 9704-2012, 7.3.4)."""
    return f"{number}. " if len(annexes) > 1 else ""


def _annex(word, table, name):
    section = word.add_section(WD_SECTION.NEW_PAGE)
    _page(section, wide=table["wide"])
    word.add_paragraph(name, style=ANNEX_NUMBER)
    word.add_paragraph(table["title"], style=ANNEX_TITLE)
    add_table(word, table)
