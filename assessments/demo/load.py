"""Writing the invented checks of five quarters, set by set."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from assessments import facts
from assessments.demo.gaps import Gaps, note_on
from assessments.demo.proof import add_evidence
from assessments.models import Check, ClosedQuarter
from assessments.periods import quarter_of
from assessments.selectors.matrix import items_of
from assessments.selectors.places import measured_units
from assessments.services.checking import FACT_RESULTS, FACT_VALUES
from assessments.services.checklists import install_defaults
from assessments.services.closing import frozen_check
from orgs.scoping import UnitScope

QUARTERS = 5
# Of the units of a list, how many lack something: from the oldest quarter to the present one.
TOWNSHIP_SHARES = (0.32, 0.25, 0.22, 0.15, 0.1)
VILLAGE_SHARES = (0.19, 0.16, 0.14, 0.11, 0.085)
WAITING_SHARE = 0.012  # villages that the present quarter's inspection has not reached yet
OVERRIDE_SHARE = 0.25  # of the vacancies that inspectors see in another light
OVERRIDES = {
    "member_in_post": "新任专职委员已到岗履职，聘任手续正在办理，查验时见到本人。",
    "head_with_document": "查验时已见理事长任职文件原件，文号待补登。",
    "stipend_paid_last_half": "查验时已查看银行回单，补贴已打入个人账户，名册待补登。",
    "register_complete": "缺漏资料已在纸质台账中补齐，正在录入。",
}
CLOSED_AFTER = timedelta(days=8)
CLOSED_AT = time(17, 0)


@transaction.atomic
def make_checks(county, *, rng, at, by):
    """Give `county` both lists with the checks of the last four quarters, closed, and of the present one.

    Returns how many checks were written. Gaps come from `rng`; facts are those of the staff and the register.
    """
    install_defaults(county)
    today = timezone.localtime(at).date()
    periods = quarter_of(today).back(QUARTERS)
    makers = [
        _Maker(checklist, rng=rng, today=today, by=by) for checklist in county.checklists.order_by("pk")
    ]
    for period in periods:
        for maker in makers:
            maker.inspect(period, at=at)
        if period != periods[-1]:
            closed_on = period.end + CLOSED_AFTER
            closed_at = timezone.make_aware(datetime.combine(min(closed_on, today), CLOSED_AT))
            ClosedQuarter.objects.create(
                county=county,
                year=period.year,
                quarter=period.number,
                closed_at=min(closed_at, at),
                closed_by=by,
            )
    add_evidence(county, periods[-1:], rng=rng, at=at, by=by)
    return Check.objects.filter(unit__path__startswith=county.path).count()


class _Maker:
    """Inspects the units of one list."""

    def __init__(self, checklist, *, rng, today, by):
        self._list, self._rng, self._today, self._by = checklist, rng, today, by
        county = UnitScope(paths=frozenset({checklist.county.path}))
        self._units = list(measured_units(checklist, county, today))
        items = items_of(checklist, quarter_of(today))
        self._by_hand = [item for item in items if not item.is_fact]
        self._by_fact = [item for item in items if item.is_fact]
        shares = VILLAGE_SHARES if checklist.is_for_grassroots else TOWNSHIP_SHARES
        steps = [round(share * len(self._units)) for share in shares]
        self._gaps = Gaps(self._units, self._by_hand, steps=steps, rng=rng)

    def inspect(self, period, *, at):
        """Write what was found in one quarter; of a past one also what the facts said."""
        measured = facts.measure(self._by_fact, self._units, period, on=period.as_of(self._today))
        checks = list(self._overrides(period, measured))
        overruled = {(check.unit_id, check.item_id) for check in checks}
        left = [
            (pk, item_id, fact)
            for item_id, answers in measured.items()
            for pk, fact in answers.items()
            if (pk, item_id) not in overruled
        ]
        if period.end < self._today:
            checks += [
                frozen_check(Check(unit_id=pk, item_id=item), fact, period, at) for pk, item, fact in left
            ]
        wanting = {pk for pk, _, fact in left if fact.value is False}
        gaps = self._gaps.next_quarter(spoken_for=wanting)
        for unit in self._reached(period, wanting | gaps.keys()):
            day = self._day(period)
            lacking = gaps.get(unit.pk, ())
            checks += [
                self._check(unit, item, period, day=day, lacks=item.pk in lacking) for item in self._by_hand
            ]
        Check.objects.bulk_create(checks, batch_size=500)

    def _reached(self, period, wanting):
        """Return the units inspected: all in the past; in the present quarter a few villages still wait."""
        if period.end < self._today or not self._list.is_for_grassroots:
            return self._units
        good = [unit.pk for unit in self._units if unit.pk not in wanting]
        waiting = set(self._rng.sample(good, round(len(good) * WAITING_SHARE)))
        return [unit for unit in self._units if unit.pk not in waiting]

    def _overrides(self, period, measured):
        for item in self._by_fact:
            for pk, fact in measured[item.pk].items():
                if fact.value is False and self._rng.random() < OVERRIDE_SHARE:
                    yield Check(
                        unit_id=pk, item=item, year=period.year, quarter=period.number,
                        result=Check.Result.YES, source=Check.Source.OVERRIDE, reason=OVERRIDES[item.fact],
                        fact_value=FACT_VALUES[fact.value], fact_text=fact.text,
                        inspector=self._by, checked_on=self._day(period),
                    )  # fmt: skip

    def _check(self, unit, item, period, *, day, lacks):
        return Check(
            unit=unit, item=item, year=period.year, quarter=period.number,
            result=FACT_RESULTS[not lacks], source=Check.Source.HAND,
            note=note_on(item, self._rng) if lacks else "",
            inspector=self._by, checked_on=day,
        )  # fmt: skip

    def _day(self, period):
        """Return a working day of the quarter that is not in the future."""
        last = min(period.end, self._today)
        day = period.start + timedelta(days=self._rng.randrange((last - period.start).days + 1))
        weekend = max(0, day.weekday() - 4)
        return max(period.start, day - timedelta(days=weekend))
