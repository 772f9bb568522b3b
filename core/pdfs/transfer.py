"""Bringing the objects of one file over into another: new numbers, and names that no other file uses."""

import hashlib
from dataclasses import dataclass, field

from core.pdfs.outline import read_outline
from core.pdfs.reading import NotReadable
from core.pdfs.syntax import Ref, content_of, hex_string, is_string, text, written
from core.pdfs.trees import entries_of, nodes_of

INHERITED = (b"/Resources", b"/MediaBox", b"/CropBox", b"/Rotate")  # ISO 32000-1, 7.7.3.4
PLUMBING = (b"/ObjStm", b"/XRef", b"/Metadata", b"/Catalog", b"/Outlines")
WORTH_COMPARING = 256  # bytes of a stream


@dataclass
class Brought:
    """What the whole book must know of a part: its pages, its topmost tags and entries for the trees."""

    pages: list = field(default_factory=list)
    tops: list = field(default_factory=list)
    by_key: list = field(default_factory=list)
    by_id: list = field(default_factory=list)
    dests: list = field(default_factory=list)
    outline: list = field(default_factory=list)
    labels: list = field(default_factory=list)
    roles: dict = field(default_factory=dict)
    classes: dict = field(default_factory=dict)
    next_key: int = 0


class Transfer:
    """One part on its way: `numbers` has for each of its objects the number in the book.

    :param mark: what is put before each name of the part, so that it is alone in the book.
    :param first_key: the first number that is free in the tree from the page to its tags.
    :param same: by their digest the numbers of streams that the book has already.
    """

    def __init__(self, source, out, *, mark, first_key, same, pages_at, document, name):
        self._source, self._out, self._mark, self._first_key = source, out, mark, first_key
        self._same, self._pages_at = same, pages_at
        self._document, self._name = document, name
        self._root = source.value(source.root)
        self._tags = source.value(self._root.get(b"/StructTreeRoot", b"null"))
        if not isinstance(self._tags, dict):
            raise NotReadable(
                f"{f'“{name}”' if name else '有一份文件'}没有无障碍标签，合并后整本也会失去标签，不能合并。"
            )
        self._numbers, self._left_out, self._inherited = {}, set(), {}
        self._brought = Brought(next_key=first_key)

    def run(self):
        """Write all objects and return what the book must know."""
        pages = self._pages_below(self._root[b"/Pages"], {})
        tops = self._tag_tops()
        self._leave_out()
        values = self._first_streams()
        for number in values:
            self._numbers[number] = self._out.number()
        for number in values:
            self._bring(number)
        own, numbers = self._brought, self._numbers
        own.pages = [numbers[page] for page in pages]
        own.tops = [numbers[top] for top in tops]
        self._keys()
        own.by_id.sort()
        own.dests = sorted(self._dests())
        own.outline = read_outline(self._source, numbers, self._root.get(b"/Outlines"))
        labels = self._source.value(self._root.get(b"/PageLabels", b"null"))
        own.labels = list(self._source.value(labels.get(b"/Nums", []))) if isinstance(labels, dict) else []
        own.roles = self._map(b"/RoleMap")
        own.classes = self._map(b"/ClassMap")
        return own

    def _pages_below(self, node, given):
        """Return the numbers of the pages in order; what they take from nodes above is noted for each."""
        facts = self._source.value(node)
        given = given | {name: facts[name] for name in INHERITED if name in facts}
        if facts.get(b"/Type") == b"/Page":
            self._inherited[node] = given
            return [node]
        self._numbers[node] = self._pages_at
        self._left_out.add(node)
        return [page for kid in self._source.value(facts[b"/Kids"]) for page in self._pages_below(kid, given)]

    def _tag_tops(self):
        kids = self._source.value(self._tags.get(b"/K", []))
        return kids if isinstance(kids, list) else [self._tags[b"/K"]]

    def _leave_out(self):
        source, root = self._source, self._root
        tags = root[b"/StructTreeRoot"]
        if isinstance(tags, Ref):
            self._numbers[tags] = self._document
            self._left_out.add(tags)
        for tree in (self._tags.get(b"/ParentTree"), self._tags.get(b"/IDTree")):
            self._left_out.update(nodes_of(source, tree) if tree is not None else ())
        self._left_out.update(own for own in (source.root, source.info) if own is not None)
        names = source.value(root.get(b"/Names", b"null"))
        if isinstance(names, dict) and b"/Dests" in names:
            self._left_out.update(nodes_of(source, names[b"/Dests"]))
        self._left_out.update(self._bookmarks(root.get(b"/Outlines")))

    def _bookmarks(self, at):
        while isinstance(at, Ref):
            yield at
            facts = self._source.read(at)[0]
            yield from self._bookmarks(facts.get(b"/First"))
            at = facts.get(b"/Next")

    def _first_streams(self):
        """Find the streams that the book has already; return the numbers of all that is to be written."""
        rest = []
        for number in self._source.numbers:
            if number in self._left_out:
                continue
            if not self._source.is_packed(number):
                facts, data = self._source.read(number)
                if isinstance(facts, dict) and facts.get(b"/Type") in PLUMBING:
                    continue
                if data is not None and len(data) >= WORTH_COMPARING and not _refers(facts):
                    self._bring_once(number, facts, data)
                    continue
            rest.append(number)
        return rest

    def _bring_once(self, number, facts, data):
        content = written(facts)
        digest = hashlib.blake2b(content + data, digest_size=16).digest()
        if digest not in self._same:
            self._same[digest] = self._out.number()
            self._out.put_stream(self._same[digest], content, data)
        self._numbers[number] = self._same[digest]

    def _bring(self, number):
        value, data = self._source.read(number)
        if isinstance(value, dict):
            value = self._changed(Ref(number), value)
        content = written(value, self._numbers)
        if data is None:
            self._out.put(self._numbers[number], content)
        else:
            self._out.put_stream(self._numbers[number], content, data)

    def _changed(self, number, facts):
        """Return an object with its keys moved on and its names marked."""
        kind = facts.get(b"/Type")
        for name in (b"/StructParents", b"/StructParent"):
            if name in facts:
                facts[name] = b"%d" % (int(facts[name]) + self._first_key)
        if kind == b"/StructElem":
            return self._tag(number, facts)
        if number in self._inherited:
            return self._inherited[number] | facts
        if is_string(facts.get(b"/Dest")):
            facts[b"/Dest"] = self._marked(facts[b"/Dest"])
        action = facts.get(b"/A")
        if isinstance(action, dict) and is_string(action.get(b"/D")):
            action[b"/D"] = self._marked(action[b"/D"])
        return facts

    def _tag(self, number, facts):
        if facts.get(b"/S") == b"/Document":
            facts[b"/S"] = b"/Part"
            if self._name and b"/T" not in facts:
                facts[b"/T"] = text(self._name)
        if is_string(facts.get(b"/ID")):
            name = self._mark + content_of(facts[b"/ID"])
            facts[b"/ID"] = hex_string(name)
            self._brought.by_id.append((name, self._numbers[number]))
        attributes = facts.get(b"/A")
        for own in attributes if isinstance(attributes, list) else [attributes]:
            if isinstance(own, dict) and isinstance(own.get(b"/Headers"), list):
                own[b"/Headers"] = [self._marked(name) for name in own[b"/Headers"]]
        return facts

    def _marked(self, name):
        return hex_string(self._mark + content_of(name))

    def _keys(self):
        """Note the entries from the pages to their tags."""
        entries = []
        for key, value in entries_of(self._source, self._tags.get(b"/ParentTree", b"null"), b"/Nums"):
            entries.append((int(key) + self._first_key, self._mapped(value)))
        self._brought.by_key = sorted(entries, key=lambda own: own[0])
        if entries:
            self._brought.next_key = self._brought.by_key[-1][0] + 1

    def _dests(self):
        names = self._source.value(self._root.get(b"/Names", b"null"))
        tree = names.get(b"/Dests", b"null") if isinstance(names, dict) else b"null"
        for name, value in entries_of(self._source, tree, b"/Names"):
            yield self._mark + content_of(name), self._mapped(self._source.value(value))

    def _map(self, name):
        found = self._source.value(self._tags.get(name, b"null"))
        return {key: self._mapped(value) for key, value in found.items()} if isinstance(found, dict) else {}

    def _mapped(self, value):
        """Return a value with the numbers of the book in it."""
        if isinstance(value, Ref):
            return Ref(self._numbers[value]) if value in self._numbers else b"null"
        if isinstance(value, list):
            return [self._mapped(own) for own in value]
        if isinstance(value, dict):
            return {key: self._mapped(own) for key, own in value.items()}
        return value


def _refers(value):
    if isinstance(value, dict):
        return any(map(_refers, value.values()))
    return isinstance(value, Ref) or (isinstance(value, list) and any(map(_refers, value)))
