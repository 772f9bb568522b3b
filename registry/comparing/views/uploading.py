from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from registry.comparing.forms.uploading import AgainForm, ListColumnsForm, UploadForm
from registry.comparing.reading import VOCABULARY
from registry.comparing.services import uploading
from registry.comparing.services.refusal import ComparisonRefused
from registry.comparing.views.asking import own_comparison_of

SHOWN_ROWS = 12
NUMBER_MAX = 9  # digits of a row number
FULL_ROW = 3  # cells that make a row look like a header when nothing else does


@page(Permission.COMPARISON_MANAGE, methods=["GET", "POST"])
def comparison_create(request):
    """Take in another department's list."""
    form = UploadForm(request.POST or None, request.FILES or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            comparison = uploading.start_comparison(
                values["file"], by=request.user, at=timezone.now(), unit=values["unit"], **form.facts()
            )
        except ComparisonRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            return redirect(comparison)
    context = {"form": form, "profiles": form.profiles.values(), "max_mb": settings.UPLOAD_MAX_MB}
    return render(request, "registry/comparing/comparison_form.html", context, fragment="form")


@page(Permission.COMPARISON_MANAGE, methods=["GET", "POST"])
def comparison_again(request, pk):
    """Compare the same list anew, with other fields or another part of the register."""
    comparison = own_comparison_of(request, pk)
    form = AgainForm(request.POST or None, comparison=comparison, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data["fields_compared"] or list(comparison.profile.fields)
        try:
            uploading.compare_again(
                comparison, by=request.user, at=timezone.now(), fields=fields, part=form.part()
            )
        except ComparisonRefused as problem:
            messages.error(request, str(problem))
        return redirect(comparison)
    context = {"form": form, "comparison": comparison}
    return render(request, "registry/comparing/comparison_again.html", context, fragment="form")


@page(Permission.COMPARISON_MANAGE, methods=["GET", "POST"])
def comparison_columns(request, pk):
    """Show the first rows of the list; let the comparer say which is the header and what each column is."""
    comparison = own_comparison_of(request, pk)
    if not comparison.can_be_mapped:
        messages.error(request, f"这次比对{comparison.get_state_display()}，不能再对应列。")
        return redirect(comparison)
    asked = request.POST if request.method == "POST" else request.GET
    index = _number(asked.get("sheet"), most=len(comparison.sample) - 1) or 0
    sheet = comparison.sample[index]
    rows = sheet["rows"]
    header = _number(asked.get("header"), most=10**NUMBER_MAX)
    if header is None and index == 0:
        header = comparison.columns.get("header")
    if header is None or header not in {0, *(row["number"] for row in rows)}:
        header = _likely_header(rows)
    form = ListColumnsForm(
        request.POST or None, sheet=sheet, header=header, known=_known(comparison, sheet, header)
    )
    if request.method == "POST" and form.is_valid():
        try:
            uploading.choose_columns(comparison, by=request.user, at=timezone.now(), choice=form.choice)
        except ComparisonRefused as problem:
            messages.error(request, str(problem))
        return redirect(comparison)
    context = {
        "comparison": comparison,
        "form": form,
        "header": header,
        "index": index,
        "sheets": [each["sheet"] for each in comparison.sample],
        "rows": rows[:SHOWN_ROWS] if header < SHOWN_ROWS else rows,
    }
    return render(request, "registry/comparing/comparison_columns.html", context, fragment="columns")


def _known(comparison, sheet, header):
    """Return {place: key} as the file has been read so far, if by this sheet and header."""
    told = comparison.columns
    if told.get("sheet") != sheet["sheet"] or told.get("header") != header:
        return None
    return {place: key for _, _, key, place in told.get("known", ())}


def _number(text, *, most):
    if text and text.isascii() and text.isdigit() and len(text) <= NUMBER_MAX:
        return int(text) if int(text) <= most else None
    return None


def _likely_header(rows):
    """Return the number of the row with most titles that are known; else of the first full one; else 0."""
    known = [
        (sum(VOCABULARY.key_of(text) is not None for text in row["texts"] if text), row["number"])
        for row in rows
    ]
    best = max(known, key=lambda pair: pair[0], default=(0, 0))
    if best[0]:
        return best[1]
    full = (row["number"] for row in rows if sum(map(bool, row["texts"])) >= FULL_ROW)
    return next(full, 0)
