from django.contrib import messages
from django.shortcuts import redirect

from core import jobs
from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.permissions import Permission
from reports.sets.forms import SetForm
from reports.sets.tasks import MAKE_SET


@page(Permission.REPORT_MAKE, methods=["GET", "POST"])
def set_create(request):
    """Ask for which unit and year everything that is to be handed in is made; a job makes and packs it."""
    given = {"year": view_year(request), "unit": request.GET.get("unit")}
    form = SetForm(request.POST or None, initial=given, scope=request.scope, user=request.user)
    if request.method == "POST" and form.is_valid():
        label = f"生成{form.set.title}，共 {len(form.set.kinds)} 种"[:150]
        job = jobs.enqueue(MAKE_SET, by=request.user, label=label, **form.job_params())
        messages.info(request, "已开始生成全套材料，可以离开本页。中断后重新开始，做好的不用再做。")
        return redirect(job)
    return render(request, "reports/sets/set_form.html", {"form": form}, fragment="form")
