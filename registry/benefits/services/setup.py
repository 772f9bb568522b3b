"""Giving a county the shipped benefits, and taking down what the register knows of its people."""

from datetime import date

from django.db import transaction

from accounts import audit
from core.permissions import Permission
from orgs.scoping import below
from registry.benefits.defaults import default_kinds, default_standards
from registry.benefits.models import BenefitKind, BenefitStandard
from registry.benefits.services.circumstances import take_down
from registry.benefits.services.refusal import NotGranted
from registry.models.persons import Person

EXAMPLE = "示例，请本县按文件确认或修改"


@transaction.atomic
def install_defaults(county, *, by, at, since=None):
    """Give `county` the shipped kinds and example tiers that it does not have yet; return the new kinds.

    :param since: first month of the examples; the January of the year before if not given.
    :raises NotGranted: outside the actor's scope.
    """
    if not by.scope_of(Permission.BENEFIT_MANAGE).covers(county):
        raise NotGranted("该县（区）不在您的管辖范围内。")
    since = since or date(at.year - 1, 1, 1)
    known = set(BenefitKind.objects.filter(unit=county).values_list("code", flat=True))
    made = {}
    for facts in default_kinds():
        if facts["code"] not in known:
            made[facts["code"]] = BenefitKind.objects.create(unit=county, **facts)
    for facts in default_standards():
        kind = made.get(facts.pop("kind"))
        if kind is not None:
            BenefitStandard.objects.create(
                unit=county, kind=kind, valid_from=since, is_example=True, source=EXAMPLE, **facts
            )
    if made:
        audit.record(audit.Event.CHANGE, by=by, about=county, what="启用补贴", kinds=len(made))
    take_down(Person.objects.filter(below(county.path, "unit_path")), at=at, is_first=True)
    return list(made.values())
