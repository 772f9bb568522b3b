import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from core.models import Job
from orgs.scoping import UnitScope
from registry.needs.choices import NeedState, Result, Satisfaction
from registry.needs.models import Need
from registry.needs.selectors.needs import open_tally
from registry.needs.services import needs as services
from tests.factories import CountyFactory, PersonFactory, TownshipFactory, VillageFactory
from tests.factories.needs import CompletionFactory, NeedFactory, ProjectFactory

LIST = reverse("needs:need_list")


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
def person(village):
    return PersonFactory(name="王芳", unit=village, category="4", grade="2")


@pytest.fixture
def need(person):
    return NeedFactory(person=person)


def sheet_of(response):
    return CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()


class TestTheList:
    def test_shows_open_needs_with_their_age(self, client, sign_in, county, need):
        NeedFactory(person=PersonFactory(name="李强", unit=need.person.unit), solved=True)
        sign_in(county)

        page = client.get(LIST).text

        assert "王芳" in page
        assert '<td class="num">10</td>' in page
        assert "李强" not in page

    def test_does_not_show_the_neighbours(self, client, sign_in, need):
        sign_in(CountyFactory())

        assert "王芳" not in client.get(LIST).text

    def test_does_not_count_needs_of_the_archived(self, client, sign_in, county, need):
        user = sign_in(county)
        person = need.person
        person.archived_at, person.archived_by, person.archive_reason = timezone.now(), user, "death"
        person.save()

        assert "没有未办结的需求" in client.get(LIST).text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"q": "王"}, True),
            ({"q": "李"}, False),
            ({"kind": "aids"}, True),
            ({"kind": "rights"}, False),
            ({"state": "registered"}, True),
            ({"state": "referred"}, False),
            ({"state": "overdue"}, False),
            ({"state": "closed"}, False),
            ({"state": "all"}, True),
            ({"kind": "nonsense", "state": "x", "township": "-1", "page": "x"}, True),
        ],
    )
    def test_filters_and_ignores_nonsense(self, client, sign_in, county, need, query, found):
        sign_in(county)

        assert ("王芳" in client.get(LIST, query).text) is found

    def test_filters_by_village(self, client, sign_in, county, township, need):
        other = VillageFactory(parent=township)
        sign_in(county)

        assert "王芳" in client.get(LIST, {"village": need.person.unit.code}).text
        assert "王芳" not in client.get(LIST, {"village": other.code}).text

    def test_finds_the_overdue_and_those_to_be_asked(self, client, sign_in, county, village):
        NeedFactory(person__name="迟到", person__unit=village, overdue=True)
        NeedFactory(person__name="待问", person__unit=village, solved=True)
        sign_in(county)

        assert "超期 10 天" in client.get(LIST, {"state": "overdue"}).text
        assert "待问" in client.get(LIST, {"state": "unasked"}).text

    def test_sorts_by_deadline_first(self, client, sign_in, county, village, need):
        NeedFactory(person__name="迟到", person__unit=village, overdue=True)
        sign_in(county)

        urgent_first = client.htmx("get", LIST).text
        by_name = client.htmx("get", LIST, {"sort": "-registered"}).text

        assert urgent_first.index("迟到") < urgent_first.index("王芳")
        assert by_name.index("王芳") < by_name.index("迟到")

    def test_sends_only_the_results_to_htmx(self, client, sign_in, county, need):
        sign_in(county)

        fragment = client.htmx("get", LIST).text

        assert "王芳" in fragment
        assert "<h1" not in fragment

    def test_costs_the_same_for_many(self, sign_in, county, village, need, assert_flat_queries):
        sign_in(county)

        assert_flat_queries(LIST, lambda: NeedFactory.create_batch(5, person__unit=village))

    def test_exports_what_it_shows_with_numbers_masked(self, client, sign_in, county, need):
        user = sign_in(county)
        today = timezone.localdate()
        services.record_measure(need, by=user, at=timezone.now(), note="发放轮椅", on=today)

        rows = sheet_of(client.get(reverse("needs:need_export"), {"kind": "aids"}))

        assert rows[2][1:3] == ["南什村", "王芳"]
        assert rows[2][12] == "发放轮椅"
        assert need.person.id_number not in str(rows)


class TestRegistering:
    FORM = {"item": "aids:轮椅", "source": "visit", "on": "2026-01-05", "detail": "下肢不能行走"}

    def test_a_village_sees_its_people_at_once(self, client, sign_in, village, person):
        PersonFactory(name="外村人")
        sign_in(village, as_village_member=True)

        page = client.get(reverse("needs:need_pick")).text

        assert "王芳" in page
        assert "外村人" not in page
        assert "先选乡镇" not in page

    def test_writes_it_down(self, client, sign_in, village, person):
        sign_in(village, as_village_member=True)

        client.post(reverse("needs:need_create", args=[person.pk]), self.FORM)

        need = Need.objects.get()
        assert (need.person, need.key, need.detail) == (person, "aids:轮椅", "下肢不能行走")

    @pytest.mark.parametrize(
        ("change", "words"),
        [({"item": ""}, "必填"), ({"on": "2199-01-01"}, "不能晚于今天"), ({"on": "上周"}, "日期不对")],
    )
    def test_a_wrong_one_is_explained(self, client, sign_in, village, person, change, words):
        sign_in(village, as_village_member=True)

        page = client.post(reverse("needs:need_create", args=[person.pk]), self.FORM | change).text

        assert words in page
        assert not Need.objects.exists()

    def test_the_same_twice_is_explained(self, client, sign_in, village, need):
        sign_in(village, as_village_member=True)

        page = client.post(reverse("needs:need_create", args=[need.person_id]), self.FORM).text

        assert "还没有办结" in page

    def test_somebody_of_another_village_does_not_exist(self, client, sign_in, person):
        sign_in(VillageFactory(), as_village_member=True)

        assert client.get(reverse("needs:need_create", args=[person.pk])).status_code == 404

    def test_a_reader_may_not(self, client, sign_in, county, person):
        sign_in(county, as_leader=True)

        assert client.post(reverse("needs:need_create", args=[person.pk]), self.FORM).status_code == 403

    def test_a_mistake_is_corrected(self, client, sign_in, village, need):
        sign_in(village, as_village_member=True)

        client.post(reverse("needs:need_edit", args=[need.pk]), self.FORM | {"item": "rights:法律咨询"})

        need.refresh_from_db()
        assert need.key == "rights:法律咨询"


class TestTheWay:
    def step(self, client, need, verb, **form):
        today = timezone.localdate().isoformat()
        url = reverse("needs:need_step", args=[need.pk, verb])
        return client.post(url, {"on": today} | form, follow=True)

    def test_goes_from_page_to_page(self, client, sign_in, county, need):
        sign_in(county)

        self.step(client, need, "refer", organisation="县民政局")
        self.step(client, need, "measure", note="发放轮椅", amount="680")
        self.step(client, need, "close", result="solved")
        page = self.step(client, need, "satisfaction", satisfaction="mostly").text

        need.refresh_from_db()
        assert (need.state, need.result) == (NeedState.CLOSED, Result.SOLVED)
        assert need.satisfaction == Satisfaction.MOSTLY
        assert "¥ 680.00" in page

    def test_proposes_the_department_of_the_kind(self, client, sign_in, county, need):
        sign_in(county)

        assert "县残疾人辅助器具服务站" in client.get(need.get_absolute_url()).text

    @pytest.mark.parametrize(
        ("verb", "form", "words"),
        [
            ("refer", {"organisation": ""}, "转介单位"),
            ("measure", {"note": "x", "amount": "-1"}, "大于或等于"),
            ("close", {"result": "unsolved"}, "请写明原因"),
            ("satisfaction", {"satisfaction": "satisfied"}, "办结以后才能登记满意度"),
        ],
    )
    def test_a_wrong_step_is_explained(self, client, sign_in, county, need, verb, form, words):
        sign_in(county)

        page = self.step(client, need, verb, **form).text

        assert words in page
        need.refresh_from_db()
        assert need.state == NeedState.REGISTERED

    def test_an_unknown_step_does_not_exist(self, client, sign_in, county, need):
        sign_in(county)

        assert self.step(client, need, "vanish").status_code == 404

    def test_a_reader_sees_the_history_and_no_forms(self, client, sign_in, county, need):
        sign_in(county, as_leader=True)

        page = client.get(need.get_absolute_url()).text

        assert "办理记录" in page
        assert "登记转介" not in page

    def test_it_is_reopened(self, client, sign_in, county, person):
        need = NeedFactory(person=person, solved=True)
        sign_in(county)

        self.step(client, need, "reopen", note="轮椅损坏")

        need.refresh_from_db()
        assert need.is_open


class TestCards:
    def test_the_person_page_shows_needs_and_projects(self, client, sign_in, county, need):
        CompletionFactory(project=ProjectFactory(unit=county, name="去年的辅具"), person=need.person)
        sign_in(county)

        page = client.get(need.person.get_absolute_url()).text

        assert "轮椅" in page
        assert "去年的辅具" in page
        assert reverse("needs:need_create", args=[need.person_id]) in page

    def test_the_unit_page_counts(self, client, sign_in, county, township, need):
        ProjectFactory(unit=county, name="辅具适配")
        sign_in(county)

        page = client.get(county.get_absolute_url(), {"whole": 1}).text

        assert "未办结需求" in page
        assert "完成 0 / 10" in page

    def test_the_menu_counts_the_overdue(self, client, sign_in, county, village):
        NeedFactory(person__unit=village, overdue=True)
        sign_in(county)

        assert "服务与需求" in client.get(LIST).text


class TestThePrintedRegister:
    def print(self, client, run_jobs, unit):
        year = timezone.localdate().year
        run_jobs(lambda: client.post(reverse("needs:register_print"), {"unit": unit.pk, "year": year}))
        return Job.objects.get()

    def sheet_of(self, job):
        with job.result.open("rb") as file:
            return PdfReader(io.BytesIO(file.read())).pages[0]

    def test_is_a_lying_sheet_with_signature_lines(self, client, sign_in, run_jobs, village, need):
        user = sign_in(village, as_village_member=True)
        services.record_measure(
            need, by=user, at=timezone.now(), note="发放轮椅", on=timezone.localdate(), organisation="辅具站"
        )

        job = self.print(client, run_jobs, village)

        assert job.state == Job.State.DONE, job.message
        sheet = self.sheet_of(job)
        text = sheet.extract_text()
        assert sheet.mediabox.width > sheet.mediabox.height
        assert "王芳" in text
        assert "填表人" in text
        assert need.person.id_number not in text

    def test_of_a_township_names_the_villages(self, client, sign_in, run_jobs, township, need):
        sign_in(township, as_township_clerk=True)

        job = self.print(client, run_jobs, township)

        assert "南什村" in self.sheet_of(job).extract_text()

    def test_is_refused_outside_the_scope(self, client, sign_in, village):
        sign_in(VillageFactory(), as_village_member=True)

        page = client.post(reverse("needs:register_print"), {"unit": village.pk, "year": 2026}).text

        assert "选择一个有效的选项" in page
        assert not Job.objects.exists()


def test_the_open_needs_of_a_place_are_counted_with_one_question(county, need, django_assert_num_queries):
    scope = UnitScope(paths=frozenset({county.path}))
    NeedFactory(person=PersonFactory(unit=need.person.unit), overdue=True)

    with django_assert_num_queries(1):
        tally = open_tally(scope, timezone.localdate())

    assert (tally.open, tally.overdue, tally.unasked) == (2, 1, 0)
    assert sum(tally.kinds.values()) == 2
