"""Lists by template, and the points from which a list gives stars."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from assessments.forms.checklists import StarsForm
from assessments.models import Checklist
from assessments.periods import quarter_of
from assessments.services import checklists as services
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit


@page(Permission.CHECKLIST_EDIT, methods=["POST"])
def template_install(request, county_pk, code):
    """Put a list of the templates in force from the present quarter on."""
    counties = Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY)
    county = get_object_or_404(counties, pk=county_pk)
    period = quarter_of(timezone.localdate())
    try:
        made = services.install_template(county, code, from_quarter=period)
    except services.ChecklistRefused as problem:
        messages.error(request, str(problem))
        return redirect("assessments:checklist_list")
    messages.success(request, f"已自{period.label}起启用“{made.name}”，可按本地文件修改项目。")
    return redirect(made)


@page(Permission.CHECKLIST_EDIT, methods=["GET", "POST"])
def stars_edit(request, pk):
    """Say from how many points on a unit has so many stars, from a quarter on."""
    lists = Checklist.objects.within(request.scope).set_by(request.scope).select_related("county")
    checklist = get_object_or_404(lists, pk=pk)
    standing = checklist.star_bands.filter(valid_to=None)
    bands = {band.stars: f"{band.from_points:g}" for band in standing}
    form = StarsForm(request.POST or None, bands=bands, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        period = form.cleaned_data["from_quarter"]
        try:
            services.set_stars(checklist, form.bands(), from_quarter=period)
        except services.ChecklistRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已保存星级标准，自{period.label}起按它评定。")
            return redirect(checklist)
    items = checklist.items.in_force(quarter_of(timezone.localdate()).end)
    context = {"checklist": checklist, "form": form, "full_points": sum(item.points for item in items)}
    return render(request, "assessments/stars_form.html", context, fragment="form")
