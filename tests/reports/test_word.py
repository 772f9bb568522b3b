"""The Word form of a summary: read back part by part, and opened by LibreOffice where that is installed."""

import io
import shutil
import subprocess
import zipfile

import docx
import pytest
from django.urls import reverse
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image

from accounts.models import AuditEntry
from core.pictures import words_of
from reports.pictures import pictures_of, table_below
from reports.services import Head, make_document
from reports.word import word_of
from reports.word_styles import LANGUAGE, STYLES
from tests.factories.reports import DocumentFactory
from tests.reports.conftest import TODAY

DIRECT = ("<w:rFonts", "<w:sz ", "<w:jc ", "<w:ind ", "<w:spacing ", "<w:color ", "<w:b/>")
OFFICE = shutil.which("soffice")


def parts_of(word):
    """Return the parts of the pictures in the order of the text."""
    kept = [own._inline.graphic.graphicData.pic.blipFill.blip.embed for own in word.inline_shapes]
    return [word.part.related_parts[own] for own in kept]


@pytest.fixture
def document(world):
    head = Head("red", "会残联发〔2026〕14号", "市残联")
    return make_document("year_summary", world.county, year=2026, by=world.clerk, at=TODAY, head=head)


@pytest.fixture
def sent(client, sign_in, world, document):
    sign_in(world.county)
    response = client.get(reverse("reports:document_word", args=[document.pk]))
    return response.getvalue()


@pytest.fixture
def word(sent):
    return docx.Document(io.BytesIO(sent))


class TestTheFile:
    def test_says_what_the_snapshot_says_in_the_same_order(self, document, word):
        blocks = document.snapshot.content["blocks"]
        prose = ["".join(segment["text"] for segment in block["segments"]) for block in blocks]
        body = [own.text for own in word.paragraphs if own.style.name in ("Normal", "Heading 1", "Heading 2")]

        assert [text for text in body if text] == prose  # a paragraph without words ends each section

    def test_has_title_head_number_addressee_and_signature(self, word):
        texts = {own.style.name: own.text for own in word.paragraphs}

        assert texts["Title"] == "会宁县残疾人联合会2026年年终总结"
        assert texts["版头"] == "会宁县残疾人联合会文件"
        assert texts["发文字号"] == "会残联发〔2026〕14号"
        assert texts["主送机关"] == "市残联："
        assert texts["署名"] == "会宁县残疾人联合会"
        assert texts["成文日期"] == "2026年11月22日"

    def test_holds_the_tables_with_heads_that_repeat(self, document, word):
        content = document.snapshot.content
        drawn = [table_below(own) for own in pictures_of(content) if own.annex is None]
        wanted = [*content["tables"], *drawn]

        assert [len(table.rows) for table in word.tables] == [len(table["rows"]) + 1 for table in wanted]
        assert word.tables[0].rows[0].cells[0].text == "残疾类别"
        assert all("w:tblHeader" in table.rows[0]._tr.xml for table in word.tables)

    def test_is_set_by_styles_alone(self, sent):
        with zipfile.ZipFile(io.BytesIO(sent)) as parts:
            body = parts.read("word/document.xml").decode()

        assert [mark for mark in DIRECT if mark in body] == []
        assert "生僻" not in body

    def test_has_the_faces_and_sizes_of_the_standard(self, word):
        faces = {
            name: (word.styles[name].element.rPr.rFonts.get(qn("w:eastAsia")), word.styles[name].font.size.pt)
            for name in ("Normal", "Title", "Heading 1", "Heading 2")
        }

        assert faces == {
            "Normal": ("仿宋_GB2312", 16),
            "Title": ("方正小标宋简体", 22),
            "Heading 1": ("黑体", 16),
            "Heading 2": ("楷体_GB2312", 16),
        }

    def test_has_the_page_of_the_standard_and_turned_pages_for_wide_tables(self, document, word):
        first = word.sections[0]
        turned = [section.page_width > section.page_height for section in word.sections[1:]]

        assert (round(first.page_width / Mm(1)), round(first.page_height / Mm(1))) == (210, 297)
        assert [round(side / Mm(1)) for side in (first.top_margin, first.left_margin)] == [37, 28]
        assert turned == [*(table["wide"] for table in document.snapshot.content["tables"]), False]

    def test_numbers_odd_and_even_pages_on_their_sides(self, word):
        section = word.sections[0]
        sides = [footer.paragraphs[0] for footer in (section.footer, section.even_page_footer)]

        assert [line.style.name for line in sides] == ["页码（单页）", "页码（双页）"]
        assert all('w:instr="PAGE"' in line._p.xml and "— " in line.text for line in sides)

    def test_names_its_title_author_and_language(self, word):
        facts = word.core_properties

        assert (facts.title, facts.author) == ("会宁县残疾人联合会2026年年终总结", "会宁县残疾人联合会")
        assert facts.language == LANGUAGE

    def test_names_no_style_that_is_not_there(self, word):
        used = {own.style.name for own in word.paragraphs}

        assert used <= set(STYLES)


class TestPictures:
    def test_are_bitmaps_of_300_dots_as_wide_as_the_block(self, document, word):
        shown = pictures_of(document.snapshot.content)
        sizes = [(round(own.width / Mm(1)), round(own.height / Mm(1))) for own in word.inline_shapes]
        images = [Image.open(io.BytesIO(part.blob)) for part in parts_of(word)]

        assert len(shown) == len(sizes) == 4
        assert all(wide == 156 and high <= 150 for wide, high in sizes)
        assert {image.format for image in images} == {"PNG"}
        assert {image.width for image in images} == {1843}

    def test_say_in_words_what_they_show_to_those_who_cannot_see_them(self, document, word):
        shown = pictures_of(document.snapshot.content)
        said = [own._inline.docPr.get("descr") for own in word.inline_shapes]

        assert said == [f"{own.title}：{words_of(own)}" for own in shown]

    def test_have_a_caption_and_say_where_their_values_stand(self, word):
        captions = [own.text for own in word.paragraphs if own.style.name == "Caption"]
        words = [own.text for own in word.paragraphs if own.style.name == "图说明"]

        assert captions[:2] == [
            "图1　各类别残疾人及其等级（单位：人）",
            "图2　各乡镇（街道）登记残疾人（单位：人）",
        ]
        assert words[0].endswith("数据见附件1。")
        assert words[2].endswith("数据见下表。")

    def test_are_an_annex_that_is_named(self, word):
        annexes = [own.text for own in word.paragraphs if own.style.name == "附件说明（续）"]

        assert annexes[-1] == "6.\t统计图"

    def test_are_the_same_bytes_each_time(self, document, word):
        again = docx.Document(io.BytesIO(word_of(document)))

        assert [part.blob for part in parts_of(again)] == [part.blob for part in parts_of(word)]

    def test_are_no_annex_where_there_are_none(self, document):
        document.snapshot.content["pictures"] = []
        word = docx.Document(io.BytesIO(word_of(document)))

        assert len(word.inline_shapes) == 0
        assert "统计图" not in "".join(own.text for own in word.paragraphs)


class TestThePage:
    def test_notes_who_took_it(self, client, sign_in, world, document):
        user = sign_in(world.county)

        client.get(reverse("reports:document_word", args=[document.pk]))

        entry = AuditEntry.objects.filter(event=AuditEntry.Event.EXPORT).latest("pk")
        assert (entry.actor, entry.additional_data) == (user, {"form": "docx"})

    def test_of_a_table_does_not_exist(self, client, sign_in, world):
        sign_in(world.county)
        table = DocumentFactory(unit=world.nanshi)

        assert client.get(reverse("reports:document_word", args=[table.pk])).status_code == 404
        assert "下载 Word" not in client.get(table.get_absolute_url()).text


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_is_opened_by_libreoffice(sent, tmp_path):
    (tmp_path / "summary.docx").write_bytes(sent)

    subprocess.run(
        [OFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
         "txt:Text (encoded):UTF8", "--outdir", tmp_path, tmp_path / "summary.docx"],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip

    text = (tmp_path / "summary.txt").read_text("utf-8-sig")
    assert "会宁县残疾人联合会2026年年终总结" in text
    assert "四、下一步打算" in text
