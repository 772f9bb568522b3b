"""What an edit would make of the points of its section, before it is saved."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from assessments.schemes.tables import difference_words
from assessments.scoring import decimal_of, said


@dataclass(frozen=True)
class Balance:
    """The points of a section with those that are being typed."""

    section: str
    wanted: Decimal
    others: Decimal
    own: Decimal

    @property
    def is_balanced(self):
        return self.others + self.own == self.wanted

    def __str__(self):
        total = self.others + self.own
        rest = difference_words(total, self.wanted) or "正好"
        return (
            f"“{self.section}”分值 {said(self.wanted)} 分：其他各项 {said(self.others)} 分，"
            f"本项 {said(self.own)} 分，{rest}。"
        )


def balance_with(scheme, item, section_key, points):
    """Return the `Balance` of the chosen section with the points typed; None while it cannot be told."""
    own, key = decimal_of(points) or Decimal(0), str(section_key or "")
    section = scheme.sections.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    if section is None:
        return None
    others = section.items.all() if item is None else section.items.exclude(pk=item.pk)
    return Balance(
        section.name, section.points, others.aggregate(sum=Sum("points"))["sum"] or Decimal(0), own
    )
