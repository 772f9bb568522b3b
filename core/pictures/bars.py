"""Horizontal bars, each with its name before and its figure after it; below nothing they run to the left."""

from core.pictures.lettering import LEADING, lines_of, room_of
from core.pictures.scales import Scale
from core.pictures.shapes import BRAND, EDGE, INK, QUIET, SIZE, TRACK, Drawing, line, rect, text

BAR, GAP, PITCH, DENSE = 13, 10, 28, 22
MANY = 16  # rows, from which they stand closer
UNKNOWN = "没有数据"
NAMES = 0.32  # of the width, at most, for names


def draw_bars(picture, width):
    """Return the drawing of one bar per row, in the order given."""
    names = [lines_of(row.label, room=width * NAMES, size=SIZE) for row in picture.rows]
    pitch = DENSE if len(names) > MANY else PITCH
    heights = [max(pitch, len(lines) * SIZE * LEADING + 8) for lines in names]
    left = max((room_of(part, SIZE) for lines in names for part in lines), default=0) + GAP
    figures = Figures(picture, width)
    scale = _scale(picture, figures, left)
    drawing = Drawing(width, sum(heights))
    top = 0
    for number, (row, name, height) in enumerate(zip(picture.rows, names, heights, strict=True)):
        middle = top + height / 2
        drawing.add(*_bar(row.values[0], scale, middle, has_track=picture.whole is not None))
        drawing.add(*figures.shapes(number, scale, middle))
        drawing.add(*_name(name, middle, row.url), url=row.url)
        if row.url:
            hit = rect(0, top, (width, height), fill="none", pointer_events="all")
            drawing.groups[-1].shapes.insert(0, hit)
        top += height
    if picture.rows:
        drawing.add(line((scale.at(0), 0), (scale.at(0), top), stroke=EDGE))
    return drawing


class Figures:
    """The figures of all bars: at the ends of the bars, or with their shares in columns at the right."""

    def __init__(self, picture, width):
        self.values = [row.values[0] for row in picture.rows]
        self.in_columns, self.width = picture.whole is not None, width
        unknown = "—" if self.in_columns else UNKNOWN
        self.texts = [unknown if row.values[0] is None else picture.text(row, 0) for row in picture.rows]
        self.shares = [share_of(value, picture.whole) for value in self.values]
        self.widest = max((room_of(words, SIZE) for words in self.texts), default=0)
        self.share_room = max((room_of(share, SIZE) + GAP for share in self.shares if share), default=0)

    @property
    def free(self):
        """Return how far the bars may reach to the right."""
        return self.width - self.share_room - self.widest - GAP

    @property
    def before(self):
        """Return the room that figures need left of bars that run to the left."""
        below = any(value is not None and float(value) < 0 for value in self.values)
        return self.widest + GAP if below else 0

    def shapes(self, number, scale, middle):
        """Return the figure of a bar, and its share."""
        words, value, base = self.texts[number], self.values[number], middle + SIZE * 0.36
        if self.in_columns:
            yield text(self.width - self.share_room, base, words, text_anchor="end")
            if self.shares[number]:
                yield text(self.width, base, self.shares[number], text_anchor="end", fill=QUIET)
        elif value is None:
            yield text(scale.at(0) + 6, base, words, fill=QUIET)
        elif float(value) < 0:
            yield text(scale.at(value) - 6, base, words, text_anchor="end")
        else:
            yield text(scale.at(value) + 6, base, words)


def share_of(value, whole):
    """Return a share in per cent with one decimal; nothing where there is no whole."""
    return f"{float(value) * 100 / float(whole):.1f}%" if whole and value is not None else ""


def _scale(picture, figures, left):
    known = [0.0, *picture.known()]
    high = max(known) if picture.whole is None else max(float(picture.whole), *known)
    start = left + figures.before
    return Scale(min(known), high, start, max(figures.free, start + 20))


def _bar(value, scale, middle, *, has_track):
    top = middle - BAR / 2
    if has_track:
        yield rect(scale.start, top, (scale.end - scale.start, BAR), fill=TRACK, class_="track")
    if value is None:
        return
    start, end = sorted((scale.at(0), scale.at(value)))
    if float(value) and end - start < 1:
        start, end = start - (float(value) < 0), start + (float(value) > 0)
    yield rect(start, top, (end - start, BAR), fill=BRAND, class_="fill")


def _name(lines, middle, url):
    first = middle + SIZE * 0.36 - (len(lines) - 1) * SIZE * LEADING / 2
    return [
        text(0, first + number * SIZE * LEADING, words, fill=BRAND if url else INK,
             text_decoration="underline" if url else None)
        for number, words in enumerate(lines)
    ]  # fmt: skip
