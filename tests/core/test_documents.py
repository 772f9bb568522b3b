"""The PDF engine against GB/T 9704-2012 and PDF/UA-1: what is asserted here is read back from the file."""

import io
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ContentStream

from core.documents import render_html, render_pdf, title_lines, width_of
from core.printing import DocumentNotMade
from tests.tagged import untagged

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, (210 - 26) * MM, 37 * MM, (297 - 35) * MM
CELL = 156 * MM / 28
DASH_RISE = 0.293  # of the size: where the ink of the dash begins over the base line in Noto Serif CJK
PLAIN = "全县残疾人工作以基层组织规范化建设为抓手扎实推进各项任务取得了新的进展" * 40
MIXED = "截至2026年11月22日，全县共有残疾人40900人（占7.0%），其中视力残疾4123人；“九有”达标乡镇26个。" * 12
TITLE = ("会宁县残疾人联合会", "2026年年终总结")


@pytest.fixture(autouse=True)
def _letters(settings):
    engine = settings.TEMPLATES[0]
    folders = [*engine["DIRS"], Path(__file__).parent / "print"]
    settings.TEMPLATES = [{**engine, "DIRS": folders}]


def letter(**context):
    context = {"paragraphs": [PLAIN], "picture": "", "rows": [], "letterhead": None} | context
    return render_pdf("letter.html", context, title=TITLE, author="会宁县残疾人联合会")


def lines_of(page, size=16):
    """Return the lines of body type from top to bottom, each a list of characters from left to right."""
    rows = defaultdict(list)
    for char in page.chars:
        if abs(char["size"] - size) < 0.1:
            rows[round(char["bottom"])].append(char)
    return [sorted(row, key=lambda char: char["x0"]) for _, row in sorted(rows.items())]


class TestThePage:
    @pytest.fixture
    def pdf(self):
        with pdfplumber.open(io.BytesIO(letter())) as pdf:
            yield pdf

    def test_is_a4_upright(self, pdf):
        assert (round(pdf.pages[0].width / MM), round(pdf.pages[0].height / MM)) == (210, 297)

    def test_has_22_lines_of_28_characters(self, pdf):
        lines = lines_of(pdf.pages[1])

        assert [len(line) for line in lines] == [28] * 22

    def test_fills_the_block_of_156_by_225_mm(self, pdf):
        lines = lines_of(pdf.pages[1])

        assert lines[0][0]["x0"] == pytest.approx(LEFT, abs=0.5)
        assert lines[0][-1]["x1"] == pytest.approx(RIGHT, abs=0.5)
        assert all(line[0]["top"] >= TOP and line[0]["bottom"] <= BOTTOM for line in lines)
        assert lines[-1][0]["bottom"] - lines[0][0]["bottom"] == pytest.approx(21 * 225 * MM / 22, abs=0.5)

    def test_indents_a_paragraph_by_two_characters(self, pdf):
        first = lines_of(pdf.pages[0])[0]

        assert first[0]["x0"] == pytest.approx(LEFT + 2 * CELL, abs=0.5)
        assert len(first) == 26

    def test_reads_back_in_order(self, pdf):
        text = "".join(
            "".join(char["text"] for char in line) for page in pdf.pages for line in lines_of(page)
        )

        assert text.startswith(PLAIN)
        assert text.endswith("会宁县残疾人联合会2026年11月22日")


class TestPageNumbers:
    @pytest.fixture
    def pages(self):
        with pdfplumber.open(io.BytesIO(letter(rows=["会师镇"] * 40))) as pdf:
            yield pdf.pages

    def test_read_as_a_figure_between_dashes(self, pages):
        assert "".join(char["text"] for char in number_on(pages[1])) == "— 2 —"

    def test_stand_outside_one_character_from_the_edge(self, pages):
        assert number_on(pages[0])[-1]["x1"] == pytest.approx(RIGHT - CELL, abs=0.5)
        assert number_on(pages[1])[0]["x0"] == pytest.approx(LEFT + CELL, abs=0.5)

    def test_hang_7_mm_under_the_block(self, pages):
        dash = number_on(pages[0])[0]
        base_line = pages[0].height - dash["matrix"][5]

        assert base_line - DASH_RISE * 14 == pytest.approx(BOTTOM + 7 * MM, abs=0.5)

    def test_stay_in_place_on_turned_pages(self, pages):
        """On a landscape page the number stands at the left edge, where the foot of the bound sheet is."""
        even, odd = [page for page in pages if page.width > page.height][:2]

        assert (even.page_number % 2, odd.page_number % 2) == (0, 1)
        assert min(char["top"] for char in turned_on(even)) == pytest.approx(LEFT + CELL, abs=0.5)
        assert max(char["bottom"] for char in turned_on(odd)) == pytest.approx(RIGHT - CELL, abs=0.5)
        assert max(char["x1"] for char in turned_on(odd)) < 35 * MM - 4 * MM


def number_on(page):
    return [char for char in page.chars if abs(char["size"] - 14) < 0.1]


def turned_on(page):
    return [char for char in page.chars if not char["upright"]]


class TestLines:
    def test_with_figures_end_flush_at_the_right_edge(self):
        with pdfplumber.open(io.BytesIO(letter(paragraphs=[MIXED]))) as pdf:
            lines = lines_of(pdf.pages[0])[:-1]

        ends = [line[-1]["x1"] for line in lines]

        assert ends == pytest.approx([RIGHT] * len(ends), abs=1)
        assert all(line[0]["x0"] == pytest.approx(LEFT, abs=0.5) for line in lines[1:])

    def test_keep_figures_together_when_stretched(self):
        with pdfplumber.open(io.BytesIO(letter(paragraphs=[MIXED]))) as pdf:
            lines = lines_of(pdf.pages[0])

        gaps = [
            right["x0"] - left["x1"]
            for line in lines
            for left, right in pairwise(line)
            if left["text"].isdigit() and right["text"].isdigit()
        ]

        assert gaps
        assert max(gaps) < 0.3


class TestPdfUa:
    @pytest.fixture
    def reader(self):
        return PdfReader(io.BytesIO(letter(rows=["会师镇", "郭城驿镇"])))

    def test_names_its_language_title_and_author(self, reader):
        catalog = reader.trailer["/Root"]

        assert catalog["/Lang"] == "zh-CN"
        assert catalog["/MarkInfo"]["/Marked"]
        assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
        assert reader.metadata.title == "".join(TITLE)
        assert reader.metadata.author == "会宁县残疾人联合会"

    def test_declares_pdf_ua_1(self, reader):
        xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()

        assert "<pdfuaid:part>1</pdfuaid:part>" in xmp.replace(" ", "") or 'pdfuaid:part="1"' in xmp

    def test_tags_headings_paragraphs_and_tables(self, reader):
        tags = [tag for tag, _ in tags_of(reader.trailer["/Root"]["/StructTreeRoot"])]

        assert {"/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD"} <= set(tags)
        assert tags.index("/H1") < tags.index("/P") < tags.index("/Table")

    def test_ties_every_cell_to_the_heads_of_its_row_and_column(self, reader):
        tree = list(tags_of(reader.trailer["/Root"]["/StructTreeRoot"]))
        heads = {node["/ID"] for tag, node in tree if tag == "/TH"}
        cells = [node["/A"]["/Headers"] for tag, node in tree if tag == "/TD"]

        assert [len(headers) for headers in cells] == [2, 2]
        assert {header for headers in cells for header in headers} <= heads

    def test_says_of_every_head_whether_it_is_for_a_column_or_a_row(self, reader):
        tree = list(tags_of(reader.trailer["/Root"]["/StructTreeRoot"]))
        scopes = [node["/A"]["/Scope"] for tag, node in tree if tag == "/TH"]

        assert sorted(set(scopes)) == ["/Column", "/Row"]

    def test_counts_page_numbers_as_no_content(self, reader):
        acts = ContentStream(reader.pages[0].get_contents(), reader).operations
        margins = [own for own, act in acts if act == b"BDC" and own[1].get("/Type") == "/Pagination"]

        assert margins
        assert {own[0] for own in margins} == {"/Artifact"}
        assert untagged(reader) == []

    def test_gives_pictures_their_alternative_text(self):
        pdf = render_pdf(
            "letter.html",
            {"paragraphs": ["附图"], "picture": "media:photo.png", "rows": [], "letterhead": None},
            title="附图", author="会宁县残疾人联合会", media={"photo.png": picture()},
        )  # fmt: skip
        reader = PdfReader(io.BytesIO(pdf))

        figures = [
            node for tag, node in tags_of(reader.trailer["/Root"]["/StructTreeRoot"]) if tag == "/Figure"
        ]

        assert [figure["/Alt"] for figure in figures] == ["公示照片"]

    def test_embeds_every_font(self, reader):
        fonts = {font["/BaseFont"]: font for page in reader.pages for font in fonts_of(page)}

        assert fonts
        assert all(is_embedded(font) for font in fonts.values())


def tags_of(node):
    """Yield (tag, node) of the structure tree in reading order."""
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object()
        if isinstance(child, dict) and "/S" in child:
            yield child["/S"], child
            yield from tags_of(child)


def fonts_of(page):
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]


def is_embedded(font):
    own = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    return bool({"/FontFile", "/FontFile2", "/FontFile3"} & set(own["/FontDescriptor"]))


def picture():
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(stream, "PNG")
    return stream.getvalue()


class TestWhatATemplateMayRead:
    @pytest.mark.parametrize(
        "address",
        [
            "https://example.org/a.png",
            "file:///etc/passwd",
            "data:image/png;base64,AA==",
            "print:../css/tokens.css",
            "print:none.css",
            "media:other.png",
        ],
    )
    def test_refuses_every_address_but_ours(self, address):
        with pytest.raises(DocumentNotMade, match="不允许读取"):
            letter(picture=address)


class TestTitleLines:
    def test_a_short_title_takes_one_line(self):
        assert title_lines(TITLE) == ["会宁县残疾人联合会2026年年终总结"]

    def test_a_long_title_breaks_between_phrases_and_evenly(self):
        phrases = ["白银市会宁县残疾人联合会", "关于2026年度", "基层残疾人组织", "规范化建设情况的", "报告"]

        assert title_lines(phrases) == [
            "白银市会宁县残疾人联合会关于2026年度",
            "基层残疾人组织规范化建设情况的报告",
        ]

    def test_figures_count_half(self):
        assert width_of("2026年") == 3


def test_the_preview_is_the_same_html_with_styles_for_the_screen():
    html = render_html(
        "letter.html", {"paragraphs": ["正文"], "picture": "", "rows": [], "letterhead": None},
        title=TITLE, author="会宁县残疾人联合会",
    )  # fmt: skip

    assert "<p>正文</p>" in html
    assert 'href="/static/print/screen.css"' in html
