from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from core import jobs
from core.pages import page
from core.permissions import Permission
from core.sending import send_file, send_pdf
from registry.comparing.paper import letter_pdf
from registry.comparing.tasks import EXPORT
from registry.comparing.views.asking import comparison_of, own_comparison_of

IDENTITY = ("身份证号",)


@page(Permission.COMPARISON_MANAGE)
def comparison_file(request, pk):
    """Send the list as it came."""
    comparison = own_comparison_of(request, pk)
    file = comparison.file
    if not file or not file.storage.exists(file.name):
        raise Http404
    others = 0 if comparison.uploaded_by_id == request.user.pk else comparison.rows.count()
    return send_file(
        request, file, comparison.file_name, persons=others, fields=IDENTITY, about=comparison,
        file=comparison.file_name,
    )  # fmt: skip


@page(Permission.COMPARISON_MANAGE, methods=["POST"])
def comparison_export(request, pk):
    """Queue the workbook of the result, a sheet for each kind of row."""
    comparison = comparison_of(request, pk)
    if not comparison.has_result:
        raise Http404
    label = f"导出比对结果：{comparison.title}"[:150]
    return redirect(jobs.enqueue(EXPORT, by=request.user, label=label, comparison=comparison.pk))


@page(Permission.COMPARISON_MANAGE)
def comparison_letter(request, pk):
    """Send the letter back to the department (复函)."""
    comparison = own_comparison_of(request, pk)
    if not comparison.has_result:
        raise Http404
    content, rows = letter_pdf(comparison, request.scope, timezone.localdate())
    return send_pdf(request, "比对复函", content, persons=rows, fields=IDENTITY, about=comparison, rows=rows)
