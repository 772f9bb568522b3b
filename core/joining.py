"""Many tagged PDFs joined to one that is PDF/UA-1 again (ISO 14289-1): tags, bookmarks, links and names.

The files are read one after the other and written straight on; what is kept of each is a few numbers, so
that a book of thousands of pages needs no more memory than its largest part. Streams that are the same in
several of them, as fonts and pictures, are written once.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from core.pdfs.outline import Outline
from core.pdfs.reading import NotReadable, Source
from core.pdfs.syntax import Malformed, Ref, text, written
from core.pdfs.transfer import Transfer
from core.pdfs.trees import Leaves
from core.pdfs.writing import ObjectFile

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>{author}
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
AUTHOR = "<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"


@dataclass(frozen=True)
class Part:
    """One file of a book. `open()` gives it for reading; `name` is its bookmark, below those of `above`.

    Without a name its own bookmarks take that place. `shows_own` puts them below its name instead.
    """

    open: Callable
    name: str = ""
    above: tuple[str, ...] = ()
    shows_own: bool = False


def join(parts, target, *, title, author="", language="zh-CN"):
    """Write the parts, in their order, as one PDF/UA-1 to the binary file `target`; return its pages.

    :raises NotReadable: a part is no PDF, is locked, or has no tags, so that the whole would have none.
    """
    book = _Book(ObjectFile(target))
    for part in parts:
        with part.open() as file:
            try:
                book.add(part, Source(file))
            except (Malformed, KeyError, zlib.error) as problem:
                raise NotReadable(
                    f"{f'“{part.name}”' if part.name else '有一份文件'}不是完整的 PDF，不能合并。"
                ) from problem
    return book.close(title=title, author=author, language=language)


class _Book:
    """The file being written, and what stands in it only once: the trees of pages, tags, names, bookmarks."""

    def __init__(self, out):
        self._out = out
        self._pages_root, self._tags_root, self._document = out.number(), out.number(), out.number()
        self._nodes, self._tops, self._labels = [], [], []
        self._pages = self._keys = self._parts = 0
        self._same = {}
        self._roles, self._classes = {}, {}
        self._outline = Outline()
        self._by_key, self._by_id = Leaves(out, b"/Nums"), Leaves(out, b"/Names")
        self._dests = Leaves(out, b"/Names")

    def add(self, part, source):
        """Write the objects of one part."""
        self._parts += 1
        node = self._out.number()
        transfer = Transfer(
            source, self._out, mark=b"%05d." % self._parts, first_key=self._keys, same=self._same,
            pages_at=node, document=self._document, name=part.name,
        )  # fmt: skip
        own = transfer.run()
        self._keys = own.next_key
        for tree, entries in (
            (self._by_key, own.by_key),
            (self._by_id, own.by_id),
            (self._dests, own.dests),
        ):
            tree.add(entries)
        self._tops += own.tops
        _merge(self._roles, own.roles)
        _merge(self._classes, own.classes)
        self._outline.add(part, own.pages[0], own.outline)
        self._label(part, own)
        facts = {b"/Type": b"/Pages", b"/Parent": self._pages_root, b"/Kids": own.pages}
        self._out.put(node, written(facts | {b"/Count": b"%d" % len(own.pages)}))
        self._nodes.append(node)
        self._pages += len(own.pages)

    def _label(self, part, own):
        if part.name:
            label = {b"/S": b"/D", b"/P": text(f"{part.name} "), b"/St": b"1"}
            self._labels += [b"%d" % self._pages, label]
        elif own.labels:
            for first, label in zip(own.labels[::2], own.labels[1::2], strict=True):
                self._labels += [b"%d" % (self._pages + int(first)), label]
        elif not self._labels:
            self._labels += [b"0", {b"/S": b"/D"}]

    def close(self, *, title, author, language):
        out = self._out
        facts = {b"/Type": b"/Pages", b"/Kids": self._nodes, b"/Count": b"%d" % self._pages}
        out.put(self._pages_root, written(facts))
        self._close_tags()
        names = {b"/Dests": self._dests.close()} if self._dests else {}
        root = {
            b"/Type": b"/Catalog", b"/Pages": self._pages_root, b"/Lang": text(language),
            b"/StructTreeRoot": self._tags_root, b"/MarkInfo": {b"/Marked": b"true"},
            b"/ViewerPreferences": {b"/DisplayDocTitle": b"true"}, b"/PageLabels": {b"/Nums": self._labels},
            b"/Metadata": self._metadata(title, author, language),
        }  # fmt: skip
        if outline := self._outline.put(out):
            root |= {b"/Outlines": outline, b"/PageMode": b"/UseOutlines"}
        info = {b"/Title": text(title)} | ({b"/Author": text(author)} if author else {})
        out.finish(root=out.put_new(root | ({b"/Names": names} if names else {})), info=out.put_new(info))
        return self._pages

    def _close_tags(self):
        out = self._out
        document = {b"/Type": b"/StructElem", b"/S": b"/Document", b"/P": self._tags_root, b"/K": self._tops}
        out.put(self._document, written(document))
        root = {
            b"/Type": b"/StructTreeRoot", b"/K": [self._document], b"/ParentTree": self._by_key.close(),
            b"/ParentTreeNextKey": b"%d" % self._keys,
        }  # fmt: skip
        root |= {b"/IDTree": self._by_id.close()} if self._by_id else {}
        root |= {b"/RoleMap": self._roles} if self._roles else {}
        root |= {b"/ClassMap": self._classes} if self._classes else {}
        out.put(self._tags_root, written(root))

    def _metadata(self, title, author, language):
        by = AUTHOR.format(author=escape(author)) if author else ""
        data = XMP.format(title=escape(title), author=by, language=language).encode()
        number = self._out.number()
        facts = b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(data)
        self._out.put_stream(number, facts, data)
        return Ref(number)


def _merge(known, more):
    for name, value in more.items():
        if known.setdefault(name, value) != value:
            raise NotReadable("各份文件对同一个标签名的解释不同，不能合并成一个无障碍 PDF。")
