"""Files that people hand in: the type is read from the content, never from the name; only safe types pass."""

import re
import zipfile
from io import BytesIO

MB = 1024 * 1024
MAX_MB = 20
MAX_ENTRIES = 2000  # of a workbook or text document; more is no honest file
MAX_UNPACKED_MB = 200
PDF = "application/pdf"
PICTURES = ("image/jpeg", "image/png", "image/webp")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    PDF: "pdf",
    XLSX: "xlsx",
    DOCX: "docx",
}
ACCEPTED = "jpg、png、webp、pdf、xlsx、docx"
ACCEPTED_BY_BROWSERS = ".jpg,.jpeg,.png,.webp,.pdf,.xlsx,.docx"
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox"


def content_type_of(content):
    """Return the type that the bytes themselves prove, or None if it is not one of those accepted."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    return None


def clean_name(name, *, otherwise="佐证材料"):
    """Return the file name without folders, control characters and what shells and browsers misread."""
    last = re.split(r"[/\\]", name or "")[-1]
    return re.sub(r'[\x00-\x1f\x7f<>:"|?*;]', "", last).strip(". ")[-100:] or otherwise


def with_extension(name, kind):
    """Return the name with the extension of its true type, so that a download opens in the right program."""
    _, dot, extension = name.rpartition(".")
    true = EXTENSIONS[kind]
    if dot and extension.lower() in {true, "jpeg" if true == "jpg" else true}:
        return name
    return f"{name}.{true}"


def _office_type(content):
    """Return the type of an Office document without macros; None for any other archive, bombs included."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    names = {entry.filename for entry in entries}
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_MB * MB:
        return None
    if any(name.lower().endswith(".bin") and "vba" in name.lower() for name in names):
        return None
    if "[Content_Types].xml" not in names:
        return None
    if "xl/workbook.xml" in names:
        return XLSX
    return DOCX if "word/document.xml" in names else None
