"""Projects: targets that sum, people served once, needs that close with them."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.permissions import Permission
from registry.needs.choices import NeedState, Result, Step
from registry.needs.models import Completion, Quota
from registry.needs.selectors import board, eligible
from registry.needs.selectors.figures import quota_met, service_figures, whole_year
from registry.needs.services import completions, projects
from registry.needs.services.completions import Facts, ServedBefore
from registry.needs.services.refusal import NeedRefused
from tests.factories import CountyFactory, PersonFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.assessments import PNG
from tests.factories.needs import (
    CompletionEvidenceFactory,
    CompletionFactory,
    NeedFactory,
    ProjectFactory,
    QuotaFactory,
    days_ago,
)

NOW = timezone.now()
WHEELCHAIR = Facts(days_ago(1), Decimal("680.00"))


@pytest.fixture
def county():
    return CountyFactory()


@pytest.fixture
def township(county):
    return TownshipFactory(parent=county)


@pytest.fixture
def village(township):
    return VillageFactory(parent=township)


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county).user


@pytest.fixture
def project(county):
    return ProjectFactory(unit=county, name="辅具适配")


def complete(project, people, by, facts=WHEELCHAIR, **options):
    return completions.record_completions(project, people, facts, by=by, at=NOW, **options)


class TestSpreading:
    def test_over_townships(self, project, township, county, clerk):
        other = TownshipFactory(parent=county)

        projects.set_township_quotas(project, {township: 7, other: 3}, by=clerk, at=NOW)

        assert dict(Quota.objects.values_list("unit", "target")) == {township.pk: 7, other.pk: 3}

    def test_must_sum_to_the_target(self, project, township, clerk):
        with pytest.raises(NeedRefused, match="合计 9，应为 10，少 1"):
            projects.set_township_quotas(project, {township: 9}, by=clerk, at=NOW)

    def test_refuses_a_township_of_another_county(self, project, clerk):
        with pytest.raises(NeedRefused, match="本县"):
            projects.set_township_quotas(project, {TownshipFactory(): 10}, by=clerk, at=NOW)

    def test_is_the_countys_to_do(self, project, township):
        their_clerk = PostingFactory(unit=township, as_township_clerk=True).user

        with pytest.raises(NeedRefused, match="管辖范围"):
            projects.set_township_quotas(project, {township: 10}, by=their_clerk, at=NOW)

    def test_a_township_spreads_its_own_over_villages(self, project, township, village):
        QuotaFactory(project=project, unit=township, target=6)
        their_clerk = PostingFactory(unit=township, as_township_clerk=True).user

        projects.set_village_quotas(project, township, {village: 6}, by=their_clerk, at=NOW)

        assert project.quotas.get(unit=village).target == 6

    def test_villages_must_sum_to_their_township(self, project, township, village, clerk):
        QuotaFactory(project=project, unit=township, target=6)

        with pytest.raises(NeedRefused, match="合计 7，应为 6，多 1"):
            projects.set_village_quotas(project, township, {village: 7}, by=clerk, at=NOW)

    def test_a_changed_township_must_be_spread_anew(self, project, township, village, county, clerk):
        other = TownshipFactory(parent=county)
        QuotaFactory(project=project, unit=township, target=10)
        QuotaFactory(project=project, unit=village, target=10)

        projects.set_township_quotas(project, {township: 4, other: 6}, by=clerk, at=NOW)

        assert not project.quotas.filter(unit=village).exists()

    def test_weighs_places_by_the_people_who_fit(self, project, township, village, county):
        far = VillageFactory(parent=TownshipFactory(parent=county))
        project.categories = ["1"]
        PersonFactory.create_batch(3, unit=village, category="1")
        PersonFactory(unit=village, category="2")
        PersonFactory(unit=far, category="1")

        weights = eligible.weights_by_unit(project, [township, far.parent], on=timezone.localdate())

        assert weights == [3, 1]


class TestWhoFits:
    def names(self, project, clerk):
        people = eligible.matching_persons(
            project, clerk.scope_of(Permission.SERVICE_VIEW), on=date(2026, 3, 1)
        )
        return sorted(people.values_list("name", flat=True))

    def test_by_category_grade_and_subsistence(self, project, village, clerk):
        project.categories, project.grades, project.subsistence = ["1", "7"], ["1"], ["dibao"]
        facts = {"unit": village, "category": "1", "grade": "1", "subsistence": "dibao"}
        PersonFactory(name="合", **facts)
        for number, change in enumerate(({"category": "2"}, {"grade": "2"}, {"subsistence": "none"})):
            PersonFactory(name=f"不{number}", **(facts | change))

        assert self.names(project, clerk) == ["合"]

    def test_by_age_to_the_day(self, project, village, clerk):
        project.age_from, project.age_to = 16, 59
        births = {
            "十六": date(2010, 3, 1),
            "未满": date(2010, 3, 2),
            "五九": date(1966, 3, 2),
            "六十": date(1966, 3, 1),
        }
        for name, birth in births.items():
            PersonFactory(name=name, unit=village, birth_date=birth)

        assert self.names(project, clerk) == ["五九", "十六"]

    def test_only_of_the_scope_and_on_the_register(self, project, village, clerk):
        PersonFactory(name="别县")
        PersonFactory(name="已故", unit=village, archived_at=NOW, archived_by=clerk, archive_reason="death")

        assert self.names(project, clerk) == []


class TestCompleting:
    def test_counts_for_the_village_of_the_person(self, project, village, clerk):
        person = PersonFactory(unit=village)

        complete(project, [person], clerk)

        done = Completion.objects.get()
        assert (done.unit, done.amount, done.by) == (village, Decimal("680.00"), clerk)

    def test_closes_the_need_with_a_measure_and_a_result(self, project, village, clerk):
        need = NeedFactory(person__unit=village)

        complete(project, [need.person], clerk)

        need.refresh_from_db()
        assert (need.state, need.result, need.closed_on) == (NeedState.CLOSED, Result.SOLVED, days_ago(1))
        assert set(need.steps.values_list("step", "amount")) == {
            (Step.MEASURE, Decimal("680.00")),
            (Step.RESULT, None),
        }

    def test_leaves_needs_that_it_does_not_meet(self, project, village, clerk):
        need = NeedFactory(person__unit=village, kind="rights", item="法律咨询")

        complete(project, [need.person], clerk)

        need.refresh_from_db()
        assert need.is_open

    def test_leaves_a_need_that_became_known_later(self, project, village, clerk):
        need = NeedFactory(person__unit=village, registered_on=timezone.localdate())

        complete(project, [need.person], clerk)

        need.refresh_from_db()
        assert need.is_open

    def test_refuses_somebody_twice(self, project, village, clerk):
        person = PersonFactory(unit=village, name="王芳")
        complete(project, [person], clerk)

        with pytest.raises(NeedRefused, match="王芳 已在本项目的完成名单中"):
            complete(project, [person], clerk)

    def test_warns_of_somebody_served_lately(self, project, village, clerk, county):
        earlier = ProjectFactory(unit=county, year=project.year - 2)
        person = CompletionFactory(project=earlier, person__unit=village).person

        with pytest.raises(ServedBefore, match="最近 3 年"):
            complete(project, [person], clerk)

    def test_and_takes_them_once_confirmed(self, project, village, clerk, county):
        earlier = ProjectFactory(unit=county, year=project.year - 2)
        person = CompletionFactory(project=earlier, person__unit=village).person

        complete(project, [person], clerk, despite_repeats=True)

        assert project.completions.count() == 1

    @pytest.mark.parametrize(("back", "kind"), [(3, "aids"), (1, "care")])
    def test_does_not_warn_of_long_ago_nor_of_another_kind(self, project, village, clerk, county, back, kind):
        earlier = ProjectFactory(unit=county, year=project.year - back, kind=kind)
        person = CompletionFactory(project=earlier, person__unit=village).person

        assert complete(project, [person], clerk)

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            (Facts(days_ago(-1), Decimal(1)), "不能晚于今天"),
            (Facts(date(2020, 1, 1), Decimal(1)), "不能早于项目开始"),
            (Facts(days_ago(1), Decimal(-1)), "不能为负"),
        ],
    )
    def test_refuses_a_wrong_day_or_amount(self, project, village, clerk, facts, words):
        with pytest.raises(NeedRefused, match=words):
            complete(project, [PersonFactory(unit=village)], clerk, facts)

    def test_refuses_people_outside_the_scope(self, project, village):
        member = PostingFactory(unit=village, as_village_member=True).user

        with pytest.raises(NeedRefused, match="管辖范围"):
            complete(project, [PersonFactory()], member)

    def test_refuses_the_archived(self, project, village, clerk):
        gone = PersonFactory(unit=village, archived_at=NOW, archived_by=clerk, archive_reason="death")

        with pytest.raises(NeedRefused, match="已归档"):
            complete(project, [gone], clerk)

    def test_costs_the_same_for_many(self, project, village, clerk):
        def queries(number):
            people = [NeedFactory(person__unit=village).person for _ in range(number)]
            with CaptureQueriesContext(connection) as counted:
                complete(project, people, clerk)
            return len(counted)

        queries(1)  # content types are fetched once

        assert queries(2) == queries(20)


class TestCorrectingACompletion:
    def test_changes_what_the_history_says(self, project, village, clerk):
        need = NeedFactory(person__unit=village)
        (done,) = complete(project, [need.person], clerk)

        completions.change_completion(done, Facts(days_ago(3), Decimal("700.00")), by=clerk, at=NOW)

        need.refresh_from_db()
        assert need.closed_on == days_ago(3)
        assert need.steps.get(step=Step.MEASURE).amount == Decimal("700.00")

    def test_taking_it_back_opens_the_need(self, project, village, clerk):
        need = NeedFactory(person__unit=village)
        (done,) = complete(project, [need.person], clerk)

        completions.remove_completion(done, by=clerk, at=NOW)

        need.refresh_from_db()
        assert (need.state, Completion.objects.count()) == (NeedState.REGISTERED, 0)

    def test_not_while_files_prove_it(self, project, village, clerk):
        done = CompletionFactory(project=project, person__unit=village)
        CompletionEvidenceFactory(completion=done)

        with pytest.raises(NeedRefused, match="佐证材料"):
            completions.remove_completion(done, by=clerk, at=NOW)


class TestEvidence:
    def test_is_kept_under_a_name_that_says_nothing(self, project, village, clerk):
        done = CompletionFactory(project=project, person__unit=village)

        file = completions.add_evidence(done, SimpleUploadedFile("现场.png", PNG), by=clerk, at=NOW)

        assert (file.name, file.content_type) == ("现场.png", "image/png")
        assert "现场" not in file.file.name

    @pytest.mark.parametrize(
        ("content", "words"), [(b"", "空文件"), (b"<html>", "不是可接受的类型"), (PNG, "已经上传过")]
    )
    def test_refuses_what_proves_nothing(self, project, village, clerk, content, words):
        done = CompletionFactory(project=project, person__unit=village)
        completions.add_evidence(done, SimpleUploadedFile("a.png", PNG), by=clerk, at=NOW)

        with pytest.raises(NeedRefused, match=words):
            completions.add_evidence(done, SimpleUploadedFile("b.png", content), by=clerk, at=NOW)


class TestProjects:
    def test_a_name_stands_once_a_year(self, project, county, clerk):
        with pytest.raises(NeedRefused, match="同名项目"):
            projects.save_project(ProjectFactory.build(unit=county, name="辅具适配"), by=clerk, at=NOW)

    def test_a_target_is_not_less_than_what_is_done(self, project, village, clerk):
        CompletionFactory.create_batch(2, project=project, person__unit=village)
        project.target = 1

        with pytest.raises(NeedRefused, match="已完成 2 件"):
            projects.save_project(project, by=clerk, at=NOW)

    def test_one_with_people_is_not_removed(self, project, village, clerk):
        CompletionFactory(project=project, person__unit=village)

        with pytest.raises(NeedRefused, match="不能删除"):
            projects.remove_project(project, by=clerk, at=NOW)


class TestTheBoard:
    def test_counts_by_township(self, project, township, village, clerk):
        QuotaFactory(project=project, unit=township, target=4)
        CompletionFactory.create_batch(3, project=project, person__unit=village)

        made = board.project_board(project, clerk.scope_of(Permission.SERVICE_VIEW), on=date(2026, 2, 1))

        row = made.rows[0]
        assert (row.target, row.done, row.missing, row.amount) == (4, 3, 1, Decimal("2400.00"))
        assert made.total.done == 3

    @pytest.mark.parametrize(
        ("day", "done", "tone"),
        [
            (date(2026, 1, 2), 0, "info"),
            (date(2026, 7, 10), 1, "warn"),
            (date(2026, 7, 10), 2, "info"),
            (date(2027, 1, 1), 3, "bad"),
            (date(2027, 1, 1), 4, "good"),
        ],
    )
    def test_says_who_is_late(self, day, done, tone):
        project = ProjectFactory.build(year=2026)

        assert board.Progress(project, None, 4, done, day=day).badge[1] == tone


class TestFigures:
    def test_of_a_county_and_year(self, project, village, clerk, township):
        today = timezone.localdate()
        NeedFactory(person__unit=village)
        NeedFactory(person__unit=village, overdue=True)
        NeedFactory(person__unit=village, solved=True, satisfaction="mostly")
        NeedFactory()
        CompletionFactory(project=project, person__unit=village)
        CompletionFactory()

        figures = service_figures(clerk.scope_of(Permission.SERVICE_VIEW), date(today.year, 1, 1), today)

        needs = figures.needs
        assert (needs.registered, needs.open, needs.overdue) == (3, 2, 1)
        assert (needs.solved, needs.satisfied, needs.asked) == (1, 1, 1)
        assert [(p.target, p.done) for p in figures.projects] == [(10, 1)]
        assert figures.served == 1
        assert [(kind.kind, kind.registered, kind.closed) for kind in figures.by_kind] == [("aids", 3, 1)]

    def test_a_surplus_does_not_make_up_for_a_lack(self, project, township, village, county):
        QuotaFactory(project=project, unit=township, target=1)
        QuotaFactory(project=ProjectFactory(unit=county), unit=township, target=5)
        CompletionFactory.create_batch(3, project=project, person__unit=village)

        assert quota_met(project.year, township) == (6, 1)

    def test_a_year_runs_from_its_first_to_its_last_day(self):
        assert whole_year(2026) == (date(2026, 1, 1), date(2026, 12, 31))
