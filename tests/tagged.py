"""What a tagged PDF says of its own structure, read back by pypdf."""

from collections import Counter

from pypdf.generic import ContentStream


def tags_below(node):
    """Yield every structure element of a tree, from its root down."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        own = kid.get_object()
        if isinstance(own, dict) and "/S" in own:
            yield own
            yield from tags_below(own)


def tag_counts(reader):
    """Return how often each tag is used."""
    return Counter(own["/S"] for own in tags_below(reader.trailer["/Root"]["/StructTreeRoot"]))


def parents_by_key(node):
    """Yield (key, value) of a number tree."""
    for kid in node.get("/Kids", []):
        yield from parents_by_key(kid.get_object())
    flat = node.get("/Nums", [])
    yield from zip(flat[::2], flat[1::2], strict=True)


def untagged(reader):
    """Return what of the pages a screen reader would not come to: (page, number of the marked content)."""
    root = reader.trailer["/Root"]["/StructTreeRoot"]
    by_key = {int(key): value.get_object() for key, value in parents_by_key(root["/ParentTree"])}
    missing = []
    for number, page in enumerate(reader.pages):
        parents = by_key.get(page.get("/StructParents"), [])
        for mark in marks_on(page, reader):
            tag = parents[mark].get_object() if mark < len(parents) else None
            if not _holds(tag, mark, page) or not _is_below(tag, root):
                missing.append((number, mark))
    return missing


def marks_on(page, reader):
    """Return the numbers of the marked contents of a page."""
    marked = [own for own, act in ContentStream(page.get_contents(), reader).operations if act == b"BDC"]
    return [facts["/MCID"] for _, facts in marked if isinstance(facts, dict) and "/MCID" in facts]


def _holds(tag, mark, page):
    return tag is not None and mark in tag["/K"] and tag["/Pg"] == page


def _is_below(tag, root):
    while "/P" in tag:
        tag = tag["/P"].get_object()
    return tag == root
