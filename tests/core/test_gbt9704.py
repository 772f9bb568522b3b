"""The page of GB/T 9704-2012 as it comes out: heads, rare characters, the county's own faces, long tables."""

import io
import re
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from core.documents import print_document
from core.fonts import check_own_fonts
from core.glyphs import has_shape, shapeless_in, spelled_out
from core.letterheads import Imprint, Letterhead, NumberRefused, clean_number
from tests.core.test_documents import BOTTOM, LEFT, MM, PLAIN, RIGHT, TITLE, TOP, lines_of

ISSUER = "会宁县残疾人联合会"
# Names of places: rare, but in every font. Then level 3 of GB 18030-2022: extensions A to F and later ones.
PLACES = "厍弆窎屲"
LEVEL_THREE = "㛃䶮龦鿭𠀀𡊣𢀳𤧛𨙸𪚥𪜶𫖯𫝆𫠡𬜬𬍛𬺰𭂡"
UNDER_THE_LINE = 0.12  # of the size: how far a Chinese character reaches under the base line
NOWHERE = "\U0003fffd"  # never assigned: no font has it, whatever is installed


@pytest.fixture(autouse=True)
def _letters(settings):
    engine = settings.TEMPLATES[0]
    folders = [*engine["DIRS"], Path(__file__).parent / "print"]
    settings.TEMPLATES = [{**engine, "DIRS": folders}]


def printed(**context):
    context = {"paragraphs": [PLAIN], "picture": "", "rows": [], "letterhead": None} | context
    return print_document("letter.html", context, title=TITLE, author=ISSUER)


def pages_of(**context):
    with pdfplumber.open(io.BytesIO(printed(**context).content)) as pdf:
        return [page for page in pdf.pages if page.chars]


def mark_on(page):
    return [char for char in page.chars if char["size"] > 24]


def text_of(chars):
    return "".join(char["text"] for char in chars)


def body_of(page):
    """Return the characters of body type as they follow each other, whatever face each is from."""
    return [char for char in page.chars if abs(char["size"] - 16) < 0.1]


def ink_of(page, *, above=100 * MM):
    """Return the top and bottom of the red ink in the upper part of a page, in points."""
    picture = page.to_image(resolution=144).original.convert("RGB")
    rows = [y for y in range(round(above * 2)) if any(r > 180 and g < 90 for r, g, _ in row_of(picture, y))]
    return rows[0] / 2, rows[-1] / 2


def row_of(picture, y):
    return (picture.getpixel((x, y)) for x in range(picture.width))


def is_red(thing):
    colour = thing["non_stroking_color"] or thing["stroking_color"]
    return len(colour) == 3 and colour[0] > 0.85 and colour[1] < 0.1


class TestRedHead:
    @pytest.fixture
    def page(self):
        head = Letterhead("red", ISSUER, number="会残联发〔2026〕14号", addressee="白银市残疾人联合会")
        return pages_of(letterhead=head)[0]

    def test_names_the_issuer_in_red_on_one_line_within_the_block(self, page):
        mark = mark_on(page)

        assert text_of(mark) == f"{ISSUER}文件"
        assert all(is_red(char) for char in mark)
        assert len({round(char["top"]) for char in mark}) == 1
        assert mark[0]["x0"] >= LEFT
        assert mark[-1]["x1"] <= RIGHT
        assert (mark[0]["x0"] + mark[-1]["x1"]) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1.5)

    def test_stands_35_mm_under_the_top_of_the_block(self, page):
        assert ink_of(page)[0] == pytest.approx(TOP + 35 * MM, abs=1.5 * MM)

    def test_has_its_rule_4_mm_under_the_number(self, page):
        number = lines_of(page)[0]
        widest = max(thing["width"] for thing in page.rects + page.lines if is_red(thing))

        assert text_of(number) == "会残联发〔2026〕14号"
        assert widest == pytest.approx(156 * MM, abs=1)
        rule = ink_of(page, above=140 * MM)[1] - 2.25
        base_line = page.height - number[0]["matrix"][5]
        assert rule - (base_line + UNDER_THE_LINE * 16) == pytest.approx(4 * MM, abs=0.5 * MM)

    def test_addresses_flush_left_with_a_full_colon(self, page):
        addressee = next(line for line in lines_of(page) if text_of(line).startswith("白银市"))

        assert text_of(addressee) == "白银市残疾人联合会："
        assert addressee[0]["x0"] == pytest.approx(LEFT, abs=0.5)

    def test_of_a_long_name_stays_within_the_block(self):
        head = Letterhead("red", "积石山保安族东乡族撒拉族自治县刘集乡残疾人联合会")
        mark = [char for char in pages_of(letterhead=head)[0].chars if is_red(char)]

        assert text_of(mark) == head.mark
        assert mark[-1]["x1"] <= RIGHT


class TestImprint:
    COPIES = "中共会宁县委办公室，会宁县人民政府办公室，会宁县人大常委会办公室，会宁县政协办公室"

    @pytest.fixture
    def day(self):
        return date(2026, 11, 22)

    def pages(self, day, paragraphs=1, rows=(), copied_to=COPIES):
        imprint = Imprint(f"{ISSUER}办公室", day, copied_to)
        head = Letterhead("red", ISSUER, number="会残联发〔2026〕14号", imprint=imprint)
        return pages_of(letterhead=head, paragraphs=[PLAIN[:280]] * paragraphs, rows=rows)

    def test_stands_at_the_foot_of_an_even_page_under_the_text(self, day):
        pages = self.pages(day, paragraphs=2)
        printed = [own for own in pages[-1].chars if abs(own["size"] - 14) < 0.1 and own["text"] == "印"]

        assert len(pages) == 2
        assert body_of(pages[-1])  # the text ends there as well
        assert printed[-1]["bottom"] == pytest.approx(BOTTOM - 1.9 * MM, abs=1.5 * MM)

    def test_after_text_that_ends_on_an_odd_page_stands_overleaf(self, day):
        pages = self.pages(day, paragraphs=4)

        assert len(pages) % 2 == 0
        assert not body_of(pages[-1])
        assert "抄送：" in text_of(pages[-1].chars)

    @pytest.mark.parametrize(
        ("signs", "numbers"),
        [
            (28, [1, 2]),  # the text ends on page 1 with room to spare
            (120, [1, 2]),  # it fills page 1
            (300, [1, 2]),  # it ends on page 2, above the 版记
            (680, [1, 2, None, None]),  # page 2 is full: page 3 stays blank
        ],
    )
    def test_has_a_page_number_unless_a_blank_page_lies_before_it(self, day, signs, numbers):
        """GB/T 9704-2012, 7.5: 版记页前有空白页的，空白页和版记页均不编排页码."""
        assert numbers_on(self.every_page(day, PLAIN[:signs])) == numbers

    @pytest.mark.parametrize(("signs", "numbers"), [(28, [1, 2, None, None]), (300, [1, 2, 3, 4])])
    def test_after_a_turned_annex_has_one_unless_a_blank_page_lies_between(self, day, signs, numbers):
        pages = self.every_page(day, PLAIN[:signs], rows=["会师镇"])

        assert numbers_on(pages) == numbers
        assert "印发" in text_of(pages[-1].chars)

    def every_page(self, day, text, rows=()):
        imprint = Imprint(f"{ISSUER}办公室", day, "县委办")
        head = Letterhead("red", ISSUER, number="会残联发〔2026〕14号", imprint=imprint)
        made = printed(letterhead=head, paragraphs=[text], rows=rows)
        with pdfplumber.open(io.BytesIO(made.content)) as pdf:
            return list(pdf.pages)

    def test_names_copies_and_printer_one_character_from_the_edges(self, day):
        page = self.pages(day, paragraphs=2)[-1]
        small = [own for own in page.chars if abs(own["size"] - 14) < 0.1]
        lines = {}
        for own in small:
            lines.setdefault(round(own["top"]), []).append(own)
        texts = {text_of(own): own for own in lines.values()}
        first = next(own for text, own in texts.items() if text.startswith("抄送："))
        second = next(own for text, own in texts.items() if text.startswith("县政协") or "。" in text)
        last = next(own for text, own in texts.items() if text.endswith("2026年11月22日印发"))

        assert first[0]["x0"] == pytest.approx(LEFT + 14, abs=0.6)
        assert second[0]["x0"] == pytest.approx(first[3]["x0"], abs=0.6)  # under the first name
        assert last[0]["x0"] == pytest.approx(LEFT + 14, abs=0.6)
        assert last[-1]["x1"] == pytest.approx(RIGHT - 14, abs=0.6)

    def test_has_a_thick_rule_above_and_below_and_a_thin_one_between(self, day):
        ink = [own for own in black_rules(self.pages(day, paragraphs=2)[-1]) if own[0] > 220]

        assert len(ink) == 3
        assert [round(thick, 2) for _, thick in ink] == pytest.approx([0.35, 0.25, 0.35], abs=0.08)
        assert ink[-1][0] + ink[-1][1] == pytest.approx(BOTTOM / MM, abs=0.2)

    def test_after_a_turned_annex_stands_on_an_upright_even_page(self, day):
        pages = self.pages(day, rows=["会师镇"])

        assert pages[-1].width < pages[-1].height
        assert "印发" in text_of(pages[-1].chars)


def numbers_on(pages):
    """Return the number printed on each page, None where there is none."""
    found = [re.search(r"— ?(\d+) ?—", text_of(page.chars)) for page in pages]
    return [int(own[1]) if own else None for own in found]


def black_rules(page):
    """Return (top, thickness) in mm of the black rules across the block, by their ink."""
    scale = 8 * 72
    picture = page.to_image(resolution=scale).original.convert("L")
    x, dot = round((LEFT + 4) / 72 * scale), 25.4 / scale
    dark = [picture.getpixel((x, y)) < 128 for y in range(picture.height)]
    found, start = [], None
    for y, is_dark in enumerate([*dark, False]):
        if is_dark and start is None:
            start = y
        elif not is_dark and start is not None:
            found.append((start * dot, (y - start) * dot))
            start = None
    return found


class TestNumber:
    @pytest.mark.parametrize(
        ("typed", "written"),
        [
            ("会残联发〔2026〕14号", "会残联发〔2026〕14号"),
            (" 会残联发 [2026] 014 ", "会残联发〔2026〕14号"),
            ("会残联发（２０２６）第14号", "会残联发〔2026〕14号"),
            ("会残联函【2026】3号", "会残联函〔2026〕3号"),
            ("", ""),
        ],
    )
    def test_is_written_as_the_standard_has_it(self, typed, written):
        assert clean_number(typed) == written

    @pytest.mark.parametrize("typed", ["14", "会残联发2026-14", "abc〔2026〕1号", "会残联发〔26〕1号"])
    def test_is_refused_when_it_is_none(self, typed):
        with pytest.raises(NumberRefused, match="应写成"):
            clean_number(typed)

    @given(issuer=st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=20),
           year=st.integers(1900, 2099), number=st.integers(1, 99999))  # fmt: skip
    def test_reads_its_own_writing(self, issuer, year, number):
        issuer = issuer.replace("第", "残")
        written = f"{issuer}〔{year}〕{number}号"

        assert clean_number(written) == clean_number(clean_number(written))


class TestRareCharacters:
    def test_of_places_and_names_are_read_back(self):
        known = "".join(sign for sign in LEVEL_THREE if has_shape(sign))
        made = printed(paragraphs=[PLACES + known])

        with pdfplumber.open(io.BytesIO(made.content)) as pdf:
            line = text_of(body_of(pdf.pages[0]))

        assert line.startswith(PLACES + known)
        assert made.shapeless == ()

    @pytest.mark.parametrize("sign", PLACES + LEVEL_THREE)
    def test_each_has_a_shape_or_is_spelled_out(self, sign):
        with pdfplumber.open(io.BytesIO(printed(paragraphs=[sign]).content)) as pdf:
            page = pdf.pages[0]

        shown = text_of(body_of(page))
        assert shown.startswith(sign if has_shape(sign) else spelled_out(sign))

    def test_without_any_font_are_spelled_out_and_told(self):
        made = printed(paragraphs=[f"张{NOWHERE}{NOWHERE}"])

        with pdfplumber.open(io.BytesIO(made.content)) as pdf:
            line = text_of(lines_of(pdf.pages[0])[0])

        assert line == "张〔U+3FFFD〕〔U+3FFFD〕"
        assert made.shapeless == (NOWHERE,)

    def test_nothing_is_amiss_with_ordinary_words(self):
        assert shapeless_in(PLAIN + "2026年，“九有”〔2026〕—") == []


@pytest.fixture
def own_font(tmp_path):
    """A font file with one glyph, a full square for 残."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 1000), (1000, 1000), (1000, 0)):
        pen.lineTo(corner)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "can"])
    builder.setupCharacterMap({ord("残"): "can"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "can": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "can": (1000, 0)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Xiancheng Fang", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    path = tmp_path / "fang.ttf"
    builder.save(path)
    return path


class TestOwnFaces:
    def fonts(self, page):
        return {char["text"]: char["fontname"] for char in body_of(page)[:2]}

    def test_are_used_and_lend_from_open_ones_what_they_lack(self, settings, own_font):
        settings.PRINT_FONTS = {**settings.PRINT_FONTS, "fang": str(own_font)}

        fonts = self.fonts(pages_of(paragraphs=["残联"])[0])

        assert fonts["残"] != fonts["联"]
        assert "Noto" not in fonts["残"]

    def test_without_any_the_open_ones_are_used(self):
        fonts = self.fonts(pages_of(paragraphs=["残联"])[0])

        assert fonts["残"] == fonts["联"]

    def test_that_are_sound_pass_the_check(self, settings, own_font):
        settings.PRINT_FONTS = {"fang": str(own_font), "kai": ""}

        assert check_own_fonts(None) == []

    @pytest.mark.parametrize(
        ("content", "told"),
        [(None, "不存在或不能读取"), (b"ttcf....", "字体集合"), (b"hello", "不是字体文件")],
    )
    def test_that_are_not_are_told_when_the_program_starts(self, settings, tmp_path, content, told):
        path = tmp_path / "kai.ttf"
        if content is not None:
            path.write_bytes(content)
        settings.PRINT_FONTS = {"kai": str(path)}

        (error,) = check_own_fonts(None)

        assert told in error.msg
        assert "FONT_KAITI" in error.msg


class TestLongTables:
    @pytest.fixture
    def rows(self):
        return [f"第{number}行" for number in range(2000)]

    def test_repeat_their_head_on_every_page_and_lose_no_row(self, rows):
        pages = pages_of(paragraphs=["附表"], rows=rows)[1:]
        texts = [page.extract_text() for page in pages]

        assert len(pages) > 20
        assert all("单位" in text for text in texts)
        assert sum(text.count("1,234") for text in texts) == 2000

    def test_stay_within_the_turned_block(self, rows):
        page = pages_of(paragraphs=["附表"], rows=rows[:60])[1]
        cells = [char for char in page.chars if abs(char["size"] - 10.5) < 0.1]

        assert (round(page.width / MM), round(page.height / MM)) == (297, 210)
        assert min(char["x0"] for char in cells) >= 35 * MM
        assert max(char["bottom"] for char in cells) <= (210 - 26) * MM

    def test_with_a_name_of_forty_characters_grow_a_line_not_a_column(self):
        page = pages_of(paragraphs=["附表"], rows=["残" * 40])[1]
        name = [char for char in page.chars if char["text"] == "残" and abs(char["size"] - 10.5) < 0.1]

        assert len(name) == 40
        assert max(char["x1"] for char in name) < (297 - 37) * MM


def test_headings_become_bookmarks():
    outline = PdfReader(io.BytesIO(printed(rows=["会师镇"]).content)).outline
    titles = [entry.title for entry in outline if not isinstance(entry, list)]

    assert titles == ["".join(TITLE)]
    assert [entry.title for entry in outline[1]] == ["检查表"]
