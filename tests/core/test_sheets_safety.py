"""Files that are no tables, or worse: each is refused with a reason and a way out, quickly and quietly."""

import time
from io import BytesIO

import pytest

from core.sheets import UnreadableSheet, read_sheets
from tests import workbooks

MB = 1024 * 1024
BAD_FILES = {
    "a program": (b"MZ\x90\x00" + b"\0" * 600, "程序"),
    "a Linux program": (b"\x7fELF" + b"\0" * 600, "程序"),
    "a PDF": (b"%PDF-1.7\n", "PDF"),
    "a photograph": (b"\xff\xd8\xff\xe0" + b"\0" * 99, "图片"),
    "a RAR archive": (b"Rar!\x1a\x07\x00", "先解压"),
    "a zip of something": (workbooks.zipped({"a.xlsx": b"x"}), "先解压"),
    "a Word document": (workbooks.zipped({"word/document.xml": "<w/>"}), "Word"),
    "an old Word document": (workbooks.ole("WordDocument", b"x"), "Word"),
    "nothing": (b"", "空的"),
    "noise": (bytes(range(256)) * 9, "无法识别"),
    "a web page called xls": ("<html><table><tr><td>姓名".encode(), "网页"),
    "text in no encoding": (b"\x81\x20\xff\xff\x81", "编码"),
    "a csv with a lost quote": (('姓名,住址\n王芳,"' + "x" * 200_000).encode(), "引号"),
    "a truncated workbook": (workbooks.xlsx(["姓名"])[:900], "已损坏"),
    "an archive that lies about its size": (workbooks.lying_zip(), "已损坏"),
    "a workbook without its parts": (workbooks.zipped({"xl/workbook.xml": "<x"}), "已损坏"),
    "an encrypted workbook": (workbooks.ole("EncryptedPackage", b"x" * 5000), "密码"),
    "an encrypted ods": (workbooks.ods(["姓名"], encrypted=True), "密码"),
    "a zip bomb": (workbooks.zip_bomb(), "异常地大"),
    "a cell in the last corner": (workbooks.corner_bomb(), "异常地大"),
    "an archive of very many entries": (workbooks.zipped({f"{n}": b"" for n in range(3000)}), "异常地大"),
}


@pytest.mark.parametrize(("content", "reason"), BAD_FILES.values(), ids=BAD_FILES)
def test_is_refused_with_a_reason(content, reason):
    began = time.monotonic()

    with pytest.raises(UnreadableSheet, match=reason) as refusal:
        read_sheets(BytesIO(content))

    assert str(refusal.value).endswith("。")
    assert time.monotonic() - began < 20


def test_a_file_over_the_limit_is_refused_before_it_is_looked_at(settings):
    settings.UPLOAD_MAX_MB = 1

    with pytest.raises(UnreadableSheet, match="超过 1 MB"):
        read_sheets(BytesIO(b"MZ" + b"\0" * MB))


def test_a_file_at_the_limit_is_looked_at(settings):
    settings.UPLOAD_MAX_MB = 1
    line = b"a" * 1023 + b"\n"

    assert read_sheets(BytesIO(line * (MB // len(line))))


@pytest.mark.parametrize("make", [workbooks.xlsx, lambda *rows: "\n".join(r[0] for r in rows).encode()])
def test_too_many_rows_are_refused(make, settings):
    settings.IMPORT_MAX_ROWS = 10

    with pytest.raises(UnreadableSheet, match="超过 10 行"):
        read_sheets(BytesIO(make(*[[f"第{n}行"] for n in range(300)])))
