"""What is frozen for paper: plain texts only, so that a print reads the same years later (docs/adr/0011)."""

from django.db.models import Min

from registry.ledgers.choices import Layout
from registry.ledgers.models import LedgerBook
from registry.ledgers.periods import period_of
from registry.ledgers.selectors.board import standings, types_for
from registry.ledgers.selectors.books import content_of, reaches_up_to
from registry.ledgers.services.books import Place
from registry.ledgers.sources import SOURCES


def frozen_book(place, *, on):
    """Return one ledger as a volume of one sheet."""
    book = LedgerBook.objects.filter(
        unit=place.unit, ledger_type=place.ledger_type, start=place.period.start
    ).first()
    return _volume(place.unit, place.ledger_type.name, [_sheet(place, book, on)])


def frozen_year(unit, county, year, *, on):
    """Return every ledger of the unit in a year: a list of what stands when, then the sheets with rows.

    A township or county, which keeps none itself, has those that are made for it out of the units below.
    """
    types = types_for(county)
    sheets, index = [], []
    books = LedgerBook.objects.filter(unit=unit).values_list("ledger_type").order_by()
    begun = dict(books.annotate(first=Min("start")))
    for one in types:
        periods = list(_periods(one.period, on.replace(year=year, month=1, day=1), on))
        for period in periods if _knows_the_past(one) else periods[-1:]:
            place = Place(unit, one, period)
            if not one.is_kept_by(unit):
                made = _sheet(place, None, on) if reaches_up_to(unit, one, period) else {"rows": []}
                sheets += [made] if made["rows"] else []
                continue
            standing = standings([unit], [one], period.start, on)[unit.pk, one.pk]
            sheet = _sheet(place, standing.book, on)
            if one.pk in begun and period.start >= begun[one.pk]:
                word = f"{period.noun}无变化" if standing.is_unchanged else standing.word
                index.append([str(one), period.label, word, str(len(sheet["rows"])), sheet["reported"]])
            if sheet["rows"] and not standing.is_unchanged and one.layout == Layout.TABLE:
                sheets.append(sheet)
    volume = _volume(unit, f"{year}年度残疾人工作台账", sheets)
    return volume | {"index": index}


def _periods(kind, first, on):
    period = period_of(kind, first)
    while period.start.year == first.year and period.start <= on:
        yield period
        period = period.next


def _knows_the_past(ledger_type):
    source = SOURCES.get(ledger_type.source)
    return source is None or source.is_dated


def _volume(unit, title, sheets):
    issuer = unit.federation_name
    return {"title": title, "issuer": issuer, "unit": unit.place_name, "sheets": sheets, "index": []}


def _sheet(place, book, on):
    one, content = place.ledger_type, content_of(place, book, on)
    table = content.table
    whole = sum(column.width for column in table.columns) or 1
    return {
        "name": one.name,
        "number": one.number,
        "period": place.period.label,
        "paper": one.paper,
        "layout": one.layout,
        "form_lines": one.form_lines,
        "signatures": one.signature_list,
        "columns": [
            {
                "title": c.title,
                "share": min(70, max(1, round(c.width * 100 / whole))),
                "is_number": c.is_number,
            }
            for c in table.columns
        ],
        "rows": table.rows,
        "records": _records(table) if one.layout == Layout.SHEET else [],
        "total": table.total,
        "note": _remark(place, book, content, on),
        "reported": f"{book.reported_at:%Y-%m-%d}" if book and book.reported_at else "",
    }


def _records(table):
    """Return each row as lines of two pairs (title, value), as a sheet of its own shows them."""
    titles = [column.title for column in table.columns]
    pairs = [list(zip(titles, row, strict=True)) for row in table.rows]
    return [[own[place : place + 2] for place in range(0, len(own), 2)] for own in pairs]


def _remark(place, book, content, on):
    if place.is_generated:
        nothing = "" if content.table.rows else "本期没有内容。"
        return f"{nothing}数据截至 {on.year}年{on.month}月{on.day}日。{content.table.note}"
    if book and book.is_unchanged:
        origin = content.carried_from
        carried = f"，沿用{origin.period.label}的内容" if origin else ""
        return f"{book.period.noun}无变化{carried}。"
    return content.table.note
