import pytest

from core.permissions import Permission
from reports.figures import Column, FigureBook, FrozenList
from reports.narrative.writing import NothingToSay, Writer, plain


@pytest.fixture
def writer():
    book = FigureBook()
    rows = [["会师镇"], ["会师镇"], ["郭城驿镇"]]
    book.add_list(FrozenList("people", "人员", Permission.PERSON_VIEW, [Column("town", "乡镇")], rows))
    book.group("人员")
    book.count("all", "全部", of="people")
    book.count("huishi", "会师镇", of="people", town="会师镇")
    return Writer(book)


def text_of(segments):
    return "".join(segment["text"] for segment in segments)


class TestWriter:
    def test_puts_figures_into_a_sentence_and_remembers_them(self, writer):
        sentence = writer.say("共登记{all}，其中会师镇{huishi}。")

        assert text_of(sentence) == "共登记3人，其中会师镇2人。"
        assert [segment["key"] for segment in sentence if "key" in segment] == ["all", "huishi"]

    def test_refuses_a_sentence_without_a_figure(self, writer):
        with pytest.raises(NothingToSay):
            writer.say("工作取得了新的进展。")

    def test_refuses_a_sentence_whose_phrases_have_no_figure(self, writer):
        with pytest.raises(NothingToSay):
            writer.say("{who}工作突出。", who=plain("会师镇"))

    def test_refuses_a_figure_that_is_not_in_the_book(self, writer):
        with pytest.raises(KeyError):
            writer.say("共{nobody}。")

    def test_lists_names_with_their_figures(self, writer):
        phrase = writer.each([("会师镇", "huishi"), ("全县", "all")])

        assert text_of(phrase) == "会师镇2人、全县3人"

    def test_numbers_sections_and_begins_their_parts_anew(self, writer):
        for section in ("基本情况", "存在问题"):
            writer.section(section)
            writer.part("第一部分")
            writer.part("第二部分")

        assert [text_of(block["segments"]) for block in writer.blocks] == [
            "一、基本情况", "（一）第一部分", "（二）第二部分",
            "二、存在问题", "（一）第一部分", "（二）第二部分",
        ]  # fmt: skip

    def test_leaves_out_sentences_that_have_nothing_to_say(self, writer):
        writer.paragraph(None, writer.say("共{all}。"), None)
        writer.paragraph(None)

        assert [text_of(block["segments"]) for block in writer.blocks] == ["共3人。"]
