"""Projects, needs, benefits, petitions, checks: values counted by hand."""

import uuid
from datetime import date

import pytest

from accounts.roles import Role
from registry.applications.choices import State
from registry.benefits.choices import CaseState
from registry.needs.choices import NeedState, Result
from registry.petitions.choices import Form
from tests.factories import (
    CheckFactory,
    ChecklistFactory,
    ChecklistItemFactory,
    PersonFactory,
    PostingFactory,
)
from tests.factories.applications import ApplicationFactory, hang
from tests.factories.benefits import BenefitFindingFactory
from tests.factories.needs import CompletionFactory, NeedFactory, ProjectFactory, QuotaFactory
from tests.factories.petitions import PetitionFactory


class TestProjects:
    @pytest.fixture
    def two_projects(self, county, township, village):
        """Three wheelchairs of five, and four trainings of two."""
        aids, training = (
            ProjectFactory(unit=county),
            ProjectFactory(unit=county, kind="training", name="实用技术培训"),
        )
        QuotaFactory(project=aids, unit=township, target=5)
        QuotaFactory(project=training, unit=township, target=2)
        for project, number in ((aids, 3), (training, 4)):
            for _ in range(number):
                CompletionFactory(project=project, person=PersonFactory(unit=village))
        return aids, training

    def test_done_counts_all_completions(self, ask, two_projects, township, village, neighbour):
        found = ask("projects_done")

        assert (found[township].value, found[village].value, found[neighbour].value) == (7, None, None)
        assert ask("projects_done-aids")[township].value == 3

    def test_a_surplus_of_one_project_does_not_make_up_for_another(self, ask, two_projects, township):
        assert ask("projects_rate")[township].words == "任务数 7，任务之内完成 5，差 2。"
        assert (ask("projects_rate-aids")[township].value, ask("projects_rate-training")[township].value) == (
            60,
            100,
        )
        assert ask("projects_rate-housing")[township].value is None

    def test_what_is_done_after_the_day_does_not_count(self, ask, two_projects, township):
        assert ask("projects_done", date(2026, 11, 1))[township].value == 0

    def test_a_village_has_figures_once_it_has_a_quota(self, ask, two_projects, village):
        QuotaFactory(project=two_projects[0], unit=village, target=4)

        assert ask("projects_rate-aids")[village].value == 75

    def test_a_kind_of_the_county_s_own_has_its_facts(self, ask, county, township):
        QuotaFactory(project=ProjectFactory(unit=county, kind="braille"), unit=township, target=4)

        assert ask("projects_rate-braille")[township].value == 0


class TestNeeds:
    def test_are_met_when_solved_at_least_in_part(self, ask, township, village, other):
        person = PersonFactory(unit=village)
        closed = {"state": NeedState.CLOSED, "closed_on": date(2026, 11, 20)}
        NeedFactory(person=person, solved=True, item="轮椅")
        NeedFactory(person=person, result=Result.PARTLY, item="拐杖", **closed)
        NeedFactory(person=person, result=Result.UNSOLVED, item="助听器", **closed)
        NeedFactory(person=person, result=Result.NO_LONGER, item="假肢", **closed)
        NeedFactory(person=person, item="护理床")

        found = ask("needs_met")

        assert (found[township].value, found[other].value) == (50, None)


class TestBenefits:
    @pytest.fixture
    def granted(self, village):
        """An application for 低保 that was granted; two notices belong to its procedure."""
        return ApplicationFactory(
            person=PersonFactory(unit=village), state=State.GRANTED, closed_on=date(2026, 11, 20),
            amount=100, first_month=date(2026, 12, 1), due_on=None,
        )  # fmt: skip

    def test_notices_are_done_when_all_that_the_procedure_asks_for_are_over(
        self, ask, granted, township, village, other
    ):
        steps = [place for place, step in enumerate(granted.plan["steps"]) if step["kind"] == "notice"]
        for place in steps[:-1]:
            granted.step_number = place
            hang(granted, closed_on=date(2026, 11, 13))
        before = ask("notices_done")[village].value
        granted.step_number = steps[-1]
        last = hang(granted)
        hanging = ask("notices_done")[village].value
        last.closed_on = date(2026, 11, 13)
        last.save()

        found = ask("notices_done")

        assert (before, hanging, found[village].value, found[township].value) == (0, 0, 100, 100)
        assert found[other].value is None

    def test_findings_are_open_until_they_are_settled(self, ask, township, village, other):
        for state in (CaseState.OPEN, CaseState.SENT, CaseState.SETTLED):
            BenefitFindingFactory(person=PersonFactory(unit=village), state=state)

        found = ask("benefit_findings_open")

        assert (found[township].value, found[village].value, found[other].value) == (2, 2, 0)

    def test_wrong_and_omitted_are_counted_by_the_months_of_the_year(self, ask, village):
        missed = {"over": 0, "missed": 200, "fault": "omitted"}
        for facts in (
            {},
            {"state": CaseState.GONE},
            {"state": CaseState.CLOSED},
            {"state": CaseState.SETTLED},
            {"first_month": date(2025, 9, 1), "last_month": date(2025, 12, 1)},
            missed,
        ):
            BenefitFindingFactory(person=PersonFactory(unit=village), **facts)

        assert ask("benefits_wrong")[village].value == 2
        assert ask("benefits_omitted")[village].value == 1


class TestPetitions:
    def test_in_time_is_settled_by_the_deadline(self, ask, township, village, other):
        early = date(2026, 3, 2)
        PetitionFactory(unit=village, settled=True, received_on=early)
        PetitionFactory(unit=village, settled=True, received_on=early, settled_on=date(2026, 6, 30))
        PetitionFactory(unit=village, accepted=True, received_on=early)
        PetitionFactory(unit=village, accepted=True, received_on=date(2026, 11, 2))

        found = ask("petitions_in_time")

        assert found[township].words == "应办结 3 件，按期办结 1 件，逾期 2 件。"
        assert found[other].value is None

    def test_repeated_are_the_later_ones_of_a_petitioner(self, ask, township, village, other):
        same = uuid.uuid4()
        PetitionFactory(unit=other, cluster=same, received_on=date(2026, 2, 1))
        for day in (3, 4):
            PetitionFactory(unit=village, cluster=same, received_on=date(2026, day, 1))

        found = ask("petitions_repeated")

        assert (found[township].value, found[village].value, found[other].value) == (2, 2, 0)

    def test_upward_are_those_that_came_down_from_above(self, ask, county, township, village):
        PetitionFactory(unit=village, form=Form.ASSIGNED)
        PetitionFactory(unit=county, county=county, handler_unit=village)
        PetitionFactory(unit=village)

        found = ask("petitions_upward")

        assert (found[township].value, found[village].value) == (2, 2)


class TestChecks:
    @pytest.fixture
    def six(self, county):
        """A list of two items for villages."""
        six = ChecklistFactory(county=county, for_villages=True)
        return ChecklistItemFactory(checklist=six), ChecklistItemFactory(checklist=six, short_name="制度")

    def check(self, unit, item, result="yes", **facts):
        return CheckFactory(unit=unit, item=item, result=result, **facts)

    def test_lists_are_met_item_by_item(self, ask, six, township, village, other):
        self.check(village, six[0])
        self.check(village, six[1], "no")

        met, everything = ask("list_met-liuyou"), ask("list_all-liuyou")

        assert (met[village].value, met[other].value) == (1, None)
        assert (everything[village].value, everything[other].value) == (False, None)
        assert everything[village].words == "本季度 2 项中缺 1 项：制度。"

    def test_everything_is_met_only_when_all_is_checked(self, ask, six, township, village):
        self.check(village, six[0])
        before = ask("list_all-liuyou")[village].value
        self.check(village, six[1])

        assert (before, ask("list_all-liuyou")[village].value) == (None, True)
        assert ask("list_share-liuyou")[township].value == 50

    def test_a_list_of_the_county_s_own_has_its_facts(self, ask, county, township):
        item = ChecklistItemFactory(checklist=ChecklistFactory(county=county, code="wuyou", name="五有"))
        self.check(township, item)

        assert ask("list_met-wuyou")[township].value == 1

    def test_inspections_are_days_of_the_quarter_that_had_the_fewest(
        self, ask, six, township, village, other
    ):
        for quarter, day in (
            (1, date(2026, 2, 3)),
            (1, date(2026, 3, 4)),
            (2, date(2026, 5, 6)),
            (3, date(2026, 8, 7)),
        ):
            item = ChecklistItemFactory(checklist=six[0].checklist)
            self.check(village, item, year=2026, quarter=quarter, checked_on=day)
            self.check(
                village, ChecklistItemFactory(checklist=six[0].checklist), quarter=quarter, checked_on=day
            )

        found = ask("inspections_a_quarter")

        assert (found[village].value, found[other].value) == (1, None)
        assert ask("villages_inspected")[township].value == 50
        assert ask("inspections_a_quarter", date(2026, 3, 31))[village].value == 2

    def test_what_the_unit_checks_itself_is_no_inspection(self, ask, six, village):
        own = PostingFactory(unit=village, role=Role.VILLAGE_MEMBER).user
        self.check(village, six[0], quarter=1, checked_on=date(2026, 2, 3), inspector=own)

        assert ask("inspections_a_quarter")[village].value is None
