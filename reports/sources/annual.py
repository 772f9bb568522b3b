"""What the yearly statistics count beside the other sources: what is new this year, and all that was."""

from dataclasses import replace
from datetime import date

from django.db.models import Min, Q

from assessments.periods import Quarter, quarter_of
from core.permissions import Permission
from orgs.boards.models import Board
from orgs.models import Unit
from orgs.scoping import below
from registry.benefits.models import Grant, Payment
from registry.certificates.models import CertificateCase
from registry.ledgers.models import DiaryEntry, LedgerBook
from registry.models import Certificate
from registry.needs.choices import Result
from registry.needs.defaults import NEED_KINDS, PROJECT_KINDS
from registry.needs.models import Completion, Need
from registry.petitions.models import Petition
from registry.survey.models import SurveyRound
from reports.figures import Column, FrozenList
from reports.sources.checks import code_of, matrices_of
from reports.sources.places import PLACE_COLUMNS
from reports.sources.subsidies import KINDS, add_subsidies

YES_NO = {"yes": "是", "no": "否"}
FRESH = Column("fresh", "本年新增", YES_NO)
DOMAINS = {"jiuyou": "九有", "liuyou": "六有"}
# By what a county shows that it keeps something here at all: model, and the way to the path of a unit.
USED = {
    "boards": (Board, "unit__path"),
    "cases": (CertificateCase, "unit__path"),
    "needs": (Need, "person__unit_path"),
    "projects": (Completion, "unit__path"),
    "payments": (Payment, "unit_path"),
    "grants": (Grant, "unit_path"),
    "petitions": (Petition, "handler_unit__path"),
    "ledgers": (LedgerBook, "unit_path"),
    "diary": (DiaryEntry, "unit_path"),
    "survey": (SurveyRound, "unit__path"),
}


def sources_used(subject):
    """Return the names of the sources that the subject's county has used by now. One query each."""
    above = [*subject.unit.ancestor_paths, subject.unit.path]
    county = Unit.objects.filter(path__in=above, level=Unit.Level.COUNTY).first() or subject.unit
    return {
        name
        for name, (model, path) in USED.items()
        if model.objects.filter(below(county.path, path)).exists()
    }


def add_pairs(book, subject, places):
    """Freeze and count what is new this year beside all that was: holders, needs, services, grants, diary."""
    _add_holders(book, subject, places)
    _add_needs(book, subject, places)
    _add_services(book, subject, places)
    add_subsidies(book, replace(subject, quarter=quarter_of(subject.as_of).number), places)
    _add_grants(book, subject, places)
    diary = DiaryEntry.objects.filter(
        below(subject.unit.path, "unit_path"), day__range=(date(subject.year, 1, 1), subject.as_of)
    )
    rows = [[pk, *places.of(unit), day] for pk, unit, day in diary.order_by("unit_path", "day",
    "pk").values_list(
        "pk", "unit", "day") if unit in places]  # fmt: skip
    columns = [Column("id", "", shown=False), *PLACE_COLUMNS, Column("day", "日期")]
    book.add_list(FrozenList("diary", "工作记录", Permission.LEDGER_VIEW, columns, rows))
    book.group("工作记录")
    book.count("annual.diary", "工作记录", of="diary", unit="篇")


def add_reached(book, subject, places):
    """Freeze and count the units that have everything, and those that had not a year before."""
    grids, last = matrices_of(subject, quarter_of(subject.as_of)), Quarter(subject.year - 1, 4)
    now, before = _met(grids), matrices_of(subject, last, seen=True)
    # The counties of a city have lists of their own: what is new is known where all of them were seen.
    was = _met(before) if before and _areas(subject, grids) <= _areas(subject, before) else None
    rows = [
        [unit, *places.of(unit), code, "no" if was is None or (code, unit) in was else "yes"]
        for code, unit in sorted(now)
        if unit in places
    ]
    columns = [Column("unit_id", "", shown=False), *PLACE_COLUMNS, Column("list", "清单", DOMAINS), FRESH]
    book.add_list(FrozenList("reached", "达标单位", Permission.CHECK_VIEW, columns, rows))
    book.group("达标")
    for code, name in DOMAINS.items():
        key, label = f"reached.{code}", f"达到“{name}”"
        book.count(key, label, of="reached", unit="个", list=code)
        if was is None:
            book.unknown(f"{key}.fresh", f"本年度新{label}", unit="个")
        else:
            book.count(f"{key}.fresh", f"本年度新{label}", of="reached", unit="个", list=code, fresh="yes")


def _met(grids):
    return {(code_of(grid), row.unit.pk) for grid in grids for row in grid.rows if row.is_compliant}


def _areas(subject, grids):
    """Return the paths of the counties of a city that are measured; nothing of other subjects."""
    return {row.unit.path[: subject.child_end] for grid in grids for row in grid.rows if subject.is_city}


def _add_holders(book, subject, places):
    first = Certificate.objects.filter(below(subject.unit.path, "person__unit_path")).order_by()
    first = first.values("person", "person__name", "person__unit").annotate(first=Min("issued_on"))
    new = first.filter(first__range=(date(subject.year, 1, 1), subject.as_of)).order_by("person")
    rows = [
        [own["person"], own["person__name"], *places.of(own["person__unit"]), own["first"]] for own in new
    ]
    columns = [
        Column("id", "", shown=False),
        Column("name", "姓名"),
        *PLACE_COLUMNS,
        Column("day", "首次发证"),
    ]
    book.add_list(FrozenList("first_cards", "本年新办证", Permission.PERSON_VIEW, columns, rows))
    book.group("持证残疾人")
    book.count("annual.holders", "持证残疾人", of="persons", card=["valid", "expiring", "expired", "frozen"])
    book.count("annual.first", "本年度新增持证残疾人", of="first_cards")


def _add_needs(book, subject, places):
    day, first = subject.as_of, date(subject.year, 1, 1)
    needs = Need.objects.filter(below(subject.unit.path, "person__unit_path"), registered_on__lte=day)
    fields = needs.order_by("pk").values_list(
        "pk", "person__name", "person__unit", "kind", "registered_on", "closed_on", "result"
    )
    rows = []
    for pk, name, unit, kind, registered, closed, result in fields:
        is_met = closed is not None and closed <= day and result in (Result.SOLVED, Result.PARTLY)
        rows.append([
            pk, name, *places.of(unit), kind, registered, "yes" if registered >= first else "no",
            "yes" if is_met else "no", "yes" if is_met and closed >= first else "no",
        ])  # fmt: skip
    names = {code: kind.name for code, kind in NEED_KINDS.items()}
    columns = [
        Column("id", "", shown=False), Column("name", "姓名"), *PLACE_COLUMNS, Column("kind", "需求", names),
        Column("registered", "登记日期"), FRESH, Column("met", "已落实", YES_NO),
        Column("met_now", "本年落实", YES_NO),
    ]  # fmt: skip
    book.add_list(FrozenList("all_needs", "服务需求", Permission.SERVICE_VIEW, columns, rows))
    book.group("服务需求累计")
    for kind, name in names.items():
        own = {"of": "all_needs", "unit": "项", "kind": kind}
        book.count(f"need.{kind}.all", f"{name}需求累计", **own)
        book.count(f"need.{kind}.fresh", f"{name}需求本年新增", fresh="yes", **own)
        book.count(f"need.{kind}.met", f"{name}需求已落实累计", met="yes", **own)
        book.count(f"need.{kind}.met.fresh", f"{name}需求本年落实", met_now="yes", **own)


def _add_services(book, subject, places):
    first = date(subject.year, 1, 1)
    done = Completion.objects.filter(below(subject.unit.path, "unit__path"), done_on__lte=subject.as_of)
    fields = done.order_by("pk").values_list(
        "pk", "person__name", "unit", "project__kind", "project__measure", "done_on", "amount"
    )
    rows = [
        [pk, name, *places.of(unit), kind, day, str(amount), "yes" if day >= first else "no"]
        for pk, name, unit, kind, _, day, amount in fields
        if unit in places
    ]
    names = {code: kind.name for code, kind in PROJECT_KINDS.items()}
    columns = [
        Column("id", "", shown=False), Column("name", "姓名"), *PLACE_COLUMNS, Column("kind",
        "项目类别", names),
        Column("day", "完成日期"), Column("amount", "补助金额（元）", is_number=True), FRESH,
    ]  # fmt: skip
    book.add_list(FrozenList("completions", "项目完成名单", Permission.SERVICE_VIEW, columns, rows))
    book.group("项目服务累计")
    for kind, own in PROJECT_KINDS.items():
        of = {"of": "completions", "unit": own.measure, "kind": kind}
        book.count(f"project.{kind}.all", f"{own.name}累计", **of)
        book.count(f"project.{kind}.fresh", f"{own.name}本年新增", fresh="yes", **of)
    book.sum("project.amount", "本年项目补助资金", of="completions", column="amount", fresh="yes")


def _add_grants(book, subject, places):
    months = (date(subject.year, 1, 1), subject.as_of)
    new = Grant.objects.filter(
        Q(follows=None),
        below(subject.unit.path, "unit_path"),
        kind__code__in=KINDS,
        first_month__range=months,
    )
    rows = [
        [pk, name, *places.of(unit), kind, month]
        for pk, name, unit, kind, month in new.order_by("pk").values_list(
            "pk", "person__name", "unit", "kind__code", "first_month"
        )
        if unit in places
    ]
    columns = [
        Column("id", "", shown=False), Column("name", "姓名"), *PLACE_COLUMNS, Column("kind", "补贴", KINDS),
        Column("month", "起始月份"),
    ]  # fmt: skip
    book.add_list(FrozenList("new_grants", "本年新增享受", Permission.BENEFIT_VIEW, columns, rows))
    book.group("本年新增享受补贴")
    for kind, name in KINDS.items():
        book.count(f"grants.{kind}.fresh", f"本年新增享受{name}", of="new_grants", kind=kind)
