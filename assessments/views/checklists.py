from copy import copy

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from assessments.forms.checklists import ChecklistForm, EndItemForm, ItemForm
from assessments.models import Checklist, ChecklistItem
from assessments.periods import quarter_of
from assessments.services import checklists as services
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit


@page(Permission.CHECKLIST_EDIT)
def checklist_list(request):
    """The lists of the county, those in force and those of the past."""
    counties = list(_counties(request))
    context = {
        "counties": counties,
        "lists": list(_lists(request).order_by("county__path", "pk")),
        "templates": [(county, services.templates_missing(county)) for county in counties],
        "from_quarter": quarter_of(timezone.localdate()),
    }
    return render(request, "assessments/checklist_list.html", context, fragment="results")


@page(Permission.CHECKLIST_EDIT)
def checklist_detail(request, pk):
    checklist = get_object_or_404(_lists(request), pk=pk)
    items = list(checklist.items.order_by("number", "valid_from"))
    today = timezone.localdate()
    context = {
        "checklist": checklist,
        "current": [item for item in items if item.valid_to is None or item.valid_to >= today],
        "past": [item for item in items if item.valid_to is not None and item.valid_to < today],
        "bands": list(checklist.star_bands.filter(valid_to=None).order_by("-stars")),
        "full_points": sum(item.points for item in items if item.valid_to is None),
    }
    return render(request, "assessments/checklist_detail.html", context, fragment="results")


@page(Permission.CHECKLIST_EDIT, methods=["POST"])
def checklist_defaults(request, county_pk):
    """Give the county 九有 and 六有 as they are in the source, where it does not have them."""
    county = get_object_or_404(_counties(request), pk=county_pk)
    made = services.install_defaults(county)
    names = "、".join(checklist.name for checklist in made)
    messages.success(request, f"已启用{county.name}的{names}清单。" if made else "清单都已启用，没有变动。")
    return redirect("assessments:checklist_list")


@page(Permission.CHECKLIST_EDIT, methods=["GET", "POST"])
def checklist_create(request, county_pk):
    county = get_object_or_404(_counties(request), pk=county_pk)
    form = ChecklistForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            checklist = services.create_checklist(county, **form.cleaned_data)
        except services.ChecklistRefused as problem:
            form.add_error("code", str(problem))
        else:
            messages.success(request, f"已新建清单“{checklist.name}”，请逐项添加内容。")
            return redirect(checklist)
    context = {"county": county, "form": form}
    return render(request, "assessments/checklist_create.html", context, fragment="form")


@page(Permission.CHECKLIST_EDIT, methods=["GET", "POST"])
def item_create(request, pk):
    checklist = get_object_or_404(_lists(request), pk=pk)
    taken = checklist.items.filter(valid_to=None).values_list("number", flat=True)
    blank = ChecklistItem(checklist=checklist, number=max(taken, default=0) + 1)
    form = ItemForm(request.POST or None, instance=blank, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            item = services.add_item(
                checklist, from_quarter=form.cleaned_data["from_quarter"], **form.facts()
            )
        except services.ChecklistRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已添加“{item.name}”。")
            return redirect(checklist)
    context = {"checklist": checklist, "form": form, "item": None}
    return render(request, "assessments/item_form.html", context, fragment="form")


@page(Permission.CHECKLIST_EDIT, methods=["GET", "POST"])
def item_edit(request, pk):
    """Change an item from a quarter on; what past quarters say stays."""
    item = get_object_or_404(_items(request), pk=pk)
    form = ItemForm(request.POST or None, instance=copy(item), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            services.revise_item(item, from_quarter=form.cleaned_data["from_quarter"], **form.facts())
        except services.ChecklistRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request, f"已修改“{item.name}”，自{form.cleaned_data['from_quarter'].label}起生效。"
            )
            return redirect(item.checklist)
    context = {"checklist": item.checklist, "form": form, "item": item}
    return render(request, "assessments/item_form.html", context, fragment="form")


@page(Permission.CHECKLIST_EDIT, methods=["GET", "POST"])
def item_end(request, pk):
    item = get_object_or_404(_items(request), pk=pk)
    form = EndItemForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            services.end_item(item, from_quarter=form.cleaned_data["from_quarter"])
        except services.ChecklistRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"“{item.name}”自{form.cleaned_data['from_quarter'].label}起停用。")
            return redirect(item.checklist)
    context = {"checklist": item.checklist, "form": form, "item": item}
    return render(request, "assessments/item_end.html", context, fragment="form")


def _counties(request):
    counties = Unit.objects.within(request.scope).current(timezone.localdate())
    return counties.filter(level=Unit.Level.COUNTY).in_tree_order()


def _lists(request):
    return Checklist.objects.within(request.scope).set_by(request.scope).select_related("county")


def _items(request):
    items = ChecklistItem.objects.within(request.scope).set_by(request.scope)
    return items.select_related("checklist__county")
