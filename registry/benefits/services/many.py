"""Beginning, changing and ending very many grants at once: set by set, under the same rules."""

from collections import defaultdict
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounts import audit
from core import bulk, lookups  # noqa: F401 -- the latter registers `among`
from core.permissions import Permission
from registry.benefits.choices import GrantAct
from registry.benefits.models import BenefitKind, BenefitStandard, Grant, GrantEntry
from registry.benefits.services import terms
from registry.models.persons import Person

ON_GRANT = ["tier", "amount", "persons", "last_month", "state", "reason", "unit", "unit_path"]


@dataclass
class Order:
    """One thing to do: begin a benefit of `person`, or change or end `grant`, as of a month."""

    act: str
    month: date  # the first one, the one of the change, the last one
    person: Person | None = None
    kind: BenefitKind | None = None
    grant: Grant | None = None  # what stood; once carried out, also what was begun
    tier: str = ""
    amount: Decimal | None = None
    text: str = ""  # the source of what begins, otherwise the reason
    following: Grant | None = None  # made by a change that does not go back to the first month
    entries: list[GrantEntry] = field(default_factory=list)


def carry_out(orders, *, by, at):
    """Carry all orders out inside the caller's transaction, in a number of queries that does not grow.

    :raises NotGranted: one of them may not be; then the caller takes everything back.
    """
    desk = _Desk(orders, by=by)
    for order in orders:
        desk.weigh(order)
    old = [order.grant for order in orders if order.grant.pk]
    begun = [order.grant for order in orders if not order.grant.pk]
    following = [order.following for order in orders if order.following]
    for grant in (*begun, *old, *following):
        grant.refresh_copies()
    bulk.update(old, ON_GRANT, at=at)  # first: one grant of a kind runs at a time
    bulk.insert([*begun, *following], at=at)
    entries = [entry for order in orders for entry in order.entries]
    for entry in entries:
        entry.by, entry.at, entry.grant_id = by, at, entry.grant.pk
    bulk.insert(entries, at=at)
    made = [(None, grant) for grant in (*begun, *following)]
    audit.record_changes([*made, *desk.before.values()], by=by)


def put_back(grants, *, by, at):
    """Write grants that an import has changed, as they were before it; their facts are set already.

    :param grants: (the grant as it stands, as it was).
    """
    was = [grant for _, grant in grants]
    for grant in was:
        grant.refresh_copies()
    bulk.update(was, ON_GRANT, at=at)
    audit.record_changes(grants, by=by)


class _Desk:
    """What the orders are about, locked and looked up once for all of them."""

    def __init__(self, orders, *, by):
        self.scope = by.scope_of(Permission.BENEFIT_APPROVE)
        people = [order.person.pk if order.person else order.grant.person_id for order in orders]
        locked = Person.objects.select_for_update(of=("self",)).select_related("unit")
        self.people = {person.pk: person for person in locked.filter(pk__among=people).order_by("pk")}
        self.grants, self.others = {}, defaultdict(list)
        rows = Grant.objects.select_for_update(of=("self",)).select_related("kind__unit")
        for grant in rows.filter(person__pk__among=people).order_by("first_month", "pk"):
            grant.person = self.people[grant.person_id]
            self.grants[grant.pk] = grant
            self.others[grant.person_id, grant.kind_id].append(grant)
        kinds = {order.kind.pk for order in orders if order.kind} | {g.kind_id for g in self.grants.values()}
        self.tiers = defaultdict(list)
        for tier in BenefitStandard.objects.filter(kind__in=kinds):
            self.tiers[tier.kind_id].append(tier)
        self.before = {}  # key of a grant → (as it was, as it will be)

    def weigh(self, order):
        """Ask the rules for one order and let it hold what comes of it, unsaved.

        :raises NotGranted: they do not allow it.
        """
        if order.act == GrantAct.START:
            self._begin(order)
            return
        grant = order.grant = self.grants[order.grant.pk]
        self.before[grant.pk] = (copy(grant), grant)
        if order.act == GrantAct.END:
            words = terms.ended(grant, scope=self.scope, last_month=order.month, reason=order.text)
        else:
            order.following, words = terms.changed(
                grant, scope=self.scope, tiers=self.tiers[grant.kind_id], tier=order.tier,
                amount=order.amount, from_month=order.month, reason=order.text,
            )  # fmt: skip
        about = [grant, order.following] if order.following else [grant]
        order.entries = [GrantEntry(grant=one, act=order.act, text=words[:300]) for one in about]

    def _begin(self, order):
        person, kind = self.people[order.person.pk], order.kind
        others = self.others[person.pk, kind.pk]
        order.grant, words = terms.begun(
            person, kind, scope=self.scope, tiers=self.tiers[kind.pk], others=others, tier=order.tier,
            amount=order.amount, first_month=order.month, source=order.text,
        )  # fmt: skip
        others.append(order.grant)
        order.entries = [GrantEntry(grant=order.grant, act=order.act, text=words[:300])]
