"""The head and the end of an official document in Word, without any database: styles, their places, text."""

import io
import zipfile
from datetime import UTC, date, datetime
from types import SimpleNamespace

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from core.letterheads import Imprint, Letterhead
from reports.tables import row, table
from reports.word import word_of
from reports.word_styles import CHARACTER, CHARACTERS, LINE, STYLES
from tests.reports.test_word import DIRECT

pytestmark = pytest.mark.once
ISSUER = "会宁县残疾人联合会"
IMPRINT = Imprint(f"{ISSUER}办公室", date(2026, 11, 22), "县委办公室，县政府办公室")
UPRIGHT, WIDE = (
    table(name, head=["单位"], rows=[row("会师镇")], wide=name == "乙表") for name in ("甲表", "乙表")
)


def made(form="red", tables=(), **parts):
    head = Letterhead(form, ISSUER, "会残联发〔2026〕14号", "市残联", **parts)
    blocks = [{"kind": "p", "segments": [{"text": "正文。"}]}]
    content = {"title": "通报", "issuer": ISSUER, "blocks": blocks, "tables": list(tables)}
    document = SimpleNamespace(stated=content, letterhead=head, made_at=datetime(2026, 11, 22, tzinfo=UTC))
    return word_of(document)


def opened(*args, **parts):
    return docx.Document(io.BytesIO(made(*args, **parts)))


def lines_of(word):
    return [(own.style.name, own.text) for own in word.paragraphs]


class TestUpward:
    def test_has_number_and_signer_on_one_line_the_name_in_its_own_face(self):
        word = opened(signers=("王建国",))
        line = next(own for own in word.paragraphs if own.style.name == "发文字号（上行文）")

        assert line.text == "会残联发〔2026〕14号\t签发人：王建国"
        assert [run.text for run in line.runs if run.style.name == "签发人姓名"] == ["王建国"]
        assert word.styles["签发人姓名"].element.rPr.rFonts.get(qn("w:eastAsia")) == "楷体_GB2312"

    def test_has_the_last_of_several_names_ending_one_character_from_the_edge(self):
        word = opened(signers=("王建国", "李芳", "欧阳明"))
        stops = [stop.position for stop in word.styles["签发人"].paragraph_format.tab_stops]

        assert lines_of(word)[1:3] == [
            ("签发人", "\t签发人：王建国\t李芳"),
            ("发文字号（上行文）", "会残联发〔2026〕14号\t\t欧阳明"),
        ]
        assert Mm(156) - stops[-1] == pytest.approx(Pt(4 * CHARACTER), abs=Pt(0.1))
        assert stops[2] - stops[1] == pytest.approx(Pt(4 * CHARACTER), abs=Pt(0.1))
        assert stops[1] - stops[0] == pytest.approx(Pt(4 * CHARACTER), abs=Pt(0.1))

    def test_a_paper_to_others_has_its_number_alone_in_the_middle(self):
        assert ("发文字号", "会残联发〔2026〕14号") in lines_of(opened())


class TestCorner:
    def test_stands_over_the_mark_which_stays_where_it_is(self):
        word, plain = opened(copy_number="000001", urgency="特急"), opened()
        spaces = [own.styles["版头"].paragraph_format.space_before for own in (plain, word)]

        assert lines_of(word)[:3] == [
            ("份号和紧急程度", "000001"),
            ("份号和紧急程度", "特急"),
            ("版头", f"{ISSUER}文件"),
        ]
        assert spaces[0] - spaces[1] == pytest.approx(2 * LINE, abs=Pt(0.1))

    def test_of_a_letter_stands_beside_its_number(self):
        lines = lines_of(opened("letter", copy_number="000012", urgency="加急"))

        assert lines[:2] == [("信函文号", "000012\t会残联发〔2026〕14号"), ("份号和紧急程度", "加急")]


class TestLetter:
    def test_has_mark_and_rules_in_head_and_foot_of_its_first_page_alone(self):
        section = opened("letter").sections[0]
        head, foot = section.first_page_header.paragraphs[0], section.first_page_footer.paragraphs[0]

        assert section.different_first_page_header_footer
        assert (head.style.name, head.text) == ("版头", ISSUER)
        assert 'w:val="thickThinSmallGap"' in head.style.element.xml
        assert 'w:val="thinThickSmallGap"' in foot.style.element.xml
        assert "PAGE" not in foot._p.xml
        assert "PAGE" in section.even_page_footer.paragraphs[0]._p.xml

    def test_has_numbers_on_the_pages_of_its_annexes(self):
        sections = opened("letter", [UPRIGHT]).sections

        assert [own.different_first_page_header_footer for own in sections] == [True, False]

    def test_names_copies_without_rules_printer_and_day(self):
        word = opened("letter", imprint=IMPRINT)

        assert [cell.text for cell in word.tables[-1].columns[0].cells] == [
            "抄送：县委办公室，县政府办公室。"
        ]
        assert word.tables[-1].style.name != "版记"


class TestEnd:
    def test_has_the_imprint_at_the_foot_with_rules_of_its_style(self):
        word = opened(imprint=IMPRINT)
        grid = word.tables[-1]

        assert [cell.text for cell in grid.columns[0].cells] == [
            "抄送：县委办公室，县政府办公室。", f"{ISSUER}办公室\t2026年11月22日印发",
        ]  # fmt: skip
        assert grid.style.name == "版记"
        assert 'w:tblpYSpec="bottom"' in grid._tbl.xml
        borders = grid.style.element.find(f".//{qn('w:tblBorders')}")
        assert [own.get(qn("w:sz")) for own in borders] == ["8", "8", "6"]  # above, below, between

    def test_has_the_imprint_on_an_upright_even_page_after_a_turned_annex(self):
        last = opened(tables=[UPRIGHT, WIDE], imprint=IMPRINT).sections[-1]

        assert last.page_width < last.page_height
        assert str(last.start_type).startswith("EVEN_PAGE")

    def test_has_the_note_in_brackets_under_the_date(self):
        lines = lines_of(opened(note="联系人：李芳，电话：3221234"))

        assert lines[-2:] == [("成文日期", "2026年11月22日"), ("附注", "（联系人：李芳，电话：3221234）")]

    def test_has_the_date_two_characters_right_of_the_issuers_first(self):
        styles = opened().styles
        signature, day = (styles[name].paragraph_format.right_indent for name in ("署名", "成文日期"))

        # nine characters over two and seven: both end two characters from the edge
        assert signature == pytest.approx(Pt(2 * CHARACTER), abs=Pt(0.1))
        assert day == pytest.approx(Pt(2 * CHARACTER), abs=Pt(0.1))

    def test_numbers_several_annexes_whose_names_go_on_under_their_first_character(self):
        word = opened(tables=[UPRIGHT, WIDE])
        layout = word.styles["附件说明"].paragraph_format

        assert [own for own in lines_of(word) if own[0].startswith("附件说明")] == [
            ("附件说明", "附件：1.\t甲表"),
            ("附件说明（续）", "2.\t乙表"),
        ]
        assert layout.left_indent == pytest.approx(Pt(6.5 * CHARACTER), abs=Pt(0.1))
        assert layout.left_indent + layout.first_line_indent == pytest.approx(Pt(2 * CHARACTER), abs=Pt(0.1))


def test_28_characters_fit_into_a_line():
    style = opened().styles["Normal"]
    closer = int(style.element.rPr.find(qn("w:spacing")).get(qn("w:val")))

    assert 28 * (style.font.size.pt + closer / 20) <= Mm(156).pt < 29 * (style.font.size.pt + closer / 20)


@pytest.mark.parametrize("form", ["red", "letter"])
def test_everything_is_said_by_styles_that_are_there(form):
    content = made(form, [UPRIGHT, WIDE], signers=() if form == "letter" else ("王建国",), imprint=IMPRINT,
                   copy_number="000001", urgency="特急", note="此件公开发布")  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        body = parts.read("word/document.xml").decode()
    word = docx.Document(io.BytesIO(content))

    assert [own for own in DIRECT if own in body] == []
    assert {own.style.name for own in word.paragraphs} <= set(STYLES)
    assert {run.style.name for own in word.paragraphs for run in own.runs} <= {
        "Default Paragraph Font", *CHARACTERS,
    }  # fmt: skip
