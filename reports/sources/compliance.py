"""How many units of each place have everything a list asks, in three quarters: now, before, a year ago."""

from assessments.periods import Quarter
from core.permissions import Permission
from reports.figures import FrozenList
from reports.sources.checks import VERDICT_COLUMNS, code_of, matrices_of, verdict_row

NOW, BEFORE, YEAR_AGO = "now", "before", "year_ago"
TIMES = {NOW: "本季度", BEFORE: "上季度", YEAR_AGO: "上年同期"}


def add_compliance(book, subject, places):
    """Freeze the verdicts of the three quarters and count them by list and place.

    Return {code: checklist} of the lists of the quarter itself. A quarter in which nothing was inspected is
    unknown, not nought.
    """
    now = subject.period
    quarters = {NOW: now, BEFORE: now.previous, YEAR_AGO: Quarter(now.year - 1, now.number)}
    found = {time: _grids(subject, quarter) for time, quarter in quarters.items()}
    for time, grids in found.items():
        rows = [
            verdict_row(grid, own, places) for grid in grids for own in grid.rows if own.unit.pk in places
        ]
        label = f"达标结论（{quarters[time].label}）"
        book.add_list(FrozenList(f"verdicts.{time}", label, Permission.CHECK_VIEW, VERDICT_COLUMNS, rows))
    lists = {code_of(grid): grid.checklist for grid in found[NOW]}
    for code, checklist in lists.items():
        for time, words in TIMES.items():
            book.group(f"{checklist.name}达标（{quarters[time].label}）")
            then = _areas(subject, found[time], code)
            now_there = _areas(subject, found[NOW], code)
            for place, where in [("", {}), *((f".{a.path}", {"area": a.path}) for a in places.areas)]:
                _count(
                    book,
                    f"{code}.{time}{place}",
                    f"{words}{checklist.name}",
                    where,
                    of=time,
                    is_known=_is_known(subject, place[1:], now=now_there, then=then),
                )
    return lists


def _count(book, key, label, where, *, of, is_known):
    code = key.partition(".")[0]
    own = {"of": f"verdicts.{of}", "unit": "个", "list": code, **where}
    if not is_known:
        for part in ("units", "met", "short", "open"):
            book.unknown(f"{key}.{part}", label, unit="个")
        book.unknown(f"{key}.rate", f"{label}达标率", unit="%")
        return
    book.count(f"{key}.units", f"{label}应查单位", **own)
    for verdict, word in (("met", "达标"), ("short", "有缺项"), ("open", "待查")):
        book.count(f"{key}.{verdict}", f"{label}{word}", verdict=verdict, **own)
    book.share(f"{key}.rate", f"{label}达标率", part=f"{key}.met", whole=f"{key}.units")


def _grids(subject, quarter):
    """Return the matrices of a quarter; none of a past one in which nobody inspected anything."""
    return matrices_of(subject, quarter, seen=quarter != subject.period)


def _areas(subject, grids, code):
    """Return the paths of the areas that a list measures."""
    end = subject.child_end
    return {row.unit.path[:end] for grid in grids if code_of(grid) == code for row in grid.rows}


def _is_known(subject, path, *, now, then):
    """True if a quarter tells of an area, or (with the empty path) of the whole.

    The counties of a city have lists of their own: its whole is known where all are that have the list now.
    """
    if not subject.is_city:
        return bool(then)
    return path in then if path else now <= then
