from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from accounts import audit
from accounts.sending import send_workbook
from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sheets.writing import workbook
from orgs.selectors import ancestors
from staff.columns import member_columns
from staff.forms.filters import MemberFilter
from staff.forms.members import MemberForm
from staff.models import CareerEvent, Member
from staff.panels import panels_of
from staff.selectors import people
from staff.selectors.trainings import times_by_member
from staff.services import members
from staff.services.refusal import StaffRefused

DEFAULT_SORT = ("unit__path", "pinyin", "pk")
SORTS = {
    "name": ("pinyin", "name", "pk"),
    "birth": ("birth_date", "pk"),
    "unit": DEFAULT_SORT,
    "education": ("education", "pk"),
}


@page(Permission.STAFF_VIEW)
def member_list(request):
    filters = MemberFilter(request.GET, scope=request.scope)
    on = timezone.localdate()
    rows = page_of(_filtered(request, filters, on), request)
    times = times_by_member(request.scope, on.year)
    context = {
        "filters": filters,
        "members": rows,
        "rows": [(member, member.posts_now[:1], times.get(member.pk, 0)) for member in rows],
        "year": on.year,
        "may_edit": request.user.holds(Permission.STAFF_EDIT),
    }
    return render(request, "staff/member_list.html", context, fragment="results")


@page(Permission.STAFF_VIEW)
def member_export(request):
    """Send what the list shows under the same filters, sensitive columns masked."""
    filters = MemberFilter(request.GET, scope=request.scope)
    on = timezone.localdate()
    rows = list(_filtered(request, filters, on))
    columns = member_columns(times_by_member(request.scope, on.year))
    return send_workbook(
        request, f"专职委员名册{on:%Y%m%d}", lambda: workbook("专职委员名册", columns, rows),
        persons=len(rows), filters=filters, fields=columns, unit=filters.place, rows=len(rows),
    )  # fmt: skip


@page(Permission.STAFF_VIEW)
def member_detail(request, pk):
    member = get_object_or_404(_ready(request), pk=pk)
    on = timezone.localdate()
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=member, request=request)
    )
    appointments = list(people.appointments_of(member))
    current = next((row for row in appointments if not row.is_over), None)
    events = _events(request, member)
    gone = next((row for row in appointments if row.until is not None), None)
    sees_stipends = request.user.scope_of(Permission.STIPEND_VIEW).covers(member.unit)
    context = {
        "member": member,
        "ancestors": [unit for unit in ancestors(member.unit) if request.scope.covers(unit)],
        "appointments": appointments,
        "current": current,
        "alerts": people.member_alerts(member, current, on),
        "events": events,
        "gone": gone,
        "trainings_width": "w12" if events or gone else "w6",  # beside one card, or alone below two
        "attendances": people.trainings_of_member(member),
        "lines": people.stipends_of_member(member) if sees_stipends else None,
        "may_edit": request.user.scope_of(Permission.STAFF_EDIT).covers(member.unit),
        "may_see_person": _sees(request.user, member.person),
        "may_see_relative": _sees(request.user, member.relative),
        "year": view_year(request),
        "panels": panels_of(member, request.user),
    }
    return render(request, "staff/member_detail.html", context, fragment="card")


@sensitive_post_parameters()
@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def member_create(request):
    form = MemberForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            member = members.create_member(by=request.user, at=timezone.now(), **form.facts())
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已登记 {member.name}。接下来可以安排到岗。")
            return redirect(member)
    return render(request, "staff/member_form.html", {"form": form, "member": None}, fragment="form")


@sensitive_post_parameters()
@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def member_edit(request, pk):
    member = get_object_or_404(_ready(request), pk=pk)
    form = MemberForm(request.POST or None, instance=member, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            members.update_member(member, by=request.user, at=timezone.now(), **form.facts())
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存 {member.name} 的档案。")
            return redirect(member)
    elif request.method == "GET":  # the form shows what the page masks
        request.after_response(
            lambda: audit.record(
                audit.Event.REVEAL, by=request.user, about=member, request=request, reason="修改档案"
            )
        )
    return render(request, "staff/member_form.html", {"form": form, "member": member}, fragment="form")


def _filtered(request, filters, on):
    found = filters.apply(Member.objects.within(request.scope), on=on)
    return people.with_posts(found.order_by(*ordering_of(request, SORTS, DEFAULT_SORT)), on)


def _ready(request):
    return Member.objects.within(request.scope).select_related(
        "unit__parent", "person__unit", "relative__unit__parent"
    )


def _events(request, member):
    rows = CareerEvent.objects.within(request.scope).filter(appointment__member=member)
    return list(rows.select_related("by").order_by("-on", "-pk"))


def _sees(user, person):
    return person is not None and user.scope_of(Permission.PERSON_VIEW).covers(person.unit)
