from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.sending import send_workbook
from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.permissions import Permission
from core.sheets.writing import workbook
from orgs.models import Unit
from staff.recruiting.views.asking import act, submit
from staff.selectors.trainings import missing_in, training_rule_at
from staff.trainings.columns import MISSING_COLUMNS, PLAN_COLUMNS
from staff.trainings.forms.plans import PlanForm, TrainingRuleForm
from staff.trainings.models import TrainingPlan, TrainingRule
from staff.trainings.selectors.plans import plan_state, plans_of
from staff.trainings.services.plans import remove_plan, save_plan, set_training_rule


@page(Permission.STAFF_VIEW)
def plan_list(request):
    """The plan of the year, what came of it, and what the county wants."""
    year, today = view_year(request), timezone.localdate()
    rows = [(plan, plan_state(plan, year, today)) for plan in plans_of(request.scope, year, today)]
    counties = Unit.objects.within(request.scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()
    context = {
        "rows": rows,
        "year": year,
        "rules": [(county, training_rule_at(county, today)) for county in counties[:20]],
        "changes": TrainingRule.objects.within(request.scope).select_related("unit").order_by("-since", "pk"),
        "may_edit": request.user.holds(Permission.STAFF_EDIT),
    }
    return render(request, "staff/trainings/plan_list.html", context, fragment="results")


@page(Permission.STAFF_VIEW)
def plan_export(request):
    """Send the plan of the year with what came of it."""
    year = view_year(request)
    rows = list(plans_of(request.scope, year, timezone.localdate()))
    content = workbook(f"{year} 年培训计划", PLAN_COLUMNS, rows)
    return send_workbook(request, f"{year}年培训计划", content, persons=0, rows=len(rows))


@page(Permission.STAFF_VIEW)
def missing_export(request):
    """Send who has been trained too little in the year in view."""
    year, today = view_year(request), timezone.localdate()
    on = min(today, today.replace(year=year, month=12, day=31))
    rows = missing_in(request.scope, year, on)
    title = f"{year} 年参训不足人员（截至 {on:%Y-%m-%d}）"
    return send_workbook(
        request, f"{year}年参训不足人员", lambda: workbook(title, MISSING_COLUMNS, rows),
        persons=len(rows), fields=MISSING_COLUMNS, rows=len(rows),
    )  # fmt: skip


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def plan_create(request):
    return _save(request, None)


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def plan_edit(request, pk):
    return _save(request, _own(request, pk))


@page(Permission.STAFF_EDIT, methods=["POST"])
def plan_remove(request, pk):
    """Take a plan back."""
    plan = _own(request, pk)
    return act(request, plan, f"已删除计划：{plan}。", lambda **who: remove_plan(plan, **who))


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def rule_edit(request, county_pk):
    """What the county wants of training from a day on."""
    counties = Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY)
    county = get_object_or_404(counties, pk=county_pk)
    form = TrainingRuleForm(request.POST or None, rule=training_rule_at(county, timezone.localdate()))
    row = submit(request, form, lambda **who: set_training_rule(county, **form.cleaned_data, **who))
    if row is not None:
        messages.success(request, f"自 {row.since:%Y-%m-%d} 起：{row}。")
        return redirect("trainings:plan_list")
    context = {"form": form, "county": county}
    return render(request, "staff/trainings/rule_form.html", context, fragment="form")


def _own(request, pk):
    own = TrainingPlan.objects.within(request.scope).set_by(request.scope).select_related("unit")
    return get_object_or_404(own, pk=pk)


def _save(request, plan):
    year = view_year(request)
    form = PlanForm(request.POST or None, instance=plan, scope=request.scope, initial={"year": year})
    if not form.fields["unit"].queryset.exists():
        raise Http404
    saved = submit(request, form, lambda **who: save_plan(form.instance, **who))
    if saved is not None:
        messages.success(request, f"已保存计划：{saved}。")
        return redirect("trainings:plan_list")
    context = {"form": form, "plan": plan}
    return render(request, "staff/trainings/plan_form.html", context, fragment="form")
