from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from reports.tables import row, table, text
from reports.workbooks import workbook_of
from tests.factories.reports import DocumentFactory, content, tabular


def book_of(*tables):
    document = DocumentFactory(snapshot__content=content() | {"tables": list(tables)})
    return openpyxl.load_workbook(BytesIO(workbook_of(document)))


def grouped():
    rows = [
        row("王家湾村", text("3", "num"), text("2", "num"), text("12.50", "num")),
        row("=HYPERLINK(1)", text("4", "num"), text("1", "num"), text("—", "num")),
        row("合计", text("7", "num"), text("4", "num"), text("12.50", "num"), total=True),
    ]
    return table(
        "残疾人/情况", head=["村", "男", "女", "金额"], rows=rows, groups=[("", 1), ("性别", 2), ("", 1)],
        form=[("表号", "残基1表")], filled_by="会师镇残联", unit_note="单位：人", note="说明。", signed=True,
    )  # fmt: skip


@pytest.mark.django_db
class TestWorkbook:
    def test_has_a_sheet_for_each_table_under_names_that_excel_takes(self):
        plain = table("表二", head=["单位"], rows=[])

        assert book_of(grouped(), plain).sheetnames == ["1 残疾人 情况", "2 表二"]

    def test_merges_two_lines_of_heads(self):
        sheet = book_of(grouped()).worksheets[0]

        assert {str(own) for own in sheet.merged_cells.ranges} == {"A1:D1", "A4:A5", "B4:C4", "D4:D5"}
        assert [sheet[cell].value for cell in ("B4", "B5", "C5", "D4")] == ["性别", "男", "女", "金额"]

    def test_keeps_the_lines_above_and_below(self):
        values = [cell.value for line in book_of(grouped()).worksheets[0] for cell in line if cell.value]

        assert {"表号：残基1表", "填报单位：会师镇残联", "单位：人", "说明。"} <= set(map(str, values))
        assert any("填表人" in str(value) for value in values)

    def test_writes_figures_as_numbers_and_never_runs_a_text(self):
        sheet = book_of(grouped()).worksheets[0]

        assert [sheet["B6"].value, sheet["D6"].value, sheet["D7"].value] == [3, 12.5, "—"]
        assert sheet["A7"].data_type == "s"
        assert sheet["A7"].value == "'=HYPERLINK(1)"

    def test_sums_by_a_formula_only_where_the_rows_add_up(self):
        sheet = book_of(grouped()).worksheets[0]

        assert [sheet[cell].value for cell in ("B8", "C8", "D8")] == ["=SUM(B6:B7)", 4, 12.5]


def test_a_document_with_tables_can_be_had_as_a_workbook(client, sign_in, world):
    sign_in(world.county)
    document = DocumentFactory(unit=world.nanshi, snapshot__content=tabular())
    address = reverse("reports:document_workbook", args=[document.pk])

    assert address in client.get(document.get_absolute_url()).text
    sheet = openpyxl.load_workbook(BytesIO(b"".join(client.get(address).streaming_content))).active
    assert [sheet["A4"].value, sheet["B4"].value, sheet["B5"].value] == ["本单位", 1, "=SUM(B4)"]
    assert AuditEntry.objects.filter(additional_data__form="xlsx").exists()


def test_a_document_without_tables_cannot(client, sign_in, world):
    sign_in(world.county)
    document = DocumentFactory(unit=world.nanshi)

    assert client.get(reverse("reports:document_workbook", args=[document.pk])).status_code == 404
    assert "下载 Excel" not in client.get(document.get_absolute_url()).text
