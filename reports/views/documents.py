from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from core import jobs
from core.attachments import DOCX, PDF, XLSX
from core.file_names import file_name
from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.sending import send_file
from orgs.proofs.services import WithdrawalRefused, record_file, withdraw
from reports.doors import kinds_for, seen_by
from reports.forms import DocumentFilter, DocumentForm, WithdrawalForm
from reports.kinds import KINDS
from reports.models import Document
from reports.selectors import last_headed
from reports.services import persons_in, preview_of
from reports.statistics.heads import is_to_fill_in
from reports.tasks import MAKE_REPORT
from reports.word import word_of
from reports.workbooks import workbook_of


@page(Permission.REPORT_VIEW)
def document_list(request):
    """The documents within reach, and for those who may make some, the way to a new one."""
    filters = DocumentFilter(request.GET, user=request.user)
    found = filters.apply(_seen(request))
    documents = page_of(found.newest_first(), request)
    for document in documents:
        document.kind_name = KINDS[document.kind].name
    context = {
        "filters": filters,
        "documents": documents,
        "can_make": request.user.holds(Permission.REPORT_MAKE),
    }
    return render(request, "reports/document_list.html", context, fragment="results")


@page(Permission.REPORT_MAKE, methods=["GET", "POST"])
def document_create(request):
    """Ask what to make; a job makes it."""
    given = {"year": view_year(request)} | {
        name: request.GET.get(name) for name in ("kind", "unit", "quarter")
    }
    last = last_headed(_seen(request), **_wanted(given))
    form = DocumentForm(
        request.POST or None, initial=given, last=last, scope=request.scope, user=request.user
    )
    if request.method == "POST" and form.is_valid():
        label = f"生成《{form.title}》"[:150]
        job = jobs.enqueue(MAKE_REPORT, by=request.user, label=label, **form.job_params())
        messages.info(request, f"《{form.title}》已开始生成，可以离开本页，完成后在“我的任务”里打开。")
        return redirect(job)
    return render(
        request,
        "reports/document_form.html",
        {"form": form, "kinds": kinds_for(request.user)},
        fragment="form",
    )


@page(Permission.REPORT_VIEW)
def document_detail(request, pk):
    document = get_object_or_404(_seen(request).newest_first(), pk=pk)
    context = {
        "document": document,
        "kind": KINDS[document.kind],
        "figure_count": len(document.snapshot.figures),
        "can_make_again": request.user.scope_of(Permission.REPORT_MAKE).covers(document.unit),
        "is_to_fill_in": is_to_fill_in(document.snapshot.content),
        "can_fill_in": request.user.holds(Permission.STATISTICS_MANAGE),
    }
    return render(request, "reports/document_detail.html", context, fragment="preview")


@page(Permission.REPORT_VIEW)
def document_preview(request, pk):
    """The document itself as a page, from the same template as its PDF; its figures open their lists."""
    document = get_object_or_404(_seen(request).newest_first(), pk=pk)
    return HttpResponse(
        preview_of(document, figures_at=reverse("reports:snapshot_detail", args=[document.snapshot_id]))
    )


@page(Permission.REPORT_MAKE, methods=["GET", "POST"])
def document_withdraw(request, pk):
    """Declare a document void: whoever looks up its code is told so. The file stays."""
    document = get_object_or_404(_seen(request).exclude(proof=None), pk=pk)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(document.proof, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except WithdrawalRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"《{document.title}》已作废，扫码的人会看到。")
            return redirect(document)
    context = {"document": document, "form": form}
    return render(request, "reports/document_withdraw.html", context, fragment="form")


@page(Permission.REPORT_VIEW)
def document_file(request, pk):
    """Send the PDF and note in the audit log who took it."""
    document = get_object_or_404(_seen(request).newest_first(), pk=pk)
    if not document.file.storage.exists(document.file.name):
        raise Http404
    proof, pages = document.proof, document.pages
    return send_file(
        request, document.file, file_name(document.file_name), kind=PDF,
        handed_out=lambda copy: record_file(proof, copy, pages=pages) if proof else None,
        persons=persons_in(document), about=document, pages=pages,
    )  # fmt: skip


@page(Permission.REPORT_VIEW)
def document_word(request, pk):
    """Send a document of prose as a Word file, made anew from its snapshot, and note who took it."""
    document = get_object_or_404(_seen(request).newest_first(), pk=pk)
    if not KINDS[document.kind].is_prose:
        raise Http404
    name = file_name(document.file_name.removesuffix(".pdf") + ".docx")
    return send_file(
        request, lambda: word_of(document), name, kind=DOCX,
        persons=persons_in(document), about=document, form="docx",
    )  # fmt: skip


@page(Permission.REPORT_VIEW)
def document_workbook(request, pk):
    """Send the tables of a document as a workbook, made anew from its snapshot, and note who took it."""
    found = _seen(request)
    document = get_object_or_404(found.newest_first(), pk=pk)
    if not document.has_tables:
        raise Http404
    name = file_name(document.file_name.removesuffix(".pdf") + ".xlsx")
    return send_file(
        request, lambda: workbook_of(document), name, kind=XLSX,
        persons=persons_in(document), about=document, form="xlsx",
    )  # fmt: skip


def _wanted(given):
    """Return the kind and unit of an address, which may hold nonsense."""
    unit = given["unit"] or ""
    return {"kind": given["kind"] or "", "unit": int(unit) if unit.isdecimal() and len(unit) < 16 else None}


def _seen(request):
    return seen_by(Document.objects.within(request.scope), request.user)
