"""The layouts of bank files as they are shipped, what their columns may hold, and writing such a file.

The `^` text is the 一卡通 export of domain.md §4.4 [B10]; its two unnamed columns are not known and hold the
number of the payment and the bank here (示例). What is in data is a county's to change.
"""

import csv
import io
import tomllib
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from core.masking import masked_bank_account, masked_id_number
from staff.choices import Encoding, FileFormat
from staff.pay.selectors.lines import township_of

FIXED = "text"
FIELDS = {
    FIXED: "固定文字",
    "line_id": "明细编号",
    "number": "序号",
    "unit": "单位名称",
    "township": "乡镇（街道）",
    "village": "村（社区）",
    "year": "年份",
    "month": "月份",
    "period": "发放期",
    "batch": "批次",
    "name": "姓名",
    "id_number": "身份证号",
    "bank_name": "开户银行",
    "account": "一卡通账号",
    "amount": "补贴金额",
    "payer": "资金来源",
}
RETURN_KEYS = {
    "line_id": "明细编号",
    "name": "姓名",
    "amount": "金额",
    "result": "处理结果",
    "reason": "退回原因",
}
SHIPPED = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
WIDTH = 18


def column(title, field, text=""):
    return {"title": title, "field": field, "text": text}


YIKATONG = [
    column("项目名称", FIXED, "残疾就业"),
    column("单位名称", "unit"),
    column("年份", "year"),
    column("月份", "month"),
    column("批次", "batch"),
    column("明细编号", "line_id"),
    column("开户银行", "bank_name"),
    column("姓名", "name"),
    column("身份证号", "id_number"),
    column("一卡通账号", "account"),
    column("补贴金额", "amount"),
    column("备注", FIXED, "残疾人专职委员工资"),
]
TABLE = [
    column("明细编号", "line_id"),
    column("户名", "name"),
    column("身份证号", "id_number"),
    column("开户银行", "bank_name"),
    column("账号", "account"),
    column("金额", "amount"),
    column("备注", "period"),
]
COMMON = {**SHIPPED, "has_header": True}
DEFAULTS = (
    {"name": "一卡通文本", "file_format": FileFormat.TEXT, "delimiter": "^", "encoding": Encoding.GB18030,
     "columns": YIKATONG, "source": "一卡通文本样式；“明细编号”“开户银行”两列为示例", **COMMON},
    {"name": "银行 CSV", "file_format": FileFormat.CSV, "delimiter": ",", "encoding": Encoding.UTF8,
     "columns": TABLE, "source": "示例", **COMMON},
    {"name": "银行 Excel", "file_format": FileFormat.XLSX, "delimiter": ",", "encoding": Encoding.UTF8,
     "columns": TABLE, "source": "示例", **COMMON},
)  # fmt: skip
ENDINGS = {FileFormat.TEXT: "txt", FileFormat.CSV: "csv", FileFormat.XLSX: "xlsx"}
TYPES = {
    FileFormat.TEXT: "text/plain",
    FileFormat.CSV: "text/csv",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class NotWritable(Exception):
    """A value does not fit into the layout; the message names it and is fit to show to the user."""


@dataclass(frozen=True)
class Batch:
    """What the columns may ask of the run as a whole; `is_masked` hides numbers for a preview."""

    run: object
    number: int = 1
    is_masked: bool = False


def rows_of(layout, lines, batch):
    """Return the cells of the file as texts, the titles first where the layout wants them."""
    rows = [[cell["title"] for cell in layout.columns]] if layout.has_header else []
    for number, line in enumerate(lines, 1):
        rows.append([_value(cell, line, batch, number) for cell in layout.columns])
    return rows


def write(layout, rows):
    """Return the bytes of the file.

    :raises NotWritable: a value holds the delimiter, or a character that the encoding does not know.
    """
    if layout.file_format == FileFormat.XLSX:
        return _workbook(rows)
    if layout.file_format == FileFormat.CSV:
        buffer = io.StringIO(newline="")
        csv.writer(buffer, delimiter=layout.delimiter, lineterminator="\r\n").writerows(rows)
        return _encoded(buffer.getvalue(), layout)
    for row in rows:
        for value in row:
            if layout.delimiter in value or "\n" in value or "\r" in value:
                raise NotWritable(f"“{value}”里有分隔符“{layout.delimiter}”或换行，写不进文本，请先改正。")
    return _encoded("".join(layout.delimiter.join(row) + "\r\n" for row in rows), layout)


def _encoded(text, layout):
    try:
        return text.encode(layout.encoding)
    except UnicodeEncodeError as error:
        raise NotWritable(f"“{text[error.start]}”不能用 {layout.encoding} 编码，请换一种编码。") from error


def _workbook(rows):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for place, row in enumerate(rows):
        for column_number, value in enumerate(row):
            sheet.write_string(place, column_number, value)
    if rows:
        sheet.set_column(0, len(rows[0]) - 1, WIDTH)
    book.close()
    return buffer.getvalue()


def _value(cell, line, batch, number):
    field, run = cell["field"], batch.run
    if field == FIXED:
        return cell["text"]
    if field == "account":
        return masked_bank_account(line.bank_account) if batch.is_masked else line.bank_account
    if field == "id_number":
        own = line.member.id_number
        return masked_id_number(own) if batch.is_masked else own
    return {
        "line_id": str(line.pk),
        "number": str(number),
        "unit": run.unit.federation_name,
        "township": township_of(line.unit).name,
        "village": line.unit.name if line.unit.is_grassroots else "",
        "year": str(run.last_month.year),
        "month": f"{run.last_month.month:02d}",
        "period": run.period.replace(" ", ""),
        "batch": f"{run.pk}-{batch.number}",
        "name": line.name,
        "bank_name": line.bank_name,
        "amount": f"{line.amount:.2f}",
        "payer": line.get_payer_display(),
    }[field]
