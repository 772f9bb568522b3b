"""The assessment of a year as it stands on a day: every unit's score, and what costs it points."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from assessments.periods import quarter_of
from assessments.rounds.models import Round
from assessments.schemes.choices import BandKind, Subject
from assessments.weather.models import WeatherDay
from assessments.weather.selectors.outlooks import earlier, outlooks_of
from core.permissions import Permission
from orgs.scoping import UnitScope
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS

NAMES = {Subject.TOWNSHIP: "乡镇（街道）残联", Subject.GRASSROOTS: "村（社区）残协"}
MOVES = {"up": "上升", "down": "下降", "same": "持平", "": "—"}
STANDING_COLUMNS = [
    Column("unit_id", "", shown=False),
    *PLACE_COLUMNS,
    Column("so_far", "目前得分", is_number=True),
    Column("expected", "预计得分", is_number=True),
    Column("best", "最高可得", is_number=True),
    Column("before", "上季末得分", is_number=True),
    Column("move", "比上季末", MOVES),
    Column("grade", "预计等次"),
    Column("rank", "名次", is_number=True),
]
LOSS_COLUMNS = [
    Column("unit_id", "", shown=False),
    *PLACE_COLUMNS,
    Column("lineage", "", shown=False),
    Column("section", "考核项目"),
    Column("item", "工作目标"),
    Column("words", "情况"),
    Column("points", "分值", is_number=True),
    Column("until", "补到何时"),
    Column("month", "", shown=False),
    Column("open", "", {"yes": "未填", "no": "已扣"}),
]


@dataclass(frozen=True)
class Standing:
    """One round of the year: its subject, its bands, and whether what costs points is known as well."""

    round: object
    code: str
    name: str
    grades: tuple
    items: tuple
    has_losses: bool

    def key(self, *parts):
        return ".".join((f"standing.{self.code}", *map(str, parts)))


def rounds_of(subject):
    """Return the rounds of the subject's year that assess units at or below it, townships first."""
    above = [subject.unit.path, *subject.unit.ancestor_paths]
    rounds = Round.objects.filter(year=subject.year, county__path__in=above)
    rounds = rounds.select_related("scheme", "county")
    levels = {
        subject.unit.level,
        *({"township", "village", "community"} if subject.unit.is_county else set()),
    }
    if subject.unit.is_township:
        levels |= {"village", "community"}
    return [one for one in rounds.order_by("-subject") if levels & set(map(str, Subject(one.subject).levels))]


def add_standing(book, subject, places, round_):
    """Freeze the scores of a round at and below the subject on its day, count them, return the `Standing`.

    Of today they are computed; of a past day they are those that were recorded then, None if none were.
    """
    scope = UnitScope(paths=frozenset({subject.unit.path}))
    is_today = subject.as_of >= timezone.localdate()
    rows, losses, items = (
        _live(subject, places, round_, scope) if is_today else _kept(subject, places, round_, scope)
    )
    if not rows:
        return None
    grades = _grades_of(round_.scheme)
    _rank(rows, grades)
    name = NAMES[Subject(round_.subject)]
    standing = Standing(round_, round_.subject, name, tuple(grades), tuple(items), is_today)
    book.add_list(
        FrozenList(standing.key(), f"{name}得分", Permission.ASSESSMENT_VIEW, STANDING_COLUMNS, rows)
    )
    book.group(f"{name}考核得分")
    _count_scores(book, standing, rows)
    if is_today:
        book.add_list(
            FrozenList(
                standing.key("losses"), f"{name}失分", Permission.ASSESSMENT_VIEW, LOSS_COLUMNS, losses
            )
        )
        _count_losses(book, standing, items, subject.as_of)
    return standing


def _live(subject, places, round_, scope):
    found = [one for one in outlooks_of(round_, scope, on=subject.as_of) if one.unit.pk in places]
    before = earlier(round_, scope, before=quarter_of(subject.as_of).previous.end)
    rows = [
        _row(places, one.unit.pk, (one.so_far, one.expected, one.best), before.get(one.sheet.pk))
        for one in found
    ]
    losses = [_loss(places, one, loss) for one in found for loss in one.losses]
    items = {loss.scored.item.lineage: loss.scored.item for one in found for loss in one.losses}
    return rows, losses, list(items.values())


def _kept(subject, places, round_, scope):
    days = WeatherDay.objects.within(scope).filter(
        sheet__round=round_, day__lte=subject.as_of, day__gte=quarter_of(subject.as_of).start
    )
    last = {day.sheet_id: day for day in days.select_related("sheet").order_by("day", "pk")}
    before = earlier(round_, scope, before=quarter_of(subject.as_of).previous.end)
    rows = [
        _row(places, day.sheet.unit_id, (day.so_far, day.expected, day.best), before.get(day.sheet_id))
        for day in last.values()
        if day.sheet.unit_id in places
    ]
    return sorted(rows, key=lambda row: row[3]), [], []


def _row(places, unit_id, points, before):
    so_far, expected, best = points
    move = "" if before is None else "up" if so_far > before else "down" if so_far < before else "same"
    return [
        unit_id, *places.of(unit_id), str(so_far), str(expected), str(best),
        None if before is None else str(before), move, "", 0,
    ]  # fmt: skip


def _loss(places, one, loss):
    item = loss.scored.item
    return [
        one.unit.pk, *places.of(one.unit.pk), str(item.lineage), item.section.name, item.name, loss.words,
        str(loss.points), loss.until.isoformat(), f"{loss.until:%Y-%m}", "yes" if loss.is_open else "no",
    ]  # fmt: skip


def _grades_of(scheme):
    return list(scheme.bands.filter(kind=BandKind.GRADE).order_by("-from_points"))


def _rank(rows, grades):
    """Set the rank by what is expected (1, 2, 2, 4) and the grade that it would come to."""
    expected, grade, rank = (
        next(place for place, column in enumerate(STANDING_COLUMNS) if column.key == key)
        for key in ("expected", "grade", "rank")
    )
    values = sorted((Decimal(row[expected]) for row in rows), reverse=True)
    for row in rows:
        points = Decimal(row[expected])
        row[rank] = values.index(points) + 1
        row[grade] = next((band.name for band in grades if points >= band.from_points), "")


def _count_scores(book, standing, rows):
    own = standing.key()
    book.count(standing.key("units"), f"{standing.name}参加考核", of=own, unit="个")
    book.mean(standing.key("so_far"), f"{standing.name}平均目前得分", of=own, column="so_far")
    book.mean(standing.key("expected"), f"{standing.name}平均预计得分", of=own, column="expected")
    for move, word in MOVES.items():
        if move:
            book.count(standing.key("move", move), f"{standing.name}得分{word}", of=own, unit="个", move=move)
    for number, band in enumerate(standing.grades):
        book.count(
            standing.key("grade", number), f"{standing.name}预计“{band.name}”", of=own, unit="个",
            grade=band.name,
        )  # fmt: skip
    for row in rows:
        for column, label in (("so_far", "目前得分"), ("expected", "预计得分")):
            book.cell(standing.key(column, row[0]), f"{row[1]}{label}", of=own, column=column, unit_id=row[0])


def _count_losses(book, standing, items, day):
    """Count what is judged lost apart from what nobody has filled in yet: the latter may still be earned."""
    own = standing.key("losses")
    book.group(f"{standing.name}失分")
    book.sum(standing.key("lost"), f"{standing.name}合计失分", of=own, column="points", unit="分", open="no")
    book.count(standing.key("lost", "times"), f"{standing.name}失分项次", of=own, unit="项次", open="no")
    book.count(standing.key("open"), f"{standing.name}未填项次", of=own, unit="项次", open="yes")
    book.sum(
        standing.key("open", "points"),
        f"{standing.name}未填分值",
        of=own,
        column="points",
        unit="分",
        open="yes",
    )
    due = f"{day:%Y-%m}"
    for key, word, is_open in (("due", "未补", "no"), ("due_open", "未填", "yes")):
        book.count(
            standing.key(key), f"{standing.name}本月到期{word}", of=own, unit="项次", month=due, open=is_open
        )
    for item in items:
        name, lineage = item.name, str(item.lineage)
        for key, word, is_open in (("item", "失分", "no"), ("item_open", "未填", "yes")):
            book.sum(
                standing.key(key, lineage), f"“{name}”合计{word}", of=own, column="points", unit="分",
                lineage=lineage, open=is_open,
            )  # fmt: skip
            book.distinct(
                standing.key(key, lineage, "units"), f"“{name}”{word}单位", of=own, column="unit_id",
                lineage=lineage, open=is_open,
            )  # fmt: skip
