"""Joining finished PDFs without losing what makes them readable for a screen reader."""

import io
from functools import partial

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from core.documents import print_made
from core.joining import Part, join
from core.pdfs.reading import NotReadable
from core.pdfs.syntax import Malformed, Ref, content_of, parse, written
from tests.tagged import marks_on, tag_counts, tags_below, untagged

pytestmark = pytest.mark.once

PAGE = """<!doctype html><html lang="zh-CN"><head><title>{name}</title>
<link rel="stylesheet" href="print:official.css"><link rel="stylesheet" href="print:tables.css"></head>
<body><main>
<h1>{name}</h1><p id="top">见<a href="#end">末尾</a>，或<a href="https://example.org/">别处</a></p>
<table><thead><tr><th scope="col">姓名</th><th scope="col">年龄</th></tr></thead>
<tbody><tr><th scope="row">{name}的人</th><td>三十</td></tr></tbody></table>
<h2 id="end" style="break-before:page">{name}的末页</h2><p>完</p></main></body></html>"""
NAMES = ("南什村", "西关社区", "红堡子村")


def in_memory(content):
    return partial(io.BytesIO, content)


def joined(parts, **facts):
    target = io.BytesIO()
    pages = join(parts, target, **{"title": "合订本", "author": "会宁县残联"} | facts)
    return pages, target


@pytest.fixture(scope="module")
def papers():
    return [print_made(PAGE.format(name=name)).content for name in NAMES]


@pytest.fixture(scope="module")
def book(papers):
    """The three as one: two villages of one township, then one of another that shows its own bookmarks."""
    above = ("会师镇", "会师镇", "郭城驿镇")
    parts = [
        Part(in_memory(own), name, (town,), shows_own=name == "红堡子村")
        for own, name, town in zip(papers, NAMES, above, strict=True)
    ]
    pages, target = joined(parts)
    assert pages == 6
    return target.getvalue()


@pytest.fixture
def reader(book):
    return PdfReader(io.BytesIO(book), strict=True)


class TestTags:
    def test_are_those_of_all_parts_under_one_document(self, reader, papers):
        parts = sum(
            (tag_counts(PdfReader(io.BytesIO(own))) for own in papers), start=type(tag_counts(reader))()
        )

        own = tag_counts(reader)

        assert own["/Document"] == 1
        assert own["/Part"] == parts["/Part"] + parts["/Document"]
        assert own.total() == parts.total() + 1
        assert [
            tag["/T"] for tag in tags_below(reader.trailer["/Root"]["/StructTreeRoot"]) if "/T" in tag
        ] == [*NAMES]

    def test_reach_all_that_stands_on_each_page(self, reader):
        assert all(marks_on(page, reader) for page in reader.pages)
        assert untagged(reader) == []

    def test_of_cells_find_their_heads_and_no_others(self, reader):
        tags = list(tags_below(reader.trailer["/Root"]["/StructTreeRoot"]))
        names = [tag["/ID"] for tag in tags if "/ID" in tag]
        heads = [name for tag in tags for name in tag.get("/A", {}).get("/Headers", [])]

        assert len(set(names)) == len(names) == 9
        assert len(heads) == 6
        assert set(heads) <= set(names)

    def test_of_links_lead_from_the_link_to_its_tag(self, reader):
        keys = [a.get_object()["/StructParent"] for page in reader.pages for a in page.get("/Annots", [])]

        assert len(set(keys)) == len(keys) == 6

    def test_are_kept_when_a_book_becomes_part_of_another(self, book, papers):
        _, target = joined([Part(in_memory(book)), Part(in_memory(papers[0]), "又一份")])

        again = PdfReader(target, strict=True)
        assert untagged(again) == []
        assert tag_counts(again)["/Document"] == 1
        assert [own.title for own in again.outline if not isinstance(own, list)] == [
            "会师镇",
            "郭城驿镇",
            "又一份",
        ]
        assert again.page_labels[-1] == "又一份 2"


class TestBook:
    def test_says_what_a_pdf_for_everybody_must_say(self, reader):
        root = reader.trailer["/Root"]

        assert root["/Lang"] == "zh-CN"
        assert root["/MarkInfo"]["/Marked"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert reader.metadata.title == "合订本"
        assert reader.metadata.author == "会宁县残联"
        assert reader.xmp_metadata.dc_title == {"x-default": "合订本"}
        assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()

    def test_has_bookmarks_of_villages_below_their_townships(self, reader):
        first, below, second, last = reader.outline

        assert [first.title, second.title] == ["会师镇", "郭城驿镇"]
        assert [own.title for own in below] == ["南什村", "西关社区"]
        assert [own.title for own in last[:1]] == ["红堡子村"]
        assert [own.title for own in last[1][:1]] == ["红堡子村"]
        assert [reader.get_destination_page_number(own) for own in (*below, last[0])] == [0, 2, 4]

    def test_numbers_the_pages_of_each_part(self, reader):
        assert reader.page_labels == [f"{name} {number}" for name in NAMES for number in (1, 2)]

    def test_keeps_links_inside_a_part(self, reader):
        inside = [
            note.get_object()["/Dest"]
            for page in reader.pages
            for note in page.get("/Annots", [])
            if "/Dest" in note.get_object()
        ]

        pages = [reader.get_destination_page_number(reader.named_destinations[name]) for name in inside]
        assert pages == [1, 3, 5]

    def test_reads_as_its_parts_one_after_the_other(self, book, papers):
        def words(content):
            return [own.get_textpage().get_text_range() for own in pypdfium2.PdfDocument(content)]

        assert words(book) == [text for own in papers for text in words(own)]

    def test_has_each_font_once(self, papers):
        _, twice = joined([Part(in_memory(papers[0]), "甲"), Part(in_memory(papers[0]), "乙")])

        assert len(twice.getvalue()) < 1.2 * len(papers[0])

    def test_takes_over_what_pages_inherit(self, papers):
        writer = PdfWriter(clone_from=io.BytesIO(papers[0]))
        for page in writer.pages:
            page["/Parent"].get_object()[NameObject("/MediaBox")] = page.pop("/MediaBox")
        changed = io.BytesIO()
        writer.write(changed)

        _, target = joined([Part(in_memory(changed.getvalue()), "甲")])

        assert PdfReader(target).pages[0]["/MediaBox"][3] > 800


class TestRefusal:
    def test_of_what_is_no_pdf(self):
        with pytest.raises(NotReadable, match="不是完整的 PDF"):
            joined([Part(in_memory(b"not a pdf"), "甲")])

    def test_of_half_a_pdf(self, papers):
        with pytest.raises(NotReadable, match="不是完整的 PDF"):
            joined([Part(in_memory(papers[0][: len(papers[0]) // 2]), "甲")])

    def test_of_a_locked_one(self, papers):
        writer = PdfWriter(clone_from=io.BytesIO(papers[0]))
        writer.encrypt("secret", algorithm="RC4-128")
        locked = io.BytesIO()
        writer.write(locked)

        with pytest.raises(NotReadable, match="密码"):
            joined([Part(in_memory(locked.getvalue()), "甲")])

    def test_of_one_without_tags_since_the_whole_would_have_none(self):
        writer = PdfWriter()
        writer.add_blank_page(100, 100)
        plain = io.BytesIO()
        writer.write(plain)

        with pytest.raises(NotReadable, match="“甲”没有无障碍标签"):
            joined([Part(in_memory(plain.getvalue()), "甲")])


class TestSyntax:
    @pytest.mark.parametrize(
        "given",
        [b"<</A 1/B[2 0 R 3]/C(x\\)y)>>", b"[/a true null -1.5 <feff>]", b"<</D<</E(a(b)c)>>>>", b"7"],
    )
    def test_reads_what_it_writes(self, given):
        value, end = parse(given)

        assert end == len(given)
        assert parse(written(value)) == (value, len(written(value)))

    def test_gives_references_their_new_numbers(self):
        assert written([Ref(2), Ref(9)], {2: 5}) == b"[5 0 R null]"

    @pytest.mark.parametrize(
        ("string", "content"),
        [(rb"(a\)b)", b"a)b"), (rb"(\101\n)", b"A\n"), (b"<4 1 4>", b"A@"), (b"(\\\nx)", b"x")],
    )
    def test_reads_strings(self, string, content):
        assert content_of(string) == content

    @pytest.mark.parametrize("given", [b"", b"<</A 1", b"<</A>>", b"]"])
    def test_refuses_half_an_object(self, given):
        with pytest.raises((Malformed, ValueError)):
            parse(given)
