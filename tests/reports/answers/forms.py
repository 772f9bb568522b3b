"""Forms as superiors make them, written with openpyxl."""

import io

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.datavalidation import DataValidation

UNITS_HEAD = (
    "序号", "单位", "残疾人数（人）", None, None, "专职委员人数", "补贴发放金额（万元）", "一户多残户数",
)  # fmt: skip
UNITS_MERGED = ("A1:H1", "A2:H2", "A3:A4", "B3:B4", "C3:E3", "F3:F4", "G3:G4", "H3:H4")
PERSONS_HEAD = ("序号", "姓名", "身份证号", "残疾类别", "残疾等级", "联系电话", "所在村", "鞋码")
FRAME = Border(*[Side("thin")] * 4)


def content_of(book):
    """Return the workbook as bytes."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def opened(answer):
    """Return the filled workbook of an answer."""
    with answer.result.open("rb") as file:
        return load_workbook(io.BytesIO(file.read()))


def grid(ws, *, first=1):
    """Return the values of a sheet, row by row."""
    return [list(row) for row in ws.iter_rows(min_row=first, values_only=True)]


def sheet_of(book, name, *rows, merged=(), framed=()):
    """Add a sheet with the rows; `framed` is the range of rows whose cells have frames."""
    ws = book.create_sheet(name)
    for row in rows:
        ws.append(row)
    for each in merged:
        ws.merge_cells(each)
    for row in range(*framed) if framed else ():
        for column in range(1, ws.max_column + 1):
            ws.cell(row, column).border = FRAME
    return ws


def empty_book():
    """Return a workbook without any sheet."""
    book = Workbook()
    book.remove(book.active)
    return book


def one_sheet(*rows, **layout):
    """Return a workbook with one sheet of these rows."""
    book = empty_book()
    sheet_of(book, "表", *rows, **layout)
    return content_of(book)


def units_form(*units, year=2026):
    """Return a form of units: a title, a head of two lines, sums by formula, a note, another sheet."""
    book, last = empty_book(), 4 + len(units)
    ws = sheet_of(
        book,
        "附表1",
        [f"{year}年残疾人基本情况统计表"],
        ["填报单位：            填报日期：        年  月  日"],
        list(UNITS_HEAD),
        [None, None, "合计", "男", "女"],
        *[[None, unit] for unit in units],
        ["合计", None, *[f"=SUM({letter}5:{letter}{last})" for letter in "CDE"]],
        ["注：数据以残疾人人口基础库为准。"],
        merged=(*UNITS_MERGED, f"A{last + 2}:H{last + 2}"),
        framed=(3, last + 2),
    )
    ws["A1"].font, ws["A1"].alignment = Font("方正小标宋简体", 18), Alignment(horizontal="center")
    ws.column_dimensions["B"].width, ws.row_dimensions[1].height = 23.5, 36
    ws["G5"].number_format = "0.0000"
    ws.print_area, ws.print_title_rows = f"A1:H{last + 2}", "1:4"
    ws.page_setup.orientation = "landscape"
    rule = DataValidation(type="list", formula1='"是,否"')
    rule.add(f"H5:H{last}")
    ws.add_data_validation(rule)
    other = book.create_sheet("填表说明")
    other["A1"], other["B2"] = "请于12月5日前报送。", "=附表1!C5*2"
    return content_of(book)


def persons_form(*rows, head=PERSONS_HEAD):
    """Return a form of persons under a title."""
    book = empty_book()
    sheet_of(book, "名单", ["残疾人花名册"], list(head), *rows, merged=("A1:H1",), framed=(2, 8))
    return content_of(book)
