import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from registry.models import Person
from registry.services.certificates import copy_to_person
from tests.factories import (
    CertificateFactory,
    CountyFactory,
    PersonFactory,
    TownshipFactory,
    VillageFactory,
    id_number,
)

LIST = reverse("registry:person_list")
NEW = reverse("registry:person_create")
CARD_FACTS = ("category", "grade", "issued_on", "expires_on", "state")


def with_card(**facts):
    card = {name: facts.pop(name) for name in CARD_FACTS if name in facts}
    certificate = CertificateFactory(person=PersonFactory(**facts), **card)
    copy_to_person(certificate.person, certificate).save()
    return certificate.person


@pytest.fixture
def village():
    return VillageFactory(name="老鸦村", parent__name="头寨子镇")


@pytest.fixture
def clerk(village, sign_in):
    return sign_in(village.parent, as_township_clerk=True)


class TestWhoSeesWhom:
    def test_people_of_my_township_are_listed(self, client, clerk, village):
        PersonFactory(name="窎小英", unit=village)

        assert "窎小英" in client.get(LIST).text

    def test_people_of_a_neighbouring_township_are_not(self, client, clerk, village):
        PersonFactory(name="李强", unit=VillageFactory(parent=TownshipFactory(parent=village.parent.parent)))

        response = client.get(LIST)

        assert "李强" not in response.text
        assert "共 0 条" not in response.text

    def test_the_choices_of_the_filters_hold_only_my_villages(self, client, clerk):
        VillageFactory(name="别处的村")

        assert "别处的村" not in client.get(LIST).text

    def test_a_villages_member_sees_only_the_village(self, client, village, sign_in):
        sign_in(village, as_village_member=True)
        PersonFactory(name="王志强", unit=village)
        PersonFactory(name="马建国", unit=VillageFactory(parent=village.parent))

        text = client.get(LIST).text

        assert "王志强" in text
        assert "马建国" not in text

    def test_searching_a_number_from_elsewhere_finds_nothing(self, client, clerk):
        other = PersonFactory(name="外县人")

        assert "外县人" not in client.get(LIST, {"q": other.id_number}).text
        assert "外县人" not in client.get(reverse("core:search"), {"q": other.id_number}).text


class TestMasking:
    def test_no_list_shows_a_whole_number(self, client, clerk, village):
        person = PersonFactory(unit=village, phone="13812345678", bank_account="6228480000001234567")

        text = client.get(LIST).text + client.get(person.get_absolute_url()).text

        for secret in (person.id_number, "13812345678", "6228480000001234567"):
            assert secret not in text

    def test_the_form_that_changes_an_entry_does_not_show_it_either(self, client, clerk, village):
        person = with_card(unit=village, phone="13812345678", bank_account="6228480000001234567")

        text = client.get(reverse("registry:person_edit", args=[person.pk])).text

        for secret in (person.id_number, "13812345678", "6228480000001234567"):
            assert secret not in text
        assert "138****5678" in text

    def test_the_export_is_masked_too(self, client, clerk, village):
        person = PersonFactory(unit=village, phone="13812345678")

        text = b"".join(client.get(reverse("registry:person_export")).streaming_content).decode()

        assert person.name in text
        assert person.id_number not in text
        assert "13812345678" not in text

    def test_the_export_as_a_workbook_says_the_same_as_the_csv(self, client, clerk, village):
        person = with_card(unit=village, phone="13812345678", category="1", grade="2")
        url = reverse("registry:person_export")

        content = b"".join(client.get(url, {"as": "xlsx"}).streaming_content)
        text = b"".join(client.get(url).streaming_content).decode("utf-8-sig")

        rows = [[cell or "" for cell in row] for row in load_workbook(io.BytesIO(content)).active.values]
        assert rows == list(csv.reader(io.StringIO(text)))
        assert rows[1][4] == person.masked_id_number
        assert rows[1][5:7] == ["视力", "二级"]


class TestFilters:
    @pytest.fixture(autouse=True)
    def _people(self, village):
        today = timezone.localdate()
        with_card(name="甲", unit=village, category="1", grade="1")
        with_card(
            name="乙", unit=village, category="4", grade="3", expires_on=date(2020, 1, 1), issued_on=None
        )
        with_card(name="丙", unit=village, expires_on=today + timezone.timedelta(days=30), issued_on=None)
        with_card(name="丁", unit=village, state="frozen")
        PersonFactory(name="戊", unit=village, subsistence="dibao")

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ({"category": "1"}, "甲"),
            ({"grade": "3"}, "乙"),
            ({"card": "expired"}, "乙"),
            ({"card": "expiring"}, "丙"),
            ({"card": "other"}, "丁"),
            ({"card": "none"}, "戊"),
            ({"subsistence": "dibao"}, "戊"),
            ({"q": "丁"}, "丁"),
            ({"q": "w"}, "戊"),
            ({"category": "moon", "grade": "99"}, "甲乙丙丁戊"),
        ],
    )
    def test_keep_those_who_fit(self, client, clerk, query, names):
        people = client.get(LIST, query).context["people"]

        assert sorted(person.name for person in people) == sorted(names)

    def test_by_whole_id_and_card_number(self, client, clerk, village):
        person = Person.objects.get(name="甲")
        card = person.certificates.get().number

        for number in (person.id_number, person.id_number.lower(), card):
            assert [p.name for p in client.get(LIST, {"q": number}).context["people"]] == ["甲"]

    def test_by_whole_phone_number(self, client, clerk, village):
        PersonFactory(name="己", unit=village, phone="13812345678")

        assert [p.name for p in client.get(LIST, {"q": "138 1234 5678"}).context["people"]] == ["己"]

    def test_give_only_the_results_to_htmx(self, client, clerk):
        text = client.htmx("get", LIST).text

        assert "<html" not in text
        assert "甲" in text

    def test_cost_the_same_for_many_people(self, client, clerk, village, assert_flat_queries):
        assert_flat_queries(LIST, lambda: [with_card(unit=village, name="己") for _ in range(20)])


class TestPersonPage:
    def test_shows_the_entry_and_its_certificate(self, client, clerk, village):
        person = with_card(name="马建国", unit=village, category="4", grade="2")

        text = client.get(person.get_absolute_url()).text

        assert "肢体二级" in text
        assert "头寨子镇 老鸦村" in text

    def test_warns_of_a_namesake_in_the_village(self, client, clerk, village):
        PersonFactory(name="马建国", unit=village)
        person = PersonFactory(name="马建国", unit=village)

        assert "同名" in client.get(person.get_absolute_url()).text

    def test_shows_who_else_is_disabled_in_the_household(self, client, clerk, village):
        PersonFactory(name="马小军", unit=village, household_number="0042")
        person = PersonFactory(name="马建国", unit=village, household_number="0042")

        text = client.get(person.get_absolute_url()).text
        assert "马小军" in text
        assert "一户多残" in text


def filled(village, number="", **more):
    return {
        "name": "王 芳",
        "id_number": number or id_number(120, date(1980, 3, 5)),
        "unit": village.pk,
        "subsistence": "none",
    } | more


class TestAdding:
    def test_puts_the_person_on_the_register_with_a_certificate(self, client, clerk, village):
        number = id_number(120, date(1980, 3, 5))
        card = {
            "card_number": f"{number}43",
            "card_category": "4",
            "card_grade": "3",
            "card_issued_on": "2021.5.6",
        }

        client.post(NEW, filled(village, **card))

        person = Person.objects.get()
        assert (person.birth_date, person.sex, person.category) == (date(1980, 3, 5), "female", "4")
        assert person.card_expires_on == date(2031, 5, 6)
        assert person.unit_path == village.path

    def test_takes_category_and_grade_from_the_certificates_number(self, client, clerk, village):
        number = id_number(120, date(1980, 3, 5))

        client.post(NEW, filled(village, card_number=f"{number}43B1"))

        person = Person.objects.get()
        assert (person.category, person.grade) == ("4", "3")

    def test_asks_first_what_is_needed_and_opens_what_is_wrong(self, client, clerk, village):
        def folded(page):
            return {part.title: part.is_open for part in page.context["form"].parts() if part.is_folded}

        first = client.get(NEW)
        parts = first.context["form"].parts()
        needed = {bound.name for part in parts for bound in part.fields if bound.field.required}
        shown = {bound.name for part in parts if not part.is_folded for bound in part.fields}
        assert needed == {"name", "id_number", "unit"} <= shown
        assert [part.title for part in parts][:2] == ["身份和户籍", "残疾人证"]
        assert set(folded(first).values()) == {False}

        wrong = client.post(NEW, filled(village, residence="x"))

        assert [title for title, is_open in folded(wrong).items() if is_open] == ["居住和家庭"]
        assert 'href="#id_residence"' in wrong.text

    @pytest.mark.parametrize(
        "spelling", ["620499 19800305 1208", "６２０４９９１９８００３０５１２０８", "'620499198003051208"]
    )
    def test_forgives_the_spelling_of_the_number(self, client, clerk, village, spelling):
        tidy = id_number(120, date(1980, 3, 5))
        client.post(NEW, filled(village, spelling.replace("1208", tidy[14:]).replace("１２０８", tidy[14:])))

        assert Person.objects.get().id_number == tidy

    def test_refuses_a_number_with_a_wrong_check_digit(self, client, clerk, village):
        tidy = id_number(120, date(1980, 3, 5))
        wrong = tidy[:17] + ("1" if tidy[17] != "1" else "2")

        response = client.post(NEW, filled(village, wrong))

        assert "校验位" in response.text
        assert not Person.objects.exists()

    def test_refuses_a_certificate_of_another_category(self, client, clerk, village):
        number = id_number(120, date(1980, 3, 5))
        card = {"card_number": f"{number}43", "card_category": "1", "card_grade": "3"}

        assert "不符" in client.post(NEW, filled(village, **card)).text

    def test_refuses_a_village_outside_the_township(self, client, clerk):
        assert client.post(NEW, filled(VillageFactory())).status_code == 200
        assert not Person.objects.exists()

    def test_refuses_a_number_that_is_taken_and_says_by_whom(self, client, clerk, village):
        taken = PersonFactory(name="李强", unit=village)

        response = client.post(NEW, filled(village, taken.id_number))

        assert "李强" in response.text

    def test_says_of_a_number_taken_elsewhere_only_that_it_is(self, client, clerk, village):
        taken = PersonFactory(name="李强")

        text = client.post(NEW, filled(village, taken.id_number)).text

        assert "已登记在其他单位" in text
        assert "李强" not in text

    def test_refuses_a_program_named_like_a_photo(self, client, clerk, village):
        photo = SimpleUploadedFile("p.png", b"MZ\x90\x00program")

        assert "JPG 或 PNG" in client.post(NEW, filled(village, photo=photo)).text


class TestEditing:
    def test_keeps_the_numbers_that_are_left_empty_and_clears_on_request(self, client, clerk, village):
        person = with_card(unit=village, phone="13812345678", bank_account="6228480000001234567")
        number = person.id_number
        values = filled(village, card_category="4", card_grade="2", bank_account="无") | {"id_number": ""}

        client.post(reverse("registry:person_edit", args=[person.pk]), values)

        person.refresh_from_db()
        assert (person.id_number, person.phone, person.bank_account) == (number, "13812345678", "")
        assert person.certificates.current().get().number == f"{number}42"

    def test_keeps_the_replaced_certificate_in_the_history(self, client, clerk, village):
        person = with_card(unit=village, category="4", grade="3")
        number = person.id_number
        values = filled(village, number, card_number=f"{number}42", card_category="4", card_grade="2")

        client.post(reverse("registry:person_edit", args=[person.pk]), values)

        person.refresh_from_db()
        assert person.grade == "2"
        assert sorted(person.certificates.values_list("grade", "is_current")) == [("2", True), ("3", False)]

    def test_does_not_move_a_person_out_of_the_scope(self, client, clerk, village):
        person = PersonFactory(unit=village)

        client.post(
            reverse("registry:person_edit", args=[person.pk]), filled(VillageFactory(), person.id_number)
        )

        person.refresh_from_db()
        assert person.unit == village


class TestArchiving:
    def test_takes_off_the_list_and_back(self, client, clerk, village):
        person = PersonFactory(name="王芳", unit=village)

        client.post(
            reverse("registry:person_archive", args=[person.pk]), {"reason": "death", "on": "2026年3月1日"}
        )
        assert "王芳" not in client.htmx("get", LIST).text
        assert "王芳" in client.htmx("get", f"{LIST}?state=archived").text

        client.post(reverse("registry:person_restore", args=[person.pk]))
        assert "王芳" in client.htmx("get", LIST).text

    def test_explains_a_day_in_the_future(self, client, clerk, village):
        person = PersonFactory(unit=village)

        response = client.post(
            reverse("registry:person_archive", args=[person.pk]), {"reason": "death", "on": "2999-01-01"}
        )

        assert "不能晚于今天" in response.text

    def test_of_someone_elsewhere_is_no_page(self, client, clerk):
        other = PersonFactory(unit=VillageFactory(parent=TownshipFactory(parent=CountyFactory())))

        url = reverse("registry:person_archive", args=[other.pk])
        assert client.post(url, {"reason": "death", "on": "2026-01-01"}).status_code == 404
