from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.sending import send_kept_file
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from registry.needs.forms.projects import EvidenceForm
from registry.needs.models import Completion, CompletionEvidence
from registry.needs.services import completions
from registry.needs.services.refusal import NeedRefused
from registry.needs.views.completions import detail_of


@page(Permission.SERVICE_EDIT, methods=["POST"])
def evidence_create(request, pk):
    """Keep a file that proves a completion."""
    rows = Completion.objects.within(request.scope).for_list().select_related("project__unit", "by")
    completion = get_object_or_404(rows, pk=pk)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            file = completions.add_evidence(
                completion, form.cleaned_data["file"], by=request.user, at=timezone.now()
            )
        except NeedRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已上传佐证材料“{file.name}”。")
            return redirect(completion)
    context = detail_of(request, completion) | {"form": form}
    return render(request, "registry/needs/completion_detail.html", context, fragment="completion")


@page(Permission.SERVICE_VIEW)
def evidence_file(request, pk):
    """Show a picture or a PDF in the browser; anything else is a download."""
    return send_kept_file(request, _evidence(request, pk))


@page(Permission.SERVICE_EDIT, methods=["GET", "POST"])
def evidence_withdraw(request, pk):
    """Ask once more, then take a file down."""
    evidence = _evidence(request, pk)
    if request.method == "POST":
        completions.withdraw_evidence(evidence, by=request.user, at=timezone.now())
        messages.success(request, f"已撤下佐证材料“{evidence.name}”，撤下记录已保留。")
        return redirect(evidence.completion)
    context = {"kept": evidence, "thing": evidence.completion, "room": ("needs:project_list", "年度项目")}
    return render(request, "registry/file_withdraw.html", context, fragment="form")


def _evidence(request, pk):
    rows = CompletionEvidence.objects.within(request.scope).standing()
    ready = rows.select_related("completion__unit", "completion__person", "completion__project")
    evidence = get_object_or_404(ready, pk=pk)
    if not evidence.file.storage.exists(evidence.file.name):
        raise Http404
    return evidence
