"""Small multiples: the same small picture for every row, all on one scale, so that they can be compared."""

from core.pictures.keys import numbered
from core.pictures.lettering import lines_of, room_of
from core.pictures.lines import course, reach
from core.pictures.scales import Scale, range_of, tick_text, ticks
from core.pictures.shapes import BRAND, EDGE, HAIR, INK, QUIET, SIZE, SMALL, Drawing, line, rect, text

PANEL, LEAST_WIDE, PLOT, HEAD, BETWEEN = 86, 108, 40, 24, 18


def draw_multiples(picture, width):
    """Return the drawing of one panel per row, named and with its newest (or its highest) value."""
    marks = _marks(picture)
    axis = max(room_of(tick_text(mark), SMALL) for mark in (marks[0], marks[-1])) + 6
    across = max(1, int((width - axis + BETWEEN) // (LEAST_WIDE + BETWEEN)))
    size = (width - axis + BETWEEN) / across - BETWEEN
    drawing = Drawing(width, 0)
    for number, row in enumerate(picture.rows):
        left = axis + number % across * (size + BETWEEN)
        top = number // across * PANEL
        drawing.add(*_panel(picture, row, (left, top, size), marks), url=row.url)
        if row.url:
            hit = rect(left, top, (size, PANEL - 4), fill="none", pointer_events="all")
            drawing.groups[-1].shapes.insert(0, hit)
        if number % across == 0:
            drawing.add(*_axis(picture, marks, top, axis))
    drawing.height = max(1, ((len(picture.rows) - 1) // across + 1) * PANEL)
    if picture.rows and _are_numbered(picture, size):
        drawing.height = numbered(drawing, picture.columns, drawing.height)
    return drawing


def _marks(picture):
    known = picture.known()
    if picture.shape == "bars":
        marks = ticks(min([0.0, *known]), max([1.0, *known]), count=2, is_whole=True)
    else:
        low, high = range_of(known, least=picture.least, most=picture.most)
        marks = ticks(low, high, count=2)
        inside = [mark for mark in marks if picture.most is None or mark <= max([picture.most, *known])]
        marks = inside if len(inside) > 1 else marks
    return marks


def _panel(picture, row, frame, marks):
    left, top, size = frame
    up = Scale(*reach(marks, picture), top + HEAD + PLOT, top + HEAD)
    for mark in marks:
        colour = EDGE if mark == marks[0] else HAIR
        yield line((left, up.at(mark)), (left + size, up.at(mark)), stroke=colour)
    said = _said(picture, row)
    name = lines_of(row.label, room=size - room_of(said, SIZE) - 6, size=SIZE, most=1)[0]
    yield text(left, top + 16, name, fill=BRAND if row.url else INK,
               text_decoration="underline" if row.url else None)  # fmt: skip
    yield text(left + size, top + 16, said, text_anchor="end", font_weight="bold")
    yield from (_columns if picture.shape == "bars" else _line)(picture, row, frame, up)


def _said(picture, row):
    known = [place for place, value in enumerate(row.values) if value is not None]
    if not known:
        return "—"
    if picture.shape == "bars":
        return picture.number(sum(row.values[place] for place in known)) if picture.adds_up else ""
    return picture.text(row, known[-1])


def _line(picture, row, frame, up):
    left, _, size = frame
    along = Scale(0, max(1, len(picture.columns) - 1), left + 4, left + size - 4)
    yield from course(row.values, along, up, 0, only_end=True)
    if picture.columns:
        yield from _ends(picture.columns[0], picture.columns[-1], frame)


def _columns(picture, row, frame, up):
    left, top, size = frame
    pitch = size / max(1, len(picture.columns))
    for place, value in enumerate(row.values):
        x, middle = left + pitch * place + pitch * 0.15, left + pitch * (place + 0.5)
        if value:
            low, high = sorted((up.at(0), up.at(value)))
            yield rect(x, low, (pitch * 0.7, max(1, high - low)), fill=BRAND, class_="fill")
        name = f"{place + 1}" if _are_numbered(picture, size) else picture.columns[place]
        yield text(middle, top + HEAD + PLOT + 14, name, text_anchor="middle", fill=QUIET, font_size=SMALL)


def _are_numbered(picture, size):
    """True if the names of the items do not fit under their columns."""
    pitch = size / max(1, len(picture.columns))
    return picture.shape == "bars" and any(room_of(name, SMALL) > pitch - 2 for name in picture.columns)


def _ends(first, last, frame):
    left, top, size = frame
    base = top + HEAD + PLOT + 14
    fits = room_of(first, SMALL) + room_of(last, SMALL) + 8 <= size
    if first != last and fits:
        yield text(left, base, first, fill=QUIET, font_size=SMALL)
    last = lines_of(last, room=size, size=SMALL, most=1)[0]
    yield text(left + size, base, last, text_anchor="end", fill=QUIET, font_size=SMALL)


def _axis(picture, marks, top, edge):
    up = Scale(*reach(marks, picture), top + HEAD + PLOT, top + HEAD)
    for mark in (marks[0], marks[-1]):
        yield text(edge - 6, up.at(mark) + SMALL * 0.36, tick_text(mark), text_anchor="end", fill=QUIET,
                   font_size=SMALL)  # fmt: skip
