"""Lines over time: a line per row, broken where nothing is known, named at its end instead of in a legend."""

from core.pictures.lettering import lines_of, room_of
from core.pictures.scales import Scale, range_of, tick_text, ticks
from core.pictures.shapes import (
    EDGE,
    FILLS,
    HAIR,
    PAPER,
    QUIET,
    SIZE,
    SMALL,
    Drawing,
    line,
    path,
    polyline,
    text,
)

DASHES = (None, "7 4", "2 3", "9 3 2 3", "4 2", "1.5 4")
TOP, BOTTOM, APART = 14, 26, 16
NAMES = 0.3  # of the width, at most, for the names at the ends
MANY = 24  # moments, from which only the last one is marked
SPARK = (120, 32, 4)  # width, height and edge of a picture as small as a word


def draw_lines(picture, width):
    """Return the drawing of all lines on one scale."""
    height = max(min(280.0, max(170.0, width * 0.4)), len(picture.rows) * APART + TOP + BOTTOM)
    drawing = Drawing(width, height)
    marks = _ticks(picture)
    left = max(room_of(tick_text(mark), SMALL) for mark in marks) + 8
    ends = [end for row in picture.rows if (end := _end(row))]
    names = [_named(picture, row, place, width * NAMES) for row, place in ends]
    right = width - max((room_of(words, SIZE) for words in names), default=0) - 14
    up = Scale(*reach(marks, picture), height - BOTTOM, TOP)
    along = Scale(0, max(1, len(picture.columns) - 1), left + 4, right)
    drawing.add(*_grid(marks, up, (left, right)), *_moments(picture, along, height))
    for number, row in enumerate(picture.rows):
        drawing.add(*course(row.values, along, up, number, only_end=len(picture.columns) > MANY))
    lows = [up.at(row.values[place]) for row, place in ends]
    for words, y in zip(names, spread(lows, APART, (TOP / 2, height - BOTTOM)), strict=True):
        drawing.add(text(right + 10, y + SIZE * 0.36, words))
    return drawing


def draw_spark(picture, width):
    """Return the drawing of one course as small as a word, without any writing."""
    width, height, edge = SPARK
    drawing = Drawing(width, height)
    low, high = range_of(picture.known(), least=picture.least, most=picture.most)
    up = Scale(low, high, height - edge, edge)
    along = Scale(0, max(1, len(picture.columns) - 1), edge, width - edge)
    for row in picture.rows:
        drawing.add(*course(row.values, along, up, 0, only_end=True))
    return drawing


def course(values, along, up, number, *, only_end=False):
    """Return one line with its points; it is broken where a value is unknown, a lone point stays a point."""
    colour = FILLS[number % len(FILLS)][0]
    shapes, run = [], []
    for place, value in [*enumerate(values), (len(values), None)]:
        if value is not None:
            run.append((along.at(place), up.at(value)))
            continue
        if len(run) > 1:
            dash = DASHES[number % len(DASHES)]
            shapes.append(polyline(run, stroke=colour, stroke_width=2, stroke_dasharray=dash,
                                   stroke_linejoin="round"))  # fmt: skip
        points = run if not only_end or len(run) == 1 else []
        shapes += [_point(at, number, colour) for at in points]
        run = []
    known = [place for place, value in enumerate(values) if value is not None]
    if only_end and known:
        shapes.append(_point((along.at(known[-1]), up.at(values[known[-1]])), number, colour))
    return shapes


def reach(marks, picture):
    """Return the lowest and the highest value of a scale: its marks, and whatever lies beyond them."""
    known = picture.known()
    return min([marks[0], *known]), max([marks[-1], *known])


def spread(places, apart, bounds):
    """Return places moved as little as needed so that they stand `apart` from each other inside bounds."""
    order = sorted(range(len(places)), key=lambda number: places[number])
    moved = list(places)
    floor = bounds[0]
    for number in order:
        moved[number] = floor = max(places[number], floor)
        floor += apart
    ceiling = bounds[1]
    for number in reversed(order):
        moved[number] = ceiling = min(moved[number], ceiling)
        ceiling -= apart
    return moved


def _ticks(picture):
    known = picture.known()
    low, high = range_of(known, least=picture.least, most=picture.most)
    marks = ticks(low, high, count=4, is_whole=bool(known) and all(v == int(v) for v in known))
    inside = [m for m in marks if picture.most is None or m <= max([picture.most, *known])]
    return inside if len(inside) > 1 else marks


def _end(row):
    known = [place for place, value in enumerate(row.values) if value is not None]
    return (row, known[-1]) if known else None


def _named(picture, row, place, room):
    value = picture.text(row, place)
    if len(picture.rows) == 1:
        return f"{value}{picture.unit}"
    name = lines_of(row.label, room=room - room_of(f" {value}", SIZE), size=SIZE, most=1)[0]
    return f"{name} {value}"


def _grid(marks, up, stretch):
    left, right = stretch
    for mark in marks:
        y = up.at(mark)
        yield line((left, y), (right, y), stroke=EDGE if mark == marks[0] else HAIR, stroke_width=1)
        yield text(
            left - 6, y + SMALL * 0.36, tick_text(mark), text_anchor="end", fill=QUIET, font_size=SMALL
        )


def _moments(picture, along, height):
    """Name the first and last moment, and those between that find room."""
    room = (along.end - along.start) / min(2, len(picture.columns)) - 4
    names = [lines_of(name, room=room, size=SMALL, most=1)[0] for name in picture.columns]
    widest = max(room_of(name, SMALL) for name in names) + 10
    last, free = len(names) - 1, along.start - widest
    for place, name in enumerate(names):
        x = along.at(place)
        fits = x - free >= widest and (place == last or along.at(last) - x >= widest * 1.5)
        if not fits and place not in (0, last):
            continue
        anchor = "end" if place == last and last else "start" if place == 0 else "middle"
        free = x + (widest / 2 if place == 0 else 0)
        words = {"text_anchor": anchor, "fill": QUIET, "font_size": SMALL}
        yield text(x, height - BOTTOM + 18, name, **words)


def _point(at, number, colour):
    """Mark a point by the sign of its line: round, square, triangle, lozenge; open from the fifth on."""
    x, y = (round(value, 2) for value in at)
    ways = (
        f"M{x - 3} {y}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z", f"M{x - 3} {y - 3}h6v6h-6z",
        f"M{x} {y - 4}l4 7h-8z", f"M{x} {y - 4}l4 4l-4 4l-4 -4z",
    )  # fmt: skip
    is_open = number % 8 > 3
    return path(ways[number % 4], fill=PAPER if is_open else colour, stroke=colour, stroke_width=1.5)
