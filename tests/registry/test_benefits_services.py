from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from registry.benefits.choices import GrantState
from registry.benefits.models import BenefitStandard, Circumstance, Payment
from registry.benefits.services import grants
from registry.benefits.services.circumstances import listen_to_register, note_circumstance
from registry.benefits.services.payments import PaymentLine
from registry.models import Person
from registry.services import persons
from registry.services.certificates import change_state
from tests.factories import CountyFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.benefits import GrantFactory, PaymentFactory, benefits_of
from tests.factories.certificates import with_card

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def village():
    return VillageFactory(parent=TownshipFactory(parent=CountyFactory()))


@pytest.fixture
def county(village):
    return village.parent.parent


@pytest.fixture
def kinds(county):
    return benefits_of(county)


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county).user


@pytest.fixture
def person(village, kinds):
    return with_card(unit=village, grade="2", category="4")


@pytest.fixture
def start(person, kinds, clerk):
    def go(**facts):
        usual = {"tier": "二级", "amount": Decimal("100.00"), "first_month": date(2026, 3, 1)}
        return grants.start_grant(person, kinds["care"], **{**usual, "by": clerk, "at": NOW, **facts})

    return go


class TestGranting:
    def test_begins_and_leaves_an_entry(self, start, person, clerk):
        grant = start(source="申请 12 号")

        assert (grant.state, grant.last_month, grant.unit) == (GrantState.RUNNING, None, person.unit)
        assert [(e.act, e.by) for e in grant.entries.all()] == [("start", clerk)]

    def test_is_refused_twice_for_one_month(self, start):
        start()

        with pytest.raises(grants.NotGranted, match="月份重叠"):
            start(first_month=date(2026, 6, 1))

    def test_is_refused_without_such_a_tier(self, start):
        with pytest.raises(grants.NotGranted, match="没有名为“特级”的档次"):
            start(tier="特级")

    def test_is_refused_in_the_middle_of_a_month(self, start):
        with pytest.raises(grants.NotGranted, match="请选择月份"):
            start(first_month=date(2026, 3, 2))

    def test_is_refused_for_parts_of_a_cent(self, start):
        with pytest.raises(grants.NotGranted, match="两位小数"):
            start(amount=Decimal("99.999"))

    def test_is_refused_to_a_township(self, start, village):
        with pytest.raises(grants.NotGranted, match="没有核定补贴的权限"):
            start(by=PostingFactory(unit=village.parent, as_township_clerk=True).user)

    def test_is_refused_for_a_kind_of_another_county(self, person, clerk):
        other = benefits_of(CountyFactory())["care"]

        with pytest.raises(grants.NotGranted, match="别的县"):
            grants.start_grant(
                person, other, tier="二级", amount=Decimal("1"), first_month=NOVEMBER, by=clerk, at=NOW
            )

    def test_is_refused_after_death(self, start, person, clerk):
        persons.archive_person(person, by=clerk, at=NOW, reason="death", on=date(2026, 2, 3))

        with pytest.raises(grants.NotGranted, match="已于 2026-02-03 归档"):
            start()


class TestChangingAndEnding:
    def test_a_change_ends_one_amount_and_begins_another(self, start, clerk):
        grant = start()

        following = grants.change_grant(
            grant, tier="一级", amount=Decimal("120.00"), from_month=date(2026, 7, 1), reason="等级变更",
            by=clerk, at=NOW,
        )  # fmt: skip

        grant.refresh_from_db()
        assert (grant.last_month, grant.state) == (date(2026, 6, 1), GrantState.CHANGED)
        assert (following.first_month, following.amount, following.follows) == (
            date(2026, 7, 1),
            Decimal("120.00"),
            grant,
        )

    def test_a_change_from_the_first_month_corrects_the_grant(self, start, clerk):
        grant = start()

        changed = grants.change_grant(
            grant, tier="一级", amount=Decimal("120.00"), from_month=date(2026, 3, 1), reason="录入有误",
            by=clerk, at=NOW,
        )  # fmt: skip

        assert (changed, changed.amount, changed.is_running) == (grant, Decimal("120.00"), True)

    def test_an_end_names_month_and_reason(self, start, clerk):
        grant = grants.end_grant(start(), last_month=date(2026, 9, 1), reason="死亡", by=clerk, at=NOW)

        assert (grant.state, grant.last_month, grant.reason) == (GrantState.ENDED, date(2026, 9, 1), "死亡")

    def test_an_end_is_refused_without_a_reason(self, start, clerk):
        with pytest.raises(grants.NotGranted, match="停发原因"):
            grants.end_grant(start(), last_month=NOVEMBER, reason=" ", by=clerk, at=NOW)

    def test_ending_twice_is_refused(self, start, clerk):
        grant = grants.end_grant(start(), last_month=NOVEMBER, reason="死亡", by=clerk, at=NOW)

        with pytest.raises(grants.NotGranted, match="不能再办理"):
            grants.end_grant(grant, last_month=NOVEMBER, reason="死亡", by=clerk, at=NOW)


class TestEligibility:
    def test_names_tier_and_amount(self, person, kinds):
        found = grants.eligibility(person, kinds["care"], NOVEMBER)

        assert (found.eligible, found.tier, found.amount) == (True, "二级", Decimal("100.00"))
        assert found.reasons == ["符合“二级”的条件，每月 100.00 元。"]

    def test_says_why_not(self, village, kinds):
        person = with_card(unit=village, grade="4", category="4")

        assert grants.eligibility(person, kinds["care"], NOVEMBER).reasons == [
            "类别、等级或家庭情况不符合任何一档标准。"
        ]

    def test_finds_the_standard_itself(self, person, kinds):
        assert grants.standard_for(person, kinds["care"], NOVEMBER).tier == "二级"
        assert grants.standard_for(person, kinds["living"], NOVEMBER) is None

    def test_a_county_has_kinds_where_a_tier_is_in_force(self, county, kinds):
        BenefitStandard.objects.filter(kind=kinds["tekun"]).update(valid_to=date(2026, 10, 31))

        assert [k.code for k in grants.kinds_of(county, NOVEMBER)] == ["dibao", "living", "care"]


class TestCircumstances:
    def test_begin_and_end_with_the_register(self, person, clerk):
        Person.objects.update(created_at=datetime(2025, 1, 1, tzinfo=ZoneInfo("UTC")))
        persons.update_person(person, by=clerk, at=NOW, subsistence="dibao")
        later = datetime(2026, 12, 5, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
        persons.update_person(person, by=clerk, at=later, subsistence="none")

        spell = Circumstance.objects.get()
        assert (spell.what, spell.since, spell.until) == ("dibao", date(2026, 11, 22), date(2026, 12, 5))

    def test_of_a_new_person_have_no_beginning(self, village, kinds, clerk):
        person = with_card(unit=village)
        Person.objects.update(created_at=NOW)
        persons.update_person(person, by=clerk, at=NOW, subsistence="tekun")

        assert Circumstance.objects.get().since is None

    def test_follow_a_frozen_certificate(self, person, clerk):
        Person.objects.update(created_at=datetime(2025, 1, 1, tzinfo=ZoneInfo("UTC")))
        person.refresh_from_db()
        change_state(person, "frozen", by=clerk, at=NOW)

        assert [(c.what, c.since) for c in Circumstance.objects.all()] == [("frozen", date(2026, 11, 22))]

    def test_may_not_overlap(self, person, clerk):
        note_circumstance(person, what="prison", since=date(2026, 1, 1), by=clerk, at=NOW)

        with pytest.raises(grants.NotGranted, match="已有登记"):
            note_circumstance(person, what="prison", since=date(2026, 5, 1), by=clerk, at=NOW)

    def test_take_grants_and_payments_along_to_another_village(
        self, person, clerk, village, django_assert_max_num_queries
    ):
        GrantFactory(person=person)
        PaymentFactory(person=person)
        other = VillageFactory(parent=village.parent)
        Person.objects.filter(pk=person.pk).update(unit=other, unit_path=other.path)

        with django_assert_max_num_queries(6):
            listen_to_register(Person.objects.filter(pk=person.pk), by=clerk, at=NOW)

        assert person.grants.get().unit == other
        assert person.payments.get().unit_path == other.path


class TestPayments:
    def test_find_the_person_and_list_the_others_as_payees(self, person, county, kinds, clerk):
        lines = [
            PaymentLine(person.id_number, kinds["care"], NOVEMBER, Decimal("100.00"), "王芳", 2),
            PaymentLine("620499197001019990", kinds["care"], NOVEMBER, Decimal("80.00"), "李四光", 3),
        ]

        assert grants.record_payments(lines, unit=county, by=clerk, at=NOW) == 2
        own, stranger = Payment.objects.order_by("line")
        assert (own.person, own.payee) == (person, None)
        assert (stranger.person, str(stranger.payee), stranger.unit_path) == (None, "李**", county.path)

    def test_are_refused_to_a_township(self, county, village):
        user = PostingFactory(unit=village.parent, as_township_clerk=True).user

        with pytest.raises(grants.NotGranted, match="权限"):
            grants.record_payments([], unit=county, by=user, at=NOW)
