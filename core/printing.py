"""From HTML to tagged PDF by WeasyPrint, without any network connection.

A document may name two things only: a file of `static/print` as `print:NAME`, and a picture which the caller
hands over as `media:NAME`.
"""

import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

import weasyprint
from django.contrib.staticfiles import finders
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from core import typesetting

VARIANT = "pdf/ua-1"
PRINT_NAME = re.compile(r"[a-z0-9_-]+\.(css|svg|png)")

typesetting.install()


class DocumentNotMade(Exception):
    """A print template names something that may not or cannot be read."""


@dataclass(frozen=True)
class Printed:
    """A finished PDF and how many pages it has."""

    content: bytes
    pages: int


def print_html(html, media):
    """Return the document as PDF/UA-1; `media` gives the bytes of each picture named as `media:NAME`.

    :raises DocumentNotMade: it names any other address.
    """
    source = weasyprint.HTML(string=html, url_fetcher=PrintFetcher(media), base_url="print:")
    try:
        document = source.render(pdf_variant=VARIANT)
        return Printed(document.write_pdf(pdf_variant=VARIANT), len(document.pages))
    except FatalURLFetchingError as problem:
        raise DocumentNotMade(f"打印模板引用了不允许读取的内容：{problem}") from problem


class PrintFetcher(URLFetcher):
    """Reads `print:` files of ours and `media:` pictures of the caller, and refuses every other address."""

    def __init__(self, media):
        super().__init__(allowed_protocols=["print", "media"], allow_redirects=False, fail_on_errors=True)
        self._media = media

    def fetch(self, url, headers=None):
        scheme, _, name = url.partition(":")
        if scheme == "print":
            return self._answer(url, name, _print_file(name).read_bytes())
        if scheme == "media" and name in self._media:
            return self._answer(url, name, self._media[name])
        raise DocumentNotMade(url)

    def _answer(self, url, name, content):
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, content, {"Content-Type": kind})


def _print_file(name):
    found = finders.find(f"print/{name}") if PRINT_NAME.fullmatch(name) else None
    if not found:
        raise DocumentNotMade(name)
    return Path(found)
