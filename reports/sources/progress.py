"""How far the places below a subject are with the work of the year: a share per task, and their mean."""

from decimal import ROUND_HALF_UP, Decimal

from core.permissions import Permission
from reports.figures import Column, FrozenList
from reports.sources.checks import VERDICTS, code_of
from reports.sources.places import PLACE_COLUMNS

HUNDRED, TENTH = Decimal(100), Decimal("0.1")
TASKS = {
    "posts": "专职委员配备率",
    "cards": "残疾人证有效率",
    "needs": "需求落实率",
    "ledgers": "台账报送率",
    "visits": "入户走访率",
    "checks": "达标率",
}
PARTS = {"done": "（已完成）", "whole": "（应完成）"}


def add_progress(book, subject, places, grids):
    """Freeze what each area has done of each task in per cent, its mean and its rank by the mean.

    A task of which an area has nothing to do does not count in its mean. Other sources must be in the book.
    """
    counts = _counts(book, places, grids)
    rows = []
    for area in places.areas:
        shares = {task: _share(*counts[task].get(area.path, (0, 0))) for task in TASKS}
        known = [share for share in shares.values() if share is not None]
        mean = (sum(known) / len(known)).quantize(TENTH, ROUND_HALF_UP) if known else None
        parts = [number for task in TASKS for number in counts[task].get(area.path, (0, 0))]
        rows.append([*places.of(area.pk), *(_text(shares[task]) for task in TASKS), *parts, _text(mean), 0])
    means = sorted((Decimal(row[-2]) for row in rows if row[-2] is not None), reverse=True)
    for row in rows:
        row[-1] = means.index(Decimal(row[-2])) + 1 if row[-2] is not None else len(rows)
    rows.sort(key=lambda row: (row[-1], row[2]))
    columns = [
        *PLACE_COLUMNS,
        *(Column(task, f"{name}（%）", is_number=True) for task, name in TASKS.items()),
        *(
            Column(f"{task}_{part}", f"{name}{words}", shown=False, is_number=True)
            for task, name in TASKS.items()
            for part, words in PARTS.items()
        ),
        Column("mean", "综合进度（%）", is_number=True),
        Column("rank", "名次", is_number=True),
    ]
    book.add_list(FrozenList("progress", "工作进度", Permission.REPORT_VIEW, columns, rows))
    _figures(book, places)
    return [task for task in TASKS if any(task_share(row, task) is not None for row in rows)]


def task_share(row, task):
    """Return what a row of the list says of a task, a text or None."""
    return row[len(PLACE_COLUMNS) + list(TASKS).index(task)]


def task_parts(row, task):
    """Return what a row of the list says of a task as (done, whole)."""
    place = len(PLACE_COLUMNS) + len(TASKS) + len(PARTS) * list(TASKS).index(task)
    return tuple(row[place : place + len(PARTS)])


def _figures(book, places):
    book.group("工作进度")
    for task, name in TASKS.items():
        done, whole = (f"progress.{task}.{part}" for part in PARTS)
        for part, words in PARTS.items():
            book.total(
                f"progress.{task}.{part}", f"{name}{words}", of="progress", column=f"{task}_{part}", unit="项"
            )
        book.share(f"progress.{task}.rate", f"全部单位{name}", part=done, whole=whole)
    book.count("progress.places", "参加排名的单位", of="progress", unit="个")
    for task, name in [*TASKS.items(), ("mean", "综合进度")]:
        for area in places.areas:
            book.cell(
                f"progress.{task}.{area.path}", f"{area.name}{name}", of="progress", column=task, unit="%",
                area=area.path,
            )  # fmt: skip


def _counts(book, places, grids):
    """Return {task: {area path: (done, whole)}}."""
    value, counts = book.value, {task: {} for task in TASKS}
    checks = [code_of(grid) for grid in grids if grid.checklist.is_for_grassroots]
    for area in places.areas:
        path = area.path
        existing, total = value(f"posts.existing.{path}"), value(f"register.total.{path}")
        counts["posts"][path] = (value(f"posts.held.{path}"), existing)
        counts["cards"][path] = (total - value(f"cards.expired.{path}"), total)
        parts = [value(f"checks.{code}.{verdict}.{path}") for code in checks for verdict in VERDICTS]
        counts["checks"][path] = (sum(value(f"checks.{code}.met.{path}") for code in checks), sum(parts))
    for task, key, done, whole in (
        ("needs", "needs", "solved", "registered"), ("ledgers", "ledgers", "done", "due"),
        ("visits", "home_visits", "done", "due"),
    ):  # fmt: skip
        frozen = book.lists[key]
        area, done, whole = (frozen.position(column) for column in ("area", done, whole))
        for row in frozen.rows:
            before = counts[task].get(row[area], (0, 0))
            counts[task][row[area]] = (before[0] + row[done], before[1] + row[whole])
    return counts


def _share(done, whole):
    return (Decimal(done) * HUNDRED / Decimal(whole)).quantize(TENTH, ROUND_HALF_UP) if whole else None


def _text(share):
    return None if share is None else str(share)
