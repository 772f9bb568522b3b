from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.boards.defaults import KINDS
from orgs.boards.forms.boards import DepartmentForm, KindForm, LeaveForm
from orgs.boards.models import BoardRule, MemberDepartment, Seat
from orgs.boards.selectors.rules import departments_of, kind_in_force, kinds_in_force
from orgs.boards.services import rules
from orgs.boards.services.refusal import BoardRefused
from orgs.boards.views.asking import chosen_county, county_of_page, department_of


@page(Permission.BOARD_VIEW)
def department_list(request):
    """The departments of 残工委, their duties, and who represents them."""
    county, counties = chosen_county(request)
    today = timezone.localdate()
    shown = MemberDepartment.objects.within(request.scope)
    rows = list(departments_of(county, today)) if county else list(shown.in_force(today).order_by("order"))
    seats = Seat.objects.within(request.scope).held().filter(department__in=rows)
    holders = {seat.department_id: seat for seat in seats}
    for row in rows:
        row.holder = holders.get(row.pk)
    may_manage = county is not None and request.user.scope_of(Permission.BOARD_MANAGE).covers(county)
    context = {
        "county": county, "counties": counties, "departments": rows, "may_manage": may_manage,
        "past": list(shown.past(today).filter(unit=county)) if county else [],
    }  # fmt: skip
    return render(request, "orgs/boards/department_list.html", context, fragment="results")


@page(Permission.BOARD_MANAGE, methods=["POST"])
def department_defaults(request, county_pk):
    """Take over the shipped list of departments."""
    county = county_of_page(request, county_pk)
    number = rules.take_default_departments(county, by=request.user, at=timezone.now())
    messages.info(request, f"已加入 {number} 个成员单位，请按本县文件核对职责。")
    return _back(county)


@page(Permission.BOARD_MANAGE, methods=["GET", "POST"])
def department_create(request, county_pk):
    """Add a department to 残工委."""
    return _department(request, county_of_page(request, county_pk), None)


@page(Permission.BOARD_MANAGE, methods=["GET", "POST"])
def department_edit(request, pk):
    """Change the duties of a department from a day on."""
    department = department_of(request, pk)
    return _department(request, department.unit, department)


@page(Permission.BOARD_MANAGE, methods=["GET", "POST"])
def department_end(request, pk):
    """Let a department leave 残工委."""
    department = department_of(request, pk)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            rules.end_department(department, by=request.user, at=timezone.now(), **form.cleaned_data)
        except BoardRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"{department.name}不再是残工委成员单位。")
            return _back(department.unit)
    context = {"form": form, "department": department, "county": department.unit}
    return render(request, "orgs/boards/department_end.html", context, fragment="form")


@page(Permission.BOARD_MANAGE)
def kind_list(request):
    """The kinds of bodies with their years and seats as the county has them."""
    county, counties = chosen_county(request)
    today = timezone.localdate()
    coming = BoardRule.objects.within(request.scope).coming(today).filter(unit=county)
    context = {
        "county": county, "counties": counties, "coming": list(coming.select_related("unit")),
        "kinds": kinds_in_force(county, today) if county else [],
    }  # fmt: skip
    return render(request, "orgs/boards/kind_list.html", context, fragment="results")


@page(Permission.BOARD_MANAGE, methods=["GET", "POST"])
def kind_edit(request, county_pk, code):
    """Other years and seats for a kind of body from a day on."""
    county, today = county_of_page(request, county_pk), timezone.localdate()
    if code not in KINDS:
        raise Http404
    form = KindForm(request.POST or None, kind=kind_in_force(county, code, today))
    if request.method == "POST" and form.is_valid():
        since = form.cleaned_data["since"]
        try:
            rules.save_kind(county, code, form.plan, by=request.user, at=timezone.now(), since=since)
        except BoardRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存“{KINDS[code].name}”的设置，自 {since:%Y-%m-%d} 起执行。")
            return redirect(f"{reverse('boards:kind_list')}?county={county.pk}")
    context = {"form": form, "county": county, "kind": KINDS[code]}
    return render(request, "orgs/boards/kind_form.html", context, fragment="form")


def _department(request, county, department):
    form = DepartmentForm(request.POST or None, department=department)
    if request.method == "POST" and form.is_valid():
        try:
            row = rules.save_department(county, by=request.user, at=timezone.now(), **form.cleaned_data)
        except BoardRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存{row.name}的职责，自 {row.since:%Y-%m-%d} 起。")
            return _back(county)
    context = {"form": form, "department": department, "county": county}
    return render(request, "orgs/boards/department_form.html", context, fragment="form")


def _back(county):
    return redirect(f"{reverse('boards:department_list')}?county={county.pk}")
