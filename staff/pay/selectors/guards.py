"""What is looked for before a run is reviewed, and whether it blocks (domain.md §4.4: duplicate guard)."""

from dataclasses import dataclass, field

from orgs.scoping import EVERYWHERE
from staff.choices import Guard, GuardLevel, Kinship
from staff.models import Member
from staff.pay.selectors.delta import delta_of
from staff.pay.selectors.lines import lines_for_roll
from staff.pay.selectors.settings import guards_on
from staff.pay.selectors.terms import past_their_term


@dataclass(frozen=True)
class GuardFinding:
    """One sort of doubt about a run with its lines; `why` says more of some: {line id: words}."""

    code: str
    level: str
    lines: list = field(default_factory=list)
    why: dict = field(default_factory=dict)

    @property
    def label(self):
        return Guard(self.code).label

    @property
    def blocks(self):
        return self.level == GuardLevel.BLOCK

    @property
    def tone(self):
        return "bad" if self.blocks else "warn"

    @property
    def told(self):
        """Return the lines, each with what more there is to say of it."""
        return [(line, self.why.get(line.pk, "")) for line in self.lines]

    @property
    def names(self):
        return list(dict.fromkeys(line.name for line in self.lines))


def findings_of(run, lines=None, delta=None):
    """Return what the guards of a run's county find in it, those that block first.

    A follow-up is only asked for accounts. The whole run is looked at, whoever asks. At most six queries
    beside those for `lines` and `delta`, which may be handed in.
    """
    lines = list(lines_for_roll(run)) if lines is None else lines
    paying = [line for line in lines if line.amount]
    levels, why = guards_on(run.unit, run.last_month), {}
    found = {
        Guard.SHARED_ACCOUNT: _shared(paying),
        Guard.NO_ACCOUNT: [line for line in paying if not line.bank_digest],
    }
    if not run.is_follow_up:
        if levels[Guard.ACCOUNT_CHANGED] != GuardLevel.OFF:
            changed = (delta or delta_of_whole(run, lines)).accounts
            found[Guard.ACCOUNT_CHANGED] = [now.line for now, _ in changed]
        if levels[Guard.OUTSIDE_REGISTER] != GuardLevel.OFF:
            found[Guard.OUTSIDE_REGISTER] = _outside(run, paying)
        if levels[Guard.TERM_ENDED] != GuardLevel.OFF:
            why = past_their_term(run)
            found[Guard.TERM_ENDED] = [line for line in paying if line.pk in why]
    findings = [
        GuardFinding(str(code), levels[code], rows, why if code == Guard.TERM_ENDED else {})
        for code, rows in found.items()
        if rows
    ]
    shown = [finding for finding in findings if finding.level != GuardLevel.OFF]
    return sorted(shown, key=lambda finding: not finding.blocks)


def delta_of_whole(run, lines):
    """Return the delta of all of a run's lines, whoever asks."""
    return delta_of(run, lines, EVERYWHERE)


def _shared(lines):
    """Return the lines whose account another member holds too, on this roll or off it. One query."""
    owners = {}
    digests = {line.bank_digest for line in lines if line.bank_digest}
    for digest, member in Member.objects.filter(bank_digest__in=digests).values_list("bank_digest", "pk"):
        owners.setdefault(digest, set()).add(member)
    for line in lines:
        if line.bank_digest:
            owners.setdefault(line.bank_digest, set()).add(line.member_id)
    return [line for line in lines if line.bank_digest and len(owners[line.bank_digest]) > 1]


def _outside(run, lines):
    """Return the lines of members who are said to be disabled themselves but stand on no register."""
    strangers = Member.objects.filter(stipend_lines__run=run, kinship=Kinship.SELF, person=None)
    keys = set(strangers.values_list("pk", flat=True))
    return [line for line in lines if line.member_id in keys]
