"""What is different from the run before: on top of the page on which a run is approved."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from staff.models import StipendLine, StipendRun
from staff.pay.amounts import NOTHING
from staff.pay.selectors.lines import lines_for_roll

COMPARED = ("member", "name", "months", "amount", "bank_name", "bank_account", "bank_digest", "unit__name")


@dataclass(frozen=True)
class Payee:
    """One person's sums in a run, whatever number of lines they have."""

    line: StipendLine
    amount: Decimal
    months: int


@dataclass(frozen=True)
class Delta:
    """What is different from the run before. Pairs are (now, before)."""

    before: StipendRun | None
    joined: list
    left: list
    amounts: list
    accounts: list
    shared: list
    corrected: list
    difference: Decimal

    @property
    def is_empty(self):
        return not (self.joined or self.left or self.amounts or self.accounts)

    def members(self, what):
        """Return the ids of the members that a part of it is about; for the filter of the lines."""
        rows = {
            "joined": self.joined, "shared": self.shared, "corrected": self.corrected,
            "amounts": [now for now, _ in self.amounts], "accounts": [now for now, _ in self.accounts],
        }[what]  # fmt: skip
        return {row.line.member_id if isinstance(row, Payee) else row.member_id for row in rows}


def previous_run(run):
    """Return the regular run of the same county before this one, or None."""
    earlier = StipendRun.objects.regular().filter(unit=run.unit_id, first_month__lt=run.first_month)
    return earlier.order_by("-first_month", "-last_month").first()


def delta_of(run, lines, scope):
    """Compare the lines of a run inside the scope with those of the run before. Two queries."""
    before = None if run.is_follow_up else previous_run(run)
    now = payees(lines)
    then = payees(_compared(before, scope)) if before else {}
    both = [(now[member], then[member]) for member in now if member in then]
    return Delta(
        before=before,
        joined=[payee for member, payee in now.items() if member not in then] if before else [],
        left=[payee for member, payee in then.items() if member not in now],
        amounts=[pair for pair in both if pair[0].amount != pair[1].amount],
        accounts=[pair for pair in both if pair[0].line.bank_digest != pair[1].line.bank_digest],
        shared=shared_accounts(lines),
        corrected=[line for line in lines if line.back_pay or line.recovery or line.carried_in],
        difference=_sum(now) - _sum(then),
    )


def _compared(run, scope):
    """Return the lines of the run before with no more of each than is compared and shown."""
    lines = lines_for_roll(run, scope).select_related(None)
    return lines.select_related("unit").only(*COMPARED)


def payees(lines):
    """Sum the lines of a run by person: {member id: Payee}, in the order of the roll."""
    amounts, months, newest = defaultdict(lambda: NOTHING), Counter(), {}
    for line in lines:
        amounts[line.member_id] += line.amount
        months[line.member_id] += line.months
        newest[line.member_id] = line
    return {member: Payee(line, amounts[member], months[member]) for member, line in newest.items()}


def shared_accounts(lines):
    """Return the lines whose account also belongs to somebody else on the roll."""
    owners = defaultdict(set)
    for line in lines:
        owners[line.bank_digest].add(line.member_id)
    return [line for line in lines if line.bank_digest and len(owners[line.bank_digest]) > 1]


def _sum(people):
    return sum((payee.amount for payee in people.values()), NOTHING)
