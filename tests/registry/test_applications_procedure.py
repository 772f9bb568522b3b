from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.applications.choices import Act, StepKind
from registry.applications.defaults import default_procedure
from registry.applications.models import ApplicationEntry, ApplicationRule
from registry.applications.procedure import Procedure, ProcedureNotSound, must_be_sound, standing
from registry.applications.selectors.procedures import procedure_of
from registry.applications.services.refusal import ApplicationRefused
from registry.applications.services.rules import save_procedure
from tests.factories import CountyFactory, PostingFactory
from tests.registry.applications_way import NOW

DIBAO = default_procedure("dibao")
heads = st.integers(min_value=0, max_value=500)


class TestVotes:
    @pytest.mark.parametrize(
        ("votes", "words"),
        [
            ((15, 12, 7, 3, 2), None),
            ((15, 12, 6, 4, 2), "没有超过到会 12 人的 50%"),
            ((15, 7, 7, 0, 0), "没有超过应到 15 人的 50%"),
            ((15, 8, 8, 0, 0), None),
            ((15, 12, 7, 3, 1), "与到会 12 人不符"),
            ((10, 12, 12, 0, 0), "多于应到 10 人"),
        ],
    )
    def test_carry_by_more_than_half_of_more_than_half(self, votes, words):
        problem = DIBAO.vote_problem(**dict(zip(NAMES, votes, strict=True)))

        assert (words in problem) if words else problem is None

    def test_a_county_may_ask_for_two_thirds(self):
        strict = replace(DIBAO, majority_percent=66)

        assert strict.vote_problem(due=15, present=12, agree=7, against=3, abstain=2)
        assert not strict.vote_problem(due=15, present=12, agree=8, against=2, abstain=2)

    @given(due=heads, agree=heads, against=heads, abstain=heads)
    def test_what_carries_had_a_majority_of_all_who_came(self, due, agree, against, abstain):
        present = agree + against + abstain

        if (
            DIBAO.vote_problem(due=due, present=present, agree=agree, against=against, abstain=abstain)
            is None
        ):
            assert agree > against + abstain
            assert due / 2 < present <= due

    @given(due=heads, agree=heads, against=heads, abstain=heads)
    def test_one_more_vote_in_favour_never_turns_it_down(self, due, agree, against, abstain):
        def carries(more):
            return DIBAO.vote_problem(
                due=due, present=agree + more + against + abstain - more, agree=agree + more,
                against=against - more, abstain=abstain,
            ) is None  # fmt: skip

        if against and carries(0):
            assert carries(1)


NAMES = ("due", "present", "agree", "against", "abstain")


class TestTheShippedProcedures:
    @pytest.mark.parametrize("kind", ["dibao", "tekun", "living", "care", "something_new"])
    def test_are_sound(self, kind):
        must_be_sound(default_procedure(kind).steps)

    def test_come_back_from_the_database_as_they_were(self):
        assert Procedure.from_json(DIBAO.as_json()) == DIBAO

    def test_have_three_reviews_and_three_notices(self):
        levels = [step.level for step in DIBAO.steps if step.is_notice]

        assert levels == ["village", "township", "county"]

    @pytest.mark.parametrize(("number", "back"), [(0, None), (1, 0), (2, 0), (4, 2), (6, 4)])
    def test_go_back_past_the_notice(self, number, back):
        assert DIBAO.back_from(number) == back


def without(*kinds):
    return tuple(step for step in DIBAO.steps if step.kind not in kinds)


class TestSoundness:
    @pytest.mark.parametrize(
        ("steps", "words"),
        [
            (without(StepKind.APPROVE), "最后一个环节必须是批准"),
            (without(StepKind.DECIDE), "审核定档"),
            (without(StepKind.NOTICE), "至少保留一次公示"),
            (DIBAO.steps[1:], "第一个环节不能是公示"),
            ((*DIBAO.steps[:1], replace(DIBAO.steps[1], notice_days=0), *DIBAO.steps[2:]), "公示天数"),
        ],
    )
    def test_asks_for_what_leads_to_a_grant(self, steps, words):
        with pytest.raises(ProcedureNotSound, match=words):
            must_be_sound(steps)


class TestStanding:
    def entry(self, act, number, to_step=None):
        return ApplicationEntry(act=act, step_number=number, to_step=to_step)

    def test_is_undone_by_sending_back(self):
        first, again = self.entry(Act.PASS, 0), self.entry(Act.PASS, 0)
        entries = [first, self.entry(Act.PASS, 1), self.entry(Act.RETURN, 2, 0), again]

        assert standing(entries) == {0: again}

    def test_keeps_what_came_before_the_place_sent_back_to(self):
        first = self.entry(Act.PASS, 0)

        assert standing([first, self.entry(Act.PASS, 2), self.entry(Act.RETURN, 4, 2)]) == {0: first}


class TestSaving:
    @pytest.fixture
    def county(self):
        return CountyFactory()

    @pytest.fixture
    def clerk(self, county):
        return PostingFactory(unit=county).user

    def save(self, county, by, since, **changes):
        return save_procedure(county, "dibao", replace(DIBAO, **changes), by=by, at=NOW, since=since)

    def test_holds_from_its_day_on(self, county, clerk):
        self.save(county, clerk, date(2026, 12, 1), majority_percent=66)

        assert procedure_of(county, "dibao", date(2026, 11, 30)) == DIBAO
        assert procedure_of(county, "dibao", date(2026, 12, 1)).majority_percent == 66

    def test_ends_the_one_before_it(self, county, clerk):
        first = self.save(county, clerk, date(2026, 1, 1))
        self.save(county, clerk, date(2026, 12, 1))

        first.refresh_from_db()
        assert first.until == date(2026, 11, 30)

    def test_of_the_same_day_is_corrected(self, county, clerk):
        self.save(county, clerk, date(2026, 1, 1))
        self.save(county, clerk, date(2026, 1, 1), majority_percent=60)

        assert ApplicationRule.objects.get().procedure.majority_percent == 60

    def test_is_refused_before_a_later_one(self, county, clerk):
        self.save(county, clerk, date(2026, 12, 1))

        with pytest.raises(ApplicationRefused, match="自2026年12月1日起已另有规定"):
            self.save(county, clerk, date(2026, 1, 1))

    def test_is_refused_to_another_county(self, county):
        with pytest.raises(ApplicationRefused, match="管辖范围"):
            self.save(county, PostingFactory().user, date(2026, 1, 1))

    def test_is_refused_where_it_makes_no_procedure(self, county, clerk):
        with pytest.raises(ApplicationRefused, match="至少保留一次公示"):
            self.save(county, clerk, date(2026, 1, 1), steps=without(StepKind.NOTICE))
