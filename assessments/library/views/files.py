"""The library: the list, putting files in, one file with what it proves."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.sending import send_kept_file
from assessments.library import services
from assessments.library.forms import DescribeForm, LibraryFilter, UploadForm
from assessments.library.selectors import found_by, hung, marked, named, same_content
from assessments.library.targets import EvidenceRefused
from assessments.library.views.asking import evidence_of, may_add, stored
from assessments.library.views.telling import tell_of_upload
from assessments.models import Evidence, EvidenceUse
from core.attachments import MAX_MB, SANDBOX
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission

THUMBNAIL_SECONDS = 24 * 3600


@page(Permission.ASSESSMENT_VIEW)
def evidence_list(request):
    """The files of the units of the scope, newest first."""
    filters = LibraryFilter(request.GET, scope=request.scope)
    rows = page_of(found_by(filters.cleaned_data, filters.keep(_standing(request)), request.scope), request)
    rows.object_list = marked(rows.object_list)
    context = {
        "filters": filters,
        "files": rows,
        "may_add": request.user.holds(Permission.ASSESSMENT_SCORE),
    }
    return render(request, "assessments/library/evidence_list.html", context, fragment="results")


@page(Permission.ASSESSMENT_SCORE, methods=["GET", "POST"])
def evidence_create(request):
    """Put files into the library of a unit; what is refused does not hold up the others."""
    home = request.user.home_unit
    initial = {"unit": request.GET.get("unit") or (home.pk if home else None)}
    form = UploadForm(request.POST or None, request.FILES or None, scope=request.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = services.keep_all(
            values["unit"], values["files"], by=request.user, at=timezone.now(), kind=values["kind"]
        )
        if tell_of_upload(request, done):
            return redirect("library:evidence_list")
        for reason in done.refused:
            form.add_error("files", reason)
    context = {"form": form, "max_mb": MAX_MB}
    return render(request, "assessments/library/evidence_form.html", context, fragment="form")


@page(Permission.ASSESSMENT_VIEW)
def evidence_detail(request, pk):
    evidence = evidence_of(request, pk)
    uses = EvidenceUse.objects.within(request.scope).standing().filter(evidence=evidence)
    context = {
        "evidence": evidence,
        "uses": hung(uses.for_list().order_by("-pk")),
        "past_uses": named(
            EvidenceUse.objects.within(request.scope)
            .filter(evidence=evidence, withdrawn_at__isnull=False)
            .for_list()
            .order_by("-pk")
        ),
        "same": same_content(evidence),
        "may_change": may_add(request.user, evidence.unit),
    }
    return render(request, "assessments/library/evidence_detail.html", context, fragment="case")


@page(Permission.ASSESSMENT_SCORE, methods=["GET", "POST"])
def evidence_edit(request, pk):
    """Say what a file shows."""
    evidence = evidence_of(request, pk)
    form = DescribeForm(request.POST or None, instance=evidence)
    if request.method == "POST" and form.is_valid():
        services.describe(evidence, **form.cleaned_data)
        messages.success(request, f"已保存“{evidence}”。")
        return redirect(evidence)
    context = {"form": form, "evidence": evidence}
    return render(request, "assessments/library/evidence_edit.html", context, fragment="form")


@page(Permission.ASSESSMENT_VIEW)
def evidence_file(request, pk):
    """Show a picture or a PDF in the browser; anything else is a download."""
    return send_kept_file(request, stored(evidence_of(request, pk)))


@page(Permission.ASSESSMENT_VIEW)
def thumbnail(request, pk):
    """Show a picture small. One without a small one, kept before there were any, is shown as it is."""
    evidence = evidence_of(request, pk)
    name = "thumbnail" if evidence.thumbnail else "file"
    content = getattr(stored(evidence, name), name)
    kind = "image/jpeg" if evidence.thumbnail else evidence.content_type
    response = FileResponse(content.open("rb"), content_type=kind, as_attachment=not evidence.is_picture)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    return response


@page(Permission.ASSESSMENT_SCORE, methods=["GET", "POST"])
def evidence_withdraw(request, pk):
    """Ask once more, then take a file out of the library."""
    evidence = evidence_of(request, pk)
    if request.method == "POST":
        try:
            services.withdraw(evidence, by=request.user, at=timezone.now())
        except EvidenceRefused as problem:
            messages.error(request, str(problem))
            return redirect(evidence)
        messages.success(request, f"已撤下“{evidence}”，文件和撤下记录已保留。")
        return redirect("library:evidence_list")
    uses = EvidenceUse.objects.within(request.scope).standing().filter(evidence=evidence)
    context = {"evidence": evidence, "uses": named(uses.for_list().order_by("-pk"))}
    return render(request, "assessments/library/evidence_withdraw.html", context, fragment="form")


def _standing(request):
    return Evidence.objects.within(request.scope).standing()


def use_of(request, pk):
    """Return a standing use within the scope, or raise `Http404`."""
    return named([get_object_or_404(EvidenceUse.objects.within(request.scope).standing().for_list(), pk=pk)])[
        0
    ]
