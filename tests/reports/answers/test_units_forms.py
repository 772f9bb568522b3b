"""Forms with a row for each unit."""

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from openpyxl.formatting.rule import CellIsRule

from accounts.roles import Role
from core.models import Job
from reports.answers.choices import State
from reports.answers.pen import UNKNOWN, UNKNOWN_COLOUR
from tests.factories import PersonFactory, PostingFactory, VillageFactory
from tests.reports.answers.forms import content_of, empty_book, grid, opened, sheet_of, units_form

TWO_TOWNS = ("会师镇", "郭城驿镇")


def test_a_head_of_two_lines_is_read_and_its_columns_known_proposed_or_unknown(desk):
    answer = desk.upload(units_form(*TWO_TOWNS))

    (sheet, other) = answer.found
    assert answer.state == State.MAPPING
    assert (sheet["top"], sheet["bottom"], sheet["first"]) == (3, 4, 5)
    assert [(own["title"], own["key"], own["near"]) for own in sheet["columns"]] == [
        ("序号", "serial", ""),
        ("单位", "row.unit", ""),
        ("残疾人数（人）／合计", "persons", ""),
        ("残疾人数（人）／男", "persons.sex-male", ""),
        ("残疾人数（人）／女", "persons.sex-female", ""),
        ("专职委员人数", "posts.held", ""),
        ("补贴发放金额（万元）", "", "stipend.amount"),
        ("一户多残户数", "", ""),
    ]
    assert "没有找到表头" in other["note"]


def test_figures_are_filled_as_numbers_and_sums_stay_formulas(desk, staffed):
    answer = desk.upload(units_form(*TWO_TOWNS))
    desk.choose(answer, G="stipend.amount")

    answer = desk.fill(answer)

    rows = grid(opened(answer)["附表1"], first=5)
    assert rows[:3] == [
        [1, "会师镇", 3, 2, 1, 2, 0.18, None],
        [2, "郭城驿镇", 1, 1, 0, 0, 0.06, None],
        ["合计", None, "=SUM(C5:C6)", "=SUM(D5:D6)", "=SUM(E5:E6)", 2, 0.24, None],
    ]
    assert answer.state == State.READY
    assert answer.counts["written"] == 14


def test_the_layout_is_the_superiors(desk):
    content = units_form(*TWO_TOWNS)

    answer = desk.answer(content)

    before, after = load_workbook(io.BytesIO(content)), opened(answer)
    assert after.sheetnames == before.sheetnames
    assert grid(after["填表说明"]) == grid(before["填表说明"])
    assert after.calculation.fullCalcOnLoad
    assert looks(after["附表1"]) == looks(before["附表1"])


def looks(ws):
    """Return what makes the look of a sheet but for the columns that nobody knows."""
    return {
        "merged": sorted(str(own) for own in ws.merged_cells.ranges),
        "widths": {key: own.width for key, own in ws.column_dimensions.items()},
        "heights": {key: own.height for key, own in ws.row_dimensions.items()},
        "print": (ws.print_area, ws.print_title_rows, ws.page_setup.orientation),
        "lists": [(str(own.sqref), own.formula1) for own in ws.data_validations.dataValidation],
        "cells": {
            cell.coordinate: (cell.font.name, cell.font.sz, cell.border.left.style, cell.number_format)
            for row in ws.iter_rows(max_col=7)
            for cell in row
        },
    }


def test_an_unknown_column_is_left_empty_coloured_and_commented(desk):
    ws = opened(desk.answer(units_form(*TWO_TOWNS)))["附表1"]

    assert ws["H3"].comment.text == UNKNOWN
    assert [ws[f"H{row}"].fill.fgColor.rgb[-6:] for row in (5, 6)] == [UNKNOWN_COLOUR] * 2
    assert ws["H5"].value is None
    assert ws["C5"].fill.fill_type is None


def test_what_stands_there_is_not_overwritten_unless_asked(desk):
    book = empty_book()
    sheet_of(book, "表", ["单位", "残疾人数", "专职委员人数"], ["会师镇", 99, None])
    content = content_of(book)

    kept = desk.answer(content)
    replaced = desk.answer(content, overwrite=True)

    assert grid(opened(kept)["表"], first=2) == [["会师镇", 99, 0]]
    assert kept.counts["left"] == 1
    assert grid(opened(replaced)["表"], first=2) == [["会师镇", 3, 0]]


def test_two_villages_of_one_name_are_not_guessed(desk, world):
    for township in (world.huishi, world.guocheng):
        VillageFactory(name="老鸦村", parent=township)
    book = empty_book()
    sheet_of(book, "表", ["村名", "残疾人数"], ["老鸦村", None], ["南什村", None])

    answer = desk.answer(content_of(book))

    ws = opened(answer)["表"]
    assert grid(ws, first=2) == [["老鸦村", None], ["南什村", 2]]
    assert "会师镇、郭城驿镇都有“老鸦村”" in ws["A2"].comment.text
    assert [own["cell"] for own in answer.troubles] == ["A2"]


def test_villages_are_told_apart_by_a_township_that_is_merged_beside_them(desk, world):
    PersonFactory(unit=VillageFactory(name="老鸦村", parent=world.guocheng))
    VillageFactory(name="老鸦村", parent=world.huishi)
    book = empty_book()
    rows = [["会师镇", "南什村"], [None, "老鸦村"], ["郭城驿镇", "红堡子村"], [None, "老鸦村"]]
    sheet_of(book, "表", ["乡镇", "村", "残疾人数"], *rows, merged=("A2:A3", "A4:A5"))

    answer = desk.answer(content_of(book))

    assert [row[2] for row in grid(opened(answer)["表"], first=2)] == [2, 0, 1, 1]


def test_an_empty_body_takes_the_units_of_a_tier_before_the_sum(desk):
    book = empty_book()
    ws = sheet_of(
        book, "表", ["全县情况"], ["乡镇", "村（社区）", "残疾人总数", "肢体残疾"],
        [None, None, None, None], ["合计", None, "=SUM(C3:C3)", "=C4/2"], ["填表人：", None, "审核人："],
        merged=("A1:D1", "A5:B5"), framed=(2, 5),
    )  # fmt: skip
    ws.row_dimensions[3].height = 31
    ws.conditional_formatting.add("C3:C3", CellIsRule(operator="lessThan", formula=["0"]))

    answer = desk.answer(content_of(book), tier="grassroots")

    ws = opened(answer)["表"]
    assert grid(ws, first=3)[:4] == [
        ["会师镇", "南什村", 2, 0],
        ["会师镇", "西关社区", 1, 0],
        ["郭城驿镇", "红堡子村", 1, 1],
        ["合计", None, "=SUM(C3:C5)", "=C6/2"],
    ]
    assert sorted(str(own) for own in ws.merged_cells.ranges) == ["A1:D1", "A7:B7"]
    assert ws.row_dimensions[5].height == 31
    assert ws["D5"].border.left.style == "thin"
    assert [str(own.sqref) for own in ws.conditional_formatting] == ["C3:C5"]


def test_facts_of_the_assessment_are_filled_with_their_words_for_what_is_unknown(desk, staffed):
    book = empty_book()
    ws = sheet_of(
        book, "表", ["单位", "专职委员配备率", "培训次数（次）", "信访按时办结率"], ["会师镇"], ["郭城驿镇"]
    )
    ws["B2"].number_format = ws["B3"].number_format = "0.00%"

    answer = desk.answer(content_of(book))

    ws = opened(answer)["表"]
    assert ws["B2"].value == pytest.approx(0.6667, abs=0.34)
    assert ws["C2"].value == 2
    assert ws["D2"].value is None
    assert ws["D2"].comment.text.startswith("无数据：")


def test_a_unit_of_another_township_is_not_filled_by_a_township(desk, world):
    desk.user = PostingFactory(unit=world.huishi, role=Role.TOWNSHIP_CLERK).user
    desk.unit = world.huishi
    book = empty_book()
    sheet_of(book, "表", ["单位", "残疾人数"], ["南什村"], ["红堡子村"], ["郭城驿镇"], ["会师镇"])

    answer = desk.answer(content_of(book))

    assert [row[1] for row in grid(opened(answer)["表"], first=2)] == [2, None, None, 3]
    assert len(answer.troubles) == 2


def test_merged_body_cells_and_repeated_heads_are_not_filled(desk):
    book = empty_book()
    sheet_of(
        book, "表", ["单位", "残疾人数", "专职委员人数"], ["会师镇"], ["郭城驿镇"],
        ["单位", "残疾人数", "专职委员人数"], ["南什村"], merged=("C2:C3",),
    )  # fmt: skip

    answer = desk.answer(content_of(book))

    assert grid(opened(answer)["表"], first=2) == [
        ["会师镇", 3, None], ["郭城驿镇", 1, None], ["单位", "残疾人数", "专职委员人数"], ["南什村", 2, 0],
    ]  # fmt: skip
    assert {own["message"][:8] for own in answer.troubles} == {"单元格与上下行合"}


def test_money_in_tens_of_thousands_keeps_its_last_figures(desk, staffed):
    answer = desk.upload(units_form("会宁县"))
    desk.choose(answer, G="stipend.amount")

    answer = desk.fill(answer)

    assert Decimal(str(opened(answer)["附表1"]["G5"].value)) == Decimal("0.24")


def test_the_queries_of_filling_do_not_grow_with_the_rows(desk, world, monkeypatch):
    monkeypatch.setattr(Job, "SAVE_EVERY", 3600)  # on a slow machine progress is written more often

    def cost(names):
        book = empty_book()
        rows = [["会师镇", name] for name in names]
        sheet_of(book, "表", ["乡镇", "村", "残疾人数", "专职委员人数", "负责人"], *rows)
        answer = desk.upload(content_of(book))
        with CaptureQueriesContext(connection) as queries:
            assert desk.fill(answer).state == State.READY
        return len(queries)

    cost(["西关社区"])  # content types and the like are fetched once
    few = cost(["南什村"])
    names = [VillageFactory(name=f"新{number}村", parent=world.huishi).name for number in range(30)]

    assert cost(names) == few


def test_the_first_two_rows_show_what_a_choice_or_a_proposal_would_fill(desk, staffed):
    answer = desk.upload(units_form("甲镇", *TWO_TOWNS))

    previews = {own["letter"]: own["preview"] for own in answer.found[0]["columns"]}
    assert previews["C"] == {"key": "persons", "texts": ["3", "1"]}
    assert previews["G"] == {"key": "stipend.amount", "texts": ["0.18", "0.06"]}
    assert previews["H"] is None
