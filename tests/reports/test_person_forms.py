"""表2 残疾人基本状况个人登记表: for one person, and for a village household by household."""

from datetime import date

import pypdfium2
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.roles import PERMISSIONS, Role
from core.models import Job
from core.permissions import Permission
from registry.choices import Employment, Relation
from registry.models import Person
from reports.kinds.person_forms import build, title
from reports.models import Document, SnapshotList
from reports.periods import NotPossible, subject_of
from reports.proofs import digest_again
from reports.services import draft_document, make_document, persons_in
from reports.templatetags.paper_forms import fit, padded
from tests.factories import CertificateFactory, PersonFactory, PostingFactory, VillageFactory
from tests.factories.benefits import GrantFactory
from tests.factories.needs import CompletionFactory, NeedFactory
from tests.factories.survey import SurveyLineFactory
from tests.reports.conftest import TODAY

MASKED = ("id_number", "phone", "guardian_phone", "card_number")


def forms_of(unit, about=""):
    content, _ = build(subject_of(unit, 2026, is_quarterly=False, about=about), None)
    return content["forms"]


def made(unit, by, about=""):
    return make_document("person_form", unit, year=2026, by=by, at=timezone.now(), about=about)


@pytest.fixture
def zhang(world):
    """Somebody of whom everything is known, with a wife who is disabled too."""
    person = PersonFactory(
        unit=world.nanshi, name="张三", phone="13812345678", household_number="0007", relation=Relation.HEAD,
        guardian_name="张父", guardian_relation="父亲", guardian_phone="13987654321", address="一社 12 号",
    )  # fmt: skip
    CertificateFactory(person=person, issued_on=date(2026, 3, 1), expires_on=date(2036, 3, 1))
    PersonFactory(unit=world.nanshi, name="李四", household_number="0007", relation=Relation.SPOUSE)
    GrantFactory(person=person)
    NeedFactory(person=person)
    NeedFactory(person=person, kind="housing", kind_name="危房改造", item="危房修缮")
    NeedFactory(person=person, kind="care", kind_name="托养", item="日间照料", solved=True)
    CompletionFactory(person=person, unit=world.nanshi, project__name="辅具适配", done_on=date(2026, 5, 1))
    SurveyLineFactory(person=person, unit=world.nanshi, approved=True)
    return person


class TestForm:
    def test_says_what_the_register_knows(self, world, zhang):
        (form,) = forms_of(world.nanshi, f"person:{zhang.pk}")

        assert form["name"] == "张三"
        assert form["registered"].endswith("会宁县会师镇南什村")
        assert form["several"] == "是，共 2 人"
        assert [line[:2] for line in form["members"]] == [["配偶", "李四"]]
        assert form["care"] == "二级，每月 100 元，2026年1月起"
        assert form["aids"] == "轮椅"
        assert "危房改造：危房修缮" in form["needs"]
        assert "托养：日间照料" in form["needs"]
        assert form["services"] == "辅具适配（2026-05-01）"
        assert form["medical"] == "是"
        assert form["visits"][0][:3] == ["2026-06-02", "入户", "2026 年度基本状况调查"]

    def test_gives_no_reason_against_work_to_who_has_some(self, world, zhang):
        line = zhang.survey_lines.get()
        del line.answers["R17"]
        line.answers |= {"R18": "4", "R19": "4"}
        line.save()
        reasons = []

        for employment in (Employment.NONE, Employment.FARMING):
            Person.objects.filter(pk=zhang.pk).update(employment=employment)
            reasons.append(forms_of(world.nanshi, f"person:{zhang.pk}")[0]["why_not"])

        assert reasons[0]
        assert reasons[1] == ""

    def test_leaves_the_internal_note_to_the_hand(self, world, zhang):
        Person.objects.filter(pk=zhang.pk).update(note="家庭矛盾，内部掌握")

        assert forms_of(world.nanshi, f"person:{zhang.pk}")[0]["note"] == ""

    def test_leaves_blank_what_nobody_knows(self, world):
        person = PersonFactory(unit=world.nanshi, ethnicity="", education="", phone="")

        (form,) = forms_of(world.nanshi, f"person:{person.pk}")

        blank = ("ethnicity", "education", "phone", "card_number", "guardian", "housing", "care", "needs")
        assert {form[cell] for cell in blank} == {""}
        assert "—" not in str(form)

    def test_shows_numbers_as_the_page_of_the_person_does(self, world, zhang):
        (form,) = forms_of(world.nanshi, f"person:{zhang.pk}")
        page = (zhang.masked_id_number, zhang.masked_phone, zhang.masked_guardian_phone)

        assert tuple(form[cell] for cell in MASKED[:3]) == page
        assert "*" in form["card_number"]
        assert zhang.id_number not in str(form)

    def test_of_a_village_goes_household_by_household_its_head_first(self, world):
        unit = VillageFactory(parent=world.huishi)
        for name, number, relation, born in (
            ("无户", "", "", 1950), ("乙妻", "0002", Relation.SPOUSE, 1960),
            ("乙", "0002", Relation.HEAD, 1970), ("甲", "0001", Relation.HEAD, 1990),
        ):  # fmt: skip
            PersonFactory(unit=unit, name=name, household_number=number, relation=relation,
                          birth_date=date(born, 1, 1))  # fmt: skip

        assert [form["name"] for form in forms_of(unit)] == ["甲", "乙", "乙妻", "无户"]

    def test_of_a_village_leaves_out_the_archived(self, world):
        assert [form["name"] for form in forms_of(world.hongbaozi)] == ["赵敏"]

    def test_of_more_persons_takes_no_more_queries(self, world, zhang, django_assert_num_queries):
        with django_assert_num_queries(9):
            forms_of(world.nanshi)
        for person in PersonFactory.create_batch(3, unit=world.nanshi, household_number="0009"):
            NeedFactory(person=person)
            GrantFactory(person=person)
            SurveyLineFactory(person=person, unit=world.nanshi, approved=True)
        with django_assert_num_queries(9):
            forms_of(world.nanshi)


class TestRefusal:
    def test_of_somebody_of_another_village(self, world, zhang):
        with pytest.raises(NotPossible, match="西关社区的登记里没有这个人"):
            made(world.xiguan, world.clerk, f"person:{zhang.pk}")

    @pytest.mark.parametrize("about", ["person:", "person:x", "person:999999"])
    def test_of_nobody(self, world, about):
        with pytest.raises(NotPossible, match="没有这个人"):
            made(world.nanshi, world.clerk, about)

    @pytest.mark.parametrize(("code", "about"), [("person_form", "member:1"), ("liuyou_sheet", "person:1")])
    def test_of_what_the_kind_is_not_about(self, world, code, about):
        with pytest.raises(NotPossible, match="不能只为其中一项生成"):
            draft_document(code, world.nanshi, year=2026, by=world.clerk, at=TODAY, about=about)

    def test_of_a_village_without_persons(self, world):
        empty = VillageFactory(name="空村", parent=world.huishi)

        with pytest.raises(NotPossible, match="空村没有在册的残疾人"):
            made(empty, world.clerk)

    def test_of_a_year_whose_register_is_gone(self, world):
        with pytest.raises(NotPossible, match="只能做本年度"):
            draft_document("person_form", world.nanshi, year=2025, by=world.clerk, at=TODAY)

    def test_of_who_may_make_reports_but_not_see_persons(self, world):
        viewer = PostingFactory(unit=world.county, role=Role.CITY_VIEWER).user

        with pytest.raises(NotPossible, match="没有查看南什村这些信息的权限"):
            made(world.nanshi, viewer)

    def test_of_another_township(self, world):
        other = PostingFactory(unit=world.guocheng, role=Role.TOWNSHIP_CLERK).user

        with pytest.raises(NotPossible, match="不能为南什村生成"):
            made(world.nanshi, other)


class TestPaper:
    @pytest.fixture
    def worst(self, world):
        """Somebody of whose every cell there is too much."""
        long = "买买提·阿卜杜热合曼·" * 4
        person = PersonFactory(
            unit=world.nanshi, name=long[:40], ethnicity="维吾尔族", address="某某社区" * 50,
            note="说明" * 400,
            guardian_name=long[:60], guardian_relation="祖父母或者外祖父母", household_number="0001",
            phone="13812345678", guardian_phone="13987654321",
        )  # fmt: skip
        for number in range(6):
            PersonFactory(unit=world.nanshi, name=long[:40], household_number="0001")
            NeedFactory(
                person=person, kind="housing", kind_name="危房改造", item=f"危房修缮和翻建{number}" * 3
            )
            NeedFactory(person=person, item=f"轮椅和拐杖和助行器{number}" * 3)
        return person

    def test_of_one_person_is_one_page_whatever_there_is_to_say(self, world, worst):
        document = made(world.nanshi, world.clerk, f"person:{worst.pk}")

        assert document.pages == 1
        assert document.about == f"person:{worst.pk}"
        with document.file.open("rb") as file:
            text = pypdfium2.PdfDocument(file.read())[0].get_textpage().get_text_range()
        assert worst.name in text.replace("\r\n", "")
        assert "走访记录" in text.replace("\r\n", "")
        assert worst.id_number not in text

    def test_stays_on_one_page_with_the_longest_names(self, world):
        village = VillageFactory(
            parent=world.nanshi.parent, name="黄河九曲十八弯生态移民搬迁集中安置" * 2 + "示范村"
        )
        person = PersonFactory(unit=village, name="阿卜杜热合曼·买买提吐尔逊·" * 3)

        document = made(village, PostingFactory(unit=world.county).user, f"person:{person.pk}")

        assert document.pages == 1

    def test_states_its_list_to_those_who_see_persons(self, world, zhang):
        document = made(world.nanshi, world.clerk, f"person:{zhang.pk}")

        frozen = SnapshotList.objects.get(snapshot=document.snapshot)
        assert (frozen.permission, frozen.size) == (Permission.PERSON_VIEW, 1)
        assert persons_in(document) == 1
        assert digest_again(document.snapshot) == document.snapshot.digest

    def test_is_another_once_the_register_says_something_else(self, world, zhang):
        document = made(world.nanshi, world.clerk, f"person:{zhang.pk}")
        Person.objects.filter(pk=zhang.pk).update(address="二社")

        assert digest_again(document.snapshot) != document.snapshot.digest

    def test_of_one_person_takes_the_place_of_no_other(self, world, zhang):
        other = Person.objects.get(name="李四")
        first = made(world.nanshi, world.clerk, f"person:{zhang.pk}")
        second = made(world.nanshi, world.clerk, f"person:{other.pk}")

        assert first.proof.reference != second.proof.reference

    def test_names_the_person_in_its_title_only(self, world, zhang):
        subject = subject_of(world.nanshi, 2026, is_quarterly=False, about=f"person:{zhang.pk}")

        assert title(subject) == ["南什村张三", "残疾人基本状况个人登记表"]


class TestCell:
    def test_is_as_large_as_its_room(self):
        assert fit("男", "27x7.4") == '<span class="t105">男</span>'
        assert 'class="t75"' in fit("一二三四五六七八九", "27x7.4")
        assert 'class="t65"' in fit("阿" * 20, "27x7.4")
        assert fit("", "27x7.4") == ""

    def test_says_where_it_had_to_leave_out(self):
        assert fit("长" * 500, "27x7.4").endswith("……</span>")

    def test_shows_signs_of_markup_as_they_are(self):
        assert "&lt;b&gt;" in fit("<b>", "27x7.4")

    def test_lines_are_filled_up_to_be_written_in(self):
        assert padded([["甲"]], "3x2") == [["甲"], ["", ""], ["", ""]]


@pytest.mark.django_db(transaction=True)
class TestPage:
    def test_of_a_person_makes_the_form(self, client, sign_in, world, zhang):
        user = sign_in(world.county)
        page = client.get(zhang.get_absolute_url())
        assert "生成张三的残疾人基本状况个人登记表" in page.text

        client.post(reverse("reports:person_form", args=[zhang.pk]))
        call_command("work", "--once")

        document = Document.objects.get()
        assert (document.about, document.made_by, document.pages) == (f"person:{zhang.pk}", user, 1)
        assert Job.objects.get().result_url == document.get_absolute_url()
        assert document.get_absolute_url() in client.get(zhang.get_absolute_url()).text
        assert "用今天的数据再生成" not in client.get(document.get_absolute_url()).text
        assert "张三" in client.get(reverse("reports:document_preview", args=[document.pk])).text

    def test_hides_the_button_from_who_may_not_make_it(self, client, sign_in, world, zhang):
        sign_in(world.nanshi, role=Role.VILLAGE_MEMBER)

        assert "个人登记表" not in client.get(zhang.get_absolute_url()).text
        assert client.post(reverse("reports:person_form", args=[zhang.pk])).status_code == 403

    def test_of_a_person_elsewhere_is_not_there(self, client, sign_in, world, zhang):
        sign_in(world.guocheng, as_township_clerk=True)

        assert client.post(reverse("reports:person_form", args=[zhang.pk])).status_code == 404
        assert not Job.objects.exists()


@pytest.mark.once
def test_who_sees_persons_sees_all_that_stands_on_the_form():
    beside = {Permission.SERVICE_VIEW, Permission.BENEFIT_VIEW, Permission.SURVEY_VIEW}

    assert all(beside <= rights for rights in PERMISSIONS.values() if Permission.PERSON_VIEW in rights)
