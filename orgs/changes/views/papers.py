from core.pages import page
from core.permissions import Permission
from core.sending import send_pdf, send_workbook
from core.sheets.writing import workbook
from orgs.changes.columns import PART_COLUMNS, ROW_COLUMNS
from orgs.changes.forms.choosing import ChangeFilter
from orgs.changes.proving import code_of_change
from orgs.changes.views.changes import change_of, changes_for
from orgs.proofs.papers import keep_code, pdf_with_code

TITLE = "机构变更对照表"


@page(Permission.UNIT_CHANGE)
def changes_export(request):
    """Send the changes that the list shows under the same filters, one line for each unit."""
    found = ChangeFilter(request.GET).apply(changes_for(request))
    parts = [part for change in found for part in change.parts.all()]
    content = workbook("机构变更", PART_COLUMNS, parts)
    return send_workbook(request, "机构变更", content, persons=0, rows=len(parts))


@page(Permission.UNIT_CHANGE)
def change_export(request, pk):
    """Send the counts before and after of one change as a workbook."""
    change = change_of(request, pk)
    content = workbook(f"{TITLE}（{change.document}）", ROW_COLUMNS, change.lines)
    return send_workbook(request, _name(change), content, persons=0, **_told(change))


@page(Permission.UNIT_CHANGE)
def change_print(request, pk):
    """机构变更对照表: units before and after, and the counts, as a sheet to sign."""
    change = change_of(request, pk)
    proof = code_of_change(change, by=request.user)
    content = pdf_with_code(
        "orgs/changes/print/change.html",
        {"change": change},
        proof,
        title=[change.county.name, TITLE],
        author=change.county.federation_name,
    )
    answer = send_pdf(request, _name(change), content, persons=0, **_told(change))
    return keep_code(request, answer, proof)


def _name(change):
    return f"{TITLE}{change.effective_on:%Y%m%d}"


def _told(change):
    return {"about": change, "unit": change.county, "rows": len(change.lines)}
