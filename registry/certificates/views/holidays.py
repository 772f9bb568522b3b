from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from registry.certificates.forms.steps import HolidayForm
from registry.certificates.models import Holiday
from registry.certificates.services import holidays
from registry.certificates.services.refusal import CaseRefused
from registry.workdays import public_holidays


@page(Permission.CERTIFICATE_REVIEW, methods=["GET", "POST"])
def holiday_list(request):
    """The holidays that deadlines leave out: the public ones, and those that the county keeps."""
    form = HolidayForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            holiday = holidays.save_holiday(by=request.user, at=timezone.now(), **form.cleaned_data)
        except CaseRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已登记 {holiday.day}：{holiday.name}。以后算出的期限按此计算。")
            return redirect("certificates:holiday_list")
    context = {
        "form": form,
        "own": Holiday.objects.within(request.scope).select_related("unit").order_by("-day", "pk"),
        "public": public_holidays(),
    }
    return render(request, "registry/certificates/holiday_list.html", context, fragment="days")


@page(Permission.CERTIFICATE_REVIEW, methods=["POST"])
def holiday_remove(request, pk):
    """Take back what the county declared of a day."""
    holiday = get_object_or_404(Holiday.objects.within(request.scope).select_related("unit"), pk=pk)
    try:
        holidays.remove_holiday(holiday, by=request.user, at=timezone.now())
    except CaseRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已删去 {holiday.day}：{holiday.name}。")
    return redirect("certificates:holiday_list")
