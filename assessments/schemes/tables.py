"""A scheme as its table looks: sections with their items, what adds up and what does not."""

from dataclasses import dataclass
from decimal import Decimal

from assessments.scoring import RULES, describe, said

ZERO = Decimal(0)


@dataclass(frozen=True)
class TableItem:
    """An item as the table shows it."""

    row: object

    @property
    def words(self):
        """Return the 计分办法 in the county's words, else as the rule tells it."""
        return self.row.criterion or self.rule_words

    @property
    def rule_words(self):
        """Return the rule told from its params; empty while they are not sound."""
        try:
            return describe(self.row.rule, self.row.params)
        except (KeyError, TypeError, ValueError, ArithmeticError):
            return ""

    @property
    def rule_label(self):
        rule = RULES.get(self.row.rule)
        return rule.label if rule else "未定"

    @property
    def counts(self):
        """True if the item carries points of the hundred."""
        rule = RULES.get(self.row.rule)
        return rule is None or rule.earns


@dataclass(frozen=True)
class TableSection:
    """A section with its items, in order."""

    row: object
    items: tuple

    @property
    def sum(self):
        """Return what its items are worth together."""
        return sum((item.row.points for item in self.items), ZERO)

    @property
    def is_balanced(self):
        return self.sum == self.row.points

    @property
    def difference(self):
        """Return in words what its items lack or exceed; empty if they add up."""
        return difference_words(self.sum, self.row.points)


@dataclass(frozen=True)
class Table:
    """A scheme with everything in it."""

    scheme: object
    sections: tuple
    bands: tuple

    @property
    def sum(self):
        """Return what the sections are worth together."""
        return sum((section.row.points for section in self.sections), ZERO)

    @property
    def items(self):
        """Return all items, in the order of the table."""
        return [item for section in self.sections for item in section.items]

    @property
    def is_balanced(self):
        return self.sum == self.scheme.full_points and all(one.is_balanced for one in self.sections)

    @property
    def difference(self):
        """Return in words what the sections lack or exceed; empty if they add up."""
        return difference_words(self.sum, self.scheme.full_points)

    def bands_of(self, kind):
        """Return the bands of one kind, the highest first."""
        return sorted((one for one in self.bands if one.kind == kind), key=lambda one: -one.from_points)


def difference_words(given, wanted):
    """Return “还差 2 分” or “多出 2 分”, empty if two sums agree."""
    if given == wanted:
        return ""
    return f"还差 {said(wanted - given)} 分" if given < wanted else f"多出 {said(given - wanted)} 分"
