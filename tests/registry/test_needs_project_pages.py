import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from registry.needs.models import Completion, CompletionEvidence, Project, Quota
from tests.factories import CountyFactory, PersonFactory, TownshipFactory, VillageFactory
from tests.factories.assessments import PNG
from tests.factories.needs import (
    CompletionEvidenceFactory,
    CompletionFactory,
    NeedFactory,
    ProjectFactory,
    QuotaFactory,
)

YEAR = timezone.localdate().year


@pytest.fixture
def county():
    return CountyFactory(name="会宁县")


@pytest.fixture
def township(county):
    return TownshipFactory(name="会师镇", parent=county)


@pytest.fixture
def village(township):
    return VillageFactory(name="南什村", parent=township)


@pytest.fixture
def project(county):
    return ProjectFactory(unit=county, name="辅具适配")


def address(name, *things):
    return reverse(f"needs:{name}", args=[thing.pk for thing in things])


class TestTheList:
    URL = reverse("needs:project_list")

    def test_shows_the_projects_of_the_year(self, client, sign_in, county, project):
        ProjectFactory(unit=county, name="去年的项目", year=YEAR - 1)
        sign_in(county)

        page = client.get(self.URL).text

        assert "辅具适配" in page
        assert "去年的项目" not in page

    def test_shows_a_village_those_of_its_county_with_its_own_figures(
        self, client, sign_in, village, project
    ):
        QuotaFactory(project=project, unit=village, target=3)
        CompletionFactory(project=project, person__unit=village)
        CompletionFactory(project=project, person__unit=VillageFactory(parent=village.parent))
        sign_in(village, as_village_member=True)

        page = client.htmx("get", self.URL).text

        assert "3 件" in page
        assert "33.3%" in page

    def test_not_those_of_another_county(self, client, sign_in, county):
        ProjectFactory(name="别县的项目")
        sign_in(county)

        assert "别县的项目" not in client.get(self.URL).text

    def test_costs_the_same_for_many(self, sign_in, county, township, village, project, assert_flat_queries):
        sign_in(county)

        def add_rows():
            for _ in range(4):
                other = ProjectFactory(unit=county)
                QuotaFactory(project=other, unit=TownshipFactory(parent=county))
                CompletionFactory(project=other, person__unit=village)

        assert_flat_queries(self.URL, add_rows)

    def test_the_board_sets_projects_beside_townships(self, client, sign_in, county, township, project):
        TownshipFactory(name="河畔镇", parent=county)
        QuotaFactory(project=project, unit=township, target=4)
        sign_in(county)

        page = client.get(reverse("needs:project_board")).text

        assert "0 / 4" in page
        assert "河畔镇" in page

    def test_the_board_costs_the_same_for_many(
        self, sign_in, county, township, village, project, assert_flat_queries
    ):
        TownshipFactory(parent=county)  # of one township its villages are shown
        sign_in(county)

        def add_rows():
            for _ in range(3):
                QuotaFactory(project=ProjectFactory(unit=county), unit=TownshipFactory(parent=county))

        assert_flat_queries(reverse("needs:project_board"), add_rows)


class TestWriting:
    URL = f"{reverse('needs:project_create')}?kind=cataract"

    def form(self, county, **change):
        return {
            "unit": county.pk, "name": "白内障复明", "starts_on": f"{YEAR}-01-01", "due_on": f"{YEAR}-11-30",
            "target": "20", "funding": "province", "money": "30000", "standard": "1500", "again_after": "3",
            "categories": ["1"], "needs": ["rehabilitation:白内障手术"],
        } | change  # fmt: skip

    def test_a_kind_proposes_whom_it_is_for(self, client, sign_in, county):
        sign_in(county)

        page = client.get(self.URL).text

        assert f"{YEAR} 年白内障复明手术" in page
        assert 'value="rehabilitation:白内障手术" id="id_needs_0_1"' in page

    def test_a_project_is_written_down(self, client, sign_in, county):
        sign_in(county)

        response = client.post(self.URL, self.form(county))

        project = Project.objects.get()
        assert (project.kind, project.year, project.target) == ("cataract", YEAR, 20)
        assert project.categories == ["1"]
        assert response.url == address("quota_edit", project)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"target": "0"}, "任务数至少为 1"),
            ({"due_on": f"{YEAR - 1}-01-01"}, "完成期限不能早于开始日期"),
            ({"age_from": "60", "age_to": "16"}, "年龄上限不能小于下限"),
        ],
    )
    def test_a_wrong_one_is_explained(self, client, sign_in, county, change, words):
        sign_in(county)

        assert words in client.post(self.URL, self.form(county, **change)).text
        assert not Project.objects.exists()

    def test_a_name_stands_once(self, client, sign_in, county):
        ProjectFactory(unit=county, name="白内障复明")
        sign_in(county)

        assert "本年度已有同名项目" in client.post(self.URL, self.form(county)).text

    def test_a_project_is_changed_and_removed(self, client, sign_in, county, project):
        sign_in(county)

        client.post(address("project_edit", project), self.form(county))
        project.refresh_from_db()
        assert (project.name, project.kind) == ("白内障复明", "aids")

        client.post(address("project_remove", project))
        assert not Project.objects.exists()

    def test_a_township_may_not(self, client, sign_in, township):
        sign_in(township, as_township_clerk=True)

        assert client.get(self.URL).status_code == 403


class TestSpreading:
    def test_proposes_by_those_who_fit(self, client, sign_in, county, township, village, project):
        far = VillageFactory(parent=TownshipFactory(parent=county))
        PersonFactory.create_batch(3, unit=village)
        PersonFactory(unit=far)
        sign_in(county)

        page = client.get(address("quota_edit", project), {"by": "fit"}).text

        assert 'value="8"' in page
        assert 'value="2"' in page

    def test_a_sum_that_is_wrong_is_explained(self, client, sign_in, county, township, project):
        sign_in(county)

        page = client.post(address("quota_edit", project), {f"unit_{township.pk}": "9"}).text

        assert "合计 9，应为 10，少 1" in page

    def test_is_saved(self, client, sign_in, county, township, project):
        sign_in(county)

        client.post(address("quota_edit", project), {f"unit_{township.pk}": "10"})

        assert Quota.objects.get().target == 10

    def test_a_township_spreads_over_its_villages(self, client, sign_in, township, village, project):
        QuotaFactory(project=project, unit=township, target=4)
        sign_in(township, as_township_clerk=True)

        client.post(address("quota_villages", project, township), {f"unit_{village.pk}": "4"})

        assert project.quotas.get(unit=village).target == 4

    def test_costs_the_same_for_many(self, sign_in, county, township, project, assert_flat_queries):
        sign_in(county)

        assert_flat_queries(
            address("quota_edit", project), lambda: TownshipFactory.create_batch(4, parent=county)
        )


class TestProgress:
    def test_of_the_townships(self, client, sign_in, county, township, village, project):
        QuotaFactory(project=project, unit=township, target=10)
        CompletionFactory.create_batch(4, project=project, person__unit=village)
        sign_in(county)

        page = client.get(project.get_absolute_url()).text

        assert "40.0%" in page
        assert "差 6" in page

    def test_of_the_villages(self, client, sign_in, township, village, project):
        QuotaFactory(project=project, unit=township, target=4)
        CompletionFactory(project=project, person__unit=village)
        sign_in(township, as_township_clerk=True)

        page = client.get(address("project_township", project, township)).text

        assert "任务还没有分解到村" in page
        assert "南什村" in page

    def test_says_that_it_is_not_spread(self, client, sign_in, county, township, project):
        sign_in(county)

        assert "已分解 0，两者须相等" in client.get(project.get_absolute_url()).text

    def test_says_that_the_money_is_over(self, client, sign_in, county, village, project):
        CompletionFactory(project=project, person__unit=village, amount=Decimal("9000"))
        sign_in(county)

        assert "超出资金总额" in client.get(project.get_absolute_url()).text

    def test_costs_the_same_for_many(self, sign_in, county, village, project, assert_flat_queries):
        sign_in(county)

        def add_rows():
            CompletionFactory.create_batch(3, project=project, person__unit=village)
            TownshipFactory.create_batch(3, parent=county)

        assert_flat_queries(project.get_absolute_url(), add_rows)


class TestCompleting:
    def form(self, *people, **change):
        today = timezone.localdate().isoformat()
        return {"people": [p.pk for p in people], "done_on": today, "amount": "700"} | change

    def test_proposes_those_in_need(self, client, sign_in, county, village, project):
        NeedFactory(person__unit=village, person__name="有需求")
        PersonFactory(unit=village, name="没需求")
        NeedFactory(person__name="外县人")
        sign_in(county)

        page = client.get(address("completion_create", project)).text

        assert "有需求" in page
        assert "没需求" not in page
        assert "外县人" not in page

    def test_or_those_who_fit_or_anyone(self, client, sign_in, county, village, project):
        project.categories = ["1"]
        project.save()
        PersonFactory(unit=village, name="视力人", category="1")
        PersonFactory(unit=village, name="听力人", category="2")
        sign_in(county)

        fits = client.get(address("completion_create", project), {"who": "fits"}).text
        anyone = client.get(address("completion_create", project), {"who": "anyone"}).text

        assert "视力人" in fits
        assert "听力人" not in fits
        assert "听力人" in anyone

    def test_puts_many_on_the_list_at_once(self, client, sign_in, county, village, project):
        people = [NeedFactory(person__unit=village).person for _ in range(3)]
        sign_in(county)

        page = client.post(address("completion_create", project), self.form(*people), follow=True).text

        assert Completion.objects.count() == 3
        assert "已登记完成 3 人，办结对应需求 3 项" in page

    def test_choosing_nobody_is_explained(self, client, sign_in, county, village, project):
        NeedFactory(person__unit=village)
        sign_in(county)

        assert "勾选至少一人" in client.post(address("completion_create", project), self.form()).text

    def test_somebody_of_another_county_is_not_on_offer(self, client, sign_in, county, project):
        sign_in(county)

        client.post(address("completion_create", project), self.form(PersonFactory()))

        assert not Completion.objects.exists()

    def test_warns_and_keeps_the_ticks(self, client, sign_in, county, village, project):
        need = NeedFactory(person__unit=village)
        CompletionFactory(
            project=ProjectFactory(unit=county, name="前年项目", year=YEAR - 2), person=need.person
        )
        sign_in(county)

        page = client.post(address("completion_create", project), self.form(need.person)).text

        assert "享受过同类项目" in page
        assert "前年项目" in page
        assert "data-pick checked" in page

    def test_and_goes_on_when_confirmed(self, client, sign_in, county, village, project):
        need = NeedFactory(person__unit=village)
        CompletionFactory(project=ProjectFactory(unit=county, year=YEAR - 2), person=need.person)
        sign_in(county)

        client.post(address("completion_create", project), self.form(need.person, despite_repeats="on"))

        assert project.completions.count() == 1

    def test_costs_the_same_for_many(self, sign_in, county, village, project, assert_flat_queries):
        NeedFactory(person__unit=village)
        sign_in(county)

        assert_flat_queries(
            address("completion_create", project), lambda: NeedFactory.create_batch(4, person__unit=village)
        )


class TestTheCompletionList:
    def test_shows_each_unit_its_own(self, client, sign_in, township, village, project):
        CompletionFactory(project=project, person__unit=village, person__name="本镇人")
        CompletionFactory(project=project, person__name="外镇人")
        sign_in(township, as_township_clerk=True)

        page = client.get(address("completion_list", project)).text

        assert "本镇人" in page
        assert "外镇人" not in page

    @pytest.mark.parametrize(
        ("query", "found"), [({"q": "王"}, True), ({"q": "赵"}, False), ({"page": "x"}, True)]
    )
    def test_filters_by_name(self, client, sign_in, county, village, project, query, found):
        CompletionFactory(project=project, person__unit=village, person__name="王芳")
        sign_in(county)

        assert ("王芳" in client.htmx("get", address("completion_list", project), query).text) is found

    def test_costs_the_same_for_many(self, sign_in, county, village, project, assert_flat_queries):
        CompletionFactory(project=project, person__unit=village)
        sign_in(county)

        def add_rows():
            CompletionFactory.create_batch(4, project=project, person__unit=village)

        assert_flat_queries(address("completion_list", project), add_rows)

    def test_exports_with_a_total(self, client, sign_in, county, village, project):
        done = CompletionFactory(project=project, person__unit=village, person__name="王芳")
        sign_in(county)

        content = client.get(address("completion_export", project)).content
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()

        assert rows[2][1:3] == ["南什村", "王芳"]
        assert (rows[3][0], rows[3][1], rows[3][9]) == ("合计", "1 件", 800)
        assert done.person.id_number not in str(rows)


class TestOneCompletion:
    @pytest.fixture
    def done(self, project, village):
        return CompletionFactory(project=project, person__unit=village)

    def test_is_corrected(self, client, sign_in, village, done):
        sign_in(village, as_village_member=True)
        today = timezone.localdate()

        client.post(address("completion_edit", done), {"done_on": today.isoformat(), "amount": "650"})

        done.refresh_from_db()
        assert (done.done_on, done.amount) == (today, Decimal("650.00"))

    def test_a_wrong_correction_is_explained(self, client, sign_in, village, done):
        sign_in(village, as_village_member=True)

        page = client.post(address("completion_edit", done), {"done_on": "2199-01-01", "amount": "1"}).text

        assert "不能晚于今天" in page

    def test_is_taken_back(self, client, sign_in, village, done):
        sign_in(village, as_village_member=True)

        client.post(address("completion_remove", done))

        assert not Completion.objects.exists()

    def test_a_file_proves_it_and_is_withdrawn(self, client, sign_in, village, done):
        sign_in(village, as_village_member=True)

        client.post(address("evidence_create", done), {"file": SimpleUploadedFile("现场.png", PNG)})
        file = CompletionEvidence.objects.get()
        shown = client.get(address("evidence_file", file))
        client.post(address("evidence_withdraw", file))

        assert shown["Content-Type"] == "image/png"
        assert client.get(address("evidence_file", file)).status_code == 404

    def test_a_disguised_file_is_explained(self, client, sign_in, village, done):
        sign_in(village, as_village_member=True)
        page = client.post(address("evidence_create", done), {"file": SimpleUploadedFile("a.png", b"<svg>")})

        assert "不是可接受的类型" in page.text

    def test_is_not_taken_back_while_a_file_proves_it(self, client, sign_in, village, done):
        CompletionEvidenceFactory(completion=done)
        sign_in(village, as_village_member=True)

        page = client.post(address("completion_remove", done), follow=True).text

        assert "请先撤下佐证材料" in page
