"""Plans: the year, one plan, announcing, drawing, assigning, voiding."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from assessments.inspections.forms.plans import (
    AddUnitForm,
    AnnounceForm,
    AssignForm,
    DrawForm,
    PlanForm,
    ReasonForm,
)
from assessments.inspections.selectors.plans import figures_of_year, items_of_plan, plans_of, visits_of
from assessments.inspections.services import planning
from assessments.inspections.services.refusal import InspectionRefused
from assessments.inspections.views.asking import county_of_plan, may_manage, own_plan_of, plan_of
from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit

FORM = "assessments/inspections/plan_form.html"


@page(Permission.ASSESSMENT_VIEW)
def plan_list(request):
    """The plans of the year in view, and what the inspections of each quarter came to."""
    year = view_year(request)
    manageable = request.user.scope_of(Permission.ASSESSMENT_MANAGE)
    counties = Unit.objects.within(manageable).filter(level=Unit.Level.COUNTY).in_tree_order()
    context = {
        "year": year,
        "plans": list(plans_of(request.scope, year)),
        "figures": figures_of_year(request.scope, year, timezone.localdate()),
        "counties": list(counties) if manageable else [],
    }
    return render(request, "assessments/inspections/plan_list.html", context, fragment="results")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def plan_create(request, county_pk):
    county = county_of_plan(request, county_pk)
    today = timezone.localdate()
    form = PlanForm(
        request.POST or None, county=county, today=today, initial={"starts_on": today.isoformat()}
    )
    return _edited(request, form, county)


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def plan_edit(request, pk):
    """Change a plan that is not announced yet."""
    plan = own_plan_of(request, pk)
    form = PlanForm(request.POST or None, instance=plan, county=plan.county, today=timezone.localdate())
    return _edited(request, form, plan.county)


def _edited(request, form, county):
    if request.method == "POST" and form.is_valid():
        try:
            plan = planning.save_plan(form.plan(), form.cleaned_data["inspectors"], by=request.user)
        except InspectionRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已保存“{plan}”。")
            return redirect(plan)
    context = {"form": form, "county": county, "plan": form.instance if form.instance.pk else None}
    return render(request, FORM, context, fragment="form")


@page(Permission.ASSESSMENT_VIEW)
def plan_detail(request, pk):
    plan = plan_of(request, pk)
    visits = list(visits_of(plan, request.scope))
    context = {
        "plan": plan,
        "visits": visits,
        "done": sum(visit.is_done for visit in visits),
        "items": items_of_plan(plan),
        "inspectors": list(plan.inspectors.order_by("full_name", "pk")),
        "may_manage": may_manage(request.user, plan),
        "today": timezone.localdate(),
    }
    return render(request, "assessments/inspections/plan_detail.html", context, fragment="results")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def plan_announce(request, pk):
    """Fix the list of units and publish how the seed comes about."""
    plan = own_plan_of(request, pk)
    form = AnnounceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        source, promise = form.cleaned_data["source"], form.cleaned_data["promise"]
        try:
            planning.announce(plan, source, promise=promise, by=request.user, at=timezone.now())
        except InspectionRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "已公布抽签办法，名单和规则不再变动。")
            return redirect("inspections:lottery", plan.pk)
    return _step(request, plan, form, "announce")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def plan_draw(request, pk):
    """Draw the units, once."""
    plan = own_plan_of(request, pk)
    form = None if plan.is_committed else DrawForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        number = form.cleaned_data["number"] if form else ""
        try:
            drawn = planning.draw(plan, number=number, by=request.user, at=timezone.now())
        except InspectionRefused as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, f"已抽签，抽中 {len(drawn)} 个单位。")
        return redirect("inspections:lottery", plan.pk)
    return _step(request, plan, form, "draw")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def plan_void(request, pk):
    """Void a plan for a reason; it stays in view."""
    plan = own_plan_of(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            planning.void(plan, form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except InspectionRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已作废“{plan}”，记录已保留。")
            return redirect(plan)
    return _step(request, plan, form, "void")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def plan_add(request, pk):
    """Add a unit that was not drawn, for a reason."""
    plan = own_plan_of(request, pk)
    form = AddUnitForm(request.POST or None, scope=request.scope, plan=plan)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            planning.add_unit(plan, values["unit"], values["reason"], by=request.user)
        except InspectionRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已把{values['unit'].name}加入督查名单。")
            return redirect(plan)
    return _step(request, plan, form, "add")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def plan_assign(request, pk):
    """Give units to an inspector for a day."""
    plan = own_plan_of(request, pk)
    visits = [visit for visit in visits_of(plan, request.scope) if not visit.is_done]
    form = AssignForm(request.POST or None, plan=plan, visits=visits)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            number = planning.assign(
                plan, form.chosen(), values["inspector"], planned_on=values["planned_on"]
            )
        except InspectionRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已把 {number} 个单位派给{values['inspector']}。")
            return redirect(plan)
    return _step(request, plan, form, "assign")


WORDS = {
    "announce": ("公布抽签办法", "公布后，名单、分层、每层个数和种子的来源都固定，不能再改。"),
    "draw": ("抽签", "抽签只进行一次，结果当场记录并公布，不能重抽。"),
    "void": ("作废计划", "作废后计划、抽签结果和已登记的情况都保留，只是不再计入统计。"),
    "add": ("指定检查单位", "群众反映集中、上次问题未整改的单位，可以不经抽签指定检查，理由会一并公布。"),
    "assign": ("派工", "只能派给本次督查的检查人员；检查人只能检查自己权限内的下级单位。"),
}


def _step(request, plan, form, step):
    title, words = WORDS[step]
    context = {"plan": plan, "form": form, "title": title, "words": words, "is_danger": step == "void"}
    return render(request, "assessments/inspections/step_form.html", context, fragment="form")
