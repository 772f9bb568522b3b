"""Everyday work of villages and townships: ledgers handed in, people visited at home, the year's survey."""

from django.db.models import Count, Q
from django.utils import timezone

from assessments.scorefacts.kinds import Asked
from assessments.scorefacts.registry import measure
from core.permissions import Permission
from orgs.scoping import below
from registry.survey.choices import FINISHED, Mode
from registry.survey.models import SurveyLine, SurveyRound
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS, exists_on

LEDGERS, HOME = "ledgers_done", "home_visits_reach"


def add_routine(book, subject, places):
    """Freeze by area what was due and done of ledgers, visits and the survey."""
    units = [subject.unit] if subject.unit.is_township else []
    asked = Asked.of(subject.year, subject.as_of)
    parts = _measured(subject, places)
    found = measure([LEDGERS, HOME], [*parts, *units], asked)
    ledgers, home = (_rows(subject, places, parts, found[code]) for code in (LEDGERS, HOME))
    heads = ("应报", "已报", "未报")
    book.add_list(_list("ledgers", "台账报送", Permission.LEDGER_VIEW, heads=heads, rows=ledgers))
    heads = ("在册", "走访到", "没有走访")
    book.add_list(_list("home_visits", "入户走访", Permission.SURVEY_VIEW, heads=heads, rows=home))
    book.group("台账、走访和调查")
    _count(book, places, "ledgers", unit="本次", words=("应报台账", "已报台账", "未报台账", "台账报送率"))
    words = ("在册残疾人", "入户走访到", "没有走访记录", "入户走访覆盖率")
    _count(book, places, "home_visits", unit="人", words=words)
    _survey(book, subject, places)


def _measured(subject, places):
    """Return the units that are measured: the areas, but of a city the townships in them."""
    if not subject.is_city:
        return places.areas
    return [own for own in places.units.values() if own.is_township and exists_on(own, subject.as_of)]


def _rows(subject, places, parts, figures):
    """Return a row per part, and for a township what it keeps itself, so that the rows add up to it."""
    rows = []
    for part in parts:
        own = figures[part.pk]
        if own.whole:
            rows.append([*places.of(part.pk), own.whole, own.part, own.whole - own.part])
    whole = figures.get(subject.unit.pk)
    if whole and whole.whole:
        due, done = (whole.whole - sum(row[4] for row in rows), whole.part - sum(row[5] for row in rows))
        if due > 0:
            rows.append([*places.of(subject.unit.pk), due, done, due - done])
    return rows


def _list(key, label, permission, *, heads, rows):
    columns = [
        Column(name, head, is_number=True) for name, head in zip(("due", "done", "left"), heads, strict=True)
    ]
    return FrozenList(key, label, permission, [*PLACE_COLUMNS, *columns], rows)


def _count(book, places, key, *, unit, words):
    due, done, left, share = words
    own = {"of": key, "unit": unit}
    book.total(f"{key}.due", due, column="due", **own)
    book.total(f"{key}.done", done, column="done", **own)
    book.total(f"{key}.left", left, column="left", **own)
    book.share(f"{key}.share", share, part=f"{key}.done", whole=f"{key}.due")
    for area in places.areas:
        book.total(f"{key}.left.{area.path}", f"{area.name}{left}", column="left", area=area.path, **own)


def _survey(book, subject, places):
    """Add how far the survey of the year has come by the day."""
    here = Q(unit__path__in=subject.unit.ancestor_paths) | below(subject.unit.path, "unit__path")
    opened = SurveyRound.objects.filter(here, year=subject.year).opened().order_by("unit__path")
    surveys = [own for own in opened if timezone.localtime(own.opened_at).date() <= subject.as_of]
    rows = _sheets(surveys, subject, places) if surveys else []
    columns = [
        *PLACE_COLUMNS,
        Column("due", "应查", is_number=True),
        Column("done", "已查", is_number=True),
        Column("left", "未查", is_number=True),
        Column("home", "其中入户", is_number=True),
    ]
    book.add_list(FrozenList("survey", "年度调查", Permission.SURVEY_VIEW, columns, rows))
    words = ("应查残疾人", "已查残疾人", "未查残疾人", "年度调查完成率")
    _count(book, places, "survey", unit="人", words=words)
    book.total("survey.home", "入户调查", of="survey", column="home")


def _sheets(surveys, subject, places):
    """Return a row per area: sheets in all, those finished by the day, those left, met at home. One query."""
    end, sums = subject.child_end, {}
    lines = SurveyLine.objects.filter(below(subject.unit.path, "unit_path"), round__in=surveys).order_by()
    done = Q(state__in=FINISHED) & (Q(visited_on=None) | Q(visited_on__lte=subject.as_of))
    counted = lines.values_list("unit_path").annotate(
        total=Count("pk"),
        finished=Count("pk", filter=done),
        home=Count("pk", filter=done & Q(mode=Mode.HOME)),
    )
    for path, *numbers in counted:
        own = sums.setdefault(path[:end], [0, 0, 0])
        own[:] = [a + b for a, b in zip(own, numbers, strict=True)]
    return [
        [*places.of(area.pk), due, done, due - done, home]
        for area in places.areas
        for due, done, home in [sums.get(area.path, (0, 0, 0))]
        if due
    ]
