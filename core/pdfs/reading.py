"""A finished PDF opened object by object; pypdf finds where they stand."""

import io
import re
import zlib

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from core.pdfs.syntax import Malformed, Ref, parse

HEADER = re.compile(rb"\s*\d+\s+\d+\s+obj")
STREAM = re.compile(rb"\s*stream\r?\n")


class NotReadable(Exception):
    """The file is no PDF that can be joined; the message is fit to show."""


class Source:
    """The objects of one file by number, each read when it is asked for.

    :raises NotReadable: it is no PDF, or locked by a password.
    """

    def __init__(self, file):
        self._data = file.read()
        try:
            reader = PdfReader(io.BytesIO(self._data))
            is_locked = reader.is_encrypted
        except (PyPdfError, ValueError) as problem:
            raise NotReadable("有一份文件不是完整的 PDF，不能合并，请重新生成它。") from problem
        if is_locked:
            raise NotReadable("有一份文件加了密码，不能合并。")
        self._places = {number: at for own in reader.xref.values() for number, at in own.items()}
        self._packed = dict(reader.xref_objStm)
        self._bundles = {}
        self.root = Ref(reader.trailer.raw_get("/Root").idnum)
        info = reader.trailer.get("/Info", None) and reader.trailer.raw_get("/Info")
        self.info = Ref(info.idnum) if hasattr(info, "idnum") else None

    @property
    def numbers(self):
        """Return the numbers of all objects, in order."""
        return sorted(self._places.keys() | self._packed.keys())

    def is_packed(self, number):
        """True for an object that stands in a bundle with others, so that it cannot be a stream."""
        return number in self._packed

    def value(self, given):
        """Return a value, or what it refers to."""
        return self.read(given)[0] if isinstance(given, Ref) else given

    def read(self, number):
        """Return (the object, the bytes of its stream or None); an object that there is not is null."""
        if number in self._packed:
            return self._bundled(*self._packed[number]), None
        if number not in self._places:
            return b"null", None
        start = HEADER.match(self._data, self._places[number])
        if start is None:
            raise Malformed
        value, end = parse(self._data, start.end())
        begins = STREAM.match(self._data, end) if isinstance(value, dict) else None
        if begins is None:
            return value, None
        length = int(self.value(value[b"/Length"]))
        return value, self._data[begins.end() : begins.end() + length]

    def _bundled(self, bundle, place):
        if bundle not in self._bundles:
            facts, packed = self.read(bundle)
            content = zlib.decompress(packed) if facts.get(b"/Filter") else packed
            first = int(facts[b"/First"])
            head = [int(own) for own in content[:first].split()]
            self._bundles[bundle] = content, [first + own for own in head[1::2]]
        content, places = self._bundles[bundle]
        return parse(content, places[place])[0]
