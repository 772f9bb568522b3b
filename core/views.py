import logging
import sys

from django.contrib import messages
from django.db import OperationalError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.shortcuts import render as render_template

from core import jobs
from core.file_names import file_name
from core.htmx import render
from core.models import Job
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.registers import SEARCH
from core.sending import send_file

logger = logging.getLogger(__name__)
LOCKED = "database is locked"  # SQLite has one writer, and it did not finish while a request waited


@page(Permission.JOB_VIEW)
def job_list(request):
    rows = Job.objects.owned_by(request.user).order_by("-pk")
    return render(request, "core/job_list.html", {"jobs": page_of(rows, request)}, fragment="results")


@page(Permission.JOB_VIEW)
def job_detail(request, pk):
    job = get_object_or_404(Job.objects.owned_by(request.user), pk=pk)
    return render(request, "core/job_detail.html", {"job": job}, fragment="progress")


@page(Permission.JOB_VIEW, methods=["POST"])
def job_cancel(request, pk):
    job = get_object_or_404(Job.objects.owned_by(request.user), pk=pk)
    if jobs.cancel(job, by=request.user):
        messages.info(request, f"已要求取消“{job.label}”。")
    else:
        messages.warning(request, f"“{job.label}”已经结束，没有取消。")
    return redirect(job)


@page(Permission.JOB_VIEW, methods=["POST"])
def job_restart(request, pk):
    job = get_object_or_404(Job.objects.owned_by(request.user), pk=pk)
    try:
        jobs.restart(job, by=request.user)
    except jobs.NotRestartable as problem:
        messages.error(request, str(problem))
    else:
        messages.info(request, f"“{job.label}”已重新排队。")
    return redirect(job)


@page(Permission.JOB_VIEW)
def job_file(request, pk, which):
    """Send the uploaded or the resulting file of one's own job."""
    job = get_object_or_404(Job.objects.owned_by(request.user), pk=pk)
    file, name = (job.upload, job.upload_name) if which == "upload" else (job.result, job.result_name)
    if not file or not file.storage.exists(file.name):
        raise Http404
    persons = 0 if which == "upload" else job.result_persons  # what one has brought oneself comes back
    return send_file(request, file, file_name(name or file.name), persons=persons, about=job)


@page(Permission.WORKBENCH_VIEW)
def search(request):
    """Find persons, units, members and documents by the text in `q`, each within its own scope."""
    text = "".join(filter(str.isprintable, request.GET.get("q", ""))).strip()[:50]  # PostgreSQL refuses NUL
    groups = []
    for provider in SEARCH if text else []:
        scope = request.user.scope_of(provider.permission)
        hits = provider.find(text, scope) if scope else []
        if hits:
            groups.append({"label": provider.label, "hits": hits})
    return render(request, "core/search.html", {"text": text, "groups": groups}, fragment="results")


def bad_request(request, exception):
    return render_template(request, "400.html", status=400)


def forbidden(request, exception):
    return render_template(request, "403.html", status=403)


def not_found(request, exception):
    return render_template(request, "404.html", status=404)


def server_error(request):
    number = getattr(request, "number", "")
    logger.error("request %s failed: %s", number, request.path)
    problem = sys.exception()
    if isinstance(problem, OperationalError) and LOCKED in str(problem):
        return render_template(request, "503.html", {"request_id": number}, status=503)
    if getattr(problem, "errno", None) in jobs.DISK_FULL:  # a large upload is the first to meet it
        return render_template(request, "507.html", {"request_id": number}, status=507)
    return render_template(request, "500.html", {"request_id": number}, status=500)
