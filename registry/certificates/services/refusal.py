from core.permissions import Permission
from registry.services.persons import PersonRefused

OUTSIDE = "该村（社区）不在您的管辖范围内。"
COUNTY_ONLY = "这一环节由县残联办理。"


class CaseRefused(PersonRefused):
    """The case cannot be written; the message is fit to show to the user. `field` names the place."""


def must_cover(by, unit):
    """Refuse someone who may not write at `unit`.

    :raises CaseRefused: outside the actor's scope.
    """
    if not by.scope_of(Permission.PERSON_EDIT).covers(unit):
        raise CaseRefused(OUTSIDE, field="unit")


def must_take(by, step, unit):
    """Refuse someone who may not take `step` at `unit`.

    :raises CaseRefused: outside the actor's scope, or a step of the county's.
    """
    must_cover(by, unit)
    if step.needs_review and not by.scope_of(Permission.CERTIFICATE_REVIEW).covers(unit):
        raise CaseRefused(COUNTY_ONLY)
