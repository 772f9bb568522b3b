from django.contrib import messages
from django.shortcuts import redirect

from core import jobs
from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.permissions import Permission
from reports.forms import BatchForm
from reports.tasks import MAKE_BATCH


@page(Permission.REPORT_MAKE, methods=["GET", "POST"])
def batch_create(request):
    """Ask for which units the same report is to be made; a job makes them."""
    form = BatchForm(
        request.POST or None, initial={"year": view_year(request)}, scope=request.scope, user=request.user
    )
    if request.method == "POST" and form.is_valid():
        batch = form.batch
        label = f"生成{batch.title}，共 {len(batch.units)} 份"[:150]
        job = jobs.enqueue(MAKE_BATCH, by=request.user, label=label, **form.job_params())
        messages.info(
            request, "已开始成批生成，可以离开本页。中途取消或中断，做好的都留着，重新开始会接着做。"
        )
        return redirect(job)
    return render(request, "reports/batch_form.html", {"form": form}, fragment="form")
