"""A roll that was sent on still holds: found out from what it was computed from, without computing it."""

from datetime import date
from decimal import Decimal

import pytest

from staff.choices import EndReason, PostType, TopUp
from staff.models import (
    InsuranceRate,
    Member,
    PayPolicy,
    StipendLine,
    StipendRule,
    StipendRun,
    StipendStandard,
)
from staff.pay.selectors.rolls import inputs_of
from staff.pay.services import adjustments, making
from tests import paying
from tests.factories import AppointmentFactory, PersonFactory, PostFactory
from tests.factories.benefits import BenefitKindFactory, CircumstanceFactory, GrantFactory
from tests.factories.staff import small_pdf
from tests.staff.conftest import NOON
from tests.staff.pay.test_rolls import die, leave

IN_APRIL = date(2026, 4, 1)


@pytest.fixture
def held(held, standard, county):
    """Somebody on the register, paid with regard to 低保 and for half a year already."""
    StipendStandard.objects.filter(pk=standard.pk).update(with_dibao=True)
    StipendRule.objects.create(unit=county, since=date(2026, 1, 1), top_up=TopUp.GRANT)
    held.member.person = PersonFactory(unit=held.post.unit)
    held.member.save()
    return held


@pytest.fixture
def draft(county, first_half, clerk):
    return making.make_run(county, paying.SECOND, by=clerk, at=NOON)


@pytest.fixture
def bonus(held, clerk):
    return adjustments.propose(
        held.member, by=clerk, at=NOON, kind="bonus", month=date(2026, 7, 1), amount=Decimal(50),
        reason="年度考核优秀", upload=small_pdf(),
    )  # fmt: skip


def again(run):
    return inputs_of(run.unit, run.months, run=StipendRun.objects.get(pk=run.pk))


def another_account(held):
    held.member.bank_account = "6217000000000000017"
    held.member.save()


def without_contract(held):
    held.contract_until = IN_APRIL
    held.save()


def abolished(held):
    type(held.post).objects.filter(pk=held.post_id).update(abolished_on=IN_APRIL)


def raised(held):
    StipendStandard.objects.update(monthly_amount=120)


def by_day(held):
    StipendRule.objects.update(proration="daily")


def insured(held):
    InsuranceRate.objects.create(
        unit=StipendStandard.objects.get().unit, post_type=PostType.VILLAGE_MEMBER, name="养老保险",
        personal_percent=8, employer_percent=16, since=date(2026, 1, 1),
    )  # fmt: skip


def granted(held):
    person, county = held.member.person, StipendStandard.objects.get().unit
    kind = BenefitKindFactory(unit=county, code="dibao")
    GrantFactory(person=person, kind=kind, amount=65, first_month=date(2026, 8, 1))


def joined_by_another(held):
    AppointmentFactory(post=PostFactory(unit=held.post.unit.parent, post_type=PostType.VILLAGE_MEMBER))


def said_to_draw(held):
    StipendRule.objects.update(top_up=TopUp.FLAG, dibao_amount=60)
    CircumstanceFactory(person=held.member.person, since=date(2026, 8, 1))


def looked_back_less(held):
    county = StipendStandard.objects.get().unit
    leave(held, date(2026, 5, 20))
    PayPolicy.objects.create(unit=county, since=date(2026, 7, 1), look_back=0)


CHANGES = {
    "renamed": lambda held: Member.objects.update(name="赵红"),
    "another account": another_account,
    "left": lambda held: leave(held, date(2026, 9, 1), EndReason.RESIGNED),
    "left before what was paid": lambda held: leave(held, date(2026, 5, 20)),
    "contract over": without_contract,
    "post abolished": abolished,
    "standard raised": raised,
    "counted by the day": by_day,
    "insured": insured,
    "低保 granted": granted,
    "低保 by the household's word": said_to_draw,
    "somebody joined": joined_by_another,
    "look-back shortened": looked_back_less,
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_what_it_was_computed_from_shows(draft, held, name):
    before = again(draft)

    CHANGES[name](held)

    assert again(draft) != before
    assert making.is_stale(StipendRun.objects.get(pk=draft.pk))


def test_a_death_on_the_register_shows(draft, held, clerk):
    die(held.member, date(2026, 8, 3), clerk)

    assert making.is_stale(StipendRun.objects.get(pk=draft.pk))


def test_an_approved_bonus_shows(draft, bonus, manager):
    adjustments.decide(bonus, by=manager, at=NOON, approved=True)

    assert making.is_stale(StipendRun.objects.get(pk=draft.pk))


def test_a_bonus_that_it_holds_does_not(county, first_half, bonus, clerk, manager):
    adjustments.decide(bonus, by=manager, at=NOON, approved=True)
    draft = making.make_run(county, paying.SECOND, by=clerk, at=NOON)

    assert draft.amount == 650
    assert not making.is_stale(StipendRun.objects.get(pk=draft.pk))


def test_a_line_changed_behind_the_products_back_shows(draft):
    StipendLine.objects.filter(run=draft).update(content_hash="x")

    assert making.is_stale(StipendRun.objects.get(pk=draft.pk))


def test_a_telephone_number_changes_nothing(draft, held):
    before = again(draft)

    Member.objects.filter(pk=held.member_id).update(phone="13800000008")

    assert again(draft) == before
    assert not making.is_stale(StipendRun.objects.get(pk=draft.pk))


def test_what_came_after_without_effect_on_a_line_is_found_by_computing(draft, held):
    """Somebody appointed who earns nothing yet: another fingerprint, the same lines."""
    late = AppointmentFactory(
        post=PostFactory(unit=held.post.unit.parent, post_type=PostType.VILLAGE_MEMBER),
        since=date(2026, 12, 28),
    )

    assert late.pk
    assert not making.is_stale(StipendRun.objects.get(pk=draft.pk))


def test_an_unchanged_roll_is_not_computed_again(draft, held):
    """Its lines are put out of step with what a computing would give, but not its fingerprint."""
    run = StipendRun.objects.get(pk=draft.pk)
    raised(held)
    run.inputs = making.sealed(again(run), run.lines.values_list("content_hash", flat=True))

    assert not making.is_stale(run)


def test_a_draft_from_before_fingerprints_is_computed(draft, held):
    StipendRun.objects.filter(pk=draft.pk).update(inputs="")
    assert not making.is_stale(StipendRun.objects.get(pk=draft.pk))

    another_account(held)

    assert making.is_stale(StipendRun.objects.get(pk=draft.pk))
