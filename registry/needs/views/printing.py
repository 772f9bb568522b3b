from django.contrib import messages
from django.shortcuts import redirect

from core.htmx import render
from core.jobs import enqueue
from core.navigation import view_year, years
from core.pages import page
from core.permissions import Permission
from registry.needs.forms.needs import RegisterSheetForm
from registry.needs.tasks import PRINT_REGISTER


@page(Permission.SERVICE_VIEW, methods=["GET", "POST"])
def register_print(request):
    """Have 表3 of a township or village made as a PDF."""
    form = RegisterSheetForm(
        request.POST or None, scope=request.scope, years=years(), initial={"year": view_year(request)}
    )
    if request.method == "POST" and form.is_valid():
        unit, year = form.cleaned_data["unit"], form.cleaned_data["year"]
        job = enqueue(
            PRINT_REGISTER, by=request.user, label=f"打印{unit.name}服务需求登记表", unit=unit.pk, year=year
        )
        messages.info(request, f"正在生成 {unit.name} {year} 年服务需求登记表。")
        return redirect(job)
    return render(request, "registry/needs/register_print.html", {"form": form}, fragment="form")
