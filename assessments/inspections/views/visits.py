"""One inspection of one unit, as it is done on the phone."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from assessments.inspections.forms.visits import PointsForm, ShortcomingForm, VisitForm, result_forms
from assessments.inspections.selectors.plans import findings_of, items_of_plan
from assessments.inspections.services import visiting
from assessments.inspections.services.refusal import InspectionRefused, may_inspect
from assessments.inspections.services.visiting import Seen
from assessments.inspections.views.asking import visit_of
from assessments.library.selectors import evidence_of_findings
from assessments.models import Mark
from assessments.rounds.choices import Stage
from assessments.selectors.matrix import items_of, matrix
from core.attachments import MAX_MB
from core.htmx import render
from core.pages import page
from core.permissions import Permission


@page(Permission.ASSESSMENT_VIEW)
def visit_detail(request, pk):
    """What was planned and found at one unit."""
    visit, today = visit_of(request, pk), timezone.localdate()
    findings = findings_of(visit)
    proofs = evidence_of_findings(findings)
    context = {
        "visit": visit,
        "plan": visit.plan,
        "row": _row(visit, today),
        "marks": _marks(request, visit),
        "findings": [(one, one.badge(today), proofs[one.pk]) for one in findings],
        "may_inspect": may_inspect(request.user, visit.unit) and visit.plan.is_drawn,
    }
    return render(request, "assessments/inspections/visit_detail.html", context, fragment="results")


@page(Permission.ASSESSMENT_REVIEW, methods=["GET", "POST"])
def visit_record(request, pk):
    """Write down what was seen: the list, points of items, the day and a few words."""
    visit, today = visit_of(request, pk), timezone.localdate()
    row, marks = _row(visit, today), {mark.lineage: mark for mark in _marks(request, visit)}
    data = request.POST or None
    day = visit.visited_on or visit.plan.period.as_of(today)
    form = VisitForm(data, initial={"on": day.isoformat(), "note": visit.note})
    checks = result_forms(data, row) if row else []
    points = [PointsForm(data, item=item, mark=marks.get(item.lineage)) for item in items_of_plan(visit.plan)]
    if request.method == "POST" and _are_valid(form, *checks, *points):
        seen = Seen(
            on=form.cleaned_data["on"],
            note=form.cleaned_data["note"],
            results=[one.finding() for one in checks],
            said=[said for one in points if (said := one.said())],
        )
        try:
            visiting.record_visit(visit, seen, by=request.user, at=timezone.now())
        except InspectionRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已登记{visit.unit.name}的检查。发现问题的，请逐条登记。")
            return redirect(visit)
    context = {"visit": visit, "plan": visit.plan, "form": form, "checks": checks, "points": points}
    return render(request, "assessments/inspections/visit_form.html", context, fragment="form")


@page(Permission.ASSESSMENT_REVIEW, methods=["GET", "POST"])
def finding_create(request, pk):
    """Write down a shortcoming with a deadline, who answers for it, and photos."""
    visit, today = visit_of(request, pk), timezone.localdate()
    plan = visit.plan
    form = ShortcomingForm(
        request.POST or None,
        request.FILES or None,
        checks=items_of(plan.checklist, plan.period) if plan.checklist_id else [],
        items=items_of_plan(plan),
        initial={"due_on": visiting.due_day(plan, today).isoformat()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            finding, done = visiting.add_finding(
                visit, form.found(), form.cleaned_data["files"], by=request.user, at=timezone.now()
            )
        except InspectionRefused as problem:
            form.add_error(None, str(problem))
        else:
            for reason in done.refused:
                messages.error(request, reason)
            messages.success(request, f"已登记问题“{finding.subject}”，期限 {finding.due_on:%Y-%m-%d}。")
            return redirect(visit)
    context = {"visit": visit, "plan": plan, "form": form, "max_mb": MAX_MB}
    return render(request, "assessments/inspections/finding_form.html", context, fragment="form")


def _are_valid(*forms):
    """True if all forms are valid; each is asked, so that each shows what is wrong with it."""
    answers = [form.is_valid() for form in forms]
    return all(answers)


def _row(visit, today):
    """Return what the list says of the unit in the quarter of the plan; None without a list."""
    plan = visit.plan
    if not plan.checklist_id:
        return None
    return matrix(plan.checklist, [visit.unit], plan.period, on=today).rows[0]


def _marks(request, visit):
    """Return what the inspection has said of the items of the plan."""
    marks = Mark.objects.within(request.scope).filter(
        sheet__round=visit.plan.round_id, sheet__unit=visit.unit, stage=Stage.INSPECTION
    )
    found = marks.filter(lineage__in=visit.plan.lineages).select_related("item__section", "by")
    return list(found.order_by("item__section__number", "item__number"))
