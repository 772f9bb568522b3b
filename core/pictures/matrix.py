"""A matrix: units down, items across; each square says its state by a word and by how it is filled."""

from core.pictures.bars import GAP
from core.pictures.keys import numbered
from core.pictures.lettering import LEADING, lines_of, room_of
from core.pictures.shapes import BAD, EDGE, INK, PAPER, QUIET, SIZE, SMALL, Drawing, hatched, rect, text

SQUARE, LOW, HEADS, KEY = 21, 15, 4, 24
NAMES, WIDEST = 0.3, 72
NARROWEST = 2.2 * SMALL  # a column, if its head is to be words and not a number


def draw_matrix(picture, width):
    """Return the drawing of one square per unit and item, with what each filling means below."""
    names = [lines_of(row.label, room=width * NAMES, size=SIZE, most=1)[0] for row in picture.rows]
    left = max((room_of(name, SIZE) for name in names), default=0) + GAP
    count = max(1, len(picture.columns))
    across = min(WIDEST, (width - left) / count)
    are_numbered = across < NARROWEST
    heads = [
        [f"{number}"] if are_numbered else lines_of(name, room=across - 6, size=SMALL, most=HEADS)
        for number, name in enumerate(picture.columns, 1)
    ]
    top = max((len(lines) for lines in heads), default=0) * SMALL * LEADING + 8
    drawing = Drawing(width, 0)
    for place, lines in enumerate(heads):
        drawing.add(*_head(lines, left + (place + 0.5) * across, top))
    for number, (row, name) in enumerate(zip(picture.rows, names, strict=True)):
        middle = top + (number + 0.5) * SQUARE
        drawing.add(text(0, middle + SIZE * 0.36, name))
        for place in range(len(picture.columns)):
            centre = (left + (place + 0.5) * across, middle)
            drawing.add(*_square(picture, row, place, (centre, across)))
    bottom = top + len(names) * SQUARE
    bottom = _key(drawing, picture, bottom + 10)
    if are_numbered:
        bottom = numbered(drawing, picture.columns, bottom)
    drawing.height = bottom
    return drawing


def state_of(picture, code):
    """Return the state with a code, None for what is unknown."""
    return next((state for state in picture.states if state.code == code), None)


def _head(lines, centre, bottom):
    first = bottom - 8 - (len(lines) - 1) * SMALL * LEADING
    return [
        text(centre, first + number * SMALL * LEADING, words, text_anchor="middle", font_size=SMALL)
        for number, words in enumerate(lines)
    ]


def _square(picture, row, place, where):
    (x, y), across = where
    state = state_of(picture, row.values[place])
    words = row.texts[place] if row.texts else (state.word[:1] if state else "—")
    size = (across - 3, SQUARE - 4)
    return _cell(x - size[0] / 2, y - size[1] / 2, size, (state.fill if state else "dashed", words))


def _cell(x, y, size, said):
    fill, words = said
    width, height = size
    colour = BAD if fill == "solid" else EDGE
    ground = BAD if fill == "solid" else PAPER
    dash = "3 2" if fill == "dashed" else None
    shapes = [rect(x, y, size, fill=ground, stroke=colour, stroke_dasharray=dash, rx=2)]
    if fill == "hatched":
        shapes.append(hatched(x, y, size, colour="#8f4700"))
    need = room_of(words, SMALL)
    if need + 2 > width:
        return shapes
    centre, middle = x + width / 2, y + height / 2
    if fill == "hatched":
        shapes.append(rect(centre - need / 2 - 1.5, middle - LOW / 2, (need + 3, LOW), fill=PAPER, rx=2))
    return [
        *shapes,
        text(centre, middle + SMALL * 0.36, words, text_anchor="middle", font_size=SMALL,
             fill=PAPER if fill == "solid" else INK, font_weight="bold" if fill == "solid" else None),
    ]  # fmt: skip


def _key(drawing, picture, top):
    x, y = 0.0, top
    for state in picture.states:
        word = state.word if state.word[:1] == state.word else f"{state.word[:1]}：{state.word}"
        need = SQUARE + 8 + room_of(word, SMALL) + 16
        if x and x + need > drawing.width:
            x, y = 0.0, y + KEY
        drawing.add(*_cell(x + 0.5, y, (SQUARE - 2, SQUARE - 4), (state.fill, state.word[:1])))
        drawing.add(text(x + SQUARE + 5, y + 14.5, word, font_size=SMALL, fill=QUIET))
        x += need
    return y + KEY
