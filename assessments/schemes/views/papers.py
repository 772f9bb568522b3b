"""A scheme on paper and as a workbook."""

from accounts.sending import send_pdf, send_workbook
from assessments.schemes.papers import scheme_pdf, scheme_workbook
from assessments.schemes.selectors.tables import table_of
from assessments.schemes.views import asking
from core.pages import page
from core.permissions import Permission


@page(Permission.ASSESSMENT_VIEW)
def scheme_print(request, pk):
    scheme = asking.scheme_to_read(request, pk)
    table = table_of(scheme)
    return send_pdf(request, str(scheme), scheme_pdf(table), persons=0, **_told(scheme, table))


@page(Permission.ASSESSMENT_VIEW)
def scheme_export(request, pk):
    scheme = asking.scheme_to_read(request, pk)
    table = table_of(scheme)
    content = scheme_workbook(table)
    return send_workbook(request, str(scheme), content, persons=0, **_told(scheme, table))


def _told(scheme, table):
    return {"about": scheme, "unit": scheme.county, "rows": len(table.items)}
