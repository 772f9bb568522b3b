"""How much room words take in a drawing, and how long ones are broken or shortened."""

LATIN, WIDE = 0.6, 1.0  # widths of a sign in type sizes; a little more than the faces in use need
NOT_AT_START = "，。；：、）》”％%"
LEADING = 1.25


def room_of(words, size):
    """Return the width of words in units, rather too wide than too narrow."""
    return sum(LATIN if sign.isascii() else WIDE for sign in words) * size


def lines_of(words, *, room, size, most=2):
    """Return words in at most `most` lines that fit into `room`, as even as they can be.

    What is too long ends in an ellipsis.
    """
    lines = _broken(words, room, size, most)
    if len(lines) == 1 or lines[-1].endswith("…"):
        return lines
    narrow = room_of(words, size) / len(lines)
    while narrow < room:
        even = _broken(words, narrow, size, most)
        if len(even) == len(lines) and not even[-1].endswith("…"):
            return even
        narrow += size / 2
    return lines


def _broken(words, room, size, most):
    lines, rest = [], words
    while rest and len(lines) < most:
        cut = _fitting(rest, room, size)
        if cut < len(rest) and len(lines) + 1 == most:
            lines.append(_shortened(rest, room, size))
            return lines
        if cut < len(rest) and rest[cut] in NOT_AT_START and cut > 1:
            cut -= 1
        lines.append(rest[:cut])
        rest = rest[cut:]
    return lines or [""]


def _fitting(words, room, size):
    """Return how many signs fit, at least one."""
    used = 0
    for number, sign in enumerate(words):
        used += (LATIN if sign.isascii() else WIDE) * size
        if used > room:
            return max(1, number)
    return len(words)


def _shortened(words, room, size):
    if room < 2 * size:
        return words[: _fitting(words, room, size)]
    return words[: _fitting(words, room - size, size)] + "…"
