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
from registry.views.columns_asking import header_asked


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
    asked = header_asked(request, comparison.sample, told=comparison.columns, vocabulary=VOCABULARY)
    known = asked.read_so_far(comparison.columns)
    form = ListColumnsForm(request.POST or None, sheet=asked.sheet, header=asked.number, known=known)
    if request.method == "POST" and form.is_valid():
        try:
            uploading.choose_columns(comparison, by=request.user, at=timezone.now(), choice=form.choice)
        except ComparisonRefused as problem:
            messages.error(request, str(problem))
        return redirect(comparison)
    context = {"comparison": comparison, "form": form} | asked.context
    return render(request, "registry/comparing/comparison_columns.html", context, fragment="columns")
