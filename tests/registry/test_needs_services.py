"""The way of a need: each step is written once, by whom and when, and a wrong one says what to do."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from registry.needs.choices import NeedState, Result, Satisfaction, Step
from registry.needs.models import Need
from registry.needs.services import needs
from registry.needs.services.refusal import NeedRefused
from tests.factories import PersonFactory, PostingFactory, UserFactory, VillageFactory
from tests.factories.needs import CompletionFactory, NeedFactory, days_ago

NOW = timezone.now()


@pytest.fixture
def person():
    return PersonFactory(name="王芳")


@pytest.fixture
def member(person):
    return PostingFactory(unit=person.unit, as_village_member=True).user


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def need(person):
    return NeedFactory(person=person)


def steps_of(need):
    return list(need.steps.order_by("pk").values_list("step", flat=True))


class TestRegistering:
    def register(self, person, by, **facts):
        facts = {"kind": "rights", "item": "法律援助", "on": timezone.localdate()} | facts
        return needs.register_need(person, by=by, at=NOW, **facts)

    def test_writes_the_need_with_the_deadline_of_its_kind(self, person, member, today):
        need = self.register(person, member)

        assert (need.state, need.due_on) == (NeedState.REGISTERED, today + timedelta(days=15))

    def test_says_who_did_it(self, person, member):
        step = self.register(person, member).steps.get()

        assert (step.step, step.by, step.at) == (Step.REGISTER, member, NOW)

    def test_refuses_somebody_of_another_village(self, member):
        with pytest.raises(NeedRefused, match="管辖范围"):
            self.register(PersonFactory(), member)

    def test_refuses_a_day_to_come(self, person, member):
        with pytest.raises(NeedRefused, match="不能晚于今天"):
            self.register(person, member, on=days_ago(-1))

    def test_refuses_an_archived_person(self, person, member):
        person.archived_at, person.archived_by, person.archive_reason = NOW, member, "death"
        person.save()

        with pytest.raises(NeedRefused, match="已归档"):
            self.register(person, member)

    def test_refuses_the_same_need_twice(self, person, member):
        self.register(person, member)

        with pytest.raises(NeedRefused, match="还没有办结"):
            self.register(person, member)

    def test_takes_the_same_need_again_once_it_is_closed(self, person, member):
        NeedFactory(person=person, kind="rights", item="法律援助", solved=True)

        self.register(person, member)

        assert Need.objects.count() == 2


class TestTheWay:
    def test_from_referral_to_satisfaction(self, need, member, today):
        facts = {"by": member, "at": NOW, "on": today}

        needs.refer_need(need, organisation="县残疾人辅助器具服务站", contact="李主任", **facts)
        needs.record_measure(need, note="发放轮椅一辆", amount=Decimal("680.00"), **facts)
        needs.close_need(need, result=Result.SOLVED, **facts)
        needs.record_satisfaction(need, satisfaction=Satisfaction.SATISFIED, **facts)

        need.refresh_from_db()
        assert (need.state, need.result, need.closed_on) == (NeedState.CLOSED, Result.SOLVED, today)
        assert (need.referred_to, need.satisfaction) == ("县残疾人辅助器具服务站", Satisfaction.SATISFIED)
        assert steps_of(need) == [Step.REFER, Step.MEASURE, Step.RESULT, Step.SATISFACTION]

    def test_a_referral_after_a_measure_leaves_it_in_hand(self, need, member, today):
        facts = {"by": member, "at": NOW, "on": today}
        needs.record_measure(need, note="已量尺寸", **facts)

        needs.refer_need(need, organisation="县民政局", **facts)

        need.refresh_from_db()
        assert need.state == NeedState.IN_HAND

    @pytest.mark.parametrize("result", [Result.PARTLY, Result.UNSOLVED, Result.NO_LONGER])
    def test_what_is_not_solved_needs_a_reason(self, need, member, today, result):
        with pytest.raises(NeedRefused, match="请写明原因"):
            needs.close_need(need, by=member, at=NOW, result=result, on=today)

    def test_nothing_happens_before_the_registration(self, need, member):
        with pytest.raises(NeedRefused, match="不能早于登记日期"):
            needs.close_need(need, by=member, at=NOW, result=Result.SOLVED, on=days_ago(30))

    def test_nothing_happens_after_the_result(self, person, member, today):
        closed = NeedFactory(person=person, solved=True)

        with pytest.raises(NeedRefused, match="已办结"):
            needs.refer_need(closed, by=member, at=NOW, organisation="县民政局", on=today)

    def test_another_village_may_not_touch_it(self, need, today):
        stranger = PostingFactory(unit=VillageFactory(), as_village_member=True).user

        with pytest.raises(NeedRefused, match="管辖范围"):
            needs.record_measure(need, by=stranger, at=NOW, note="x", on=today)

    def test_satisfaction_comes_after_the_result(self, need, member, today):
        with pytest.raises(NeedRefused, match="办结以后"):
            needs.record_satisfaction(need, by=member, at=NOW, satisfaction="satisfied", on=today)

    def test_who_is_dissatisfied_is_asked_why(self, person, member, today):
        closed = NeedFactory(person=person, solved=True)

        with pytest.raises(NeedRefused, match="不满意的，请写明原因"):
            needs.record_satisfaction(closed, by=member, at=NOW, satisfaction="dissatisfied", on=today)


class TestCorrecting:
    def test_another_kind_gives_another_deadline(self, need, member):
        needs.change_need(need, by=member, at=NOW, kind="rights", item="法律咨询", source="call", detail="")

        need.refresh_from_db()
        assert need.due_on == need.registered_on + timedelta(days=15)
        assert "辅助器具（轮椅）" in need.steps.get().note

    def test_a_closed_need_stays_as_it_is(self, person, member):
        closed = NeedFactory(person=person, solved=True)

        with pytest.raises(NeedRefused, match="已办结"):
            needs.change_need(closed, by=member, at=NOW, kind="aids", item="假肢", source="call", detail="")


class TestReopening:
    def test_takes_the_result_away_and_keeps_the_history(self, person, member):
        closed = NeedFactory(person=person, solved=True, referred_to="县民政局", satisfaction="satisfied")

        needs.reopen_need(closed, by=member, at=NOW, note="轮椅损坏")

        closed.refresh_from_db()
        assert (closed.state, closed.result, closed.satisfaction) == (NeedState.REFERRED, "", "")
        assert closed.steps.get().note == "轮椅损坏"

    def test_wants_a_reason(self, person, member):
        with pytest.raises(NeedRefused, match="原因"):
            needs.reopen_need(NeedFactory(person=person, solved=True), by=member, at=NOW, note=" ")

    def test_refuses_what_a_project_has_closed(self, person, member):
        closed = NeedFactory(person=person, solved=True)
        CompletionFactory(person=person, need=closed)

        with pytest.raises(NeedRefused, match="项目完成名单"):
            needs.reopen_need(closed, by=member, at=NOW, note="要换")

    def test_refuses_when_the_need_was_registered_anew(self, need, person, member):
        closed = NeedFactory(person=person, solved=True)

        with pytest.raises(NeedRefused, match="另行登记"):
            needs.reopen_need(closed, by=member, at=NOW, note="要换")


class TestTheDatabase:
    @pytest.mark.parametrize(
        "facts",
        [
            {"result": Result.SOLVED},
            {"state": NeedState.CLOSED},
            {"closed_on": days_ago(1)},
            {"satisfaction": Satisfaction.SATISFIED},
        ],
    )
    def test_refuses_half_a_result(self, facts):
        with pytest.raises(IntegrityError), transaction.atomic():
            NeedFactory(**facts)

    def test_refuses_a_second_open_need_of_one_sort(self, need, person):
        with pytest.raises(IntegrityError), transaction.atomic():
            NeedFactory(person=person)


def test_a_need_of_a_person_who_moves_goes_along(need, person):
    there = PostingFactory(unit=VillageFactory(), as_village_member=True).user
    person.unit = there.home_unit
    person.save()

    assert Need.objects.within(there.scope_of("service_view")).get() == need


def test_a_user_without_a_posting_may_not_write(need, today):
    with pytest.raises(NeedRefused):
        needs.record_measure(need, by=UserFactory(), at=NOW, note="x", on=today)
