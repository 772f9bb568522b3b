"""九有六有达标汇总表 of a county or city: both lists by place, rates, ranks, and what they were before."""

from decimal import Decimal

from orgs.models import Unit
from reports.figures import FigureBook
from reports.kinds.papers import PRINT, UNKNOWN, areas_named, content_of
from reports.kinds.registry import ReportKind
from reports.periods import NotPossible
from reports.sources.compliance import BEFORE, NOW, YEAR_AGO, add_compliance
from reports.sources.places import places_of
from reports.tables import NUMBER, mark, number, row, table, text


def title(subject):
    return [subject.unit.federation_name, f"{subject.year}年{subject.period.name}九有六有达标汇总表"]


def build(subject, previous):
    """Return the content and the lists.

    :raises NotPossible: the county has no list in that quarter.
    """
    book, places = FigureBook(), places_of(subject)
    lists = add_compliance(book, subject, places)
    if not lists:
        raise NotPossible(f"{subject.unit.name}在{subject.period.label}没有可用的检查清单，请先设置。")
    tables = [_table(book, subject, places, code=code, checklist=one) for code, one in lists.items()]
    return content_of(book, subject, title(subject), tables), list(book.lists.values())


def _table(book, subject, places, *, code, checklist):
    """Return the table of one list: numbers, rate and rank, and the rates of before."""
    ranks = _ranks(book, code, places)
    areas = [area for area in places.areas if book.value(f"{code}.{NOW}.{area.path}.units")]
    rows = [row(area.name, *_cells(book, f".{area.path}", code, ranks.get(area.path))) for area in areas]
    rows.append(row("合计", *_cells(book, "", code, None), total=True))
    measured = "村（社区）残协" if checklist.is_for_grassroots else "乡镇（街道）残联"
    return table(
        f"“{checklist.name}”（{measured}）",
        head=[areas_named(subject), "应查单位", "达标", "有缺项", "待查", "达标率（%）", "名次",
        "上季度（%）",
              "增减（百分点）", "上年同期（%）", "增减（百分点）"],
        rows=rows, wide=True, dense=True, signed=True,
        unit_note=f"单位：个　　{subject.year}年{subject.period.name}",
        groups=[("", 1), ("本季度", 6), ("达标率比较", 4)], widths=[15, *[0] * 10],
        note=f"名次按本季度达标率排列，同率同名次。{UNKNOWN}",
    )  # fmt: skip


def _cells(book, place, code, rank):
    for part in ("units", "met", "short", "open", "rate"):
        yield number(book, f"{code}.{NOW}{place}.{part}")
    yield mark(rank or "")
    for time in (BEFORE, YEAR_AGO):
        yield number(book, f"{code}.{time}{place}.rate")
        yield text(
            _moved(book.value(f"{code}.{NOW}{place}.rate"), book.value(f"{code}.{time}{place}.rate")), NUMBER
        )


def _moved(now, before):
    if now is None or before is None:
        return "—"
    return f"{Decimal(now) - Decimal(before):+}" if now != before else "0.0"


def _ranks(book, code, places):
    rates = {area.path: book.value(f"{code}.{NOW}.{area.path}.rate") for area in places.areas}
    known = {path: Decimal(rate) for path, rate in rates.items() if rate is not None}
    order = sorted(known.values(), reverse=True)
    return {path: order.index(rate) + 1 for path, rate in known.items()}


COMPLIANCE_SUMMARY = ReportKind(
    code="compliance_summary", name="九有六有达标汇总表", levels=(Unit.Level.CITY, Unit.Level.COUNTY),
    is_quarterly=True, template=PRINT, title=title, build=build,
)  # fmt: skip
