from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from staff.forms.posts import AppointForm, ContractForm, EndForm
from staff.life.services import careers
from staff.models import Appointment
from staff.services import appointments
from staff.services.refusal import StaffRefused


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def appointment_create(request):
    """Fill a post; `?post=` and `?member=` choose beforehand."""
    on = timezone.localdate()
    chosen = {name: request.GET.get(name, "") for name in ("post", "member")}
    form = AppointForm(request.POST or None, scope=request.scope, on=on, initial=chosen | {"since": on})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            appointment = appointments.appoint(
                facts["member"],
                facts["post"],
                by=request.user,
                at=timezone.now(),
                since=facts["since"],
                **form.contract(),
            )
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"{appointment.member.name}已到岗：{appointment.post}。")
            return redirect(appointment.member)
    return render(request, "staff/appointment_form.html", {"form": form}, fragment="form")


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def appointment_edit(request, pk):
    """Change contract and permit."""
    appointment = get_object_or_404(_ready(request), pk=pk)
    form = ContractForm(request.POST or None, instance=appointment)
    if request.method == "POST" and form.is_valid():
        try:
            appointments.update_contract(appointment, by=request.user, at=timezone.now(), **form.cleaned_data)
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存 {appointment.member.name} 的聘用信息。")
            return redirect(appointment.member)
    context = {"form": form, "appointment": appointment}
    return render(request, "staff/contract_form.html", context, fragment="form")


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def appointment_end(request, pk):
    """Write down that somebody has left a post."""
    appointment = get_object_or_404(_ready(request), pk=pk)
    form = EndForm(request.POST or None, initial={"until": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            careers.leave(appointment, by=request.user, at=timezone.now(), **form.facts())
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"{appointment.member.name}已离岗：{appointment.post}。")
            return redirect(appointment.member)
    context = {"form": form, "appointment": appointment}
    return render(request, "staff/appointment_end.html", context, fragment="form")


def _ready(request):
    ready = Appointment.objects.within(request.scope)
    return ready.select_related("member", "post", "post__unit", "post__unit__parent")
