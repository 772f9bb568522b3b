"""Bookmarks: those that a book gives its parts, and below them those that the parts brought along."""

from dataclasses import dataclass, field

from core.pdfs.syntax import Ref, text, written


@dataclass
class Bookmark:
    """A title as a string of a PDF, where it leads to in numbers of the new file, and what is below."""

    title: bytes
    dest: object
    below: list = field(default_factory=list)
    is_open: bool = True

    @property
    def shown(self):
        """Return how many bookmarks below are to be seen."""
        return sum(1 + (own.shown if own.is_open else 0) for own in self.below)


class Outline:
    """All bookmarks of a book."""

    def __init__(self):
        self._root = Bookmark(b"", None)

    def add(self, part, page, own):
        """Add the bookmark of a part that begins with `page`, with those it has itself."""
        dest = [page, b"/Fit"]
        place = self._root
        for name in part.above:
            title = text(name)
            if not place.below or place.below[-1].title != title:
                place.below.append(Bookmark(title, dest))
            place = place.below[-1]
        if part.name:
            place.below.append(Bookmark(text(part.name), dest, own if part.shows_own else [], is_open=False))
        else:
            place.below.extend(own)

    def put(self, out):
        """Write all of them and return the number of their root; None if there are none."""
        if not self._root.below:
            return None
        number = out.number()
        ends = self._put_below(self._root, number, out)
        out.put(number, written({b"/Type": b"/Outlines"} | ends | {b"/Count": b"%d" % self._root.shown}))
        return number

    def _put_below(self, parent, above, out):
        numbers = [out.number() for _ in parent.below]
        for place, (own, number) in enumerate(zip(parent.below, numbers, strict=True)):
            facts = {b"/Title": own.title, b"/Parent": above, b"/Dest": own.dest}
            facts |= {b"/Prev": numbers[place - 1]} if place else {}
            facts |= {b"/Next": numbers[place + 1]} if place + 1 < len(numbers) else {}
            if own.below:
                facts |= self._put_below(own, number, out)
                facts[b"/Count"] = b"%d" % (own.shown if own.is_open else -own.shown)
            out.put(number, written(facts))
        return {b"/First": numbers[0], b"/Last": numbers[-1]}


def read_outline(source, numbers, given):
    """Return the bookmarks below one of a source, their aims in the numbers of the new file."""
    found, at = [], source.value(given).get(b"/First") if given is not None else None
    while isinstance(at, Ref):
        facts = source.read(at)[0]
        dest = facts.get(b"/Dest")
        if isinstance(source.value(dest), list):
            below = read_outline(source, numbers, at)
            mapped = _mapped(source.value(dest), numbers)
            found.append(Bookmark(source.value(facts[b"/Title"]), mapped, below, is_open=False))
        at = facts.get(b"/Next")
    return found


def _mapped(dest, numbers):
    return [Ref(numbers[own]) if isinstance(own, Ref) else own for own in dest]
