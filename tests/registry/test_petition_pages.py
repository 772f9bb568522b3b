from datetime import date
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEntry
from registry.models import Petition
from registry.petitions.choices import State
from tests.factories import CertificateFactory, PersonFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.petitions import PetitionFactory, PetitionFileFactory

LIST = reverse("petitions:petition_list")
NEW = reverse("petitions:petition_create")
FIGURES = reverse("petitions:figures")


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel("2026-11-22T12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def village():
    return VillageFactory(name="道口村")


@pytest.fixture
def member(sign_in, village):
    return sign_in(village, as_village_member=True)


def step_url(petition, step):
    return reverse("petitions:petition_step", args=[petition.pk, step])


class TestTheList:
    def test_shows_number_matter_and_what_is_left(self, client, member, village):
        PetitionFactory(unit=village, received_on=date(2026, 11, 10), matter="护理补贴没有到账。")

        text = client.get(LIST).text

        assert "护理补贴没有到账。" in text
        assert "受理还剩 3 天" in text

    def test_says_in_words_what_is_overdue(self, client, member, village):
        PetitionFactory(unit=village, received_on=date(2026, 11, 2))

        text = client.get(LIST).text

        assert "受理已超期 5 天" in text
        assert "1 件已超期" in text

    def test_leaves_out_the_neighbours(self, client, member, village):
        PetitionFactory(unit=VillageFactory(parent=village.parent), matter="邻村的事。")

        assert "邻村的事。" not in client.get(LIST).text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("q=2026-0007", True),
            ("q=护理", True),
            ("q=李强", True),
            ("q=13800001234", True),
            ("q=没有这回事", False),
            ("due=overdue", True),
            ("due=soon", False),
            ("due=open", True),
            ("state=registered", True),
            ("state=settled", False),
            ("category=allowance", True),
            ("category=housing", False),
            ("form=visit", True),
            ("form=letter", False),
            ("year=2026", True),
            ("year=2025", False),
            ("state=nonsense", True),
        ],
    )
    def test_filters(self, client, member, village, query, found):
        PetitionFactory(
            unit=village, serial=7, petitioner_name="李强", matter="护理补贴", phone="13800001234"
        )

        response = client.get(f"{LIST}?{query}")

        assert (len(response.context["petitions"]) == 1) is found

    def test_answers_htmx_with_the_results_alone(self, client, member, village):
        PetitionFactory(unit=village)

        assert "<html" not in client.htmx("get", LIST).text

    def test_counts_repeat_visits(self, client, member, village):
        first = PetitionFactory(unit=village, received_on=date(2026, 3, 1))
        PetitionFactory(unit=village, cluster=first.cluster)

        assert "第 2 次" in client.get(LIST).text

    def test_costs_the_same_for_many(self, member, village, assert_flat_queries):
        PetitionFactory(unit=village, person=PersonFactory(unit=village))

        assert_flat_queries(
            LIST,
            lambda: [PetitionFactory(unit=village, person=PersonFactory(unit=village)) for _ in range(5)],
        )

    def test_is_exported_with_the_phone_masked(self, client, member, village):
        PetitionFactory(unit=village, phone="13800001234", matter="=1+1")

        book = openpyxl.load_workbook(BytesIO(client.get(reverse("petitions:petition_export")).content))
        cells = [cell.value for cell in book.active[3]]

        assert "138****1234" in cells
        assert "'=1+1" in cells


class TestTheForm:
    def post(self, client, **facts):
        usual = {
            "form": "visit", "received_on": "2026.11.20", "category": "allowance",
            "petitioner_kind": "person", "person_text": "王芳", "people": "1", "matter": "护理补贴没有到账。",
        }  # fmt: skip
        return client.post(NEW, {**usual, **facts})

    def test_takes_down_a_visit_of_a_person_known_by_name(self, client, member, village):
        person = PersonFactory(unit=village, name="王芳", phone="13800001234")

        response = self.post(client, unit=village.pk)

        petition = Petition.objects.get()
        assert response.url == petition.get_absolute_url()
        assert (petition.person, petition.received_on) == (person, date(2026, 11, 20))

    def test_asks_which_of_two_namesakes_and_takes_the_chosen_one(self, client, member, village):
        _, second = (PersonFactory(unit=village, name="王芳") for _ in range(2))

        asked = self.post(client, unit=village.pk)
        assert "有 2 位同名的人" in asked.text
        assert not Petition.objects.exists()

        self.post(client, unit=village.pk, person=second.pk)
        assert Petition.objects.get().person == second

    def test_does_not_find_a_person_of_another_village(self, client, member, village):
        PersonFactory(unit=VillageFactory(parent=village.parent), name="王芳")

        assert "登记中没有找到这个人" in self.post(client, unit=village.pk).text

    def test_explains_what_is_missing(self, client, member, village):
        response = self.post(client, unit=village.pk, petitioner_kind="other", matter="")

        assert "请填写信访人姓名" in response.text
        assert not Petition.objects.exists()

    def test_refuses_another_unit(self, client, member, village):
        PersonFactory(unit=village, name="王芳")

        self.post(client, unit=VillageFactory().pk)

        assert not Petition.objects.exists()

    def test_begins_with_the_person_whose_page_led_here(self, client, member, village):
        person = PersonFactory(unit=village, name="王芳")

        assert 'value="王芳"' in client.get(f"{NEW}?person={person.pk}").text

    def test_is_not_for_readers(self, client, sign_in, village):
        sign_in(village.parent.parent, as_leader=True)

        assert client.get(NEW).status_code == 403

    def test_changes_what_was_taken_down_and_keeps_the_phone(self, client, member, village):
        petition = PetitionFactory(unit=village, phone="13800001234")
        page = reverse("petitions:petition_edit", args=[petition.pk])
        assert "13800001234" not in client.get(page).text

        client.post(
            page,
            {
                "form": "letter", "received_on": "2026-11-02", "category": "housing", "people": "6",
                "petitioner_kind": "other", "petitioner_name": "李强", "matter": "房屋漏雨。", "phone": "",
            },
        )  # fmt: skip

        petition.refresh_from_db()
        assert (petition.category_name, petition.people, petition.phone) == (
            "住房与危房改造",
            6,
            "13800001234",
        )


class TestTheCase:
    def test_offers_what_comes_next_as_the_one_primary_action(self, client, member, village):
        text = client.get(PetitionFactory(unit=village).get_absolute_url()).text

        assert text.count('<a class="btn primary"') == 1
        assert step_url(Petition.objects.get(), "accept") in text

    def test_shows_the_facts_of_the_person_beside_it(self, client, member, village):
        person = PersonFactory(unit=village, name="王芳", subsistence="dibao", household_number="1")
        PersonFactory(unit=village, name="李强", household_number="1")
        CertificateFactory(person=person)

        text = client.get(PetitionFactory(unit=village, person=person).get_absolute_url()).text

        assert "低保" in text
        assert "李强" in text

    def test_says_nothing_about_a_person_out_of_scope(self, client, sign_in, village):
        township = village.parent
        sign_in(township, as_township_clerk=True)
        far = PersonFactory(unit=VillageFactory(parent__parent=township.parent), subsistence="tekun")
        petition = PetitionFactory(unit=township.parent, handler_unit=township, person=far)

        text = client.get(petition.get_absolute_url()).text

        assert "管辖范围之外" in text
        assert "特困" not in text

    def test_lists_the_earlier_visits(self, client, member, village):
        first = PetitionFactory(unit=village, received_on=date(2026, 3, 1))
        second = PetitionFactory(unit=village, cluster=first.cluster)

        text = client.get(second.get_absolute_url()).text

        assert "<strong>第 2 次</strong>" in text
        assert first.get_absolute_url() in text

    def test_costs_the_same_for_a_long_story(self, member, village, assert_flat_queries):
        petition = PetitionFactory(unit=village)

        def more():
            for _ in range(4):
                PetitionFactory(unit=village, cluster=petition.cluster)
                PetitionFileFactory(petition=petition)
                petition.steps.create(
                    kind="progress", on="2026-11-20", at="2026-11-20T00:00Z", by=member, unit=village
                )

        more()
        assert_flat_queries(petition.get_absolute_url(), more)


class TestTheSteps:
    def test_lead_through_to_the_end(self, client, member, village):
        petition = PetitionFactory(unit=village)

        client.post(step_url(petition, "accept"), {"on": "2026-11-10", "handler": member.pk})
        client.post(step_url(petition, "reply"), {"on": "2026-11-12", "text": "已补发。"})
        client.post(
            step_url(petition, "settle"),
            {"on": "2026-11-13", "outcome": "solved", "satisfaction": "satisfied"},
        )

        petition.refresh_from_db()
        assert (petition.state, petition.was_in_time) == (State.SETTLED, True)

    def test_explain_what_does_not_fit(self, client, member, village):
        petition = PetitionFactory(unit=village)

        response = client.post(step_url(petition, "accept"), {"on": "2026-11-01", "handler": member.pk})

        assert "日期不能早于上一环节" in response.text

    def test_lead_back_who_comes_too_late(self, client, member, village):
        petition = PetitionFactory(unit=village, settled=True)

        assert client.get(step_url(petition, "accept")).url == petition.get_absolute_url()
        assert "不能再受理" in client.post(
            step_url(petition, "accept"), {"on": "2026-11-10", "handler": member.pk}
        ).text  # fmt: skip

    def test_pass_on_only_upwards_in_the_line_and_to_what_lies_below(self, client, sign_in, village):
        township = village.parent
        sign_in(township, as_township_clerk=True)
        other = TownshipFactory(parent=township.parent, name="邻镇")
        petition = PetitionFactory(unit=township)

        text = client.get(step_url(petition, "transfer")).text

        assert "道口村" in text
        assert township.parent.federation_name in text
        assert other.name not in text

    def test_are_not_known_by_other_names(self, client, member, village):
        assert client.get(step_url(PetitionFactory(unit=village), "register")).status_code == 404


class TestThePhone:
    def test_is_shown_whole_against_a_reason_that_is_logged(self, client, sign_in, village):
        user = sign_in(village.parent, as_township_clerk=True)
        petition = PetitionFactory(unit=village, phone="13800001234")
        page = reverse("petitions:petition_reveal", args=[petition.pk])
        assert page in client.get(petition.get_absolute_url()).text
        assert "13800001234" not in client.get(page).text

        assert "13800001234" in client.post(page, {"reason": "电话回访"}).text

        entry = AuditEntry.objects.get(event=AuditEntry.Event.REVEAL)
        assert (entry.actor, entry.reason) == (user, "电话回访")

    def test_is_not_shown_without_a_reason(self, client, sign_in, village):
        sign_in(village.parent, as_township_clerk=True)
        petition = PetitionFactory(unit=village, phone="13800001234")
        page = reverse("petitions:petition_reveal", args=[petition.pk])

        assert "13800001234" not in client.post(page, {"reason": ""}).text


class TestFiles:
    def test_are_uploaded_shown_and_taken_down(self, client, member, village, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        kept = PetitionFileFactory(petition__unit=village)
        shown = client.get(reverse("petitions:file_show", args=[kept.pk]))
        assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")

        client.post(reverse("petitions:file_withdraw", args=[kept.pk]))

        assert client.get(reverse("petitions:file_show", args=[kept.pk])).status_code == 404


class TestRepeats:
    def test_are_joined_by_number(self, client, member, village):
        first, second = PetitionFactory(unit=village, serial=1), PetitionFactory(unit=village, serial=2)

        client.post(reverse("petitions:petition_link", args=[second.pk]), {"number": "2026-0001"})

        first.refresh_from_db()
        second.refresh_from_db()
        assert first.cluster == second.cluster

    def test_are_not_joined_with_what_is_out_of_sight(self, client, member, village):
        PetitionFactory(unit=village.parent, serial=1)
        second = PetitionFactory(unit=village, serial=2)

        response = client.post(reverse("petitions:petition_link", args=[second.pk]), {"number": "2026-0001"})

        assert "没有找到这个编号" in response.text


class TestPaper:
    def test_the_reply_is_a_letter(self, client, member, village):
        petition = PetitionFactory(unit=village, replied=True)

        response = client.get(reverse("petitions:petition_letter", args=[petition.pk]))

        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF-")

    def test_there_is_no_letter_before_the_reply(self, client, member, village):
        petition = PetitionFactory(unit=village)

        assert client.get(reverse("petitions:petition_letter", args=[petition.pk])).status_code == 404

    def test_table_7_says_how_many_it_would_print(self, client, member, village):
        PetitionFactory(unit=village)
        PetitionFactory(unit=village, received_on=date(2025, 11, 2))

        assert "共 1 件" in client.get(reverse("petitions:table")).text

    def test_table_7_is_printed_by_the_worker(self, client, member, village, run_jobs):
        PetitionFactory(unit=village, petitioner_name="李强")
        PetitionFactory(petitioner_name="外人")

        url = reverse("petitions:table_print")
        run_jobs(lambda: client.post(url, {"start": "2026-01-01", "end": "2026-12-31", "unit": ""}))

        job = member.jobs.get()
        assert (job.state, job.message) == ("done", "已打印 1 件。")
        with job.result.open() as printed:
            assert printed.read().startswith(b"%PDF-")

    def test_table_7_is_exported(self, client, member, village):
        PetitionFactory(unit=village, matter="护理补贴")

        response = client.get(f"{reverse('petitions:table_export')}?start=2026-11-01&end=2026-11-30")

        book = openpyxl.load_workbook(BytesIO(response.content))
        assert "护理补贴" in [cell.value for cell in book.active[3]]

    def test_a_period_that_ends_before_it_begins_is_explained(self, client, member):
        assert "不能早于起始日期" in client.get(
            f"{reverse('petitions:table')}?start=2026-11-02&end=2026-11-01"
        ).text  # fmt: skip


class TestTheRules:
    def test_are_shown_and_set_by_the_county(self, client, sign_in, village):
        county = village.parent.parent
        sign_in(county)
        page = reverse("petitions:rule_edit", args=[county.pk, "inquiry"])
        assert "默认" in client.get(reverse("petitions:rule_list")).text

        client.post(
            page,
            {
                "name": "政策咨询", "accept_days": 3, "settle_days": 10, "extend_days": 0, "remind_days": 1,
                "counting": "working", "source": "县残联办理规程", "since": "2026-11-01", "is_offered": "on",
            },
        )  # fmt: skip

        assert "县残联办理规程" in client.get(reverse("petitions:rule_list")).text

    def test_a_deadline_of_no_days_is_explained(self, client, sign_in, village):
        county = village.parent.parent
        sign_in(county)

        response = client.post(
            reverse("petitions:rule_create", args=[county.pk]), {"name": "新类", "accept_days": 0}
        )

        assert response.status_code == 200
        assert not county.petition_rules.exists()


class TestElsewhere:
    def test_the_persons_page_shows_their_petitions(self, client, member, village):
        person = PersonFactory(unit=village)
        petition = PetitionFactory(unit=village, person=person)

        assert petition.number in client.get(person.get_absolute_url()).text

    def test_the_units_page_counts_what_waits(self, client, member, village):
        PetitionFactory(unit=village)

        assert "1 件</a>" in client.get(village.get_absolute_url()).text

    def test_the_workbench_says_what_is_overdue(self, client, member, village):
        PetitionFactory(unit=village)

        todos = client.get(reverse("reports:workbench")).context["board"].todos

        assert (1, "件来信来访已超期") in [(todo.number, todo.text) for todo in todos]

    def test_the_search_finds_a_number(self, client, member, village):
        PetitionFactory(unit=village, serial=7)

        assert "2026-0007" in client.get(f"{reverse('core:search')}?q=2026-0007").text

    def test_a_posting_elsewhere_finds_nothing(self, client, sign_in, village):
        PetitionFactory(unit=village, serial=7)
        sign_in(PostingFactory().unit)

        assert "2026-0007</" not in client.get(f"{reverse('core:search')}?q=2026-0007").text
