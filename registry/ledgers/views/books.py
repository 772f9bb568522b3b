"""One book: read, filled in, handed in, reviewed, sent as a workbook."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.sending import send_workbook
from orgs.selectors import ancestors
from registry.ledgers.forms.grid import PEOPLE_LIST, Grid
from registry.ledgers.forms.papers import StepForm
from registry.ledgers.models import LedgerBook, LedgerPrint
from registry.ledgers.roster import Roster
from registry.ledgers.selectors.board import Standing
from registry.ledgers.selectors.books import content_of, fields_of, last_filled, rows_of
from registry.ledgers.selectors.locks import is_locked
from registry.ledgers.services import books, rows
from registry.ledgers.services.refusal import LedgerRefused
from registry.ledgers.sheets import book_workbook, template_workbook
from registry.ledgers.views.asking import book_at, place_of, rights_at

GRID_ROWS = 20
SHOWN_PRINTS = 3
UNBROKEN = 10  # characters of a cell that stay on one line
DONE_WORDS = {"report": "已上报", "withdraw": "已撤回上报", "approve": "已审核通过", "return": "已退回"}


@page(Permission.LEDGER_VIEW)
def book_detail(request, pk, type_pk, start):
    """Show a book's rows, where it stands, and what may be done with it."""
    place = place_of(request, pk, type_pk, start)
    if place.is_generated:
        request.after_response(
            lambda: audit.record(
                audit.Event.VIEW, by=request.user, about=place.unit, unit=place.unit, request=request
            )
        )
    return render(request, "registry/ledgers/book_detail.html", _detail(request, place), fragment="book")


@page(Permission.LEDGER_EDIT, methods=["GET", "POST"])
def book_edit(request, pk, type_pk, start):
    """Fill a book in: rows added, changed and removed, a page of them at a time."""
    place = place_of(request, pk, type_pk, start)
    book = book_at(request, place)
    if request.method == "GET" and not _is_open(place, book):
        return redirect("ledgers:book_detail", pk, type_pk, place.period)
    shown = page_of(rows_of(book) if book else [], request, size=GRID_ROWS)
    grid = Grid(
        request.POST if request.method == "POST" else None,
        fields=fields_of(place.ledger_type, place.period), rows=list(shown), roster=Roster(place.unit),
        first=shown.start_index() or 1,
    )  # fmt: skip
    problem = ""
    if request.method == "POST" and "more" in request.POST:
        grid.quieten()
    elif request.method == "POST" and grid.is_valid():
        try:
            return _saved(request, place, grid)
        except LedgerRefused as refused:
            problem = str(refused)
    context = {
        "place": place,
        "book": book,
        "grid": grid,
        "rows": shown,
        "problem": problem,
        "problems": grid.problems() if "more" not in request.POST else [],
        "version": request.POST.get("version") or (book.version if book else 0),
        "people": Roster(place.unit).suggestions() if any(c.is_person for c in grid.columns) else [],
        "people_list": PEOPLE_LIST,
    }
    return render(request, "registry/ledgers/book_edit.html", context, fragment="form")


@page(Permission.LEDGER_EDIT, methods=["POST"])
def book_roll(request, pk, type_pk, start):
    """Take the rows of the last period over, to be changed."""
    place = place_of(request, pk, type_pk, start)
    try:
        book = rows.roll_forward(place, by=request.user, at=timezone.now())
    except LedgerRefused as problem:
        messages.error(request, str(problem))
        return redirect("ledgers:book_detail", pk, type_pk, place.period)
    messages.success(request, f"已沿用上期 {book.row_count} 行，请改动有变化的地方，再上报。")
    return redirect("ledgers:book_edit", pk, type_pk, place.period)


@page(Permission.LEDGER_EDIT, methods=["POST"])
def book_step(request, pk, type_pk, start):
    """Hand the book in or take it back; find it right or send it back."""
    place = place_of(request, pk, type_pk, start)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            _step(request, place, form.cleaned_data)
        except LedgerRefused as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        else:
            done = DONE_WORDS[form.cleaned_data["step"]]
            messages.success(request, f"{done}：{place}。")
            return redirect("ledgers:book_detail", pk, type_pk, place.period)
    context = _detail(request, place) | {"form": form}
    return render(request, "registry/ledgers/book_detail.html", context, fragment="book")


@page(Permission.LEDGER_VIEW)
def book_export(request, pk, type_pk, start):
    """Send the book as a workbook, numbers of persons masked."""
    place = place_of(request, pk, type_pk, start)
    table = content_of(place, book_at(request, place), timezone.localdate()).table
    unit, rows = place.unit, len(table.rows)
    return send_workbook(
        request, str(place), lambda: book_workbook(str(place), table, paper=place.ledger_type.paper),
        persons=rows, fields=table.columns, about=unit, unit=unit, rows=rows,
    )  # fmt: skip


@page(Permission.LEDGER_EDIT)
def book_template(request, pk, type_pk, start):
    """Send the table to be filled in for this unit."""
    place = place_of(request, pk, type_pk, start)
    fields = fields_of(place.ledger_type, place.period)
    people = Roster(place.unit).suggestions() if any(field.is_person for field in fields) else []
    content = template_workbook(place.ledger_type, fields, people=people)
    name = f"{place.ledger_type.name}模板"
    return send_workbook(
        request, name, content, persons=len(people), fields=("身份证号",), about=place.unit, unit=place.unit
    )


def _is_open(place, book):
    """True if the book may be filled in; the page of the book says why not."""
    if place.is_generated or (book and not book.is_draft):
        return False
    return not is_locked(place.unit, place.ledger_type, place.period, timezone.localdate())


def _saved(request, place, grid):
    """Write the grid, hand the book in if asked to, and lead on."""
    version = request.POST.get("version", "")
    version = int(version) if version.isascii() and version.isdigit() else -1
    now = timezone.now()
    book = rows.save_rows(place, grid.changes(), by=request.user, at=now, version=version)
    if "report" in request.POST:
        books.report_book(place, by=request.user, at=now)
        messages.success(request, f"已上报：{place}，共 {book.row_count} 行。")
        month = reverse("ledgers:unit_month", args=[place.unit.pk])
        return redirect(f"{month}?month={place.period}")
    messages.success(request, f"已保存，本期共 {book.row_count} 行，还没有上报。")
    return redirect("ledgers:book_detail", place.unit.pk, place.ledger_type.pk, place.period)


def _step(request, place, facts):
    by, at, step = request.user, timezone.now(), facts["step"]
    if step == "report":
        books.report_book(place, by=by, at=at)
        return
    own = LedgerBook.objects.within(request.scope).filter(unit=place.unit, ledger_type=place.ledger_type)
    book = get_object_or_404(own, start=place.period.start)
    if step == "withdraw":
        books.withdraw_report(book, by=by, at=at)
    elif step == "approve":
        books.review_book(book, by=by, at=at)
    else:
        books.return_book(book, by=by, at=at, because=facts["because"])


def _labelled(table):
    """Return the rows as (title, value, look) for each cell; a phone shows the title beside the value."""
    return [
        [
            (column.title, value, "num" if column.is_number else "nowrap" if len(value) <= UNBROKEN else "")
            for column, value in zip(table.columns, row, strict=True)
        ]
        for row in table.rows
    ]


def _detail(request, place):
    today = timezone.localdate()
    book = book_at(request, place)
    locked = is_locked(place.unit, place.ledger_type, place.period, today)
    content = content_of(place, book, today)
    prints = LedgerPrint.objects.within(request.scope).filter(unit=place.unit, ledger_type=place.ledger_type)
    may = rights_at(request.user, place.unit)
    is_open = may["edit"] and not locked and not place.is_generated
    return {
        "place": place,
        "book": book,
        "standing": Standing(place.unit, place.ledger_type, place.period, book, today, locked),
        "content": content,
        "rows": page_of(_labelled(content.table), request),
        "ancestors": [above for above in ancestors(place.unit) if request.scope.covers(above)],
        "may": may,
        "can": {
            "fill": is_open and (book is None or book.is_draft),
            "roll": is_open and (book is None or (book.is_draft and not book.row_count)),
            "report": is_open and book is not None and book.is_draft and book.row_count > 0,
            "withdraw": is_open and book is not None and book.is_reported,
            "review": may["review"] and not locked and book is not None and book.is_reported,
            "return": may["review"] and not locked and book is not None and not book.is_draft,
        },
        "before": last_filled(place.unit, place.ledger_type, place.period)
        if is_open or place.is_generated
        else None,
        "prints": prints.filter(start=place.period.start)
        .select_related("made_by", "job")
        .order_by("-pk")[:SHOWN_PRINTS],
        "form": StepForm(),
        "previous": place.period.previous,
        "next": place.period.next if place.period.next.start <= today else None,
        "today": today,
    }
