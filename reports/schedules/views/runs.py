from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.file_names import file_name
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.sending import send_file
from reports.doors import seen_by
from reports.models import Document
from reports.schedules import services
from reports.schedules.models import Delivery, ScheduledRun


@page(Permission.REPORT_VIEW)
def run_list(request):
    """Everything that was made by itself, the newest first; or only what waits for the user."""
    runs = _runs(request)
    if only_waiting := "waiting" in request.GET:
        runs = runs.filter(pk__in=_waiting(request).values("run"))
    context = {"runs": page_of(runs.order_by("-begun_at", "-pk"), request), "only_waiting": only_waiting}
    return render(request, "reports/schedules/run_list.html", context, fragment="results")


@page(Permission.REPORT_VIEW)
def run_detail(request, pk):
    """What has become of one making: its documents, or the reason and what helps."""
    run = get_object_or_404(_runs(request), pk=pk)
    documents = _documents(request, run)
    context = {
        "run": run, "documents": documents[:5], "document_count": documents.count(),
        "waits_for_me": _waiting(request).filter(run=run).exists(),
        "may_edit": request.user.scope_of(Permission.REPORT_MANAGE).covers(run.unit),
        "has_file": run.is_done and bool(run.job.result),
    }  # fmt: skip
    return render(request, "reports/schedules/run_detail.html", context, fragment="run")


@page(Permission.REPORT_VIEW, methods=["POST"])
def run_seen(request, pk):
    """Note that the user knows of it; with `open`, go on to the document."""
    run = get_object_or_404(_runs(request), pk=pk)
    services.take_note(run, by=request.user, at=timezone.now())
    document = _documents(request, run).first() if "open" in request.POST else None
    if document is not None:
        return redirect(document)
    messages.success(request, f"《{run}》不再在您的工作台里等着。")
    return redirect("schedules:run_list")


@page(Permission.REPORT_MANAGE, methods=["POST"])
def run_again(request, pk):
    """Try a failed making once more, by the rules of its schedule now."""
    run = get_object_or_404(_runs(request), pk=pk)
    if not request.scope.covers(run.unit):
        raise Http404
    again = services.try_again(run, at=timezone.now())
    if again is None:
        messages.info(request, f"《{run}》{run.standing.label}，不用再做。")
    elif again.refusal:
        messages.error(request, again.refusal)
    else:
        messages.info(request, f"《{run}》已重新开始。")
    return redirect(run)


@page(Permission.REPORT_VIEW)
def run_file(request, pk):
    """Send the file into which a batch was put, and note in the audit log who took it."""
    run = get_object_or_404(_runs(request), pk=pk)
    if not (run.is_done and run.job.result and run.job.result.storage.exists(run.job.result.name)):
        raise Http404
    name = run.job.result_name
    persons = run.job.result_persons
    return send_file(request, run.job.result, file_name(name), persons=persons, about=run, file=name)


def _runs(request):
    found = seen_by(ScheduledRun.objects.within(request.scope), request.user, kind="schedule__report")
    return found.select_related("schedule__place", "schedule__owner", "job", "unit")


def _waiting(request):
    return Delivery.objects.within(request.scope).waiting().filter(user=request.user)


def _documents(request, run):
    """Return the documents of a making, in tree order."""
    if run.job_id is None:
        return Document.objects.none()
    found = seen_by(Document.objects.within(request.scope), request.user)
    return found.filter(job=run.job_id).order_by("unit__path", "pk")
