"""Setting the categories of a county and their deadlines."""

from django.db import transaction

from core.permissions import Permission
from orgs.dated import begin_row
from registry.petitions.models import PetitionRule
from registry.petitions.selectors.rules import rules_of
from registry.petitions.services.refusal import PetitionRefused

OWN = "own"  # the beginning of the codes of a county's own categories


@transaction.atomic
def save_rule(county, *, by, at, code="", since, **facts):
    """Set a category and its deadlines from the day `since` on and return the row.

    The row in force until then ends the day before; petitions taken down keep their deadlines.

    :param code: of a category that is known; empty for a new one.
    :raises PetitionRefused: the actor does not manage it, the name is taken, or a later row exists.
    """
    if not by.scope_of(Permission.PETITION_MANAGE).covers(county):
        raise PetitionRefused("该县（区）不在您的管辖范围内。")
    known = rules_of(county, since)
    if any(rule.name == facts["name"] and rule.code != code for rule in known.values()):
        raise PetitionRefused(f"已有名为“{facts['name']}”的类别。", field="name")
    rows = PetitionRule.objects.select_for_update().filter(unit=county)
    code = code or f"{OWN}-{rows.values('code').distinct().count() + 1}"
    row = PetitionRule(unit=county, code=code, since=since, **facts)
    return begin_row(rows.filter(code=code), row, refuse=_refuse_before)


def _refuse_before(day):
    raise PetitionRefused(
        f"该类别自{day.year}年{day.month}月{day.day}日起已另有规定，请选择其后的日期。", field="since"
    )
