"""The shapes of a drawing: plain SVG elements with presentation attributes, for no page may have styles.

Hatching is drawn line by line inside its rectangle. A `<pattern>` would need a name of its own on every
page, and leaves seams in a PDF.
"""

from dataclasses import dataclass, field

INK, QUIET, EDGE, HAIR, PAPER = "#17211f", "#4a5855", "#6f7d79", "#d7dedb", "#ffffff"
BRAND, BAD, TRACK = "#0a5c4c", "#a8201a", "#e6ebe9"
SIZE, SMALL = 13, 12  # type sizes
STEP = 5  # between the lines of a hatching
# Colour and hatching of the parts of a make-up: each colour at least 3:1 on white, no neighbours alike.
FILLS = (
    (BRAND, "solid"), ("#8f4700", "rising"), ("#1a4f8b", "dotted"), ("#5b3a86", "falling"),
    ("#4a5855", "hollow"), ("#7c2f2b", "upright"), ("#1f6d86", "solid"), ("#5c6b00", "level"),
)  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """One SVG element: tag, attributes, and the text of a `<text>`."""

    tag: str
    attrs: dict
    text: str = ""


@dataclass
class Group:
    """Shapes that lead somewhere together, or nowhere."""

    url: str
    shapes: list


@dataclass
class Drawing:
    """A finished picture: its frame and its shapes, back to front."""

    width: float
    height: float
    groups: list = field(default_factory=list)

    def add(self, *shapes, url=""):
        if url or not self.groups or self.groups[-1].url:
            self.groups.append(Group(url, []))
        self.groups[-1].shapes.extend(shapes)

    @property
    def has_links(self):
        return any(group.url for group in self.groups)

    def shapes(self, tag=None):
        return [s for group in self.groups for s in group.shapes if tag in (None, s.tag)]


def num(value):
    """Write a length: at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def rect(x, y, size, **attrs):
    width, height = size
    return Shape(
        "rect", {"x": num(x), "y": num(y), "width": num(width), "height": num(height)} | _attrs(attrs)
    )


def line(start, end, **attrs):
    (x1, y1), (x2, y2) = start, end
    places = {"x1": num(x1), "y1": num(y1), "x2": num(x2), "y2": num(y2)}
    return Shape("line", places | {"stroke": EDGE} | _attrs(attrs))


def path(d, **attrs):
    return Shape("path", {"d": d, "fill": "none"} | _attrs(attrs))


def polyline(places, **attrs):
    points = " ".join(f"{num(x)},{num(y)}" for x, y in places)
    return Shape("polyline", {"points": points, "fill": "none"} | _attrs(attrs))


def text(x, y, words, **attrs):
    """Return words whose base line begins (or ends, by `text_anchor`) at a place."""
    return Shape("text", {"x": num(x), "y": num(y), "fill": INK} | _attrs(attrs), words)


def filled(x, y, size, number):
    """Return the shapes of a part: its ground, its hatching and its outline."""
    colour, hatching = FILLS[number % len(FILLS)]
    width = size[0]
    if hatching == "solid":
        return [rect(x, y, size, fill=colour, stroke=colour)]
    shapes = [rect(x, y, size, fill=PAPER, stroke=colour)]
    if width > 2 and hatching != "hollow":
        shapes.append(hatched(x, y, size, colour=colour, way=hatching))
    return shapes


def hatched(x, y, size, *, colour, way="rising"):
    """Return one path that hatches a rectangle: rising, falling, upright, level or dotted."""
    width, height = size
    if way == "dotted":
        dots = [
            f"M{num(x + a)} {num(y + b)}h1.8v1.8h-1.8z"
            for a in _steps(width - 2.2, start=1.8) for b in _steps(height - 2.2, start=1.8)
        ]  # fmt: skip
        return path("".join(dots), fill=colour)
    if way == "upright":
        strokes = [((a, 0), (a, height)) for a in _steps(width, start=STEP / 2)]
    elif way == "level":
        strokes = [((0, b), (width, b)) for b in _steps(height, start=STEP / 2)]
    else:
        strokes = [_clipped(along, width, height) for along in _steps(width + height, start=STEP / 2)]
        if way == "falling":
            strokes = [((a, height - b), (c, height - d)) for (a, b), (c, d) in strokes]
    d = "".join(f"M{num(x + a)} {num(y + b)}L{num(x + c)} {num(y + e)}" for (a, b), (c, e) in strokes)
    return path(d, stroke=colour, stroke_width=1.4)


def _clipped(along, width, height):
    """Return the ends of the rising stroke a + b = along inside a rectangle."""
    start = (along, 0) if along <= width else (width, along - width)
    end = (0, along) if along <= height else (along - height, height)
    return start, end


def _steps(length, *, start):
    count = int((length - start) // STEP) + 1 if length > start else 0
    return [start + STEP * number for number in range(count)]


def _attrs(attrs):
    return {
        name.rstrip("_").replace("_", "-"): num(value) if isinstance(value, int | float) else value
        for name, value in attrs.items() if value is not None
    }  # fmt: skip
