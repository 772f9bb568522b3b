"""The year's assessment: pledges signed, inspections and what they found, results or the course of scores."""

from collections import Counter
from decimal import Decimal

from django.utils import timezone

from assessments.grading.choices import RecognitionKind
from assessments.grading.models import Recognition
from assessments.inspections.models import InspectionFinding, Visit
from assessments.pledges.models import Pledge
from assessments.rounds.models import Result, Sheet
from assessments.schemes.choices import BandKind, Subject
from assessments.weather.models import WeatherDay
from core.permissions import Permission
from orgs.scoping import UnitScope
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS
from reports.sources.standings import rounds_of

SUBJECTS = (Subject.TOWNSHIP, Subject.GRASSROOTS)
YES_NO = {"yes": "是", "no": "否"}
PLEDGE_COLUMNS = [
    *PLACE_COLUMNS,
    Column("subject", "考核对象", dict(Subject.choices)),
    Column("signed", "已签订", YES_NO),
    Column("signed_on", "签订日期"),
]
VISIT_COLUMNS = [
    *PLACE_COLUMNS,
    Column("plan", "", shown=False),
    Column("title", "督查"),
    Column("quarter", "", shown=False),
    Column("visited_on", "检查日期"),
]
FINDING_COLUMNS = [
    *PLACE_COLUMNS,
    Column("subject", "事项"),
    Column("text", "发现的问题"),
    Column("due_on", "整改期限"),
    Column("settled_on", "销号日期"),
    Column("state", "状态", {"mended": "已销号", "open": "整改中", "overdue": "逾期未改"}),
]
RESULT_COLUMNS = [
    Column("unit_id", "", shown=False),
    *PLACE_COLUMNS,
    Column("points", "得分", is_number=True),
    Column("rank", "名次", is_number=True),
    Column("grade", "等次"),
]
RECOGNITION_COLUMNS = [
    *PLACE_COLUMNS,
    Column("kind", "种类", dict(RecognitionKind.choices)),
    Column("name", "名称"),
    Column("decided_on", "决定日期"),
]


def add_assessed(book, subject, places):
    """Freeze what the assessment of the year has come to by the day, for townships and villages."""
    book.group("目标考核")
    rounds = {round_.subject: round_ for round_ in rounds_of(subject)}
    _pledges(book, subject, places)
    _visits(book, subject, places)
    _findings(book, subject, places)
    for own in SUBJECTS:
        _results(book, subject, places, whom=own, round_=rounds.get(own))
    _recognitions(book, subject, places)


def _scope(subject):
    return UnitScope(paths=frozenset({subject.unit.path}))


def _pledges(book, subject, places):
    sheets = Sheet.objects.within(_scope(subject)).filter(round__year=subject.year).counted()
    signed = dict(
        Pledge.objects.within(_scope(subject))
        .filter(sheet__round__year=subject.year, signed_on__lte=subject.as_of)
        .order_by("-number")
        .values_list("sheet", "signed_on")
    )
    rows = [
        [*places.of(unit), whom, "yes" if pk in signed else "no", signed.get(pk)]
        for pk, unit, whom in sheets.order_by("unit__path").values_list("pk", "unit", "round__subject")
        if unit in places and whom in SUBJECTS
    ]
    book.add_list(FrozenList("pledges", "目标管理责任书", Permission.ASSESSMENT_VIEW, PLEDGE_COLUMNS, rows))
    for own in SUBJECTS:
        mine = {"of": "pledges", "subject": str(own)}
        book.count(f"pledges.{own}.due", f"{own.label}应签责任书", unit="个", **mine)
        book.count(f"pledges.{own}.signed", f"{own.label}已签责任书", unit="份", signed="yes", **mine)


def _visits(book, subject, places):
    visits = Visit.objects.within(_scope(subject)).standing()
    visits = visits.filter(plan__year=subject.year, visited_on__lte=subject.as_of)
    rows = [
        [*places.of(unit), plan, title, str(quarter), visited_on]
        for unit, plan, title, quarter, visited_on in visits.order_by("visited_on", "pk").values_list(
            "unit", "plan", "plan__title", "plan__quarter", "visited_on"
        )
        if unit in places
    ]
    book.add_list(FrozenList("visits", "督查", Permission.ASSESSMENT_VIEW, VISIT_COLUMNS, rows))
    book.distinct("visits.plans", "开展督查", of="visits", column="plan", unit="次")
    book.count("visits.units", "督查单位", of="visits", unit="个次")


def _findings(book, subject, places):
    findings = InspectionFinding.objects.within(_scope(subject)).standing()
    findings = findings.filter(visit__plan__year=subject.year, found_on__lte=subject.as_of)
    rows = [
        [*places.of(unit), about, text, due_on, mended, state]
        for unit, about, text, due_on, settled_on in findings.order_by("found_on", "pk").values_list(
            "visit__unit", "subject", "text", "due_on", "settled_on"
        )
        if unit in places
        for mended in [settled_on if settled_on and settled_on <= subject.as_of else None]
        for state in ["mended" if mended else "overdue" if due_on < subject.as_of else "open"]
    ]
    book.add_list(FrozenList("findings", "督查问题", Permission.ASSESSMENT_VIEW, FINDING_COLUMNS, rows))
    own = {"of": "findings", "unit": "个"}
    book.count("findings.all", "督查发现问题", **own)
    book.count("findings.mended", "督查问题已销号", state="mended", **own)
    book.share("findings.mended.share", "督查问题整改率", part="findings.mended", whole="findings.all")
    book.count("findings.left", "督查问题未销号", state=["open", "overdue"], **own)
    book.count("findings.overdue", "督查问题逾期未改", state="overdue", **own)
    for area in places.areas:
        label = f"{area.name}督查问题未销号"
        book.count(f"findings.left.{area.path}", label, state=["open", "overdue"], area=area.path, **own)


def _results(book, subject, places, *, whom, round_):
    """Count the final results, or else what the newest recorded day leads to expect."""
    is_final = (
        round_ is not None and round_.is_final and timezone.localtime(round_.final_at).date() <= subject.as_of
    )
    rows = _final(subject, places, round_) if is_final else _expected(subject, places, round_)
    key = f"results.{whom}"
    book.add_list(FrozenList(key, f"{whom.label}得分", Permission.ASSESSMENT_VIEW, RESULT_COLUMNS, rows))
    word = "" if is_final else "预计"
    book.count(f"{key}.units", f"{whom.label}参加考核", of=key, unit="个")
    book.mean(f"{key}.mean", f"{whom.label}平均{word}得分", of=key, column="points")
    for number, (grade, _) in enumerate(_grades(rows)):
        book.count(f"{key}.grade.{number}", f"{whom.label}{word}“{grade}”", of=key, unit="个", grade=grade)
    for row in _ends(rows):
        book.cell(f"{key}.points.{row[0]}", f"{row[1]}{word}得分", of=key, column="points", unit_id=row[0])


def _grades(rows):
    """Return (grade, lowest points) of the grades given, the best first."""
    lowest = {}
    for row in rows:
        if row[7]:
            lowest[row[7]] = min(Decimal(row[5]), lowest.get(row[7], Decimal(row[5])))
    return sorted(lowest.items(), key=lambda own: -own[1])


def _ends(rows, *, most=3):
    """Return the first and the last few rows by points, none twice."""
    ranked = sorted(rows, key=lambda row: (-Decimal(row[5]), row[3]))
    return ranked if len(ranked) < 2 * most else [*ranked[:most], *ranked[-most:]]


def _final(subject, places, round_):
    results = Result.objects.within(_scope(subject)).filter(sheet__round=round_)
    return [
        [unit, *places.of(unit), str(total), rank, grade]
        for unit, total, rank, grade in results.order_by("rank", "sheet__unit__path").values_list(
            "sheet__unit", "total", "rank", "grade"
        )
        if unit in places
    ]


def _expected(subject, places, round_):
    if round_ is None:
        return []
    days = WeatherDay.objects.within(_scope(subject)).filter(sheet__round=round_, day__lte=subject.as_of)
    newest = {
        unit: expected
        for unit, expected in days.order_by("day", "pk").values_list("sheet__unit", "expected")
        if unit in places
    }
    bands = list(round_.scheme.bands.filter(kind=BandKind.GRADE).order_by("-from_points"))
    better = Counter(newest.values())
    return [
        [
            unit, *places.of(unit), str(points),
            1 + sum(number for other, number in better.items() if other > points),
            next((band.name for band in bands if points >= band.from_points), ""),
        ]
        for unit, points in sorted(newest.items(), key=lambda own: (-own[1], places.units[own[0]].path))
    ]  # fmt: skip


def _recognitions(book, subject, places):
    given = Recognition.objects.within(_scope(subject)).standing()
    given = given.filter(sheet__round__year=subject.year, decided_on__lte=subject.as_of)
    rows = [
        [*places.of(unit), kind, name, decided_on]
        for unit, kind, name, decided_on in given.order_by("kind", "pk").values_list(
            "sheet__unit", "kind", "name", "decided_on"
        )
        if unit in places
    ]
    book.add_list(
        FrozenList("recognitions", "考核结果运用", Permission.ASSESSMENT_VIEW, RECOGNITION_COLUMNS, rows)
    )
    for kind in RecognitionKind:
        book.count(f"recognitions.{kind}", kind.label, of="recognitions", unit="个", kind=str(kind))
