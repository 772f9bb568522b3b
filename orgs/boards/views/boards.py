from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from core.htmx import render
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sending import send_workbook
from core.sheets.writing import workbook
from orgs.boards.columns import BOARDS, SEATS, vacancies_on
from orgs.boards.forms.boards import EndForm, SeatForm, TermForm
from orgs.boards.forms.filters import BY_UNIT, SORTS, BoardFilter, PlaceOnlyFilter
from orgs.boards.links import link_people
from orgs.boards.models import Board, Seat
from orgs.boards.selectors import boards as reading
from orgs.boards.selectors.rules import departments_of, kind_in_force
from orgs.boards.services import terms
from orgs.boards.services.refusal import BoardRefused, may_write
from orgs.boards.views.asking import board_of, open_term, seat_of


@page(Permission.BOARD_VIEW)
def board_list(request):
    """The boards of the user's units: who runs out when, and what is vacant."""
    filters, found = _found(request)
    rows = page_of(found, request)
    _note(rows.object_list)
    context = {
        "filters": filters,
        "boards": rows,
        "tally": reading.board_tally(request.scope, timezone.localdate()),
        "may_manage": request.user.holds(Permission.BOARD_MANAGE),
    }
    return render(request, "orgs/boards/board_list.html", context, fragment="results")


@page(Permission.BOARD_VIEW)
def board_export(request):
    """Send the boards that the list shows under the same filters."""
    _, found = _found(request)
    rows = list(found)
    _note(rows)
    content = workbook("班子任期一览", BOARDS, rows)
    return send_workbook(request, "班子任期一览", content, persons=0, rows=len(rows))


@page(Permission.BOARD_VIEW)
def seat_export(request):
    """Send the members of the boards that the list shows under the same filters."""
    filters, found = _found(request)
    keys = [board.term_pk for board in found if board.term_pk]
    seats = Seat.objects.within(request.scope).held().filter(term__in=keys)
    related = ("term__board__unit__parent", "department")
    seats = seats.select_related(*related).order_by(
        "term__board__unit__path", "term__board__kind", "order", "pk"
    )
    rows = list(seats)
    return send_workbook(
        request, "班子成员名册", lambda: workbook("班子成员名册", SEATS, rows),
        persons=len(rows), filters=filters, fields=SEATS, rows=len(rows),
    )  # fmt: skip


@page(Permission.BOARD_VIEW)
def vacancy_list(request):
    """The seats that nobody holds, the longest vacant first."""
    filters, today, rows = _vacant(request)
    context = {
        "filters": filters,
        "vacancies": page_of([(vacancy, vacancy.days(today)) for vacancy in rows], request),
        "seats": sum(vacancy.number for vacancy in rows),
        "may_edit": request.user.holds(Permission.BOARD_REVIEW),
    }
    return render(request, "orgs/boards/vacancy_list.html", context, fragment="results")


@page(Permission.BOARD_VIEW)
def vacancy_export(request):
    """Send the vacancies that the list shows under the same filters."""
    _, today, rows = _vacant(request)
    content = workbook(f"班子席位空缺（截至 {today:%Y-%m-%d}）", vacancies_on(today), rows)
    return send_workbook(request, "班子席位空缺", content, persons=0, rows=len(rows))


@page(Permission.BOARD_VIEW)
def board_detail(request, pk):
    """One body: who sits in it, what is vacant, and the terms before."""
    board = board_of(request, pk)
    term, today = open_term(board), timezone.localdate()
    posts = reading.seats_of(term) if term else []
    link_people([seat for _, seats, _ in posts for seat in seats], request.user)
    context = {
        "board": board,
        "term": term,
        "left": term.left_in_words(today) if term else None,
        "posts": posts,
        "missing": reading.words_of(reading.vacancies_of([term])[term.pk]) if term else "",
        "departments": list(departments_of(board.unit, today)) if _has_departments(posts) else [],
        "history": reading.history_of(board),
        "may_edit": may_write(request.user, board.unit) and board.closed_on is None,
        "siblings": list(Board.objects.within(request.scope).filter(unit=board.unit).order_by("pk")),
    }
    return render(request, "orgs/boards/board_detail.html", context, fragment="board")


@page(Permission.BOARD_MANAGE, methods=["POST"])
def set_up(request):
    """Make the bodies that units of the scope lack."""
    number = terms.set_up_boards(request.scope, by=request.user, at=timezone.now())
    text = f"已为辖区单位建立 {number} 个班子。" if number else "辖区各单位的班子都已建立。"
    messages.info(request, text)
    return redirect("boards:board_list")


@page(Permission.BOARD_REVIEW, methods=["GET", "POST"])
def term_create(request, pk):
    """Begin a new term of a board without an election."""
    board = board_of(request, pk)
    term = open_term(board)
    form = TermForm(
        request.POST or None, years=kind_in_force(board.unit, board.kind, timezone.localdate()).years
    )
    if request.method == "POST" and form.is_valid():
        try:
            new = terms.start_term(board, by=request.user, at=timezone.now(), **form.facts())
        except BoardRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已登记{new}，请逐一登记班子成员。")
            return redirect(board)
    context = {"board": board, "term": term, "form": form}
    return render(request, "orgs/boards/term_form.html", context, fragment="form")


@sensitive_post_parameters()
@page(Permission.BOARD_REVIEW, methods=["GET", "POST"])
def seat_create(request, pk):
    """Put somebody into a vacant seat; `?post=` names it."""
    board = board_of(request, pk)
    term = open_term(board)
    posts = [post for post, _, missing in reading.seats_of(term) if missing > 0] if term else []
    if not posts:
        messages.info(request, "这个班子没有空缺的席位。" if term else "请先登记本届班子。")
        return redirect(board)
    form = SeatForm(
        request.POST or None, term=term, posts=posts, initial={"post_code": request.GET.get("post")}
    )
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        code = form.cleaned_data["post_code"]
        try:
            seat = terms.fill_seat(term, code, by=request.user, at=timezone.now(), **facts)
        except BoardRefused as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        else:
            messages.success(request, f"已登记{seat.name}任{seat.post_name}。")
            return redirect(board)
    context = {"board": board, "form": form, "seat": None}
    return render(request, "orgs/boards/seat_form.html", context, fragment="form")


@sensitive_post_parameters()
@page(Permission.BOARD_REVIEW, methods=["GET", "POST"])
def seat_edit(request, pk):
    """Correct what is written about the holder of a seat."""
    seat = seat_of(request, pk)
    posts = [seat.term.post(seat.post_code)]
    form = SeatForm(request.POST or None, term=seat.term, posts=posts, person=seat)
    if request.method == "POST" and form.is_valid():
        try:
            terms.correct_seat(seat, by=request.user, at=timezone.now(), **form.facts())
        except BoardRefused as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        else:
            messages.success(request, f"已保存{seat.name}的资料。")
            return redirect(seat.term.board)
    context = {"board": seat.term.board, "form": form, "seat": seat}
    return render(request, "orgs/boards/seat_form.html", context, fragment="form")


@page(Permission.BOARD_REVIEW, methods=["GET", "POST"])
def seat_end(request, pk):
    """Let somebody's time in a seat end."""
    seat = seat_of(request, pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            terms.end_seat(seat, by=request.user, at=timezone.now(), **form.cleaned_data)
        except BoardRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"{seat.name}不再任{seat.post_name}，该席位空缺。")
            return redirect(seat.term.board)
    context = {"seat": seat, "board": seat.term.board, "form": form}
    return render(request, "orgs/boards/seat_end.html", context, fragment="form")


def _found(request):
    filters = BoardFilter(request.GET, scope=request.scope)
    boards = Board.objects.within(request.scope).standing()
    boards = filters.apply(reading.with_terms(boards)).select_related("unit__parent")
    return filters, boards.order_by(*ordering_of(request, SORTS, BY_UNIT))


def _note(boards):
    today = timezone.localdate()
    for board in reading.note_vacancies(boards):
        board.left = reading.left_of(board, today)


def _vacant(request):
    filters, today = PlaceOnlyFilter(request.GET, scope=request.scope), timezone.localdate()
    rows = reading.vacancies_in(filters.narrowed)
    return filters, today, sorted(rows, key=lambda vacancy: vacancy.since)


def _has_departments(posts):
    return any(post.of_departments for post, _, _ in posts)
