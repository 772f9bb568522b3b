"""The kinds of need and of project of a county, as they hold, and how each is changed from a day on."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit
from registry.needs.defaults import need_name
from registry.needs.forms.rules import ProjectRuleForm, RuleForm
from registry.needs.models import NeedRule, ProjectRule
from registry.needs.selectors.rules import kinds_for, project_kinds_for
from registry.needs.services import rules
from registry.needs.services.refusal import NeedRefused
from registry.needs.words import for_whom


@dataclass(frozen=True)
class Sort:
    """Kinds of need, or kinds of project: where they are kept and what the pages call them."""

    noun: str
    address: str
    model: type
    kinds_on: Callable
    save: Callable


NEEDS = Sort("需求", "needs:rule_list", NeedRule, kinds_for, rules.save_rule)
PROJECTS = Sort("项目", "needs:project_rule_list", ProjectRule, project_kinds_for, rules.save_project_rule)


@page(Permission.SERVICE_MANAGE)
def rule_list(request):
    """The kinds of need as they hold in a county, and the rules before and to come."""
    context = _listed(request, NEEDS)
    return render(request, "registry/needs/rule_list.html", context, fragment="results")


@page(Permission.SERVICE_MANAGE)
def project_rule_list(request):
    """The kinds of project as they hold in a county, and the rules before and to come."""
    context = _listed(request, PROJECTS)
    needs = kinds_for(context["county"], timezone.localdate())
    context["kinds"] = [
        (kind, row, for_whom(kind), "、".join(need_name(key, needs) for key in kind.needs))
        for kind, row in context["kinds"]
    ]
    return render(request, "registry/needs/project_rule_list.html", context, fragment="results")


@page(Permission.SERVICE_MANAGE, methods=["GET", "POST"])
def rule_create(request, county_pk):
    """A kind of need of the county's own."""
    county = get_object_or_404(_counties(request), pk=county_pk)
    form = RuleForm(request.POST or None, kind=None)
    return _edit(request, NEEDS, county, kind=None, form=form)


@page(Permission.SERVICE_MANAGE, methods=["GET", "POST"])
def rule_edit(request, county_pk, code):
    """Another way with a kind of need from a day on."""
    county, kind = _kind(request, NEEDS, county_pk, code)
    form = RuleForm(request.POST or None, kind=kind)
    return _edit(request, NEEDS, county, kind=kind, form=form)


@page(Permission.SERVICE_MANAGE, methods=["GET", "POST"])
def project_rule_create(request, county_pk):
    """A kind of project of the county's own."""
    county = get_object_or_404(_counties(request), pk=county_pk)
    return _edit_project(request, county, None)


@page(Permission.SERVICE_MANAGE, methods=["GET", "POST"])
def project_rule_edit(request, county_pk, code):
    """A kind of project otherwise from a day on."""
    return _edit_project(request, *_kind(request, PROJECTS, county_pk, code))


def _edit_project(request, county, kind):
    needs = kinds_for(county, timezone.localdate())
    form = ProjectRuleForm(request.POST or None, kind=kind, need_kinds=needs)
    return _edit(request, PROJECTS, county, kind=kind, form=form)


def _edit(request, sort, county, *, kind, form):
    listed = f"{reverse(sort.address)}?county={county.pk}"
    if request.method == "POST" and form.is_valid():
        code = kind.code if kind else None
        try:
            row = sort.save(county, code, by=request.user, at=timezone.now(), **form.facts())
        except NeedRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            what = "起执行" if row.is_offered else "起停用"
            messages.success(
                request, f"已保存{sort.noun}类别“{row.name}”，自 {row.since.isoformat()} {what}。"
            )
            return redirect(listed)
    context = {"form": form, "county": county, "kind": kind, "sort": sort, "listed": listed}
    template = "registry/needs/rule_form.html"
    return render(request, template, context, fragment="form")


def _listed(request, sort):
    """Return the context of a list of kinds: those of one county, on offer first."""
    today = timezone.localdate()
    counties = _counties(request).current().in_tree_order()
    asked = request.GET.get("county", "")
    county = counties.filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() else None
    county = county or counties.first()
    if county is None:
        raise Http404
    rows = sort.model.objects.within(request.scope).filter(unit=county)
    own = {row.kind: row for row in rows.in_force(today)}
    kinds = sort.kinds_on(county, today).values()
    return {
        "county": county,
        "counties": counties,
        "kinds": [(kind, own.get(kind.code)) for kind in sorted(kinds, key=lambda kind: not kind.is_offered)],
        "coming": rows.coming(today),
        "past": rows.past(today),
    }


def _kind(request, sort, county_pk, code):
    county = get_object_or_404(_counties(request), pk=county_pk)
    kind = sort.kinds_on(county, timezone.localdate()).get(code)
    if kind is None:
        raise Http404
    return county, kind


def _counties(request):
    return Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY)
