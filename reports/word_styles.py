"""The styles of an official document in Word: faces, sizes and places of GB/T 9704-2012."""

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

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
    set_up,
)

LANGUAGE = "zh-CN"
LINE = Pt(28.95)  # 225 mm / 22, in the twentieths of a point that Word keeps
CHARACTER = 15.75  # points of one of the 28 in a line: 16 less a quarter of a point
TIGHTER = -5  # the same in twentieths of a point
SMALL, BODY, LARGE = 14, 16, 22
RED, RED_NAME = RGBColor(0xE6, 0x00, 0x12), "E60012"
SONG, FANG, KAI, HEI, TITLE_FACE = "宋体", "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体"
CENTRE, LEFT, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY,
)  # fmt: skip
MASTHEAD, CORNER, ADDRESSEE, ANNEX_NUMBER, ANNEX_TITLE = (
    "版头",
    "份号和紧急程度",
    "主送机关",
    "附件序号",
    "附件标题",
)
ANNEXES, NEXT_ANNEXES, ONLY_ANNEX = "附件说明", "附件说明（续）", "附件说明（一个）"
SIGNATURE, DATE, NOTE, ANCHOR = "署名", "成文日期", "附注", "版记前"
IMPRINT, COPIES, PRINTED, COPIES_OF_LETTER = "版记", "版记抄送", "版记印发", "信函抄送"
NUMBER, NUMBER_UPWARD, NUMBER_OF_LETTER = "发文字号", "发文字号（上行文）", "信函文号"
SIGNERS, SIGNER = "签发人", "签发人姓名"
CORNER_WORDS = "份号和紧急程度（信函）"
FOOT_RULE, ODD_PAGE, EVEN_PAGE = "信函下双线", "页码（单页）", "页码（双页）"
PICTURE, CAPTION, PICTURE_WORDS = "图", "Caption", "图说明"  # Caption is Word's own 题注
# name: face, points, alignment, indent of the first line in characters
STYLES = {
    "Normal": (FANG, BODY, BOTH, 2),
    "Title": (TITLE_FACE, LARGE, CENTRE, 0),
    "Heading 1": (HEI, BODY, BOTH, 2),
    "Heading 2": (KAI, BODY, BOTH, 2),
    MASTHEAD: (TITLE_FACE, 36, CENTRE, 0),
    CORNER: (HEI, BODY, LEFT, 0),
    ADDRESSEE: (FANG, BODY, LEFT, 0),
    ANNEXES: (FANG, BODY, LEFT, 0),
    NEXT_ANNEXES: (FANG, BODY, LEFT, 0),
    ONLY_ANNEX: (FANG, BODY, LEFT, 0),
    SIGNATURE: (FANG, BODY, RIGHT, 0),
    DATE: (FANG, BODY, RIGHT, 0),
    NOTE: (FANG, BODY, LEFT, 2),
    ANCHOR: (FANG, 1, LEFT, 0),
    ANNEX_NUMBER: (HEI, BODY, LEFT, 0),
    ANNEX_TITLE: (TITLE_FACE, LARGE, CENTRE, 0),
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
    PICTURE: (FANG, 10.5, CENTRE, 0),
    CAPTION: (HEI, 12, CENTRE, 0),
    PICTURE_WORDS: (FANG, 10.5, BOTH, 1.33),
    FORM: (FANG, 10.5, LEFT, 0),
    FORM_WIDE: (FANG, 10.5, LEFT, 0),
    NUMBER: (FANG, BODY, CENTRE, 0),
    NUMBER_UPWARD: (FANG, BODY, LEFT, 0),
    NUMBER_OF_LETTER: (FANG, BODY, LEFT, 0),
    SIGNERS: (FANG, BODY, LEFT, 0),
    COPIES: (FANG, SMALL, LEFT, 0),
    PRINTED: (FANG, SMALL, LEFT, 0),
    COPIES_OF_LETTER: (FANG, SMALL, LEFT, 0),
    FOOT_RULE: (FANG, SMALL, LEFT, 0),
    ODD_PAGE: (SONG, SMALL, RIGHT, 0),
    EVEN_PAGE: (SONG, SMALL, LEFT, 0),
}
CHARACTERS = {SIGNER: KAI, CORNER_WORDS: HEI}
# What stands after the borders of a paragraph in the order that the schema asks for.
AFTER_BORDERS = {qn(f"w:{name}") for name in ("shd", "tabs", "spacing", "ind", "jc", "outlineLvl")}
THICK, THIN = 8, 6  # 0.35 mm and 0.25 mm, in eighths of a point


def set_up_styles(word, *, letterhead, issuer, day):
    """Give a Word document its styles, their places those of the head, the issuer and the day of the date."""
    for name, facts in STYLES.items():
        _style(word, name, *facts)
    _keep_words_apart_as_typed(word.styles["Normal"])
    set_up(word)
    for name, face in CHARACTERS.items():
        _face(word.styles.add_style(name, WD_STYLE_TYPE.CHARACTER), face)
    _place_text(word.styles, has_head=bool(letterhead))
    _place_signature(word.styles, issuer, day)
    _place_imprint(word.styles)
    _add_imprint_table(word)
    if letterhead:
        (_place_letter if letterhead.is_letter else _place_red_head)(word.styles, letterhead)


def width_in_points(text):
    """Return how wide a text of body type is: figures and Latin letters take half a character."""
    return sum(CHARACTER / 2 if sign.isascii() else CHARACTER for sign in text)


def _face(style, face):
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for side in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{side}"), face)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _style(word, name, *facts):
    face, size, alignment, indent = facts
    names = [style.name for style in word.styles]
    style = word.styles[name] if name in names else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if name not in names:
        style.base_style = word.styles["Normal"]
    style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
    style.font.color.rgb = RED if name == MASTHEAD else RGBColor(0, 0, 0)
    _face(style, face)
    _space_characters(style, TIGHTER if size == BODY else 0)
    layout = style.paragraph_format
    layout.alignment, layout.space_before, layout.space_after = alignment, Pt(0), Pt(0)
    layout.first_line_indent = Pt(CHARACTER * indent)
    is_in_lines = SMALL <= size <= BODY
    layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY if is_in_lines else WD_LINE_SPACING.SINGLE
    if is_in_lines:
        layout.line_spacing = LINE
    if name in ("Title", ANNEX_TITLE):
        layout.line_spacing = Pt(LINE.pt * 1.5)
        for border in style.element.pPr.findall(qn("w:pBdr")):
            style.element.pPr.remove(border)
    if name in (ODD_PAGE, EVEN_PAGE):
        layout.left_indent = layout.right_indent = Pt(CHARACTER)
        layout.space_after = Mm(2)  # from the foot, which is 20 mm from the edge as a letter wants it


def _space_characters(style, twentieths):
    """Set characters closer, so that 28 of 3号 fit into a line of 156 mm."""
    facts = style.element.get_or_add_rPr()
    for own in facts.findall(qn("w:spacing")):
        facts.remove(own)
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(twentieths))
    follower = next((own for own in facts if own.tag in (qn("w:kern"), qn("w:sz"))), None)
    facts.append(spacing) if follower is None else follower.addprevious(spacing)


def _place_text(styles, *, has_head):
    title, annex = styles["Title"].paragraph_format, styles[ANNEX_TITLE].paragraph_format
    title.space_before, title.space_after = LINE * 2 if has_head else Pt(0), LINE
    annex.space_before = LINE  # in the third line of the page
    for name, inside in ((ANNEXES, 6.5), (NEXT_ANNEXES, 6.5), (ONLY_ANNEX, 5)):
        layout = styles[name].paragraph_format
        layout.left_indent = Pt(CHARACTER * inside)
        layout.first_line_indent = Pt(CHARACTER * ((5 if name == NEXT_ANNEXES else 2) - inside))
        for place in (5, 6.5):
            layout.tab_stops.add_tab_stop(Pt(CHARACTER * place))
    for name in (ANNEXES, ONLY_ANNEX):
        styles[name].paragraph_format.space_before = LINE


def _place_signature(styles, issuer, day):
    """署名: 右空二字, the date two characters to the right of its first one; the longer one ends there."""
    excess = width_in_points(day) + 2 * CHARACTER - width_in_points(issuer)
    aside = Pt(2 * CHARACTER)
    signature, date = styles[SIGNATURE].paragraph_format, styles[DATE].paragraph_format
    signature.space_before = LINE * 2
    signature.right_indent = aside + Pt(max(0, excess))
    date.right_indent = aside + Pt(max(0, -excess))
    signature.keep_with_next = True


def _place_imprint(styles):
    """版记: the names under each other, the day at the right edge."""
    for name in (COPIES, COPIES_OF_LETTER):
        styles[name].paragraph_format.left_indent = Pt((3 if name == COPIES else 4) * SMALL)
        styles[name].paragraph_format.first_line_indent = Pt(-3 * SMALL)
    styles[COPIES_OF_LETTER].paragraph_format.right_indent = Pt(SMALL)
    for name in (COPIES, PRINTED, COPIES_OF_LETTER):
        styles[name].paragraph_format.line_spacing = Pt(21)
        styles[name].paragraph_format.space_before = styles[name].paragraph_format.space_after = Mm(1)
    styles[PRINTED].paragraph_format.tab_stops.add_tab_stop(Mm(BLOCK) - Pt(2 * SMALL), alignment=2)


def _place_red_head(styles, letterhead):
    """红头: its upper edge 35 mm under the top of the block, number and 签发人 two lines below, the rule."""
    mark = styles[MASTHEAD]
    mark.font.size = Pt(letterhead.size)
    layout = mark.paragraph_format
    layout.line_spacing = Pt(letterhead.size * 1.2)
    layout.space_before = Mm(35) - LINE * len(letterhead.corner) - Pt(letterhead.size * 0.13)
    layout.space_after = LINE * 2
    for name in (NUMBER, NUMBER_UPWARD):
        _rule(styles[name], bottom=(18, 6, RED_NAME))
    right, name_width = Mm(BLOCK) - Pt(CHARACTER), letterhead.signer_cells * CHARACTER
    many = max((len(row) for row in letterhead.signer_rows), default=1)
    places = [right - Pt(name_width + back * (name_width + CHARACTER)) for back in reversed(range(many))]
    for name in (SIGNERS, NUMBER_UPWARD):
        layout = styles[name].paragraph_format
        layout.first_line_indent = Pt(CHARACTER)  # not of the paragraph, whose rule is as wide as the block
        for place in (places[0] - Pt(4 * CHARACTER), *places):
            layout.tab_stops.add_tab_stop(place)


def _place_letter(styles, letterhead):
    """信函: rules of 170 mm in head and foot of its first page, the number at the right."""
    mark = styles[MASTHEAD]
    mark.font.size = Pt(letterhead.size)
    mark.paragraph_format.line_spacing = Pt(letterhead.size * 1.2)
    _rule(mark, bottom=("thickThinSmallGap", 11, RED_NAME))
    foot = styles[FOOT_RULE].paragraph_format
    foot.line_spacing = Pt(1)
    _rule(styles[FOOT_RULE], bottom=("thinThickSmallGap", 1, RED_NAME))
    for layout in (mark.paragraph_format, foot):
        layout.left_indent, layout.right_indent = Mm(-8), Mm(-6)
    number = styles[NUMBER_OF_LETTER]
    number.paragraph_format.space_before = Pt(6)
    number.paragraph_format.tab_stops.add_tab_stop(Mm(BLOCK), alignment=2)


def _rule(style, **sides):
    """Put rules over or under the paragraphs of a style: {side: (eighths of a point, distance, colour)}.

    A double rule has its name in place of the thickness.
    """
    borders = OxmlElement("w:pBdr")
    for side, (size, space, colour) in sides.items():
        rule = OxmlElement(f"w:{side}")
        kind, thickness = (size, 24) if isinstance(size, str) else ("single", size)
        for key, value in (("val", kind), ("sz", thickness), ("space", space), ("color", colour)):
            rule.set(qn(f"w:{key}"), str(value))
        borders.append(rule)
    _insert(style, borders, AFTER_BORDERS)


def _add_imprint_table(word):
    """Add the table style of the 版记: thick rules above and below, a thin one between, none at the sides."""
    style = word.styles.add_style(IMPRINT, WD_STYLE_TYPE.TABLE)
    facts = OxmlElement("w:tblPr")
    borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for side, size in (("top", THICK), ("bottom", THICK), ("insideH", THIN)):
        rule = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", size), ("space", 0), ("color", "000000")):
            rule.set(qn(f"w:{key}"), str(value))
        borders.append(rule)
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(SMALL * 20))  # 左右各空一字
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    facts.append(borders)
    facts.append(margins)
    style.element.append(facts)


def _insert(style, own, followers):
    layout = style.element.get_or_add_pPr()
    follower = next((each for each in layout if each.tag in followers), None)
    layout.append(own) if follower is None else follower.addprevious(own)


def _keep_words_apart_as_typed(normal):
    """Set no blank between figures and Chinese, as the standard counts them, and name the language."""
    for name in ("autoSpaceDE", "autoSpaceDN"):
        own = OxmlElement(f"w:{name}")
        own.set(qn("w:val"), "0")
        _insert(normal, own, AFTER_BORDERS - {qn("w:shd"), qn("w:tabs")})
    facts = normal.element.get_or_add_rPr()
    language = facts.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        facts.append(language)
    language.set(qn("w:eastAsia"), LANGUAGE)
