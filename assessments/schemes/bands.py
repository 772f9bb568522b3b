"""Bands of points: no overlap, no gap, names and quotas that make sense (domain.md §3.9)."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from assessments.scoring import said

ZERO, HUNDRED = Decimal(0), Decimal(100)


@dataclass(frozen=True)
class BandRow:
    """A band as it was typed. `below` is where it ends (not included); empty: at the next higher one."""

    name: str
    from_points: Decimal
    below: Decimal | None = None
    quota_percent: Decimal | None = None
    tone: str = "none"


def problems_of_bands(rows, most):
    """Return the problems of the bands of one kind, up to `most` points, in Chinese."""
    rows = sorted(rows, key=lambda one: one.from_points, reverse=True)
    problems = [*_problems_of_names(rows), *_problems_of_numbers(rows, most)]
    return [*problems, *_problems_of_edges(rows)]


def _problems_of_names(rows):
    names = [row.name for row in rows]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield f"“{name}”写了两次。"


def _problems_of_numbers(rows, most):
    for row in rows:
        if not ZERO <= row.from_points <= most:
            yield f"“{row.name}”的起始分 {said(row.from_points)} 不在 0 至 {said(most)} 分之间。"
        if row.quota_percent is not None and not ZERO < row.quota_percent <= HUNDRED:
            yield f"“{row.name}”的名额比例应大于 0、不超过 100（%）。"
    quotas = [row.quota_percent for row in rows if row.quota_percent is not None]
    if sum(quotas, ZERO) > HUNDRED:
        yield f"各等次的名额比例合计 {said(sum(quotas, ZERO))}%，超过 100%。"


def _problems_of_edges(rows):
    for higher, lower in pairwise(rows):
        below = getattr(lower, "below", None)
        start = said(higher.from_points)
        if lower.from_points == higher.from_points:
            yield f"“{lower.name}”与“{higher.name}”都从 {start} 分开始，分数段重叠。"
        elif below is not None and below > higher.from_points:
            yield f"“{lower.name}”到 {said(below)} 分为止，与从 {start} 分开始的“{higher.name}”重叠。"
        elif below is not None and below < higher.from_points:
            yield (
                f"“{lower.name}”到 {said(below)} 分为止，“{higher.name}”从 {start} 分开始，"
                f"{said(below)} 至 {start} 分之间没有着落。"
            )
    if rows and rows[-1].from_points > 0:
        yield f"0 至 {said(rows[-1].from_points)} 分之间没有着落，最低一档应从 0 分开始。"
    if rows and getattr(rows[0], "below", None) is not None:
        yield f"“{rows[0].name}”是最高一档，不必填写止于几分。"
