"""Font files read when they are needed, instead of once for each size in which a face is used.

WeasyPrint keeps a copy of the whole file of a font, of 20 MB and more for Chinese, for each size of each
face, until the document is finished; what it needs is the part with the characters used, made at the end.
`install()` lets the copy wait until somebody asks for it, which is usually nobody.
"""

import threading

from weasyprint.pdf import fonts

_read = fonts.get_hb_object_data
_begin = fonts.Font.__init__
_state = threading.local()


def install():
    """Let fonts of WeasyPrint begin without a copy of their file."""
    fonts.get_hb_object_data = _data
    fonts.Font.__init__ = _without_file
    fonts.Font.file_content = FileContent()


def _without_file(font, *facts):
    _state.begins = True
    try:
        _begin(font, *facts)
    finally:
        _state.begins = False


def _data(hb_object, *what):
    return None if getattr(_state, "begins", False) else _read(hb_object, *what)


class FileContent:
    """What a font holds as its file: that of the part in use once it is made, until then the whole one."""

    def __get__(self, font, owner=None):
        if font is None:
            return self
        known = font.__dict__.get("file_content")
        return _read(font.hb_face) if known is None else known

    def __set__(self, font, content):
        font.__dict__["file_content"] = content
