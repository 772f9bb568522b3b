"""The rule catalogue of data health; importing it makes every rule of the register findable."""

from registry.health.rules import ages, missing, numbers, twice
from registry.health.rules.catalogue import RULES, Hit, Rule, full_points, register

__all__ = ["RULES", "Hit", "Rule", "ages", "full_points", "missing", "numbers", "register", "twice"]
