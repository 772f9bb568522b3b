"""How sound the register is: recorded scores of every unit, and the findings as they stood on the day."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from core.permissions import Permission
from orgs.scoping import below
from registry.health.choices import FindingState, Severity
from registry.health.models import Finding, HealthScore
from registry.health.rules import RULES, full_points
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS

STATES = {"open": "待处理", "kept": "确认无误", "fixed": "已修正", "dropped": "规则停用"}
SEVERITIES = {str(value): label for value, label in Severity.choices}
YES_NO = {"yes": "是", "no": "否"}
SCORES = [
    Column("unit_id", "", shown=False),
    *PLACE_COLUMNS,
    Column("persons", "在册人数", is_number=True),
    Column("score", "得分", is_number=True),
    Column("points", "扣分", is_number=True),
    Column("serious", "严重", is_number=True),
    Column("ordinary", "一般", is_number=True),
    Column("hints", "提示", is_number=True),
    Column("before", "年初得分", is_number=True),
    Column("day", "体检日期"),
]
FINDINGS = [
    Column("id", "", shown=False),
    Column("name", "姓名"),
    *PLACE_COLUMNS,
    Column("rule", "规则", {code: rule.name for code, rule in RULES.items()}),
    Column("severity", "严重程度", SEVERITIES),
    Column("state", "状态", STATES),
    Column("weight", "扣分", is_number=True),
    Column("fresh", "本年发现", YES_NO),
    Column("mended", "本年修正", YES_NO),
    Column("first_seen", "首次发现"),
    Column("fixed_on", "修正日期"),
    Column("unit_id", "", shown=False),
]
NUMBERS = ("persons", "serious", "ordinary", "hints", "points")


def add_scores(book, subject, places):
    """Freeze the newest score of each unit by the day, with the first of the year; one query.

    Return the day of the newest check, None before the first.
    """
    first, last = {}, {}
    rows = HealthScore.objects.filter(
        below(subject.unit.path, "unit_path"), day__range=(_backwards(subject), subject.as_of)
    )
    for own in rows.order_by("day"):
        last[own.unit_id] = own
        if own.day.year == subject.year:
            first.setdefault(own.unit_id, own)
    found = [_score(own, first.get(own.unit_id), places) for own in last.values() if own.unit_id in places]
    found.sort(key=lambda row: row[3])
    book.add_list(FrozenList("scores", "体检得分", Permission.HEALTH_VIEW, SCORES, found))
    for unit in (subject.unit, *places.areas):
        book.group(f"{unit.name}数据体检")
        for name in ("score", "before", *NUMBERS):
            label = next(column.label for column in SCORES if column.key == name)
            measure = "分" if name in ("score", "before", "points") else "人" if name == "persons" else "个"
            own = {"of": "scores", "column": name, "unit": measure, "unit_id": unit.pk}
            book.cell(f"score.{unit.pk}.{name}", f"{unit.name}{label}", **own)
    return max((own.day for own in last.values()), default=None)


def add_findings(book, subject, places):
    """Freeze what has been found by the day and what had become of it then, count it by rule; one query."""
    found = Finding.objects.filter(below(subject.unit.path, "unit_path"), first_seen__lte=subject.as_of)
    fields = found.order_by("unit_path", "-severity", "pk").values(
        "pk", "person__name", "unit", "rule", "severity", "weight", "state", "first_seen", "last_seen",
        "fixed_at", "kept_at",
    )  # fmt: skip
    rows = [_finding(own, subject, places) for own in fields if own["unit"] in places]
    book.add_list(FrozenList("findings", "体检问题", Permission.HEALTH_VIEW, FINDINGS, rows))
    book.group("体检问题")
    _count(book, "all", "问题", {})
    for severity, label in SEVERITIES.items():
        book.count(f"quality.open.{severity}", f"待处理的{label}问题", of="findings", unit="个", state="open",
                   severity=severity)  # fmt: skip
    for code in sorted({row[6] for row in rows}):
        _count(book, f"rule.{code}", f"“{RULES[code].name if code in RULES else code}”", {"rule": code})
    for area in places.areas:
        book.count(f"quality.mended.{area.path}", f"{area.name}本年修正", of="findings", unit="个",
                   area=area.path, mended="yes")  # fmt: skip


def lost_points(points, persons, day):
    """Return how many points of the score a sum of weights costs, one decimal."""
    if not persons:
        return None
    return (Decimal(points) * 100 / (persons * full_points(day))).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _count(book, key, label, where):
    own = {"of": "findings", "unit": "个", **where}
    book.count(f"quality.{key}.open", f"{label}待处理", state="open", **own)
    book.count(f"quality.{key}.kept", f"{label}确认无误", state="kept", **own)
    book.count(f"quality.{key}.fresh", f"{label}本年发现", fresh="yes", **own)
    book.count(f"quality.{key}.mended", f"{label}本年修正", mended="yes", **own)
    book.total(f"quality.{key}.points", f"{label}扣分", of="findings", column="weight", unit="分",
               state="open", **where)  # fmt: skip
    book.distinct(f"quality.{key}.units", f"{label}涉及村（社区）", of="findings", column="unit_id",
                  state="open", **where)  # fmt: skip


def _backwards(subject):
    """Return the day from which on a score still says something of the subject's day."""
    return min(date(subject.year, 1, 1), subject.as_of - timedelta(days=90))


def _score(own, first, places):
    before = first.score if first is not None and first.day < own.day else None
    return [
        own.unit_id, *places.of(own.unit_id), own.persons, _text(own.score), own.points, own.serious,
        own.ordinary, own.hints, _text(before), own.day,
    ]  # fmt: skip


def _text(score):
    return None if score is None else str(score)


def _finding(own, subject, places):
    fixed_on = timezone.localdate(own["fixed_at"]) if own["fixed_at"] else None
    state = _state_on(own, fixed_on, subject.as_of)
    is_mended = state == "fixed" and fixed_on is not None and fixed_on.year == subject.year
    return [
        own["pk"], own["person__name"], *places.of(own["unit"]), own["rule"], str(own["severity"]), state,
        own["weight"], "yes" if own["first_seen"].year == subject.year else "no",
        "yes" if is_mended else "no",
        own["first_seen"], fixed_on if state == "fixed" else None, own["unit"],
    ]  # fmt: skip


def _state_on(own, fixed_on, day):
    """Return what had become of a finding by the day, as far as its dates tell."""
    if own["state"] == FindingState.FIXED and (fixed_on is None or fixed_on <= day):
        return "fixed"
    if own["state"] == FindingState.KEPT and timezone.localdate(own["kept_at"]) <= day:
        return "kept"
    if own["state"] == FindingState.DROPPED and own["last_seen"] < day:
        return "dropped"
    return "open"
