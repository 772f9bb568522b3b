"""What a file really is, and whether it is safe to unpack. Names and extensions are not believed."""

import io
import zipfile
import zlib

from django.conf import settings

from core.sheets.errors import UnreadableSheet

MB = 1024 * 1024
UNPACKED_MAX = 600 * MB
RATIO_MAX = 100  # a real worksheet packs about 1 : 10 to 1 : 30
RATIO_COUNTS_FROM = 20 * MB
ENTRIES_MAX = 2000
CHUNK = 1 * MB
MANIFEST = "META-INF/manifest.xml"  # of an ods

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
KINDS = "请上传 xlsx、xls、ods 或 csv 文件。"
SAVE_AS = "请用 Excel 或 WPS 打开，另存为 xlsx 后再上传。"
FOREIGN = {
    b"MZ": f"这是一个程序（exe），不是表格，只是改了扩展名。{KINDS}",
    b"\x7fELF": f"这是一个程序，不是表格。{KINDS}",
    b"%PDF": f"这是 PDF，里面的表格无法读取。请向填报单位要电子表格。{KINDS}",
    b"\xff\xd8\xff": f"这是一张图片，无法从图片里读取名单。{KINDS}",
    b"\x89PNG": f"这是一张图片，无法从图片里读取名单。{KINDS}",
    b"GIF8": f"这是一张图片，无法从图片里读取名单。{KINDS}",
    b"Rar!": f"这是 RAR 压缩包，请先解压，再上传里面的表格。{KINDS}",
    b"7z\xbc\xaf": f"这是 7z 压缩包，请先解压，再上传里面的表格。{KINDS}",
    b"\x1f\x8b": f"这是 gz 压缩包，请先解压，再上传里面的表格。{KINDS}",
    b"{\\rtf": f"这是 Word 文档。请把表格复制到 Excel 或 WPS 表格里保存。{KINDS}",
}
BROKEN = f"文件已损坏，打不开。{SAVE_AS}"
ENCRYPTED = "文件设有打开密码，系统无法读取。请在 Excel 或 WPS 中取消密码，保存后再上传。"
BOMB = f"文件解压后异常地大，不像正常的表格，已停止读取。{SAVE_AS}"
WORD = f"这是 Word 文档，不是表格。请把表格复制到 Excel 或 WPS 表格里保存。{KINDS}"


def content_of(file):
    """Return the bytes of an open file.

    :raises UnreadableSheet: empty, or larger than `settings.UPLOAD_MAX_MB`.
    """
    most = settings.UPLOAD_MAX_MB * MB
    content = file.read(most + 1)
    if len(content) > most:
        raise UnreadableSheet(
            f"文件超过 {settings.UPLOAD_MAX_MB} MB。请删去图片和多余的工作表，或按乡镇拆成几个文件再上传。"
        )
    if not content:
        raise UnreadableSheet(f"文件是空的（0 字节）。请确认已经保存，再重新选择。{KINDS}")
    return content


def kind_of(content):
    """Return "xlsx", "ods", "xls" or "csv", judged by the content alone.

    :raises UnreadableSheet: something else, encrypted, broken, or made to exhaust the server.
    """
    if content.startswith(ZIP):
        return _kind_of_zip(content)
    if content.startswith(OLE):
        return _kind_of_ole(content)
    for mark, message in FOREIGN.items():
        if content.startswith(mark):
            raise UnreadableSheet(message)
    if content.startswith(UTF16_MARKS):
        return "csv"
    if b"\0" in content:
        raise UnreadableSheet(f"这不是表格文件，内容无法识别。{KINDS}")
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"mime-version")):
        raise UnreadableSheet(f"这是网页格式的文件，只是扩展名像表格。{SAVE_AS}")
    return "csv"


def _kind_of_ole(content):
    if _utf16("EncryptedPackage") in content:
        raise UnreadableSheet(ENCRYPTED)
    if _utf16("Workbook") in content or _utf16("Book") in content:
        return "xls"
    if _utf16("WordDocument") in content:
        raise UnreadableSheet(WORD)
    raise UnreadableSheet(f"这不是表格文件，内容无法识别。{KINDS}")


def _kind_of_zip(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            _refuse_bomb(archive, len(content))
            _read_through(archive)
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read(
                "META-INF/manifest.xml"
            ):
                raise UnreadableSheet(ENCRYPTED)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise UnreadableSheet(BROKEN) from error
    if names & {"xl/workbook.xml", "xl/workbook.bin"}:
        return "xlsx"
    if "content.xml" in names and "word/document.xml" not in names:
        return "ods"
    if "word/document.xml" in names:
        raise UnreadableSheet(WORD)
    raise UnreadableSheet(f"这是压缩包，请先解压，再上传里面的表格。{KINDS}")


def _refuse_bomb(archive, packed):
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableSheet(ENCRYPTED)
    unpacked = sum(entry.file_size for entry in entries)
    too_dense = unpacked > RATIO_COUNTS_FROM and unpacked > packed * RATIO_MAX
    if len(entries) > ENTRIES_MAX or unpacked > UNPACKED_MAX or too_dense:
        raise UnreadableSheet(BOMB)


def _read_through(archive):
    """Unpack every entry once: one that is longer than it says fails its checksum (BadZipFile)."""
    for entry in archive.infolist():
        with archive.open(entry) as packed:
            while packed.read(CHUNK):
                pass


def _utf16(text):
    return text.encode("utf-16-le")
