"""The sorted trees of a PDF (ISO 32000-1, 7.9.6 and 7.9.7), written leaf by leaf as their entries come."""

from core.pdfs.syntax import Ref, hex_string

LEAF, NODE = 64, 64  # entries of a leaf, children of a node


class Leaves:
    """A tree of names or numbers whose entries come in rising order: only where its leaves stand is kept."""

    def __init__(self, out, kind):
        self._out, self._kind = out, kind
        self._nodes = []

    def __bool__(self):
        return bool(self._nodes)

    def add(self, entries):
        """Write sorted entries (number, or bytes of a name; value) that come after all before."""
        for start in range(0, len(entries), LEAF):
            own = entries[start : start + LEAF]
            low, high = self._key(own[0][0]), self._key(own[-1][0])
            flat = [word for key, value in own for word in (self._key(key), value)]
            number = self._out.put_new({b"/Limits": [low, high], self._kind: flat})
            self._nodes.append((low, high, number))

    def close(self):
        """Write the nodes above the leaves and return the number of the root."""
        nodes = self._nodes
        while len(nodes) > NODE:
            nodes = [self._above(nodes[start : start + NODE]) for start in range(0, len(nodes), NODE)]
        return self._out.put_new(
            {b"/Kids": [number for _, _, number in nodes]} if nodes else {self._kind: []}
        )

    def _above(self, nodes):
        low, high = nodes[0][0], nodes[-1][1]
        kids = [number for _, _, number in nodes]
        return low, high, self._out.put_new({b"/Limits": [low, high], b"/Kids": kids})

    def _key(self, key):
        return hex_string(key) if isinstance(key, bytes) else b"%d" % key


def entries_of(source, tree, kind):
    """Yield (key as bytes, value) of a tree of a source, in order."""
    node = source.value(tree)
    if not isinstance(node, dict):
        return
    for kid in source.value(node.get(b"/Kids", [])):
        yield from entries_of(source, kid, kind)
    flat = source.value(node.get(kind, []))
    yield from zip(flat[::2], flat[1::2], strict=True)


def nodes_of(source, tree):
    """Yield the numbers of the nodes of a tree of a source that stand alone."""
    if isinstance(tree, Ref):
        yield tree
    node = source.value(tree)
    if isinstance(node, dict):
        for kid in source.value(node.get(b"/Kids", [])):
            yield from nodes_of(source, kid)
