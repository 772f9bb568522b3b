from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.shortcuts import render as render_template
from django.urls import reverse
from django.utils import timezone

from assessments.facts import FACTS
from assessments.forms.checking import EvidenceForm, FindingForm, InspectionForm
from assessments.library.services import detach
from assessments.library.views.telling import tell_of_upload
from assessments.models import EvidenceUse
from assessments.selectors.cells import evidence_of, history_of
from assessments.services.checking import CheckRefused, confirm_overruling, may_confirm, record_findings
from assessments.services.evidence import EvidenceRefused, prove_cell
from assessments.views.asking import cell_of, place_of, rights_at
from assessments.views.squares import square_of
from core.attachments import MAX_MB
from core.htmx import render
from core.pages import page
from core.permissions import Permission


@page(Permission.CHECK_VIEW)
def cell_detail(request, unit_pk, item_pk, period):
    place = place_of(request, unit_pk, period)
    cell, is_closed = cell_of(request, place, item_pk)
    context = _cell_context(request, place, cell, is_closed=is_closed)
    return render(request, "assessments/cell_detail.html", context, fragment="cell")


@page(Permission.CHECK_EDIT, methods=["GET", "POST"])
def cell_edit(request, unit_pk, item_pk, period):
    """Write down what was found for one item."""
    place = place_of(request, unit_pk, period)
    cell, is_closed = cell_of(request, place, item_pk)
    inspection = InspectionForm(request.POST or None, initial={"checked_on": place.day.isoformat()})
    form = FindingForm(request.POST or None, cell=cell)
    if request.method == "POST" and inspection.is_valid() & form.is_valid():
        try:
            record_findings(
                place.unit,
                place.period,
                [form.finding()],
                by=request.user,
                on=inspection.cleaned_data["checked_on"],
                today=place.today,
            )
        except CheckRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已登记 {place.unit.name} {cell.item.name}的查验。")
            return redirect(_address(place, cell))
    context = {
        "place": place,
        "cell": cell,
        "inspection": inspection,
        "form": form,
        "is_closed": is_closed,
    }
    return render(request, "assessments/cell_edit.html", context, fragment="form")


@page(Permission.CHECK_EDIT, methods=["POST"])
def cell_confirm(request, unit_pk, item_pk, period):
    """Find right what a village has said of itself against the system."""
    place = place_of(request, unit_pk, period)
    cell, _ = cell_of(request, place, item_pk)
    if cell.check is None:
        raise Http404
    try:
        confirm_overruling(cell.check, by=request.user, at=timezone.now())
    except CheckRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已确认 {place.unit.name} {cell.item.name}的改判。")
    return redirect(_address(place, cell))


@page(Permission.CHECK_EDIT, methods=["POST"])
def evidence_create(request, unit_pk, item_pk, period):
    place = place_of(request, unit_pk, period)
    cell, is_closed = cell_of(request, place, item_pk)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            done = prove_cell(
                place.unit,
                cell.item,
                place.period,
                form.cleaned_data["file"],
                by=request.user,
                at=timezone.now(),
                today=place.today,
            )
        except (CheckRefused, EvidenceRefused) as problem:
            form.add_error("file", str(problem))
        else:
            for reason in done.refused:
                form.add_error("file", reason)
            if tell_of_upload(request, done):
                return redirect(_address(place, cell))
    context = _cell_context(request, place, cell, is_closed=is_closed) | {"form": form}
    return render(request, "assessments/cell_detail.html", context, fragment="cell")


@page(Permission.CHECK_EDIT, methods=["GET", "POST"])
def evidence_withdraw(request, pk):
    """Ask once more, then let a file prove the check no longer; it stays in the library."""
    rows = EvidenceUse.objects.within(request.scope).standing().exclude(check_row=None)
    use = get_object_or_404(rows.select_related("evidence", "check_row__unit", "check_row__item"), pk=pk)
    back = use.check_row.get_absolute_url()
    if request.method == "POST":
        try:
            detach(use, by=request.user, at=timezone.now())
        except EvidenceRefused as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, f"已撤下佐证材料“{use.evidence.name}”，撤下记录已保留。")
        return redirect(back)
    return render_template(request, "assessments/evidence_withdraw.html", {"use": use, "back": back})


def _cell_context(request, place, cell, *, is_closed):
    may = rights_at(request.user, place.unit)
    kind = FACTS.get(cell.item.fact)
    return {
        "place": place,
        "cell": cell,
        "square": square_of(cell, place.unit.name, place.period),
        "kind": kind,
        "rows_link": kind.rows_link(place.unit) if kind and request.user.holds(kind.rows_permission) else "",
        "evidence": evidence_of(cell.check),
        "history": history_of(place.unit, cell.item, before=place.period),
        "is_closed": is_closed,
        "can_check": may["check"] and not is_closed,
        "can_confirm": cell.is_unconfirmed and not is_closed and may_confirm(request.user, place.unit),
        "form": EvidenceForm(),
        "max_mb": MAX_MB,
    }


def _address(place, cell):
    return reverse("assessments:cell_detail", args=[place.unit.pk, cell.item.pk, place.period])
