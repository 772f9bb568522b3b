"""Items beside the engine that scores them."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from assessments.scoring import RULES


@dataclass(frozen=True)
class ScoredItem:
    """An item of a scheme as scores need it: made once, used for every unit."""

    row: object
    lineage: object
    rule: str
    params: dict
    points: Decimal
    bindings: dict

    @classmethod
    def of(cls, item):
        """Return it for a row of `Item`."""
        return cls(item, item.lineage, item.rule, item.params, item.points, item.bindings or {})

    @cached_property
    def earns(self):
        """Return False for what is added or vetoed beside the points of the table."""
        return RULES[self.rule].earns

    @cached_property
    def slots(self):
        """Return the questions of the rule, in order."""
        return RULES[self.rule].slots(self.params)

    def slot(self, key):
        """Return the question with this key; None if the rule does not ask it."""
        return next((slot for slot in self.slots if slot.key == key), None)

    @property
    def name(self):
        return self.row.name

    @property
    def section(self):
        return self.row.section
