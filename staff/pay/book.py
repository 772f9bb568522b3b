"""What a county has laid down about stipends, fetched once and looked up by the month."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from orgs.scoping import STEP
from staff.choices import Proration, TopUp
from staff.pay.amounts import NOTHING
from staff.pay.words import rule_in_words


class Book:
    """What a county has laid down about stipends: standards, rules, insurance rates; looked up once a month.

    A standard of the unit itself goes before one of the unit above it; the nearest wins. `rows` are all of
    them, each with the path of the unit below which it holds, if not the county's.
    """

    def __init__(self, standards, rules, rates=()):
        self._standards, self.counts_dibao = {}, False
        standards, rules, rates = list(standards), list(rules), list(rates)
        self.rows = [*((row, row.unit.path) for row in standards), *((row, "") for row in (*rules, *rates))]
        for standard in standards:
            self.counts_dibao |= standard.with_dibao
            key = (standard.post_type, standard.unit.path)
            self._standards.setdefault(key, []).append(standard)
        self._rules = sorted(rules, key=lambda rule: rule.since)
        self._rates = rates
        self.standard_on, self.rule_on, self.rates_on = map(
            cache, (self._standard_on, self._rule_on, self._rates_on)
        )

    def _standard_on(self, post_type, path, month):
        """Return the standard of the post type at the nearest unit on the first day of a month, or None."""
        for end in range(len(path), 0, -STEP):
            for standard in self._standards.get((post_type, path[:end]), ()):
                if standard.since <= month and (standard.until is None or month <= standard.until):
                    return standard
        return None

    def _rule_on(self, month):
        """Return the newest rule that has begun by the month; without one, cut off on the 15th."""
        begun = [rule for rule in self._rules if rule.since <= month]
        return begun[-1] if begun else default_rule()

    def _rates_on(self, post_type, month):
        """Return the insurance rates of the post type that hold in the month."""
        return tuple(
            rate
            for rate in self._rates
            if rate.post_type == post_type
            and rate.since <= month
            and (rate.until is None or month <= rate.until)
        )


@dataclass(frozen=True)
class DefaultRule:
    """What holds without any row: whole months by the 15th, 低保 not counted, no pay after the contract."""

    since: date = date.min
    proration: str = Proration.CUTOFF
    cutoff_day: int = 15
    top_up: str = TopUp.NONE
    dibao_amount: Decimal = NOTHING
    stops_at_contract_end: bool = True
    source: str = ""

    @property
    def in_words(self):
        return rule_in_words(self)


@cache
def default_rule():
    return DefaultRule()
