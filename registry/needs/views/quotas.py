"""Spreading a target: over townships by the county, over villages by each township."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit
from registry.needs.forms.projects import QuotaForm
from registry.needs.models import Project
from registry.needs.selectors.eligible import weights_by_unit
from registry.needs.services import projects
from registry.needs.services.refusal import NeedRefused
from registry.needs.spreading import spread


@page(Permission.SERVICE_MANAGE, methods=["GET", "POST"])
def quota_edit(request, pk):
    """Spread a project over the townships; `?by=` proposes numbers by those who fit or by open needs."""
    own = Project.objects.within(request.scope).set_by(request.scope).select_related("unit")
    project = get_object_or_404(own, pk=pk)
    townships = projects.townships_of(project)
    return _spread(
        request, project, townships, target=project.target, back=project.get_absolute_url(),
        save=lambda targets, **who: projects.set_township_quotas(project, targets, **who),
    )  # fmt: skip


@page(Permission.SERVICE_EDIT, methods=["GET", "POST"])
def quota_villages(request, pk, unit_pk):
    """Spread a township's part of a project over its villages and communities."""
    visible = Project.objects.within(request.scope).select_related("unit")
    project = get_object_or_404(visible, pk=pk)
    townships = Unit.objects.within(request.scope).current().townships().below(project.unit)
    township = get_object_or_404(townships, pk=unit_pk)
    villages = list(Unit.objects.within(request.scope).current().filter(parent=township).in_tree_order())
    quota = project.quotas.filter(unit=township).first()
    return _spread(
        request, project, villages, target=quota.target if quota else 0, place=township,
        back=reverse("needs:project_township", args=[project.pk, township.pk]),
        save=lambda targets, **who: projects.set_village_quotas(project, township, targets, **who),
    )  # fmt: skip


def _spread(request, project, units, *, target, back, save, place=None):
    today = timezone.localdate()
    fitting = weights_by_unit(project, units, on=today)
    needing = weights_by_unit(project, units, on=today, by_need=True)
    standing = dict(project.quotas.filter(unit__in=units).values_list("unit", "target"))
    if request.method == "POST":
        form = QuotaForm(request.POST, units=units)
        if form.is_valid():
            try:
                save(form.targets(), by=request.user, at=timezone.now())
            except NeedRefused as problem:
                form.add_error(problem.field, str(problem))
            else:
                messages.success(request, f"已分解“{project.name}”任务 {target} {project.measure}。")
                return redirect(back)
    else:
        weights = {"fit": fitting, "need": needing}.get(request.GET.get("by", ""))
        numbers = spread(target, weights) if weights else [standing.get(unit.pk, 0) for unit in units]
        form = QuotaForm.starting(units, numbers)
    context = {
        "project": project, "place": place, "form": form, "target": target, "back": back,
        "rows": form.rows(fitting, needing), "fitting": sum(fitting), "needing": sum(needing),
    }  # fmt: skip
    return render(request, "registry/needs/quota_form.html", context, fragment="form")
