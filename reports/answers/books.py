"""Opening and saving the superior's workbook with its layout; refusing what cannot be given back whole."""

import io
import re
import warnings
import zipfile

from openpyxl import load_workbook

from core.garbage import without_collecting
from core.sheets.errors import UnreadableSheet
from core.sheets.reading import read_sheets
from core.sheets.safety import MB, content_of, kind_of

UNPACKED_MAX = 60 * MB  # openpyxl needs some fifty times as much of memory as of text
ROWS_MAX = 20_000  # of all sheets together
AS_XLSX = "请用 Excel 或 WPS 打开，选“文件—另存为”，类型选“Excel 工作簿（*.xlsx）”，保存后再上传。"
WRONG_KINDS = {
    "xls": f"这是 xls 格式的旧工作簿，不能保持原样回填。{AS_XLSX}",
    "ods": f"这是 ods 格式的工作簿，不能保持原样回填。{AS_XLSX}",
    "csv": f"这不是 Excel 工作簿。上级下发的如果是 csv 或其他格式，{AS_XLSX}",
}
MACROS = f"文件里有宏，不能回填。{AS_XLSX}宏会被去掉，表格不变。"
BINARY = f"这是 xlsb 格式的工作簿，不能保持原样回填。{AS_XLSX}"
TOO_LARGE = "工作簿展开后太大，不像一张下发的表。请删去用不到的工作表和多余的空行，再上传。"
TOO_LONG = f"工作簿超过 {ROWS_MAX:,} 行，不能保持原样回填。请按乡镇拆成几个文件，分次上传。"
NOT_OPENED = f"文件里有系统不认识的内容，不能保持原样打开。{AS_XLSX}"
LOST = (
    (re.compile(r"xl/charts/|xl/drawings/drawing"), "图表、图形或文本框"),
    (re.compile(r"xl/ctrlProps/|xl/activeX/"), "按钮等控件"),
    (re.compile(r"xl/slicers/|xl/timelines/"), "切片器"),
)


def check_upload(file):
    """Return the bytes of an uploaded xlsx file that looks as if it can be given back.

    :raises UnreadableSheet: no xlsx, encrypted, with macros, or too large.
    """
    content = content_of(file)
    kind = kind_of(content)
    if kind in WRONG_KINDS:
        raise UnreadableSheet(WRONG_KINDS[kind])
    _refuse_parts(content)
    return content


@without_collecting
def open_book(file):
    """Return (openpyxl workbook, what of it will be lost in words) of an open xlsx file.

    The rows are first read by the parser in its own process, which survives what a file may be made to do.

    :raises UnreadableSheet: no xlsx, encrypted, with macros, too large, broken or empty.
    """
    content = check_upload(file)
    lost = _lost_of(content)
    sheets = read_sheets(io.BytesIO(content))
    if sum(len(sheet.rows) for sheet in sheets) > ROWS_MAX:
        raise UnreadableSheet(TOO_LONG)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions that openpyxl drops
            return load_workbook(io.BytesIO(content)), lost
    except Exception as problem:
        raise UnreadableSheet(NOT_OPENED) from problem


def _refuse_parts(content):
    """Refuse macros, a binary workbook, and one too large to hold.

    :raises UnreadableSheet: it is one of these.
    """
    entries = _entries(content)
    names = {entry.filename for entry in entries}
    if any("vbaproject" in name.lower() for name in names):
        raise UnreadableSheet(MACROS)
    if "xl/workbook.bin" in names:
        raise UnreadableSheet(BINARY)
    if sum(entry.file_size for entry in entries) > UNPACKED_MAX:
        raise UnreadableSheet(TOO_LARGE)


def _lost_of(content):
    """Return what openpyxl does not keep, in words."""
    names = [entry.filename for entry in _entries(content)]
    return [words for shape, words in LOST if any(shape.match(name) for name in names)]


def _entries(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.infolist()


def saved(book):
    """Return the workbook as bytes; Excel reckons its formulas anew when it is opened."""
    book.calculation.fullCalcOnLoad = True
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
