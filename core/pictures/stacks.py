"""Make-up: each row a bar of parts, hatched besides their colour, their figures inside where they fit."""

from core.pictures.bars import GAP, NAMES, share_of
from core.pictures.lettering import LEADING, lines_of, room_of
from core.pictures.scales import Scale
from core.pictures.shapes import EDGE, INK, PAPER, QUIET, SIZE, SMALL, Drawing, filled, line, rect, text

BAR, PITCH, DENSE, MANY, SWATCH = 18, 32, 27, 16, 14


def draw_stack(picture, width):
    """Return the drawing of one bar per row, its key on top and its sum at the end."""
    drawing = Drawing(width, 0)
    top = _key(drawing, picture, width)
    names = [lines_of(row.label, room=width * NAMES, size=SIZE) for row in picture.rows]
    sums = [sum(float(value) for value in row.values if value is not None) for row in picture.rows]
    texts = [_sum_text(picture, row) for row in picture.rows]
    is_one = len(names) == 1
    left = 0 if is_one else max((room_of(part, SIZE) for lines in names for part in lines), default=0) + GAP
    room = 0 if is_one else max((room_of(words, SIZE) for words in texts), default=0) + GAP
    most = 1.0 if picture.is_share else max(sums, default=0) or 1.0
    pitch = DENSE if len(names) > MANY else PITCH
    for row, name, total, words in zip(picture.rows, names, sums, texts, strict=True):
        height = max(pitch, len(name) * SIZE * LEADING + 8)
        middle = top + height / 2
        scale = Scale(0, (total or 1.0) if picture.is_share else most, left, width - room)
        if not is_one:
            first = middle + SIZE * 0.36 - (len(name) - 1) * SIZE * LEADING / 2
            drawing.add(*(text(0, first + n * SIZE * LEADING, part) for n, part in enumerate(name)))
            at = left + (scale.end - scale.start if picture.is_share else scale.at(total) - left) + 8
            drawing.add(text(at, middle + SIZE * 0.36, words))
        drawing.add(*_parts(picture, row, scale, middle))
        top += height
    if picture.rows and not is_one:
        drawing.add(line((left, top - sum_of_heights(names, pitch)), (left, top), stroke=EDGE))
    drawing.height = max(top, 1)
    return drawing


def sum_of_heights(names, pitch):
    """Return how high the rows are together."""
    return sum(max(pitch, len(name) * SIZE * LEADING + 8) for name in names)


def _sum_text(picture, row):
    if all(value is None for value in row.values):
        return "没有数据"
    known = [value for value in row.values if value is not None]
    total = sum(float(value) for value in known)
    words = picture.number(round(total, 2) if total % 1 else int(total))
    return words if len(known) == len(row.values) else f"{words}（不全）"


def _key(drawing, picture, width):
    """Put a swatch and a name per part on top, in columns that line up; return where the bars begin."""
    entries = _entries(picture)
    if not entries:
        return 0
    widest = min(width, max(room_of(words, SMALL) for words in entries) + SWATCH + 20)
    across = max(1, int(width // widest))
    for number, words in enumerate(entries):
        x, y = number % across * (width / across), number // across * 22
        drawing.add(*filled(x + 0.5, y + 3, (SWATCH, 12), number))
        fitting = lines_of(words, room=width / across - SWATCH - 8, size=SMALL, most=1)[0]
        drawing.add(text(x + SWATCH + 6, y + 13, fitting, font_size=SMALL))
    return ((len(entries) - 1) // across + 1) * 22 + 6


def _entries(picture):
    """Return the names of the parts; with their figures and shares where there is one bar only."""
    if len(picture.rows) != 1:
        return list(picture.columns)
    row = picture.rows[0]
    total = sum(float(value) for value in row.values if value is not None)
    return [
        " ".join(
            part for part in (name, picture.text(row, place), share_of(row.values[place], total)) if part
        )
        for place, name in enumerate(picture.columns)
    ]


def _parts(picture, row, scale, middle):
    shapes, before = [], 0.0
    for number, value in enumerate(row.values):
        if not value or not float(value):
            continue
        start, end = scale.at(before), scale.at(before + float(value))
        before += float(value)
        shapes += filled(start, middle - BAR / 2, (max(0.8, end - start), BAR), number)
        words = share_of(value, scale.high) if picture.is_share else picture.text(row, number)
        need = room_of(words, SMALL)
        if len(picture.rows) > 1 and need + 8 <= end - start:
            centre = (start + end) / 2
            plate = rect(centre - need / 2 - 2, middle - 7.5, (need + 4, 15), fill=PAPER, rx=2)
            shapes += [plate, text(centre, middle + SMALL * 0.36, words, text_anchor="middle",
                                   fill=INK, font_size=SMALL)]  # fmt: skip
    if not shapes:
        shapes.append(text(scale.start + 6, middle + SIZE * 0.36, _empty(row), fill=QUIET))
    return shapes


def _empty(row):
    return "没有数据" if all(value is None for value in row.values) else "0"
