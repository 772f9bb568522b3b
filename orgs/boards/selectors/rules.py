"""What a county has set about its bodies and departments, and what holds where it has set nothing."""

from orgs.boards.defaults import KINDS
from orgs.boards.models import BoardRule, MemberDepartment
from orgs.models.units import Unit
from orgs.scoping import STEP


def county_of(unit):
    """Return the county above a unit, or the unit itself; None above counties."""
    if unit.is_county:
        return unit
    paths = [unit.path[:end] for end in range(STEP, len(unit.path), STEP)]
    return Unit.objects.filter(path__in=paths, level=Unit.Level.COUNTY).first()


def kind_in_force(unit, code, on):
    """Return the `BodyKind` as it holds for the unit on the day `on`."""
    rule = BoardRule.objects.in_force(on).filter(unit=county_of(unit), kind=code).first()
    return KINDS[code].adapted(rule.plan) if rule else KINDS[code]


def kinds_in_force(county, on):
    """Return [(kind, rule or None)] of all kinds of bodies in a county on the day `on`. One query."""
    rules = {rule.kind: rule for rule in BoardRule.objects.in_force(on).filter(unit=county)}
    return [
        (kind.adapted(rules[code].plan) if code in rules else kind, rules.get(code))
        for code, kind in KINDS.items()
    ]


def departments_of(county, on):
    """Return the member departments of 残工委 in a county on the day `on`, in order."""
    return MemberDepartment.objects.in_force(on).filter(unit=county).order_by("order", "pk")
