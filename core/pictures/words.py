"""A picture in words: one or a few sentences that can be read aloud, made of nothing but its values.

They stand in for the drawing where it cannot be seen, so they say what one would see: the most and the least,
the sum, what has changed, and what is not known.
"""

from collections import Counter
from decimal import Decimal

from core.pictures.bars import share_of
from core.pictures.matrix import state_of

NOTHING = "没有数据。"
NAMED = 3  # names that are listed; of more, the first ones and their number
FEW = 3  # values that are all told
SCORES = ("分", "%", "天")  # units of which one says high and low, not many and few


def words_of(picture):
    """Return what a picture shows, as sentences; right for none, one, two, many and unknown values."""
    if not picture.rows or not picture.columns:
        return NOTHING
    return "".join(SPEAKERS[picture.form](picture))


def _bars(picture):
    yield from _ranking(picture, [(row.label, row.values[0]) for row in picture.rows])


def _ranking(picture, entries):
    """Say of (name, value) pairs how many there are, the most, the least, the sum, and what is unknown."""
    known = [(name, picture.exact(value)) for name, value in entries if value is not None]
    unknown = [name for name, value in entries if value is None]
    count = f"共{len(entries)}{picture.noun}"
    if not known:
        yield f"{entries[0][0]}没有数据。" if len(entries) == 1 else f"{count}，都没有数据。"
        return
    values = {value for _, value in known}
    if len(known) <= FEW:
        told = [f"{name}{_gap(name)}{_with_share(picture, value)}" for name, value in known]
        yield f"{count}：{'，'.join(told)}。"
    elif len(values) == 1:
        yield f"{count}，{'有数据的' if unknown else ''}都是{_said(picture, known[0][1])}。"
    else:
        most, least = _ends(picture)
        top, bottom = max(values), min(values)
        yield f"{count}。{_holding(known, top)}{most}，{_with_share(picture, top)}；"
        yield f"{_holding(known, bottom)}{least}，{_with_share(picture, bottom)}。"
    if picture.adds_up and len(known) > 1:
        yield f"合计{_said(picture, sum(value for _, value in known))}。"
    if unknown:
        yield f"另有{len(unknown)}{picture.noun}没有数据：{_some(unknown)}。"


def _lines(picture):
    if len(picture.rows) == 1:
        yield from _course(picture, picture.rows[0])
    elif len(picture.rows) <= FEW:
        for row in picture.rows:
            yield f"{row.label}：{''.join(_course(picture, row))}"
    else:
        yield from _courses(picture)


def _course(picture, row):
    """Say of one line where it begins and ends, by how much it moved, its highest and its lowest."""
    known = [
        (name, picture.exact(value))
        for name, value in zip(picture.columns, row.values, strict=True) if value is not None
    ]  # fmt: skip
    if not known:
        yield NOTHING
        return
    (first, start), (last, end) = known[0], known[-1]
    begin = f"{first}{_gap(first)}{_said(picture, start)}"
    if len(known) == 1:
        yield f"只有一个数据：{begin}。" if len(row.values) > 1 else f"{begin}。"
        return
    yield f"{begin}，{last}{_gap(last)}{_said(picture, end)}，{_moved(picture, end - start)}。"
    values = [value for _, value in known]
    high, low = max(values), min(values)
    if {high, low} != {start, end}:
        yield f"最高{_said(picture, high)}（{_when(known, high)}），"
        yield f"最低{_said(picture, low)}（{_when(known, low)}）。"
    unknown = [name for name, value in zip(picture.columns, row.values, strict=True) if value is None]
    if unknown:
        yield f"其中{_some(unknown)}没有数据。"


def _courses(picture):
    """Say of many lines who stands highest and lowest in the end, and how many rose and fell."""
    yield from _ranking(picture, [(row.label, _last(row)) for row in picture.rows])
    moves = Counter()
    for row in picture.rows:
        known = [value for value in row.values if value is not None]
        if len(known) > 1:
            change = picture.exact(known[-1]) - picture.exact(known[0])
            moves["上升" if change > 0 else "下降" if change < 0 else "持平"] += 1
    if moves:
        told = [f"{word}的{moves[word]}{picture.noun}" for word in ("上升", "持平", "下降") if moves[word]]
        yield f"与开始时相比，{'，'.join(told)}。"


def _multiples(picture):
    if picture.shape == "line":
        yield from _lines(picture)
    elif picture.adds_up:
        yield from _ranking(picture, [(row.label, _sum(row.values)) for row in picture.rows])
    else:
        entries = [
            (f"{row.label}的{name}", value)
            for row in picture.rows
            for name, value in zip(picture.columns, row.values, strict=True)
        ]
        yield f"{len(picture.rows)}{picture.noun}、{len(picture.columns)}项，"
        yield from _ranking(picture, entries)


def _stack(picture):
    parts = [_sum(row.values[place] for row in picture.rows) for place in range(len(picture.columns))]
    total = _sum(parts)
    if total is None:
        yield NOTHING if len(picture.rows) == 1 else f"共{len(picture.rows)}{picture.noun}，都没有数据。"
        return
    if len(picture.rows) > 1:
        yield from _ranking(picture, [(row.label, _sum(row.values)) for row in picture.rows])
    told = [
        f"{name}{_gap(name)}{_said(picture, part)}，占{share_of(part, total)}"
        for name, part in zip(picture.columns, parts, strict=True) if part
    ]  # fmt: skip
    if told:
        yield f"{'' if len(picture.rows) > 1 else f'合计{_said(picture, total)}。'}其中{'；'.join(told)}。"
    elif len(picture.rows) == 1:
        yield f"各部分都是{_said(picture, 0)}。"
    unknown = [name for name, part in zip(picture.columns, parts, strict=True) if part is None]
    if unknown:
        yield f"{_some(unknown)}没有数据。"


def _matrix(picture):
    squares = Counter(code for row in picture.rows for code in row.values)
    rows, columns = len(picture.rows), len(picture.columns)
    told = [f"{state.word}{squares[state.code]}格" for state in picture.states if squares[state.code]]
    unknown = sum(squares.values()) - sum(squares[state.code] for state in picture.states)
    told += [f"没有数据{unknown}格"] if unknown else []
    yield f"{rows}{picture.noun}、{columns}个项目，共{rows * columns}格：{'，'.join(told)}。"
    gaps = [
        (name, sum(_is_gap(picture, row.values[place]) for row in picture.rows))
        for place, name in enumerate(picture.columns)
    ]
    worst = max(count for _, count in gaps)
    if not worst:
        yield "没有缺项。"
        return
    names = [f"“{name}”" for name, count in gaps if count == worst]
    yield f"缺得最多的是{_some(names)}，{'各' if len(names) > 1 else ''}缺{worst}{picture.noun}。"
    whole = sum(not any(_is_gap(picture, code) for code in row.values) for row in picture.rows)
    yield f"没有缺项的有{whole}{picture.noun}。" if whole else f"每{picture.noun}都有缺项。"


SPEAKERS = {
    "bars": _bars, "lines": _lines, "spark": _lines,
    "stack": _stack, "matrix": _matrix, "multiples": _multiples,
}  # fmt: skip


def _is_gap(picture, code):
    state = state_of(picture, code)
    return state is not None and state.is_gap


def _said(picture, value):
    """Return a value as it is read aloud: a screen reader passes over a minus."""
    value = picture.exact(value)
    return f"{'负' if value < 0 else ''}{picture.number(abs(value))}{picture.unit}"


def _with_share(picture, value):
    share = share_of(value, picture.whole)
    return f"{_said(picture, value)}（占{share}）" if share else _said(picture, value)


def _moved(picture, change):
    if not change:
        return "持平"
    return f"{'上升' if change > 0 else '下降'}{_said(picture, abs(change))}"


def _ends(picture):
    return ("最高", "最低") if picture.unit in SCORES else ("最多", "最少")


def _holding(known, wanted):
    names = [name for name, value in known if value == wanted]
    return f"{_some(names)}{'并列' if len(names) > 1 else ''}"


def _when(known, wanted):
    return _some([name for name, value in known if value == wanted])


def _some(names):
    shown = "、".join(str(name) for name in names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown}等{len(names)}个"


def _last(row):
    known = [value for value in row.values if value is not None]
    return known[-1] if known else None


def _sum(values):
    known = [Decimal(str(value)) for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _gap(name):
    """Part a name from the number after it where both are figures."""
    return " " if str(name)[-1:].isascii() else ""
