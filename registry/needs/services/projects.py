"""Writing projects of the year and spreading their targets over townships and villages."""

from django.db import transaction

from accounts import audit
from core.permissions import Permission
from orgs.models import Unit
from orgs.scoping import below
from registry.needs.models import Project, Quota
from registry.needs.services.refusal import NeedRefused, must_cover


@transaction.atomic
def save_project(project, *, by, at):
    """Write a new or changed project and return it.

    :raises NeedRefused: outside the actor's scope, a name twice in a year, or a target below what is done.
    """
    must_cover(by, project.unit, Permission.SERVICE_MANAGE)
    same = Project.objects.filter(unit=project.unit, year=project.year, name=project.name)
    if same.exclude(pk=project.pk).exists():
        raise NeedRefused("本年度已有同名项目。", field="name")
    done = project.completions.count() if project.pk else 0
    if project.target < done:
        raise NeedRefused(f"已完成 {done} {project.measure}，任务数不能更少。", field="target")
    project.save()
    return project


@transaction.atomic
def remove_project(project, *, by, at):
    """Take back a project that was written down by mistake, with its quotas.

    :raises NeedRefused: outside the actor's scope, or somebody has been served already.
    """
    must_cover(by, project.unit, Permission.SERVICE_MANAGE)
    if project.completions.exists():
        raise NeedRefused("项目已有完成名单，不能删除。")
    project.delete()


@transaction.atomic
def set_township_quotas(project, targets, *, by, at):
    """Spread the project's target over townships: {township: target}. A target of 0 takes the quota away.

    Quotas of villages below a township whose target changes are taken back, for they no longer sum to it.

    :raises NeedRefused: outside the actor's scope, a township of another county, or a wrong sum.
    """
    must_cover(by, project.unit, Permission.SERVICE_MANAGE)
    if any(not unit.is_township or not unit.path.startswith(project.unit.path) for unit in targets):
        raise NeedRefused("任务只能分解到本县的乡镇（街道）。")
    _must_sum(targets, project.target)
    before = dict(project.quotas.of_townships().values_list("unit", "target"))
    changed = [unit for unit, target in targets.items() if before.get(unit.pk, 0) != target]
    _replace(project.quotas.of_townships(), project, targets)
    for unit in changed:
        project.quotas.of_villages(unit).delete()
    _log(project, by, project.unit, targets)


@transaction.atomic
def set_village_quotas(project, township, targets, *, by, at):
    """Spread a township's quota over its villages and communities: {unit: target}.

    :raises NeedRefused: outside the actor's scope, no quota yet, a village elsewhere, or a wrong sum.
    """
    must_cover(by, township)
    quota = project.quotas.filter(unit=township).first()
    if quota is None:
        raise NeedRefused("县残联还没有把任务分解到本乡镇。")
    if any(unit.parent_id != township.pk for unit in targets):
        raise NeedRefused("任务只能分解到本乡镇的村（社区）。")
    _must_sum(targets, quota.target)
    _replace(project.quotas.of_villages(township), project, targets)
    _log(project, by, township, targets)


def townships_of(project):
    """Return the townships that a project's target is spread over, in tree order."""
    units = Unit.objects.current().townships().filter(below(project.unit.path, "path"))
    return list(units.in_tree_order())


def _must_sum(targets, wanted):
    total = sum(targets.values())
    if total != wanted:
        more = f"多 {total - wanted}" if total > wanted else f"少 {wanted - total}"
        raise NeedRefused(f"分解数合计 {total}，应为 {wanted}，{more}。")


def _replace(standing, project, targets):
    """Bring the standing quotas to `targets` with three statements, whatever their number."""
    known = {quota.unit_id: quota for quota in standing}
    gone = [
        quota.pk for unit_id, quota in known.items() if unit_id not in {u.pk for u, n in targets.items() if n}
    ]
    Quota.objects.filter(pk__in=gone).delete()
    changed, new = [], []
    for unit, target in targets.items():
        if quota := known.get(unit.pk):
            quota.target = target
            changed.append(quota)
        else:
            new.append(Quota(project=project, unit=unit, target=target))
    Quota.objects.bulk_update([quota for quota in changed if quota.target], ["target"])
    Quota.objects.bulk_create([quota for quota in new if quota.target])


def _log(project, by, unit, targets):
    audit.record(
        audit.Event.CHANGE, by=by, about=project, unit=unit, what="分解任务", units=len(targets),
        target=sum(targets.values()),
    )  # fmt: skip
