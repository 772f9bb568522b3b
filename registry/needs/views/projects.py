from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.permissions import Permission
from core.templatetags.ui import yuan
from orgs.models import Unit
from registry.needs.defaults import need_name
from registry.needs.forms.projects import ProjectForm
from registry.needs.models import Project
from registry.needs.selectors import board
from registry.needs.selectors.rules import kinds_for, project_kinds_for
from registry.needs.services import projects
from registry.needs.services.refusal import NeedRefused
from registry.needs.words import for_whom


@page(Permission.SERVICE_VIEW)
def project_list(request):
    """The projects of the year in view, and how far each is within the scope."""
    year, today = view_year(request), timezone.localdate()
    context = {
        "year": year,
        "rows": board.project_totals(_projects(request, year), request.scope, on=today),
        "may_manage": request.user.holds(Permission.SERVICE_MANAGE),
    }
    return render(request, "registry/needs/project_list.html", context, fragment="results")


@page(Permission.SERVICE_VIEW)
def project_board(request):
    """All projects of the year, side by side for each township (or village of one's own)."""
    year, today = view_year(request), timezone.localdate()
    found = list(_projects(request, year))
    rows = board.year_matrix(found, request.scope, on=today)
    context = {
        "year": year,
        "projects": found,
        "rows": rows,
        "totals": board.project_totals(found, request.scope, on=today),
    }
    return render(request, "registry/needs/project_board.html", context, fragment="results")


@page(Permission.SERVICE_VIEW)
def project_detail(request, pk):
    project, today = _project(request, pk), timezone.localdate()
    made = board.project_board(project, request.scope, on=today)
    [own] = board.project_totals([project], request.scope, on=today)
    context = {
        "project": project,
        "board": made,
        "own": own,
        "for_whom": for_whom(project),
        "needs_named": _needs_named(project),
        "money": f"资金总额 {yuan(project.money)}",
        "is_whole": request.scope.covers(project.unit),
        "may_manage": request.user.scope_of(Permission.SERVICE_MANAGE).covers(project.unit),
        "may_edit": request.user.holds(Permission.SERVICE_EDIT),
    }
    return render(request, "registry/needs/project_detail.html", context, fragment="results")


@page(Permission.SERVICE_VIEW)
def project_township(request, pk, unit_pk):
    """The progress of a project by village of one township."""
    project = _project(request, pk)
    townships = Unit.objects.within(request.scope).current().townships()
    township = get_object_or_404(townships.below(project.unit), pk=unit_pk)
    context = {
        "project": project,
        "township": township,
        "board": board.township_board(project, township, request.scope, on=timezone.localdate()),
        "may_spread": request.user.scope_of(Permission.SERVICE_EDIT).covers(township),
    }
    return render(request, "registry/needs/project_township.html", context, fragment="results")


@page(Permission.SERVICE_MANAGE, methods=["GET", "POST"])
def project_create(request):
    """Choose a kind of the county in view first; it proposes name, people and needs."""
    counties = list(
        Unit.objects.within(request.scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()
    )
    chosen = next((one for one in counties if str(one.pk) == request.GET.get("county")), None)
    county = chosen or next(iter(counties), None)
    kinds = project_kinds_for(county, timezone.localdate()) if county else {}
    kind = kinds.get(request.GET.get("kind", ""))
    if kind is None or not kind.is_offered:
        context = {
            "counties": counties,
            "county": county,
            "kinds": [one for one in kinds.values() if one.is_offered],
            "year": view_year(request),
        }
        return render(request, "registry/needs/project_kinds.html", context, fragment="content")
    form = ProjectForm(
        request.POST or None, scope=request.scope, kind=kind, county=county, year=view_year(request)
    )
    return _save(request, form, None)


@page(Permission.SERVICE_MANAGE, methods=["GET", "POST"])
def project_edit(request, pk):
    project = _own(request, pk)
    form = ProjectForm(request.POST or None, instance=project, scope=request.scope, year=project.year)
    return _save(request, form, project)


@page(Permission.SERVICE_MANAGE, methods=["POST"])
def project_remove(request, pk):
    """Take back a project that nobody has been served by."""
    project = _own(request, pk)
    try:
        projects.remove_project(project, by=request.user, at=timezone.now())
    except NeedRefused as problem:
        messages.error(request, str(problem))
        return redirect(project)
    messages.success(request, f"已删除项目“{project.name}”。")
    return redirect("needs:project_list")


def _needs_named(project):
    """Return the names of the needs that the project meets, as the county calls them now."""
    kinds = kinds_for(project.unit, timezone.localdate()) if project.needs else {}
    return [need_name(key, kinds) for key in project.needs]


def _projects(request, year):
    rows = Project.objects.within(request.scope).of_year(year).select_related("unit")
    return rows.order_by("kind", "name", "pk")


def _project(request, pk):
    return get_object_or_404(Project.objects.within(request.scope).select_related("unit"), pk=pk)


def _own(request, pk):
    own = Project.objects.within(request.scope).set_by(request.scope).select_related("unit")
    return get_object_or_404(own, pk=pk)


def _save(request, form, project):
    if request.method == "POST" and form.is_valid():
        try:
            saved = projects.save_project(form.save(commit=False), by=request.user, at=timezone.now())
        except NeedRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存项目“{saved.name}”。")
            return redirect(saved if project else reverse("needs:quota_edit", args=[saved.pk]))
    context = {"form": form, "project": project}
    return render(request, "registry/needs/project_form.html", context, fragment="form")
