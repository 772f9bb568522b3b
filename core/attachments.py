"""Files that people hang onto things: the type is read from the content, and only safe types are kept."""

import hashlib
import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

MAX_MB = 20
MAX_ENTRIES = 2000  # of a workbook or text document; more is no honest file
MAX_UNPACKED_MB = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
PICTURES = ("image/jpeg", "image/png", "image/webp")
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    PDF: "pdf",
    XLSX: "xlsx",
    DOCX: "docx",
}
ACCEPTED = "jpg、png、webp、pdf、xlsx、docx"
# What a browser may do with a picture that somebody uploaded: show it, and nothing else.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox"
MB = 1024 * 1024


class AttachmentRefused(Exception):
    """The file cannot be kept, for a reason its uploader should read."""


@dataclass(frozen=True)
class Attachment:
    """An uploaded file that may be kept."""

    name: str
    content: bytes
    content_type: str
    sha256: str

    @property
    def size(self):
        return len(self.content)


def read_attachment(upload):
    """Return what an uploaded file is.

    :raises AttachmentRefused: it is empty, over `MAX_MB`, or of another type than `ACCEPTED`.
    """
    name = clean_name(upload.name)
    if upload.size > MAX_MB * MB:
        raise AttachmentRefused(f"“{name}”超过 {MAX_MB} MB，请压缩或拆分后再上传。")
    content = upload.read()
    if not content:
        raise AttachmentRefused(f"“{name}”是空文件，请重新选择。")
    kind = content_type_of(content)
    if kind is None:
        raise AttachmentRefused(f"“{name}”的内容不是可接受的类型，请上传 {ACCEPTED} 文件。")
    return Attachment(with_extension(name, kind), content, kind, hashlib.sha256(content).hexdigest())


def is_picture(content_type):
    return content_type in PICTURES


def is_shown_inline(content_type):
    """True if the browser may show it in place; everything else is a download."""
    return is_picture(content_type) or content_type == PDF


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


def clean_name(name):
    """Return the file name without folders, control characters and what shells and browsers misread."""
    last = re.split(r"[/\\]", name or "")[-1]
    return re.sub(r'[\x00-\x1f\x7f<>:"|?*;]', "", last).strip(". ")[-100:] or "佐证材料"


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
