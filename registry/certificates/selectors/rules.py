"""Which figures hold for the certificates of a county on a day: its own row, else those of `rules.toml`."""

from dataclasses import replace

from orgs.models import Unit
from orgs.scoping import STEP
from registry.certificates.defaults import rule_on
from registry.certificates.models import CertificateRule

SET_BY_COUNTY = (
    "valid_years",
    "assess_days",
    "notice_days",
    "review_days",
    "issue_days",
    "expiry_days",
    "source",
)


class CountyRules:
    """The rules of one county, asked for many days without another query; `rows` the oldest first."""

    def __init__(self, rows=()):
        self._rows = list(rows)

    def on(self, day):
        """Return the `Rule` in force on `day`; what a county cannot set stays as the law has it."""
        rule = rule_on(day)
        if row := self.row_on(day):
            return replace(rule, since=row.since, **{name: getattr(row, name) for name in SET_BY_COUNTY})
        return rule

    def row_on(self, day):
        """Return the county's own row in force on `day`, None where the shipped rule holds."""
        return next(
            (row for row in self._rows if row.since <= day and (row.until is None or row.until >= day)), None
        )


SHIPPED = CountyRules()


def rules_for(unit):
    """Return the `CountyRules` of the county that the unit is or lies in. One query."""
    rows = CertificateRule.objects.filter(
        unit__path__in=[*unit.ancestor_paths, unit.path], unit__level=Unit.Level.COUNTY
    )
    return CountyRules(rows.order_by("since", "pk"))


def stages_within(scope, day):
    """Return the stages of the expiry work-list that hold on `day` in the county that a scope lies in.

    Where it lies in none, or reaches over several, the shipped stages hold. One query.
    """
    above = {path[:end] for path in scope.paths for end in range(STEP, len(path) + 1, STEP)}
    rows = CertificateRule.objects.filter(unit__path__in=above, unit__level=Unit.Level.COUNTY)
    own = CountyRules(rows.order_by("since", "pk")) if len({row.unit_id for row in rows}) == 1 else SHIPPED
    return own.on(day).stages
