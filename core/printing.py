"""From HTML to tagged PDF by WeasyPrint, without any network connection.

A document may name two things only: a file of `static/print` as `print:NAME`, and a picture which the caller
hands over as `media:NAME`. The county's own faces are `font:KEY` in `print:own-fonts.css` (`core.fonts`).
"""

import contextlib
import ctypes
import gc
import mimetypes
import re
from pathlib import Path

import weasyprint
from django.contrib.staticfiles.finders import FileSystemFinder
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from core import font_files, line_grid, tagging, typesetting
from core.documents import FONT_STYLE
from core.fonts import font_styles, own_fonts
from core.glyphs import shapeless_in, spelled_out
from core.printed import Printed, PrintedFile

VARIANT = "pdf/ua-1"
# 版记: on the last page, or on the next even one, or there with a blank page before it
COLOPHON, OVERLEAF, BEYOND = 'class="colophon"', 'class="overleaf"', 'class="overleaf beyond"'
PRINT_NAME = re.compile(r"[a-z0-9_-]+\.(css|svg|png)")

typesetting.install()
line_grid.install()
tagging.install()
font_files.install()


class DocumentNotMade(Exception):
    """A print template names something that may not or cannot be read."""


def print_html(html, media):
    """Return the document as PDF/UA-1; `media` gives the bytes of each picture named as `media:NAME`.

    :raises DocumentNotMade: it names any other address.
    """
    shapeless = shapeless_in(html)
    for sign in shapeless:
        html = html.replace(sign, spelled_out(sign))
    try:
        document = _laid_out(html, media)
        if COLOPHON in html and not _ends_overleaf(document):
            document = _laid_out(html.replace(COLOPHON, OVERLEAF), media)
            if _has_blank_page(document):
                document = _laid_out(html.replace(COLOPHON, BEYOND), media)
        return Printed(document.write_pdf(pdf_variant=VARIANT), len(document.pages), tuple(shapeless))
    except FatalURLFetchingError as problem:
        raise DocumentNotMade(f"打印模板引用了不允许读取的内容：{problem}") from problem


def print_to_file(html, media, path):
    """Print as `print_html` does, but into a file.

    :raises DocumentNotMade: the document names an address that it may not.
    """
    printed = print_html(html, media)
    path.write_bytes(printed.content)
    kept = PrintedFile(path, printed.pages, printed.shapeless)
    del printed
    _give_back_memory()
    return kept


def _give_back_memory():
    """Return what a document took to the system, which the C library of Linux would keep for the next."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def draw_html(html):
    """Return the pages of the HTML as a PDF without tags: drawings to be laid over the pages of another."""
    source = weasyprint.HTML(string=html, url_fetcher=PrintFetcher({}), base_url="print:")
    return source.write_pdf()


def _laid_out(html, media):
    source = weasyprint.HTML(string=html, url_fetcher=PrintFetcher(media), base_url="print:")
    return source.render(pdf_variant=VARIANT)


def _ends_overleaf(document):
    """True if the last page is an even one and upright, as the one with the 版记 has to be."""
    last = document.pages[-1]
    return len(document.pages) % 2 == 0 and last.width < last.height


def _has_blank_page(document):
    """True if the page before the last is blank: then neither has a number (GB/T 9704-2012, 7.5)."""
    return document.pages[-2]._page_box.page_type.blank


class PrintFetcher(URLFetcher):
    """Reads `print:` files of ours and `media:` pictures of the caller, and refuses every other address."""

    def __init__(self, media):
        super().__init__(
            allowed_protocols=["print", "media", "font"], allow_redirects=False, fail_on_errors=True
        )
        self._media = media

    def fetch(self, url, headers=None):
        scheme, _, name = url.partition(":")
        if url == f"print:{FONT_STYLE}":
            return self._answer(url, name, font_styles().encode())
        if scheme == "font" and name in own_fonts():
            return self._answer(url, name, own_fonts()[name].read_bytes())
        if scheme == "print":
            return self._answer(url, name, _print_file(name).read_bytes())
        if scheme == "media" and name in self._media:
            return self._answer(url, name, self._media[name])
        raise DocumentNotMade(url)

    def _answer(self, url, name, content):
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, content, {"Content-Type": kind})


def _print_file(name):
    # Of the project's own folders only, so that a process that does nothing but print needs no apps.
    found = FileSystemFinder().find(f"print/{name}") if PRINT_NAME.fullmatch(name) else None
    if not found:
        raise DocumentNotMade(name)
    return Path(found)
