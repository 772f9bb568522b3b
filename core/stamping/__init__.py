"""The visible mark on a file that leaves on an approval: who takes it, for what, when, under which number.

It is put on the copy that is sent; a stored original stays as it is. A file that somebody uploaded in a form
which holds no mark (csv, text, pictures) goes out unmarked: it says nothing that its bringer did not bring.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from core.attachments import DOCX, PDF, XLSX
from core.stamping.papers import stamp_paper
from core.stamping.stamp import Stamp
from core.stamping.texts import stamp_text
from core.stamping.workbooks import stamp_workbook

__all__ = ["Stamp", "kind_of", "stamped"]

ZIP = "application/zip"


@dataclass(frozen=True)
class _Way:
    ending: str
    stamp: Callable


def _stamp_archive(content, stamp):
    """Return the archive with every file in it stamped."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, stamped(old.read(entry), kind_of(entry.filename), stamp))
    return stream.getvalue()


WAYS = {
    PDF: _Way("pdf", stamp_paper),
    XLSX: _Way("xlsx", stamp_workbook),
    DOCX: _Way("docx", stamp_text),
    ZIP: _Way("zip", _stamp_archive),
}


def kind_of(name):
    """Return the media type that the ending of a file's name stands for; empty if it can hold no mark."""
    ending = name.rpartition(".")[2].lower()
    return next((kind for kind, way in WAYS.items() if way.ending == ending), "")


def stamped(content, kind, stamp):
    """Return the bytes of a file of the media type `kind` with the stamp on it."""
    way = WAYS.get(kind)
    return way.stamp(content, stamp) if way else content
