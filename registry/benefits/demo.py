"""Invented benefits of the demo county: grants, months of payments, and some that are wrong."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core import bulk
from core.encryption import digest
from orgs.scoping import below
from registry.benefits.book import Book
from registry.benefits.choices import GrantAct
from registry.benefits.comparing import is_out_of_question
from registry.benefits.defaults import MONTHS_WATCHED
from registry.benefits.entitlement import reckon
from registry.benefits.facts import facts_of
from registry.benefits.models import Grant, GrantEntry, Payee, Payment, PaymentFile
from registry.benefits.months import first_day, last_day, month_of
from registry.benefits.services.sentinel import check_county
from registry.benefits.services.setup import install_defaults
from registry.demo.numbers import UNASSIGNED_PREFIX
from registry.identity import check_digit
from registry.models.persons import Person

PAID_KINDS = ("living", "care")
PAID_MONTHS = 3
APPLIED, WRONG_TIER, STILL_PAID, SHORT, TWICE = 0.94, 0.004, 0.25, 0.002, 0.001
MISTYPED = 2
STRANGERS = (
    "魏秀兰",
    "杜建国",
    "石玉梅",
    "龚守义",
    "邵兰芳",
    "康有福",
    "汪彩霞",
    "齐德贵",
    "施桂英",
    "贺长顺",
)
DIBAO_TIERS = ("二类", "二类", "三类（差额补助）", "三类（差额补助）", "四类（差额补助）", "一类")


@transaction.atomic
def make_benefits(county, *, rng, at, by):
    """Write grants and payments for the county's people, run the sentinel, and return how many grants."""
    today = timezone.localdate(at)
    first = date(today.year - 1, 1, 1)
    install_defaults(county, by=by, at=at, since=first)
    grants = _Maker(county, rng=rng, at=at, by=by, today=today).make()
    check_county(county, by=None, at=at)
    return grants


class _Maker:
    """Holds the rows until they are written."""

    def __init__(self, county, *, rng, at, by, today):
        self._county, self._rng, self._at, self._by = county, rng, at, by
        self._book = Book.of(county)
        self._kinds = {kind.code: kind for kind in self._book.kinds.values()}
        self._now = month_of(today)
        self._begin = self._now - MONTHS_WATCHED - 6
        self._tiers = {(tier.kind, tier.tier): tier for tier in self._book.tiers}
        self._grants, self._homes = [], set()
        self._new_grant = bulk.maker(Grant)

    def make(self):
        people = Person.objects.filter(below(self._county.path, "unit_path"))
        facts = facts_of(people)
        places = {
            row[0]: row[1:]
            for row in people.order_by().values_list("pk", "unit_id", "unit_path", "household_number")
        }
        for pk, own in facts.items():
            self._grant(pk, own, places[pk])
        bulk.insert(self._grants, at=self._at)
        said = {"act": GrantAct.START, "text": "历年核定，启用系统时登记。", "at": self._at, "by": self._by}
        entry = bulk.maker(GrantEntry)
        bulk.insert([entry(grant=grant, **said) for grant in self._grants], at=self._at)
        bulk.insert(self._payments(), at=self._at)
        return len(self._grants)

    def _grant(self, pk, facts, place):
        """Grant somebody what they were entitled to some time ago, now and then not, or wrongly."""
        rng = self._rng
        month = self._now - rng.randint(0, 14)
        home = (place[0], place[2]) if place[2] else (pk, "")
        for kind in self._book.kinds.values():
            if is_out_of_question(facts, kind, self._book):
                continue
            due = reckon(facts, kind, self._book, month)
            if not due.amount or (kind.is_household and home in self._homes):
                continue
            if rng.random() > APPLIED:
                continue
            tier, persons = self._tier(kind, due), 1
            if kind.is_household:
                self._homes.add(home)
                persons = rng.choice((1, 1, 2, 3))
            start = self._begin if rng.random() < 0.8 else min(month, self._now)
            grant = self._new_grant(
                person_id=pk, unit_id=place[0], unit_path=place[1], kind_id=kind.pk, tier=tier.tier,
                amount=tier.amount * persons, persons=persons, first_month=first_day(start),
                source="历年核定",
            )  # fmt: skip
            self._end_in_time(grant, facts, kind)
            self._grants.append(grant)

    def _tier(self, kind, due):
        if kind.code == "dibao":
            return self._tiers[kind.pk, self._rng.choice(DIBAO_TIERS)]
        own = [tier for tier in self._book.standards_in(kind.pk, self._now) if tier.tier != due.tier]
        if own and not kind.by_decision and self._rng.random() < WRONG_TIER:
            return self._rng.choice(own)
        return self._tiers[kind.pk, due.tier]

    def _end_in_time(self, grant, facts, kind):
        """End the grant where the right ended, except for some that nobody noticed."""
        last = next(
            (
                month
                for month in range(self._now, month_of(grant.first_month) - 1, -1)
                if reckon(facts, kind, self._book, month).amount
            ),
            None,
        )
        if last is None or last == self._now or self._rng.random() < STILL_PAID:
            return
        grant.last_month, grant.state, grant.reason = first_day(last), "ended", "不再符合条件"

    def _payments(self):
        """Return the payments of the last months, with a few that are too little, or twice."""
        rng, rows, payment = self._rng, [], bulk.maker(Payment)
        strangers = self._strangers()
        for number, code in enumerate(PAID_KINDS):
            kind = self._kinds[code]
            grants = [grant for grant in self._grants if grant.kind_id == kind.pk]
            for month in range(self._now - PAID_MONTHS, self._now):
                file, day, line = self._file(kind, month), first_day(month), 1
                for grant in grants:
                    if grant.first_month <= day and (grant.last_month is None or grant.last_month >= day):
                        amount = grant.amount - 10 if rng.random() < SHORT else grant.amount
                        for _ in range(2 if rng.random() < TWICE else 1):
                            line += 1
                            rows.append(payment(
                                person_id=grant.person_id, unit_path=grant.unit_path, kind_id=kind.pk,
                                month=day, amount=amount, file_id=file.pk, line=line,
                            ))  # fmt: skip
                for place, stranger in enumerate(strangers if number else (), start=line + 1):
                    rows.append(payment(
                        payee_id=stranger.pk, unit_path=self._county.path, kind_id=kind.pk, month=day,
                        amount=Decimal("100.00"), file_id=file.pk, line=place,
                    ))  # fmt: skip
        return rows

    def _strangers(self):
        """Return payees whom nobody has registered; two of them are somebody with a mistyped number."""
        people = Person.objects.filter(below(self._county.path, "unit_path")).order_by("pk")
        meant = [(person.name, mistyped(person.id_number)) for person in people.active()[:MISTYPED]]
        unknown = [
            (name, complete(f"{UNASSIGNED_PREFIX}19{50 + place}0{1 + place % 9}15{900 + place}"))
            for place, name in enumerate(STRANGERS)
        ]
        made = [
            Payee(unit=self._county, digest=digest(number), name=name, id_number=number)
            for name, number in (*meant, *unknown)
        ]
        known = set(
            Person.objects.filter(id_digest__in=[payee.digest for payee in made]).values_list("id_digest")
        )
        made = [payee for payee in made if (payee.digest,) not in known]
        bulk.insert(made, at=self._at)
        return made

    def _file(self, kind, month):
        name = f"{last_day(month):%Y年%m月}{kind}发放名册.xlsx"
        return PaymentFile.objects.create(
            unit=self._county, name=name, digest=digest(name), kind_id=kind.pk, month=first_day(month),
            state=PaymentFile.State.TAKEN, taken_at=self._at, by=self._by,
        )  # fmt: skip


def mistyped(number):
    """Return the ID number of somebody else who was born on the same day in the same place."""
    return complete(f"{number[:14]}{(int(number[14:17]) + 411) % 1000:03d}")


def complete(stem):
    """Return seventeen digits with the eighteenth that belongs to them."""
    return stem + check_digit(stem)
