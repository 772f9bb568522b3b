import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import Role
from assessments.models import Checklist
from core.models import Job
from registry.models import Person
from reports.models import Document
from reports.services import make_document
from tests.factories import VillageFactory
from tests.factories.reports import DocumentFactory
from tests.reports.conftest import TODAY

LIST = reverse("reports:document_list")
CREATE = reverse("reports:document_create")


def page(name, *args):
    return reverse(f"reports:{name}", args=args)


class TestDocumentList:
    def test_shows_the_documents_of_the_units_below(self, client, sign_in, world):
        sign_in(world.county)
        DocumentFactory(unit=world.nanshi)

        assert "南什村六有检查表" in client.get(LIST).text

    def test_does_not_show_the_neighbours(self, client, sign_in, world):
        sign_in(world.huishi, as_township_clerk=True)
        DocumentFactory(unit=world.hongbaozi)

        assert "红堡子村" not in client.get(LIST).text

    def test_filters_by_title_kind_year_and_maker(self, client, sign_in, world):
        user = sign_in(world.county)
        DocumentFactory(unit=world.nanshi, made_by=user)
        DocumentFactory(unit=world.hongbaozi)

        for query in ("q=南什", "mine=on"):
            assert "红堡子村六有" not in client.get(f"{LIST}?{query}").text
        assert "南什村六有检查表" in client.get(f"{LIST}?mine=on&kind=liuyou_sheet&year=2026").text
        assert "没有符合条件的文件" in client.get(f"{LIST}?year=2025").text

    def test_ignores_nonsense_in_the_query(self, client, sign_in, world):
        sign_in(world.county)
        DocumentFactory(unit=world.nanshi)

        assert "南什村六有检查表" in client.get(f"{LIST}?kind=none&year=x&page=99").text

    def test_answers_htmx_with_the_rows_alone(self, client, sign_in, world):
        sign_in(world.county)

        text = client.htmx("get", LIST).text

        assert "<html" not in text
        assert "还没有生成过报表" in text

    def test_offers_no_making_to_those_who_may_not(self, client, sign_in, world):
        sign_in(world.nanshi, as_village_member=True)

        assert CREATE not in client.get(LIST).text
        assert client.get(CREATE).status_code == 403

    def test_takes_the_same_number_of_queries_for_many(self, client, sign_in, world, assert_flat_queries):
        sign_in(world.county)
        DocumentFactory(unit=world.nanshi)

        assert_flat_queries(LIST, lambda: DocumentFactory.create_batch(20, unit=world.xiguan))


class TestDocumentCreate:
    def wanted(self, unit, **other):
        return {"kind": "year_summary", "unit": unit.pk, "year": 2026, "quarter": ""} | other

    def test_begins_with_the_unit_of_the_user_where_the_kind_suits_it(self, client, sign_in, world):
        sign_in(world.county)

        chosen = [
            client.get(f"{CREATE}?kind={kind}").context["form"].initial["unit"]
            for kind in ("year_summary", "person_form")
        ]

        assert chosen == [world.county, None]

    def test_tells_villages_of_one_name_apart(self, client, sign_in, world):
        sign_in(world.county)
        VillageFactory(name="南什村", parent=world.guocheng)

        text = client.get(CREATE).text

        assert "会师镇 南什村</option>" in text
        assert "郭城驿镇 南什村</option>" in text

    def test_makes_the_document_in_a_job_that_leads_to_it(self, client, sign_in, world, run_jobs):
        user = sign_in(world.county)

        response = run_jobs(lambda: client.post(CREATE, self.wanted(world.county)))

        document, job = Document.objects.get(), Job.objects.get()
        assert response.url == job.get_absolute_url()
        assert (job.state, job.result_url) == (Job.State.DONE, document.get_absolute_url())
        assert (document.job, document.made_by) == (job, user)
        assert f"共 {document.pages} 页" in job.message

    def test_offers_the_units_of_the_scope_only(self, client, sign_in, world):
        sign_in(world.huishi, as_township_clerk=True)

        text = client.get(CREATE).text

        assert "会师镇" in text
        assert "郭城驿镇" not in text

    def test_chooses_the_unit_and_kind_that_the_link_names(self, client, sign_in, world):
        sign_in(world.county)

        text = client.get(f"{CREATE}?unit={world.nanshi.pk}&kind=liuyou_sheet").text

        assert f'<option value="{world.nanshi.pk}" selected' in text
        assert '<option value="liuyou_sheet" selected' in text

    @pytest.mark.parametrize(
        ("given", "reason"),
        [
            ({"kind": "jiuyou_sheet"}, "南什村是村，不能生成"),
            ({"kind": "liuyou_sheet", "year": 1900}, "1900"),
            ({"kind": "nothing"}, "nothing"),
            ({"kind": "liuyou_sheet", "quarter": 9}, "9"),
        ],
    )
    def test_explains_what_does_not_fit(self, client, sign_in, world, given, reason):
        sign_in(world.county)

        response = client.post(CREATE, self.wanted(world.nanshi, **given))

        assert response.status_code == 200
        assert reason in response.text
        assert not Job.objects.exists()

    def test_refuses_a_unit_outside_the_scope(self, client, sign_in, world):
        sign_in(world.huishi, as_township_clerk=True)

        client.post(CREATE, self.wanted(world.guocheng))

        assert not Job.objects.exists()

    def test_the_job_fails_in_words_when_the_list_is_missing(self, client, sign_in, world, run_jobs):
        sign_in(world.county)
        Checklist.objects.filter(code="jiuyou").update(valid_to="2025-12-31")

        run_jobs(lambda: client.post(CREATE, self.wanted(world.county, kind="jiuyou_sheet")))

        job = Job.objects.get()
        assert job.state == Job.State.FAILED
        assert "没有可用的“九有”清单" in job.message

    def test_the_job_looks_at_the_scope_of_the_hour_in_which_it_runs(self, client, sign_in, world, run_jobs):
        user = sign_in(world.county)

        def ask_and_lose_the_posting():
            client.post(CREATE, self.wanted(world.county))
            user.postings.all().delete()

        run_jobs(ask_and_lose_the_posting)

        assert Job.objects.get().message == "该单位不在您的管辖范围内。"
        assert not Document.objects.exists()


class TestOneDocument:
    @pytest.fixture
    def document(self, world):
        return make_document("year_summary", world.huishi, year=2026, by=world.clerk, at=TODAY)

    def test_has_a_page_with_preview_and_download(self, client, sign_in, world, document):
        sign_in(world.county)

        text = client.get(document.get_absolute_url()).text

        assert page("document_preview", document.pk) in text
        assert page("document_file", document.pk) in text
        assert document.snapshot.short_digest in text

    def test_shows_the_same_text_with_links_to_the_lists(self, client, sign_in, world, document):
        sign_in(world.county)

        text = client.get(page("document_preview", document.pk)).text

        figure = page("figure_detail", document.snapshot_id, "register.total")
        assert f'<a href="{figure}" target="_top">3人</a>' in text
        assert "会师镇残疾人联合会2026年年终总结" in text

    def test_is_sent_as_a_pdf_and_noted_in_the_audit_log(self, client, sign_in, world, document):
        user = sign_in(world.county)

        response = client.get(page("document_file", document.pk))

        entry = AuditEntry.objects.filter(event=AuditEntry.Event.EXPORT).latest("pk")
        assert response["Content-Type"] == "application/pdf"
        assert b"".join(response.streaming_content).startswith(b"%PDF-1.7")
        assert (entry.actor, entry.object_id, entry.unit_path) == (user, document.pk, world.huishi.path)

    def test_whose_file_is_gone_does_not_exist(self, client, sign_in, world, document):
        sign_in(world.county)
        document.file.storage.delete(document.file.name)

        assert client.get(page("document_file", document.pk)).status_code == 404

    @pytest.mark.parametrize("name", ["document_detail", "document_preview", "document_file"])
    def test_of_another_unit_does_not_exist(self, client, sign_in, world, document, name):
        sign_in(world.guocheng, as_township_clerk=True)

        assert client.get(page(name, document.pk)).status_code == 404

    def test_can_be_made_again_by_those_who_may(self, client, sign_in, world, document):
        again = f"{CREATE}?kind=year_summary&amp;unit={world.huishi.pk}"

        sign_in(world.county, as_finance=True)
        assert again not in client.get(document.get_absolute_url()).text
        sign_in(world.county)
        assert again in client.get(document.get_absolute_url()).text


class TestFigures:
    @pytest.fixture
    def snapshot(self, world):
        return make_document("year_summary", world.county, year=2026, by=world.clerk, at=TODAY).snapshot

    def test_of_a_snapshot_stand_on_one_page(self, client, sign_in, world, snapshot):
        sign_in(world.county)

        text = client.get(snapshot.get_absolute_url()).text

        assert page("figure_detail", snapshot.pk, "posts.vacant") in text
        assert "空缺专职委员岗位" in text

    def test_open_the_rows_that_they_count(self, client, sign_in, world, snapshot):
        sign_in(world.county)

        text = client.get(page("figure_detail", snapshot.pk, "register.category.1")).text

        assert "王芳" in text
        assert "李强" in text
        assert "张伟" not in text

    def test_show_the_rows_as_they_were(self, client, sign_in, world, snapshot):
        sign_in(world.county)
        Person.objects.filter(name="王芳").update(name="王方")

        assert "王芳" in client.get(page("figure_detail", snapshot.pk, "register.total")).text

    def test_name_the_figures_that_they_are_made_of(self, client, sign_in, world, snapshot):
        sign_in(world.county)

        text = client.get(page("figure_detail", snapshot.pk, "register.severe.share")).text

        assert page("figure_detail", snapshot.pk, "register.severe") in text

    def test_say_so_when_there_is_nobody(self, client, sign_in, world, snapshot):
        sign_in(world.county)

        assert "这个数字是 0" in client.get(page("figure_detail", snapshot.pk, "register.category.6")).text

    def test_looked_at_are_noted_in_the_audit_log(self, client, sign_in, world, snapshot):
        user = sign_in(world.county)

        client.get(page("figure_detail", snapshot.pk, "register.total"))

        entry = AuditEntry.objects.filter(event=AuditEntry.Event.VIEW).latest("pk")
        assert (entry.actor, entry.additional_data) == (user, {"figure": "register.total", "rows": 4})

    def test_hide_their_persons_from_those_who_may_not_see_persons(self, client, sign_in, world, snapshot):
        sign_in(world.county, as_finance=True)

        assert client.get(page("figure_detail", snapshot.pk, "register.total")).status_code == 403
        assert client.get(page("figure_detail", snapshot.pk, "posts.vacant")).status_code == 200

    @pytest.mark.parametrize("key", ["nobody", "register", "..", "<b>"])
    def test_that_nobody_knows_do_not_exist(self, client, sign_in, world, snapshot, key):
        sign_in(world.county)

        assert client.get(page("figure_detail", snapshot.pk, key)).status_code == 404

    def test_of_another_unit_do_not_exist(self, client, sign_in, world, snapshot):
        sign_in(world.huishi, as_township_clerk=True)

        assert client.get(snapshot.get_absolute_url()).status_code == 404
        assert client.get(page("figure_detail", snapshot.pk, "posts.vacant")).status_code == 404


class TestElsewhere:
    def test_the_unit_page_shows_the_newest_documents(self, client, sign_in, world):
        sign_in(world.county)
        document = DocumentFactory(unit=world.nanshi)

        text = client.get(world.nanshi.get_absolute_url()).text

        assert document.get_absolute_url() in text
        assert f"{CREATE}?unit={world.nanshi.pk}" in text

    def test_the_search_finds_documents_of_the_scope(self, client, sign_in, world):
        sign_in(world.huishi, as_township_clerk=True)
        mine = DocumentFactory(unit=world.nanshi)
        theirs = DocumentFactory(unit=VillageFactory(parent=world.guocheng, name="另村"))

        text = client.get(reverse("core:search"), {"q": "六有"}).text

        assert mine.get_absolute_url() in text
        assert theirs.get_absolute_url() not in text


@pytest.mark.parametrize("role", [Role.COUNTY_MANAGER, Role.COUNTY_CLERK, Role.LEADER])
def test_county_roles_may_make_reports(client, sign_in, world, role):
    sign_in(world.county, role=role)

    assert client.get(CREATE).status_code == 200
