"""The rules as they hold in a county on a day: the shipped defaults under what the county has decided."""

from dataclasses import dataclass

from orgs.models import Unit
from registry.health.choices import Severity
from registry.health.models import RuleSetting
from registry.health.rules import RULES, Rule


@dataclass(frozen=True)
class RuleInForce:
    """A rule with the values that hold; `setting` is the county's own decision, if it has made one."""

    rule: Rule
    is_on: bool
    severity: int
    weight: int
    threshold: int | None
    setting: RuleSetting | None = None

    @property
    def severity_label(self):
        return Severity(self.severity).label


def county_of(unit):
    """Return the county that the unit is or lies in, or None."""
    return Unit.objects.filter(path__in=[*unit.ancestor_paths, unit.path], level=Unit.Level.COUNTY).first()


def rules_in_force(county, on):
    """Return {code: RuleInForce} of a county on the day `on`, in the order of the catalogue. One query."""
    settings = RuleSetting.objects.filter(unit=county).in_force(on)
    decided = {setting.rule: setting for setting in settings}  # the latest of each rule comes last
    return {code: _in_force(rule, decided.get(code), on) for code, rule in RULES.items()}


def rule_in_force(county, code, on):
    """Return one rule as it holds in a county on the day `on`."""
    setting = RuleSetting.objects.filter(unit=county, rule=code).in_force(on).last()
    return _in_force(RULES[code], setting, on)


def _in_force(rule, setting, on):
    default = rule.threshold_on(on)
    if setting is None:
        return RuleInForce(rule, True, rule.severity, rule.weight, default)
    threshold = default if setting.threshold is None else setting.threshold
    return RuleInForce(rule, setting.is_on, setting.severity, setting.weight, threshold, setting)
