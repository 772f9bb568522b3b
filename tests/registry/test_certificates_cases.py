from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from registry.certificates.choices import CaseKind, CaseState
from registry.certificates.models import CertificateCase
from registry.certificates.selectors.eligibility import kinds_for
from registry.certificates.selectors.history import certificate_history
from registry.certificates.services.refusal import CaseRefused
from registry.certificates.services.starting import start_case, start_for_newcomer, start_renewals
from registry.certificates.services.stepping import resume_case, return_case, take_step, withdraw_case
from registry.choices import ArchiveReason, CardState, Category, Grade
from registry.models import Person
from registry.services.persons import archive_person
from tests.factories import (
    CertificateFactory,
    CountyFactory,
    PersonFactory,
    PostingFactory,
    TownshipFactory,
    VillageFactory,
    id_number,
)
from tests.factories.certificates import CaseFactory, with_card

APPLIED, NOW = date(2026, 11, 2), datetime(2026, 11, 22, 2, tzinfo=UTC)
ISSUED = date(2026, 11, 13)


@pytest.fixture
def village():
    return VillageFactory(name="南什村", parent__name="会师镇")


@pytest.fixture
def member(village):
    return PostingFactory(unit=village, as_village_member=True).user


@pytest.fixture
def clerk(village):
    return PostingFactory(unit=village.parent.parent).user


@pytest.fixture
def person(village):
    return with_card(unit=village, issued_on=date(2016, 11, 20), expires_on=date(2026, 11, 20))


@pytest.fixture
def start(member):
    def go(kind, person, *, by=None, **facts):
        return start_case(kind, person, by=by or member, at=NOW, applied_on=APPLIED, **facts)

    return go


@pytest.fixture
def finish(clerk):
    """Take all the steps that a case still waits for, on plausible days."""

    def go(case, *, on=ISSUED, grades=None):
        while case.is_open:
            facts = {"done_on": case.step_since}
            if case.step == "assess":
                facts["grades"] = grades or {Category.PHYSICAL: Grade.ONE}
            if case.step == "notice":
                facts |= {"began_on": case.step_since, "done_on": date(2026, 11, 9)}
            if case.spec.after(case.step) is None:
                facts["done_on"] = on
            case = take_step(case, case.step, by=clerk, at=NOW, **facts)
        return case

    return go


def card_of(person):
    return person.certificates.current().get()


def assert_copied(person):
    person = Person.objects.get(pk=person.pk)
    card = card_of(person)
    assert (person.category, person.grade, person.card_state, person.card_expires_on, person.card_digest) == (
        card.category, card.grade, card.state, card.expires_on, card.number_digest,
    )  # fmt: skip


class TestStarting:
    def test_waits_for_the_second_step_with_a_deadline(self, start, person):
        case = start(CaseKind.RENEW, person)

        assert (case.state, case.step, case.due_on) == (CaseState.OPEN, "review", date(2026, 11, 16))
        assert [entry.step for entry in case.entries.all()] == ["accept"]

    def test_is_refused_outside_the_scope(self, start, member):
        with pytest.raises(CaseRefused, match="管辖范围"):
            start(CaseKind.RENEW, with_card())

    def test_is_refused_while_another_case_is_under_way(self, start, person):
        start(CaseKind.RENEW, person)

        with pytest.raises(CaseRefused, match="换领正在办理（待审核）"):
            start(CaseKind.REISSUE, person)

    def test_the_database_refuses_a_second_one_too(self, person):
        CaseFactory(person=person)

        with pytest.raises(IntegrityError), transaction.atomic():
            CaseFactory(person=person)

    @pytest.mark.parametrize(
        ("kind", "state"),
        [
            (CaseKind.NEW, CardState.VALID),
            (CaseKind.UNFREEZE, CardState.VALID),
            (CaseKind.RENEW, CardState.FROZEN),
            (CaseKind.RENEW, CardState.CANCELLED),
        ],
    )
    def test_is_refused_where_the_kind_does_not_fit(self, start, village, kind, state):
        with pytest.raises(CaseRefused, match="不能办理"):
            start(kind, with_card(unit=village, state=state))

    def test_is_refused_for_the_future(self, member, person):
        with pytest.raises(CaseRefused, match="不能晚于今天"):
            start_case(CaseKind.RENEW, person, by=member, at=NOW, applied_on=date(2026, 11, 23))


class TestTheSteps:
    def test_of_the_county_are_not_the_villages(self, start, person, member):
        case = start(CaseKind.RENEW, person)

        with pytest.raises(CaseRefused, match="县残联"):
            take_step(case, "review", by=member, at=NOW, done_on=APPLIED)

    def test_are_taken_once(self, start, person, clerk):
        case = start(CaseKind.RENEW, person)
        take_step(case, "review", by=clerk, at=NOW, done_on=APPLIED)

        with pytest.raises(CaseRefused, match="下一环节"):
            take_step(case, "review", by=clerk, at=NOW, done_on=APPLIED)

    @pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 11, 23)])
    def test_are_taken_in_order_and_not_ahead_of_time(self, start, person, clerk, day):
        case = start(CaseKind.RENEW, person)

        with pytest.raises(CaseRefused, match="办理日期"):
            take_step(case, "review", by=clerk, at=NOW, done_on=day)

    def test_a_notice_hangs_for_five_working_days(self, start, person, member):
        case = start(CaseKind.CHANGE, person)
        case = take_step(
            case, "assess", by=member, at=NOW, done_on=APPLIED, grades={Category.VISION: Grade.ONE}
        )

        with pytest.raises(CaseRefused, match="最早 2026-11-09 结束"):
            take_step(case, "notice", by=member, at=NOW, began_on=APPLIED, done_on=date(2026, 11, 6))

    def test_a_case_sent_back_is_handed_in_again(self, start, person, member, clerk):
        case = start(CaseKind.RENEW, person)

        case = return_case(case, by=clerk, at=NOW, note="照片不合格")
        assert (case.state, case.due_on) == (CaseState.RETURNED, None)
        case = resume_case(case, by=member, at=NOW)

        assert (case.state, case.step, case.due_on) == (CaseState.OPEN, "review", date(2026, 12, 4))

    def test_a_case_is_sent_back_to_an_earlier_step(self, start, person, clerk):
        case = start(CaseKind.CHANGE, person)
        case = take_step(
            case, "assess", by=clerk, at=NOW, done_on=APPLIED, grades={Category.VISION: Grade.ONE}
        )

        case = return_case(case, by=clerk, at=NOW, note="公示期间有异议", step_key="assess")

        assert case.step == "assess"

    def test_a_village_does_not_send_the_countys_step_back(self, start, person, member):
        with pytest.raises(CaseRefused, match="县残联"):
            return_case(start(CaseKind.RENEW, person), by=member, at=NOW, note="不办了")

    def test_a_withdrawn_case_changes_nothing_and_frees_the_person(self, start, person, member):
        before = card_of(person).pk

        withdraw_case(start(CaseKind.RENEW, person), by=member, at=NOW, note="本人撤回")

        assert card_of(person).pk == before
        assert start(CaseKind.REISSUE, person)


class TestRenewal:
    def test_issues_the_same_number_for_ten_years(self, start, finish, person):
        old = card_of(person)

        case = finish(start(CaseKind.RENEW, person))

        new = card_of(person)
        assert (new.number, new.issued_on, new.expires_on) == (old.number, ISSUED, date(2036, 11, 13))
        assert (case.replaced, case.certificate) == (old, new)
        assert_copied(person)

    def test_leaves_the_old_one_in_the_history(self, start, finish, person):
        finish(start(CaseKind.RENEW, person))

        held = certificate_history(person)

        assert [one.card.state for one in held] == [CardState.VALID, CardState.REPLACED]
        assert held[1].ending == "2026年11月22日 换领新证"

    def test_is_refused_once_the_certificate_has_been_frozen(self, start, finish, person):
        case = start(CaseKind.RENEW, person)
        person.certificates.update(state=CardState.FROZEN)

        with pytest.raises(CaseRefused, match="不是有效状态"):
            finish(case)

    def test_is_refused_for_the_archived(self, start, finish, person, clerk):
        case = start(CaseKind.RENEW, person)
        archive_person(person, by=clerk, at=NOW, reason=ArchiveReason.DEATH, on=APPLIED)

        with pytest.raises(CaseRefused, match="已归档"):
            finish(case)

    def test_is_started_for_many_at_once(self, clerk, village, person):
        frozen = with_card(unit=village, state=CardState.FROZEN)
        busy = CaseFactory(person=with_card(unit=village)).person
        people = Person.objects.select_related("unit").filter(pk__in=[person.pk, frozen.pk, busy.pk])

        counts = start_renewals(people, by=clerk, at=NOW)

        case = CertificateCase.objects.get(person=person)
        assert counts == (1, 2)
        assert (case.step, case.due_on, case.name) == ("review", date(2026, 12, 4), person.name)
        assert case.entries.get().step == "accept"


class TestChange:
    def test_derives_the_number_anew(self, start, finish, person):
        finish(start(CaseKind.CHANGE, person), grades={Category.VISION: Grade.ONE})

        card = card_of(person)
        assert card.number == f"{person.id_number}11"
        assert (card.category, card.grade) == ("1", "1")
        assert_copied(person)

    def test_to_several_kinds_names_them(self, start, finish, person):
        finish(
            start(CaseKind.CHANGE, person),
            grades={Category.PHYSICAL: Grade.TWO, Category.SPEECH: Grade.FOUR},
        )

        card = card_of(person)
        assert (card.category, card.grade, card.components) == ("7", "2", "言语四级、肢体二级")


class TestReissue:
    def test_adds_the_suffix_and_keeps_the_expiry(self, start, finish, village):
        person = with_card(unit=village)

        finish(start(CaseKind.REISSUE, person))

        card = card_of(person)
        assert card.number == f"{person.id_number}42B1"
        assert card.expires_on == date(2032, 5, 1)
        assert_copied(person)

    def test_beyond_b9_is_refused(self, start, finish, village):
        holder = id_number(77)
        person = with_card(unit=village, id_number=holder, number=f"{holder}42B9")

        with pytest.raises(CaseRefused, match="B9"):
            finish(start(CaseKind.REISSUE, person))


class TestFreezing:
    def test_and_releasing(self, start, finish, person):
        finish(start(CaseKind.FREEZE, person, note="信息待核"))
        assert card_of(person).state == CardState.FROZEN
        assert_copied(person)

        person.refresh_from_db()
        finish(start(CaseKind.UNFREEZE, person, note="已核实"))
        assert card_of(person).state == CardState.VALID
        assert_copied(person)


class TestCancelling:
    def test_by_death_archives_the_person(self, start, finish, person):
        finish(start(CaseKind.CANCEL, person, reason="death", happened_on=date(2026, 10, 8)))

        person.refresh_from_db()
        assert (person.archive_reason, person.archive_date) == ("death", date(2026, 10, 8))
        assert card_of(person).state == CardState.CANCELLED
        assert_copied(person)
        assert certificate_history(person)[0].ending == "2026年10月8日 注销（死亡）"
        assert kinds_for(person) == []

    def test_at_will_bars_from_a_new_application_for_a_year(self, start, finish, person):
        finish(start(CaseKind.CANCEL, person, reason="voluntary", happened_on=APPLIED))
        person.refresh_from_db()

        assert kinds_for(person) == [CaseKind.NEW]
        with pytest.raises(CaseRefused, match="2027 年 11 月 2 日起可以申请"):
            start(CaseKind.NEW, person)

    def test_after_that_year_the_person_comes_back(self, start, finish, person, clerk):
        archive_person(person, by=clerk, at=NOW, reason=ArchiveReason.CARD_CANCELLED, on=date(2025, 10, 1))
        person.certificates.update(state=CardState.CANCELLED)
        person.refresh_from_db()

        finish(start(CaseKind.NEW, person), grades={Category.PHYSICAL: Grade.TWO})

        person.refresh_from_db()
        assert not person.is_archived
        assert sorted(person.certificates.values_list("state", flat=True)) == ["cancelled", "valid"]
        assert_copied(person)


class TestMoving:
    def test_out_archives_the_person_and_leaves_the_certificate_valid(self, start, finish, person):
        finish(start(CaseKind.MOVE_OUT, person, place="兰州市城关区", happened_on=APPLIED))

        person.refresh_from_db()
        assert person.archive_reason == ArchiveReason.MOVED_OUT
        assert card_of(person).state == CardState.VALID

    def test_in_again_restores_the_person(self, start, finish, person, clerk):
        archive_person(person, by=clerk, at=NOW, reason=ArchiveReason.MOVED_OUT, on=APPLIED)
        person.refresh_from_db()

        finish(start(CaseKind.MOVE_IN, person))

        person.refresh_from_db()
        assert not person.is_archived

    def test_within_the_county_moves_the_person(self, finish, village, clerk, member):
        there = VillageFactory(parent=TownshipFactory(parent=village.parent.parent))
        person = with_card(unit=there, household_number="0001", relation="head")

        case = start_for_newcomer(
            CaseKind.MOVE_IN, by=member, at=NOW, applied_on=APPLIED, unit=village, name=person.name,
            id_number=person.id_number,
        )  # fmt: skip
        finish(case)

        person.refresh_from_db()
        assert (person.unit, person.unit_path, person.household_number) == (village, village.path, "")
        assert card_of(person).state == CardState.VALID

    def test_in_from_outside_takes_the_certificate_along(self, finish, village, member):
        holder = id_number(88)

        case = start_for_newcomer(
            CaseKind.MOVE_IN, by=member, at=NOW, applied_on=APPLIED, unit=village, name="李强",
            id_number=holder, card_number=f"{holder}13B1", category="1", grade="3",
            issued_on=date(2020, 1, 6), expires_on=date(2030, 1, 6), place="兰州市城关区",
        )  # fmt: skip
        case = finish(case)

        person = Person.objects.get(name="李强")
        assert case.person == person
        assert (card_of(person).number, person.card_expires_on) == (f"{holder}13B1", date(2030, 1, 6))
        assert_copied(person)

    def test_from_another_county_waits_until_that_one_lets_go(self, finish, village, member):
        elsewhere = with_card(unit=VillageFactory(parent__parent=CountyFactory()))
        case = start_for_newcomer(
            CaseKind.MOVE_IN, by=member, at=NOW, applied_on=APPLIED, unit=village, name=elsewhere.name,
            id_number=elsewhere.id_number,
        )  # fmt: skip

        with pytest.raises(CaseRefused, match="请对方先办理迁出"):
            finish(case)

        there = PostingFactory(unit=elsewhere.unit.parent.parent).user
        archive_person(elsewhere, by=there, at=NOW, reason=ArchiveReason.MOVED_OUT, on=APPLIED)
        finish(CertificateCase.objects.get(pk=case.pk))
        elsewhere.refresh_from_db()
        assert (elsewhere.unit, elsewhere.is_archived) == (village, False)


class TestNewcomers:
    NEW = {"name": "马小燕", "phone": "13812345678", "address": "三社 12 号"}

    @pytest.fixture
    def apply(self, member, village):
        def go(number=None, kind=CaseKind.NEW):
            return start_for_newcomer(
                kind, by=member, at=NOW, applied_on=APPLIED, unit=village,
                id_number=number or id_number(99), **self.NEW,
            )  # fmt: skip

        return go

    def test_come_onto_the_register_with_the_last_step(self, apply, finish, village):
        case = apply()
        assert not Person.objects.exists()

        case = finish(case, grades={Category.HEARING: Grade.TWO})

        person = Person.objects.get()
        assert (person.name, person.unit, person.phone) == ("马小燕", village, "13812345678")
        assert card_of(person).number == f"{id_number(99)}22"
        assert case.person == person
        assert_copied(person)

    def test_who_are_registered_here_are_told_so(self, apply, village):
        person = PersonFactory(unit=village, name="马小燕")

        with pytest.raises(CaseRefused, match="该身份证号已登记：马小燕，南什村，在册"):
            apply(person.id_number)

    def test_who_are_registered_elsewhere_are_sent_to_move_in_without_a_name(self, apply):
        person = with_card(name="远方人")

        with pytest.raises(CaseRefused, match="已登记在其他单位，请办理迁入") as refusal:
            apply(person.id_number)

        assert "远方人" not in str(refusal.value)

    def test_of_a_taken_certificate_number_are_refused(self, apply, finish):
        CertificateFactory(number=f"{id_number(99)}41")

        with pytest.raises(CaseRefused, match="其他人名下"):
            finish(apply())
