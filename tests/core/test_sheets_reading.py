"""Reading tables in every format that a township sends."""

import zipfile
from datetime import date
from io import BytesIO

import pytest

from core.sheets import Column, UnreadableSheet, Vocabulary, find_layout, read_sheets, read_table
from core.sheets.headers import spellings
from tests import workbooks

ROWS = (("姓名", "身份证号"), ("王芳", "620499197001010015"))


def sheets_of(content):
    return read_sheets(BytesIO(content))


def rows_of(content):
    return [(row.number, row.cells) for row in sheets_of(content)[0].rows]


class TestEveryFormat:
    @pytest.mark.parametrize("make", [workbooks.xlsx, workbooks.xls, workbooks.ods])
    def test_of_workbook_gives_the_same_rows(self, make):
        assert rows_of(make(*ROWS)) == [(1, list(ROWS[0])), (2, list(ROWS[1]))]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_of_csv_gives_the_same_rows(self, encoding):
        content = "\r\n".join(",".join(row) for row in ROWS).encode(encoding)

        assert rows_of(content) == [(1, list(ROWS[0])), (2, list(ROWS[1]))]

    @pytest.mark.parametrize("delimiter", ["\t", ";"])
    def test_of_delimiter_is_told_by_itself(self, delimiter):
        assert rows_of("\n".join(delimiter.join(row) for row in ROWS).encode())[1] == (2, list(ROWS[1]))


class TestCells:
    def test_keep_their_types(self):
        (_, cells), *_ = rows_of(workbooks.xlsx(["王芳", 12, 6.20499197001010e17, True, ""]))

        assert cells == ["王芳", 12.0, 6.2049919700101e17, True]

    def test_that_hold_a_date_are_dates(self):
        assert rows_of(workbooks.xlsx(["发证", date(2026, 11, 22)])) == [(1, ["发证", date(2026, 11, 22)])]

    def test_merged_over_several_rows_count_for_each(self):
        content = with_merged(["镇", "村"], ["会师镇", "南什村"], ["", "南咀村"], merged="A2:A3")

        assert rows_of(content)[2] == (3, ["会师镇", "南咀村"])

    def test_merged_ranges_that_overlap_cost_no_time(self):
        content = with_merged(["甲"], ["乙"], merged="A1:A1048576 A1:A1048575 A2:A1048576")

        assert len(rows_of(content)) == 2


class TestRowNumbers:
    def test_are_those_that_excel_shows(self):
        content = workbooks.xlsx(["标题"], [], [], ["姓名"], [], ["王芳"])

        assert [number for number, _ in rows_of(content)] == [1, 4, 6]

    def test_of_a_csv_are_lines_even_where_a_cell_has_several(self):
        content = '姓名,住址\n王芳,"会师镇\n南什村"\n李强,南咀村\n'.encode()

        assert [number for number, _ in rows_of(content)] == [1, 2, 4]


class TestSheets:
    def test_that_are_hidden_are_left_out(self):
        assert [sheet.name for sheet in sheets_of(with_hidden_sheet())] == ["名单"]

    def test_without_any_content_are_refused(self):
        with pytest.raises(UnreadableSheet, match="空的"):
            sheets_of(workbooks.xlsx())


COLUMNS = (
    Column("name", "姓名", ("残疾人姓名", "持证人")),
    Column("number", "身份证号", ("身份证号码",)),
    Column("village", "村（社区）", ("村", "社区")),
    Column("phone", "联系电话", ("电话",)),
    Column("guardian", "监护人", ("监护人姓名",)),
    Column("guardian_phone", "监护人电话"),
)
VOCABULARY = Vocabulary(COLUMNS)


def layout_of(*rows, **options):
    return find_layout(sheets_of(workbooks.xlsx(*rows, **options)), VOCABULARY, required=("name",))


class TestTheHeader:
    def test_is_found_under_title_rows(self):
        layout = layout_of(
            ["2026年花名册"], ["填报单位：会师镇"], ["序号", "姓名", "电话"], ["1", "王芳", "1"]
        )

        assert (layout.header_number, layout.places) == (3, {"name": 1, "phone": 2})
        assert [row.number for row in layout.body] == [4]

    def test_is_taken_from_the_sheet_that_has_most_of_it(self):
        layout = layout_of(
            ["说明", "姓名"], ["x", "y"], 花名册=[["姓名", "电话", "村"], ["王芳", "1", "甲村"]]
        )

        assert layout.sheet.name == "花名册"

    def test_names_other_sheets_that_look_like_tables(self):
        layout = layout_of(["姓名", "电话", "村"], ["王芳", "1", "甲"], 二=[["姓名", "电话"], ["李强", "2"]])

        assert layout.other_tables == ["二"]

    @pytest.mark.parametrize(
        "title",
        ["村(社区)", "村（社区）", "村\n（社区）", " 村 ( 社 区 ) ", "*村（社区）", "村（必填）", "社区："],
    )
    def test_is_read_whatever_its_brackets_blanks_and_breaks(self, title):
        assert VOCABULARY.key_of(title) == "village"

    def test_over_two_rows_joins_what_is_merged(self):
        content = with_merged(
            ["姓名", "监护人", ""], ["", "姓名", "电话"], ["王芳", "王强", "138"], merged="B1:C1 A1:A2"
        )

        layout = find_layout(sheets_of(content), VOCABULARY, required=("name",))

        assert layout.places == {"name": 0, "guardian": 1, "guardian_phone": 2}

    def test_lists_the_columns_it_does_not_know(self):
        assert layout_of(["姓名", "电话", "星座"], ["王芳", "1", "x"]).unknown == ["星座"]

    def test_that_nobody_knows_is_refused_with_what_to_do(self):
        with pytest.raises(UnreadableSheet, match=r"没有找到表头.*下载模板"):
            layout_of(["甲", "乙"], ["1", "2"])

    def test_without_a_required_column_is_refused_by_name(self):
        with pytest.raises(UnreadableSheet, match="第 1 行像是表头，但缺少“姓名”"):
            layout_of(["电话", "村"], ["1", "2"])

    def test_without_rows_below_is_refused(self):
        with pytest.raises(UnreadableSheet, match="下面没有数据"):
            layout_of(["姓名", "电话"])

    def test_spelling_of_nothing_is_nothing(self):
        assert spellings(" ＊ ") == ()


def test_a_small_table_is_read_by_the_names_of_its_columns():
    columns = {"name": ("名称", "单位名称"), "code": ("代码",)}
    content = "单位名称,代码\n会宁县,620422\n,\n".encode()

    assert list(read_table(BytesIO(content), columns, required=("name",))) == [
        (2, {"name": "会宁县", "code": "620422"})
    ]


def with_merged(*rows, merged):
    """Return a workbook with merged ranges, as a list parted by blanks."""
    content = workbooks.xlsx(*rows)
    ranges = "".join(f'<mergeCell ref="{each}"/>' for each in merged.split())
    merge_cells = f"</sheetData><mergeCells>{ranges}</mergeCells>"
    return _changed(content, "xl/worksheets/sheet1.xml", b"</sheetData>", merge_cells)


def with_hidden_sheet():
    content = workbooks.xlsx(*ROWS, 选项=[["姓名", "身份证号"], ["李强", "1"]])
    return _changed(content, "xl/workbook.xml", b'sheetId="2"', 'sheetId="2" state="hidden"')


def _changed(content, entry, old, new):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    assert old in entries[entry]
    entries[entry] = entries[entry].replace(old, new.encode())
    return workbooks.zipped(entries)
