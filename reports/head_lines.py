"""Where the heads of narrow columns break: words stay whole, and no single character is left over."""

from itertools import pairwise
from math import ceil

BLOCK, TURNED = 156, 225  # mm: the block of an upright page, and of a turned one (GB/T 9704-2012, 5.2)
POINT = 25.4 / 72
SMALL, DENSE = 10.5 * POINT, 9 * POINT  # 五号 and 小五号, as `static/print/tables.css` has them
PADDING, DENSE_PADDING = 2.4, 1.2  # mm on both sides together


def rooms_of(table):
    """Return for each column of a table how many characters of its head stand in a line, at least one."""
    widths, dense = table["widths"], table.get("dense")
    shared = widths.count(0)
    rest = (100 - sum(widths)) / shared if shared else 0
    block = TURNED if table.get("wide") else BLOCK
    padding, size = (DENSE_PADDING, DENSE) if dense else (PADDING, SMALL)
    return [max(1, int((block * (width or rest) / 100 - padding) / size)) for width in widths]


def lines_of(label, room):
    """Return the lines of a head in a column with room for `room` characters.

    A bracket begins a line of its own where that fits. Otherwise the lines are of like length, the later ones
    longer, because most heads of the field end in three characters that belong together (需求/落实率).
    """
    if len(label) <= room:
        return [label]
    start, bracket, end = label.partition("（")
    if start and bracket and max(len(start), len(end) + 1) <= room:
        return [start, bracket + end]
    return _even(label, ceil(len(label) / room), room)


def _even(label, lines, room):
    if lines == 2 and len(label) == 7 and room >= 4:
        return [label[:4], label[4:]]  # 专职委员/配备率
    short, longer = divmod(len(label), lines)
    lengths = [short] * (lines - longer) + [short + 1] * longer
    ends = [sum(lengths[:place]) for place in range(lines + 1)]
    return [label[begin:end] for begin, end in pairwise(ends)]
