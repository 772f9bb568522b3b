"""The roll of a period: who is owed what, computed from appointments, standards, rules and earlier rolls.

A fixed number of queries however many people; nothing is written.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from orgs.scoping import below
from registry.benefits.choices import Circumstances
from registry.benefits.models import Circumstance, Grant
from registry.choices import Subsistence
from staff.choices import FIRM_STATES, MEMBER_POSTS, EntryKind, RunKind, RunState
from staff.models import Appointment, StipendAdjustment, StipendLine, StipendMonth, StipendRun
from staff.pay.amounts import CENT, end_of, money
from staff.pay.calculation import Dibao, Spell, in_turn, pay_of_month
from staff.pay.inputs import fingerprint
from staff.pay.netting import Booked
from staff.pay.owed import NO_PAST, Owner, Past, Window, lines_of
from staff.pay.periods import month_after, months_between
from staff.pay.selectors.settings import book_of, policy_on

LOCKED = (*FIRM_STATES, RunState.CLOSED)
DIBAO = "dibao"  # the code of that benefit
OF_SPELLS = (  # what `spell_of` and `_dibao_of` look at
    "member", "since", "until", "contract_until", "post__post_type", "post__abolished_on", "post__unit__path",
    "member__person__archive_reason", "member__person__archive_date", "member__person__subsistence",
)  # fmt: skip


@dataclass(frozen=True)
class Roll:
    """The lines, the people who were in post but earn nothing, as (appointment, reason), and the fingerprint
    of what both were computed from."""

    lines: list
    unpaid: list
    inputs: str


def compute_roll(county, months, *, run=None):
    """Return the `Roll` of everyone below `county` for the months of a period.

    :param run: the draft that is being computed anew; what it holds itself does not count as booked.
    """
    return _Reckoning(county, months, run).roll()


def inputs_of(county, months, *, run=None):
    """Return the fingerprint of all that `compute_roll` would compute from. The queries, no reckoning."""
    return _Reckoning(county, months, run).fingerprint()


def due_of(appointments, county, months):
    """Return {(member, month): MonthPay} of what some appointments earn, whatever rolls hold."""
    held = _touching(appointments, months).select_related(None)
    held = held.select_related("member__person", "post__unit").only(*OF_SPELLS)
    book, by_member, due = book_of(county), _by_member(held), {}
    dibao = _dibao_of(by_member, book, months)
    for member, own in by_member.items():
        spells = in_turn([spell_of(one, book) for one in own])
        for month in months:
            due[member, month] = pay_of_month(
                month, spells, book, dibao.get(own[0].member.person_id, Dibao())
            )
    return due


class _Reckoning:
    """Fetches what one roll takes, and puts it together person by person."""

    def __init__(self, county, months, run):
        self._county, self._months, self._run = county, months, run
        self._book = book_of(county)
        self._window = self._window_of(policy_on(county, months[0]).look_back)
        self._everything = [*self._window.earlier, *months]

    def _window_of(self, look_back):
        """Return the window; of the months before the period only those that a locked run has covered."""
        first = month_after(self._months[0], -look_back)
        covered = set()
        for start, end in self._locked_runs().values_list("first_month", "last_month"):
            covered.update(months_between(start, end))
        earlier = (
            [m for m in months_between(first, self._months[0])[:-1] if m in covered] if look_back else []
        )
        return Window(self._months, earlier)

    def _locked_runs(self):
        runs = StipendRun.objects.filter(unit=self._county, kind=RunKind.REGULAR, state__in=LOCKED)
        return runs.exclude(pk=self._run.pk) if self._run and self._run.pk else runs

    def roll(self):
        """Return the roll in the order in which it is printed."""
        lines, unpaid = [], []
        for owner in self._owners:
            own, steps = lines_of(owner, self._window, self._book)
            lines += own
            if not own and self._touches(owner.appointments[-1]):
                unpaid.append((owner.appointments[-1], steps[-1].words))
        return Roll(sorted(lines, key=_roll_order), sorted(unpaid, key=_unpaid_order), self.fingerprint())

    def fingerprint(self):
        """Return what changes with anything that the roll is computed from."""
        return fingerprint(self._owners, self._window, self._book)

    @cached_property
    def _owners(self):
        """Everyone who may be owed something, with all that is known of them."""
        pasts, carried = self._pasts(), self._carried()
        by_member = self._people(pasts, carried)
        dibao = _dibao_of(by_member, self._book, self._everything)
        adjustments = self._adjustments()
        return [
            Owner(
                appointments[0].member,
                appointments,
                in_turn([spell_of(one, self._book) for one in appointments]),
                dibao.get(appointments[0].member.person_id, Dibao()),
                pasts.get(member, NO_PAST),
                carried.get(member, {}),
                adjustments.get(member, []),
            )
            for member, appointments in by_member.items()
        ]

    def _touches(self, appointment):
        until = appointment.until
        return appointment.since <= end_of(self._months[-1]) and (until is None or until >= self._months[0])

    def _people(self, pasts, carried):
        """Return {member: appointments}; also of those who are only on earlier rolls."""
        in_county = Appointment.objects.filter(below(self._county.path, "post__unit__path"))
        by_member = _by_member(_touching(in_county, self._everything))
        known = {member for member, past in pasts.items() if past.booked} | carried.keys()
        missing = known - by_member.keys()
        if missing:
            held = _ready(in_county.filter(member__in=missing))
            by_member |= _by_member(held)
        return by_member

    def _pasts(self):
        """Return {member: Past} of the months of the window. One query."""
        rows = (
            StipendMonth.objects.live()
            .filter(month__range=(self._everything[0], self._months[-1]), member__in=self._members())
            .exclude(line__run__state=RunState.CANCELLED)
        )
        if self._run and self._run.pk:
            rows = rows.exclude(line__run=self._run.pk)
        pasts = {}
        fields = (
            "member", "month", "kind", "payer", "amount", "personal", "employer", "line__run__unit",
            "line__run__state", "line__run__unit__name",
        )  # fmt: skip
        for member, month, kind, payer, *yuan, unit, state, name in rows.values_list(*fields):
            past = pasts.setdefault(member, Past(defaultdict(dict), {}))
            if unit == self._county.pk and state in LOCKED:
                own = past.booked[month]
                before = own.get(payer, Booked())
                own[payer] = Booked(*(money(a + b) for a, b in zip(before, yuan, strict=True)))
            elif kind == EntryKind.PAY:
                past.elsewhere[month] = name
        return pasts

    def _members(self):
        in_county = Appointment.objects.filter(below(self._county.path, "post__unit__path"))
        return in_county.values("member")

    def _carried(self):
        """Return {member: {payer: yuan}} that the run locked last has carried out. One query."""
        last = self._locked_runs().order_by("-locked_at", "-pk").values("pk")[:1]
        rows = StipendLine.objects.filter(run__in=last, carried_out__gt=0)
        carried = defaultdict(dict)
        for member, payer, yuan in rows.values_list("member", "payer", "carried_out"):
            carried[member][payer] = money(yuan)
        return carried

    def _adjustments(self):
        """Return {member: approved adjustments that no other run has taken}. One query."""
        rows = StipendAdjustment.objects.approved().filter(
            month__lte=self._months[-1], member__in=self._members()
        )
        found = defaultdict(list)
        for one in rows.order_by("month", "pk").select_related("line"):
            if one.line is None or (self._run and one.line.run_id == self._run.pk):
                one.amount = one.amount.quantize(CENT)
                found[one.member_id].append(one)
        return found


def _ready(appointments):
    return (
        appointments.filter(post__post_type__in=MEMBER_POSTS)
        .select_related("member", "member__person", "post", "post__unit", "post__unit__parent")
        .order_by("since", "pk")
    )


def _touching(appointments, months):
    return _ready(appointments.touching(months[0], end_of(months[-1])))


def _by_member(appointments):
    by_member = defaultdict(list)
    for appointment in appointments:
        by_member[appointment.member_id].append(appointment)
    return by_member


def spell_of(appointment, book):
    """Return the appointment as the calculation sees it.

    A death on the register, the end of a contract that was not renewed, or the end of the post ends it.
    """
    post, until, why = appointment.post, appointment.until, "离岗"
    ends = [(appointment.member.died_on, "死亡")]
    if post.abolished_on is not None:
        ends.append((post.abolished_on.fromordinal(post.abolished_on.toordinal() - 1), "撤岗"))
    contract = appointment.contract_until
    if contract is not None and book.rule_on(contract.replace(day=1)).stops_at_contract_end:
        ends.append((contract, "合同期满"))
    for day, reason in ends:
        if day is not None and (until is None or day < until):
            until, why = day, reason
    name = post.get_post_type_display()
    return Spell(appointment.pk, post.post_type, name, appointment.since, until, why, post.unit.path)


def _dibao_of(by_member, book, months):
    """Return {person: Dibao}; nothing is asked where no standard counts 低保. At most two queries."""
    if not book.counts_dibao:
        return {}
    people = {rows[0].member.person_id: rows[0].member.person for rows in by_member.values()}
    people.pop(None, None)
    grants, spells = defaultdict(list), defaultdict(list)
    held = Grant.objects.filter(kind__code=DIBAO, person__in=people, first_month__lte=months[-1])
    for person, first, last, amount, persons in held.values_list(
        "person", "first_month", "last_month", "amount", "persons"
    ):
        grants[person].append((first, last, money(amount / persons)))
    noted = Circumstance.objects.filter(what=Circumstances.DIBAO, person__in=people)
    for person, since, until in noted.values_list("person", "since", "until"):
        spells[person].append((since, until))
    dated = set(spells)
    for pk, person in people.items():
        if person.subsistence == Subsistence.DIBAO and pk not in spells:
            spells[pk].append((None, None))
    return {pk: Dibao(tuple(grants[pk]), tuple(spells[pk]), pk in dated) for pk in people}


def _roll_order(line):
    return (line.unit.path, line.appointment.post.post_type, line.appointment.pk, line.payer)


def _unpaid_order(row):
    return (row[0].post.unit.path, row[0].post.post_type, row[0].pk)
