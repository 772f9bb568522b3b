"""Setting the kinds of need and of project of a county."""

from django.db import transaction

from core.permissions import Permission
from orgs.dated import begin_row
from orgs.models import Unit
from registry.needs.models import NeedRule, ProjectRule
from registry.needs.selectors.rules import kinds_for, project_kinds_for
from registry.needs.services.refusal import NeedRefused


@transaction.atomic
def save_rule(county, kind, *, by, at, since, **facts):
    """Let a kind of need be so in the county from the day `since` on, and return the row.

    The row in force until then ends the day before; needs registered earlier keep their name and deadline.

    :param kind: the code of a kind; None for a new one of the county's own.
    :raises NeedRefused: the actor does not manage services in this county, a later row exists, or another
        kind has this name.
    """
    return _save(NeedRule, kinds_for, county, kind, by=by, since=since, facts=facts)


@transaction.atomic
def save_project_rule(county, kind, *, by, at, since, **facts):
    """Let a kind of project be so in the county from the day `since` on, and return the row.

    Projects that were set up earlier stay as they are.

    :param kind: the code of a kind; None for a new one of the county's own.
    :raises NeedRefused: as for a kind of need.
    """
    return _save(ProjectRule, project_kinds_for, county, kind, by=by, since=since, facts=facts)


def _save(model, kinds_on, county, kind, *, by, since, facts):
    if not county.is_county or not by.scope_of(Permission.SERVICE_MANAGE).covers(county):
        raise NeedRefused("需求和项目的类别由县残联设置。")
    Unit.objects.select_for_update().get(pk=county.pk)  # so that no two get the same code or name
    for other in kinds_on(county, since).values():
        if other.name == facts["name"] and other.code != kind:
            raise NeedRefused(f"已有名为“{other.name}”的类别，请换一个名称。", field="name")
    rows = model.objects.select_for_update().filter(unit=county)
    code = kind or _free_code(rows, county)
    new = model(unit=county, kind=code, since=since, **facts)
    return begin_row(rows.filter(kind=code), new, refuse=_refuse_before)


def _free_code(rows, county):
    """Return a code that no other kind has, of this county or of another."""
    prefix = f"own{county.pk}_"
    own = rows.filter(kind__startswith=prefix).values_list("kind", flat=True)
    return f"{prefix}{max((int(code.removeprefix(prefix)) for code in own), default=0) + 1}"


def _refuse_before(day):
    raise NeedRefused(
        f"自{day.year}年{day.month}月{day.day}日起已另有规定，请选择其后的日期。", field="since"
    )
