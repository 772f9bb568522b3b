from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.sending import send_workbook
from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sheets.writing import workbook
from orgs.models import Unit
from staff.columns import ATTENDANCE_COLUMNS, TRAINING_COLUMNS
from staff.forms.filters import TrainingFilter
from staff.forms.trainings import AttendanceForm, AttendForm, TrainingForm
from staff.models import Attendance, Enrolment, Training, TrainingRule
from staff.selectors import trainings as reading
from staff.services import trainings
from staff.services.refusal import StaffRefused

NEWEST_FIRST = ("-held_on", "-pk")
SORTS = {
    "date": ("held_on", "pk"),
    "title": ("title", "pk"),
    "hours": ("hours", "pk"),
    "people": ("people", "pk"),
}


@page(Permission.STAFF_VIEW)
def training_list(request):
    """The trainings of the year in view, and how far they reached."""
    year, today = view_year(request), timezone.localdate()
    filters = TrainingFilter(request.GET)
    found = _sorted(request, filters.apply(reading.trainings_of(request.scope, year)))
    context = {
        "filters": filters,
        "trainings": page_of(found, request),
        "year": year,
        "rule": _rule(request, _counting_day(year, today)),
        "coverage": reading.training_coverage(request.scope, year, _counting_day(year, today)),
        "townships": reading.coverage_rows(request.scope, year, _counting_day(year, today)),
        "may_edit": request.user.holds(Permission.STAFF_EDIT),
    }
    return render(request, "staff/training_list.html", context, fragment="results")


@page(Permission.STAFF_VIEW)
def training_export(request):
    """Send the trainings that the list shows under the same filters."""
    year = view_year(request)
    found = TrainingFilter(request.GET).apply(reading.trainings_of(request.scope, year))
    rows = list(_sorted(request, found))
    content = workbook(f"{year} 年培训情况", TRAINING_COLUMNS, rows)
    return send_workbook(request, f"{year}年培训情况", content, persons=0, rows=len(rows))


@page(Permission.STAFF_VIEW)
def training_detail(request, pk):
    training = get_object_or_404(Training.objects.within(request.scope).select_related("unit"), pk=pk)
    context = _detail(request, training, page_of(_attendances(request, training), request))
    return render(request, "staff/training_detail.html", context, fragment="results")


@page(Permission.STAFF_VIEW)
def attendance_export(request, pk):
    """Send the sign-in list of a training."""
    training = get_object_or_404(Training.objects.within(request.scope).select_related("unit"), pk=pk)
    rows = list(_attendances(request, training))
    title = f"{training.title}（{training.held_on:%Y-%m-%d}）"
    return send_workbook(
        request, f"参训名单{training.held_on:%Y%m%d}", lambda: workbook(title, ATTENDANCE_COLUMNS, rows),
        persons=len(rows), fields=ATTENDANCE_COLUMNS, about=training, rows=len(rows),
    )  # fmt: skip


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def training_create(request):
    return _save(request, None)


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def training_edit(request, pk):
    own = Training.objects.within(request.scope).set_by(request.scope).select_related("unit")
    return _save(request, get_object_or_404(own, pk=pk))


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def attendance_create(request, pk):
    """Write down who took part."""
    training = get_object_or_404(Training.objects.within(request.scope).select_related("unit"), pk=pk)
    form = AttendForm(request.POST or None, training=training, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            count = trainings.add_attendances(
                training, facts["members"], by=request.user, at=timezone.now(), passed=facts["passed"]
            )
        except StaffRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已登记 {count} 人参加“{training.title}”。")
            return redirect(training)
    return render(request, "staff/attend_form.html", {"form": form, "training": training}, fragment="form")


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def attendance_edit(request, pk):
    """Write down the result of the examination."""
    attendance = get_object_or_404(_ready(request), pk=pk)
    form = AttendanceForm(request.POST or None, instance=attendance)
    if request.method == "POST" and form.is_valid():
        try:
            trainings.update_attendance(attendance, by=request.user, at=timezone.now(), **form.cleaned_data)
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存 {attendance.member.name} 的考核结果。")
            return redirect(attendance.training)
    context = {"form": form, "attendance": attendance}
    return render(request, "staff/attendance_form.html", context, fragment="form")


@page(Permission.STAFF_EDIT, methods=["POST"])
def attendance_remove(request, pk):
    """Take back an attendance written down by mistake."""
    attendance = get_object_or_404(_ready(request), pk=pk)
    try:
        trainings.remove_attendance(attendance, by=request.user, at=timezone.now())
    except StaffRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已撤销 {attendance.member.name} 的参训登记。")
    return redirect(attendance.training)


def _sorted(request, trainings_found):
    return trainings_found.order_by(*ordering_of(request, SORTS, NEWEST_FIRST))


def _save(request, training):
    form = TrainingForm(request.POST or None, instance=training, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            saved = trainings.save_training(form.save(commit=False), by=request.user, at=timezone.now())
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存培训：{saved.title}。")
            return redirect(saved)
    context = {"form": form, "training": training}
    return render(request, "staff/training_form.html", context, fragment="form")


def _attendances(request, training):
    rows = Attendance.objects.within(request.scope).filter(training=training)
    return rows.select_related("member", "member__unit", "member__unit__parent").order_by(
        "member__unit__path", "member__pinyin", "pk"
    )


def _ready(request):
    return Attendance.objects.within(request.scope).select_related("member", "member__unit", "training")


def _detail(request, training, attendances):
    scope = request.scope
    mine = Attendance.objects.within(scope).filter(training=training)
    return {
        "training": training,
        "enrolled": Enrolment.objects.within(scope).filter(training=training).count(),
        "to_certify": mine.filter(passed=True, certificate_number="").count(),
        "certified": mine.exclude(certificate_number="").count(),
        "attendances": attendances,
        "absent": list(reading.absent_from(training, scope, training.held_on)[: reading.SHOWN_ABSENT]),
        "absent_count": reading.absent_from(training, scope, training.held_on).count(),
        "may_edit": request.user.scope_of(Permission.STAFF_EDIT).covers(training.unit),
        "may_attend": request.user.holds(Permission.STAFF_EDIT),
    }


def _rule(request, on):
    """Return what the first county of the scope wants of training."""
    counties = Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY).in_tree_order()
    home = counties.first() or request.user.home_unit
    return reading.training_rule_at(home, on) if home else TrainingRule()


def _counting_day(year, today):
    """Return the day on which those in post are counted: today, or the last day of a year that is over."""
    return min(today, today.replace(year=year, month=12, day=31))
