from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit
from reports.schedules import services
from reports.schedules.defaults import proposals
from reports.schedules.forms import ScheduleForm, unit_in_charge
from reports.schedules.models import Schedule
from reports.schedules.selectors import lines_for

HOME_LEVELS = (Unit.Level.COUNTY, Unit.Level.TOWNSHIP)


@page(Permission.REPORT_VIEW)
def schedule_list(request):
    """What is made by itself, when last and when next, and what is proposed."""
    manageable = request.user.scope_of(Permission.REPORT_MANAGE)
    lines = lines_for(request.scope, manageable, timezone.localdate())
    context = {"lines": lines, "may_edit": bool(manageable), "proposals": _proposals(request, lines)}
    return render(request, "reports/schedules/schedule_list.html", context, fragment="results")


def _proposals(request, lines):
    """Return the proposals that the user's county has not taken up yet; townships have none of their own."""
    county = _county(request.user)
    if county is None:
        return []
    taken = {line.schedule.code for line in lines if line.schedule.unit_id == county.pk}
    return [own for own in proposals() if own.code not in taken]


def _county(user):
    """Return the county for which a user may set schedules, or None."""
    held = [own.unit for own in user.held_postings if own.grants(Permission.REPORT_MANAGE)]
    return next((unit for unit in held if unit.is_county), None)


@page(Permission.REPORT_MANAGE, methods=["GET", "POST"])
def schedule_create(request):
    """Set up a schedule in one's own care."""
    form = ScheduleForm(request.POST or None, user=request.user)
    return _edit(request, form, title="新增定时报表")


@page(Permission.REPORT_MANAGE, methods=["GET", "POST"])
def schedule_edit(request, pk):
    """Change a schedule from today on; who saves it is in charge of it from then."""
    schedule = get_object_or_404(Schedule.objects.within(request.scope).set_by(request.scope), pk=pk)
    form = ScheduleForm(request.POST or None, instance=schedule, user=request.user)
    return _edit(request, form, title="修改定时报表", schedule=schedule)


def _edit(request, form, *, title, schedule=None):
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        unit = schedule.unit if schedule else unit_in_charge(request.user, facts["place"])
        code = schedule.code if schedule else ""
        try:
            saved = services.set_schedule(unit, code=code, by=request.user, at=timezone.now(), **facts)
        except services.ScheduleRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已保存：{saved.when}生成{saved.title}，由您负责。")
            return redirect("schedules:schedule_list")
    context = {"form": form, "title": title, "schedule": schedule}
    return render(request, "reports/schedules/schedule_form.html", context, fragment="form")


@page(Permission.REPORT_MANAGE, methods=["POST"])
def proposal_accept(request, code):
    """Turn a proposal on for the user's county."""
    county = _county(request.user)
    proposal = next((own for own in proposals() if own.code == code), None)
    if county is None or proposal is None:
        messages.error(request, "没有这条建议，或您不能为县里启用。")
        return redirect("schedules:schedule_list")
    try:
        saved = services.set_schedule(
            county, code=code, by=request.user, at=timezone.now(), **proposal.facts(county)
        )
    except services.ScheduleRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已启用：{saved.when}生成{saved.title}，由您负责。")
    return redirect("schedules:schedule_list")


@page(Permission.REPORT_MANAGE, methods=["POST"])
def schedule_switch(request, pk):
    """Turn a schedule off, or on again in one's own care."""
    schedule = _current(request, pk)
    try:
        saved = services.switch(schedule, on=not schedule.is_on, by=request.user, at=timezone.now())
    except services.ScheduleRefused as problem:
        messages.error(request, str(problem))
    else:
        said = "已启用" if saved.is_on else "已停用，做好的都保留"
        messages.success(request, f"{saved.title}：{said}。")
    return redirect("schedules:schedule_list")


@page(Permission.REPORT_MANAGE, methods=["POST"])
def schedule_make(request, pk):
    """Begin the newest period that is over at once."""
    try:
        run = services.make_now(_current(request, pk), at=timezone.now())
    except services.ScheduleRefused as problem:
        messages.error(request, str(problem))
        return redirect("schedules:schedule_list")
    return redirect(run)


def _current(request, pk):
    rows = Schedule.objects.within(request.scope).set_by(request.scope).in_force(timezone.localdate())
    return get_object_or_404(rows.select_related("unit", "place", "owner"), pk=pk)
