"""The mark on files that leave on an approval: everybody sees it, and nothing else of the file changes."""

import io
import re
import zipfile

import docx
import openpyxl
import pdfplumber
import pytest
from pypdf import PdfReader, PdfWriter

from core.attachments import DOCX, PDF, XLSX
from core.joining import Part, join
from core.printing import print_html
from core.sheets.writing import Column, workbook, workbook_of_sheets
from core.stamping import ZIP, Stamp, stamped
from core.stamping.workbooks import NOTICE
from tests.tagged import untagged

STAMP = Stamp("20261126-12", "核对", "王雪梅 · 会宁县残疾人联合会", "2026-11-26 19:30", "按通知核对")
COLUMNS = (Column("姓名", lambda row: row), Column("身份证号", lambda row: "620422********1237", 22))
PAGES = (
    "<!doctype html><html lang='zh-CN'><head><title>名册</title><style>p { break-after: page }</style></head>"
    "<body><h1>名册</h1><p>王芳</p><p>李强</p><p>张伟</p></body></html>"
)


@pytest.fixture(autouse=True)
def _everything_may_use_the_database():
    """Keep the database out: these tests look at files."""


@pytest.fixture(scope="module")
def paper():
    return print_html(PAGES, {}).content


@pytest.fixture(scope="module")
def marked(paper):
    return stamped(paper, PDF, STAMP)


def feet_of(content):
    """Return what the mark says at the foot of each page."""
    with pdfplumber.open(io.BytesIO(content)) as paper:
        return ["".join(c["text"] for c in page.chars if 7.4 < c["size"] < 7.6) for page in paper.pages]


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


class TestWorkbooks:
    def test_the_mark_stands_under_the_title_and_on_every_printed_page(self):
        book = opened(stamped(workbook("享受名册", COLUMNS, ["王芳", "李&强"]), XLSX, STAMP))
        sheet = book.active

        assert sheet["A1"].value == f"享受名册\n{STAMP.line}"
        assert sheet["A1"].alignment.wrap_text
        assert sheet.oddHeader.center.text == STAMP.line
        assert sheet.oddFooter.center.text.startswith(STAMP.line)
        assert book.properties.description == STAMP.line

    def test_nothing_else_changes(self):
        made = workbook("享受名册", COLUMNS, ["王芳", "李&强"])
        before, after = opened(made).active, opened(stamped(made, XLSX, STAMP)).active

        rows = [list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in (before, after)]
        assert rows[0] == rows[1]
        assert (after.freeze_panes, after.print_title_rows) == (before.freeze_panes, before.print_title_rows)
        assert after.merged_cells.ranges == before.merged_cells.ranges
        assert after["A1"].font.sz == before["A1"].font.sz

    def test_every_sheet_has_it(self):
        parts = [(name, f"比对：{name}", COLUMNS, ["王芳"]) for name in ("一致", "不一致")]

        book = opened(stamped(workbook_of_sheets(parts), XLSX, STAMP))

        assert [STAMP.line in sheet["A1"].value for sheet in book] == [True, True]

    def test_a_table_to_be_filled_in_stays_one_and_gets_a_sheet_beside_it(self):
        book = openpyxl.Workbook()
        book.active.append(["姓名", "身份证号"])
        book.active.append(["王芳", "620422********1237"])
        out = io.BytesIO()
        book.save(out)

        marked = opened(stamped(out.getvalue(), XLSX, STAMP))

        assert list(marked.active.values) == [("姓名", "身份证号"), ("王芳", "620422********1237")]
        assert marked[NOTICE]["A1"].value == STAMP.line
        assert marked.active.oddFooter.center.text.startswith(STAMP.line)

    def test_signs_that_mean_something_to_excel_are_only_text(self):
        stamp = Stamp("1", "其他", "<甲&乙>", "今天", "")

        book = opened(stamped(workbook("名册", COLUMNS, []), XLSX, stamp))

        assert book.active["A1"].value == f"名册\n{stamp.line}"
        assert "<甲&乙>" in book.active.oddHeader.center.text.replace("&&", "&")


class TestPapers:
    def test_every_page_says_it(self, marked):
        feet = feet_of(marked)

        assert len(feet) >= 3
        assert all(foot == STAMP.line for foot in feet)

    def test_the_tags_and_the_language_stay_and_the_mark_is_none_of_them(self, paper, marked):
        before, after = PdfReader(io.BytesIO(paper)), PdfReader(io.BytesIO(marked))
        root = after.trailer["/Root"]

        assert root["/Lang"] == "zh-CN"
        assert root["/MarkInfo"]["/Marked"]
        assert root["/StructTreeRoot"].keys() == before.trailer["/Root"]["/StructTreeRoot"].keys()
        assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
        for page in after.pages:
            content = page.get_contents().get_data()
            assert content.index(b"/Artifact <</Type /Pagination /Subtype /Watermark>> BDC") < content.index(
                b"/ZcMark"
            )

    def test_on_a_turned_page_it_stands_at_the_head_where_the_code_is_not(self):
        turned = PAGES.replace("p { break", "@page { size: A4 landscape } p { break")

        with pdfplumber.open(io.BytesIO(stamped(print_html(turned, {}).content, PDF, STAMP))) as paper:
            tops = {c["top"] for page in paper.pages for c in page.chars if 7.4 < c["size"] < 7.6}

        assert max(tops) < 30

    def test_the_file_stays_as_it_is_and_the_mark_follows_it(self, paper, marked):
        assert marked.startswith(paper)

    def test_one_of_another_program_gets_it_too(self, paper):
        writer = PdfWriter(clone_from=io.BytesIO(paper))  # with a table of objects of the older kind
        own = io.BytesIO()
        writer.write(own)

        marked = stamped(own.getvalue(), PDF, STAMP)

        assert marked.startswith(own.getvalue())
        assert feet_of(marked) == [STAMP.line] * len(writer.pages)
        assert PdfReader(io.BytesIO(marked), strict=True).metadata.subject == STAMP.line

    def test_a_broken_one_is_written_anew(self, paper):
        broken = re.sub(rb"startxref\n\d+", b"startxref\n7", paper)

        marked = stamped(broken, PDF, STAMP)

        assert not marked.startswith(broken)
        assert feet_of(marked) == feet_of(stamped(paper, PDF, STAMP))

    def test_a_book_of_several_gets_it_on_every_page(self, paper):
        book = io.BytesIO()
        join([Part(lambda: io.BytesIO(paper), "一"), Part(lambda: io.BytesIO(paper), "二")], book, title="册")

        marked = stamped(book.getvalue(), PDF, STAMP)

        assert marked.startswith(book.getvalue())
        assert len(feet_of(marked)) == 2 * len(feet_of(stamped(paper, PDF, STAMP)))
        assert set(feet_of(marked)) == {STAMP.line}
        assert untagged(PdfReader(io.BytesIO(marked))) == []

    def test_what_was_there_before_is_there_still(self, paper, marked):
        before, after = (PdfReader(io.BytesIO(one)).pages[0].extract_text() for one in (paper, marked))

        assert after.startswith(before.strip()[:4])


def test_a_word_file_has_it_at_head_and_foot():
    made = io.BytesIO()
    docx.Document().save(made)

    text = docx.Document(io.BytesIO(stamped(made.getvalue(), DOCX, STAMP)))

    for place in (text.sections[0].header, text.sections[0].footer):
        assert STAMP.line in [paragraph.text for paragraph in place.paragraphs]


def test_every_file_in_an_archive_has_it(paper):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("01-名册.xlsx", workbook("名册", COLUMNS, ["王芳"]))
        archive.writestr("目录.txt", "一")

    with zipfile.ZipFile(io.BytesIO(stamped(packed.getvalue(), ZIP, STAMP))) as archive:
        assert STAMP.line in opened(archive.read("01-名册.xlsx")).active["A1"].value
        assert archive.read("目录.txt") == "一".encode()


def test_what_holds_no_mark_stays_as_it_is():
    assert stamped(b"a,b", "text/csv", STAMP) == b"a,b"
