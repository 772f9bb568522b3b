"""Posts due against posts filled, unit by unit: on the page, as a workbook and on paper."""

from django.utils import timezone

from accounts.sending import send_pdf, send_workbook
from core.documents import render_pdf
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.sheets.writing import workbook
from staff.columns import TALLY_COLUMNS
from staff.forms.filters import TallyFilter
from staff.selectors.posts import posts_by_unit, total_of

TITLE = "专职委员配备情况表"


@page(Permission.STAFF_VIEW)
def tally_list(request):
    """Every township, village and community with its posts due and filled; those with a want, or too many."""
    filters = TallyFilter(request.GET, scope=request.scope)
    rows = _rows(filters)
    context = {"filters": filters, "rows": page_of(rows, request), "total": total_of(rows)}
    return render(request, "staff/tally_list.html", context, fragment="results")


@page(Permission.STAFF_VIEW)
def tally_export(request):
    """Send the units that the list shows, and their sums."""
    filters, on = TallyFilter(request.GET, scope=request.scope), timezone.localdate()
    rows = _rows(filters)
    content = workbook(f"{TITLE}（截至 {on:%Y-%m-%d}）", TALLY_COLUMNS, [*rows, total_of(rows)])
    name = f"{TITLE}{on:%Y%m%d}"
    return send_workbook(request, name, content, persons=0, unit=filters.place, rows=len(rows))


@page(Permission.STAFF_VIEW)
def tally_print(request):
    """The same on paper, to be signed."""
    filters, on = TallyFilter(request.GET, scope=request.scope), timezone.localdate()
    rows = _rows(filters)
    place = filters.place or request.user.home_unit
    content = render_pdf(
        "staff/print/tally.html",
        {"rows": rows, "total": total_of(rows), "on": on, "state": filters.state_in_words},
        title=[place.name if place else "", TITLE],
        author=place.name if place else "",
    )
    name = f"{TITLE}{on:%Y%m%d}"
    return send_pdf(request, name, content, persons=0, unit=filters.place, rows=len(rows))


def _rows(filters):
    tally = posts_by_unit(filters.narrowed, timezone.localdate()).values()
    return filters.apply(row for row in tally if row.unit.is_township or row.unit.is_grassroots)
