"""Which number stands for which item, under a drawing that has no room for their names."""

from core.pictures.lettering import lines_of, room_of
from core.pictures.shapes import QUIET, SMALL, text

PITCH = 18


def numbered(drawing, names, top):
    """Add the names under a drawing, each with its number, in columns that line up; return where they end."""
    entries = [f"{number}. {name}" for number, name in enumerate(names, 1)]
    widest = min(drawing.width, max(room_of(words, SMALL) for words in entries) + 14)
    across = max(1, int(drawing.width // widest))
    for place, words in enumerate(entries):
        fitting = lines_of(words, room=drawing.width / across - 8, size=SMALL, most=1)[0]
        x, y = place % across * drawing.width / across, top + place // across * PITCH + 14
        drawing.add(text(x, y, fitting, font_size=SMALL, fill=QUIET))
    return top + ((len(entries) - 1) // across + 1) * PITCH + 4
