"""Whose relative a member is: chosen from the register, shown on the page and in the personal file."""

from datetime import date

import pytest
from django.urls import reverse

from registry.choices import ArchiveReason
from registry.services.persons import archive_person
from staff.choices import Kinship
from staff.models import Member
from tests.factories import AppointmentFactory, MemberFactory, PersonFactory, PostFactory, id_number
from tests.staff.conftest import NOON

CREATE = reverse("staff:member_create")


@pytest.fixture
def wang(village):
    """A disabled person of the register."""
    return PersonFactory(unit=village, name="王芳")


@pytest.fixture
def member(village):
    return AppointmentFactory(
        post=PostFactory(unit=village), member__name="李强", member__kinship=Kinship.SPOUSE
    ).member


def form_of(member, **change):
    """Return the fields of a member's form as the page would send them."""
    return {
        "name": member.name, "unit": member.unit_id, "kinship": member.kinship, "id_number": "",
        "sex": member.sex, "birth_date": member.birth_date.isoformat(),
    } | change  # fmt: skip


def edit(client, member, **change):
    url = reverse("staff:member_edit", args=[member.pk])
    return client.post(url, form_of(member, **change), follow=True).text


class TestTheForm:
    def test_names_the_disabled_person(self, client, sign_in, county, member, wang):
        sign_in(county)

        edit(client, member, relative_text="王芳")

        member.refresh_from_db()
        assert member.relative == wang

    def test_asks_which_of_two_namesakes(self, client, sign_in, county, village, member, wang):
        other = PersonFactory(unit=village, name="王芳")
        sign_in(county)

        assert "有 2 位同名的人，请选择是哪一位" in edit(client, member, relative_text="王芳")
        edit(client, member, relative_text="王芳", relative=other.pk)

        member.refresh_from_db()
        assert member.relative == other

    def test_keeps_who_stands_there(self, client, sign_in, county, member, wang):
        member.relative = wang
        member.save()
        sign_in(county)
        assert 'value="王芳"' in client.get(reverse("staff:member_edit", args=[member.pk])).text

        edit(client, member, relative_text="王芳", relative=wang.pk)

        member.refresh_from_db()
        assert member.relative == wang

    @pytest.mark.parametrize("change", [{"relative_text": ""}, {"kinship": Kinship.SELF}])
    def test_takes_the_name_away(self, client, sign_in, county, member, wang, change):
        member.relative = wang
        member.save()
        sign_in(county)

        edit(client, member, **{"relative_text": "王芳", "relative": wang.pk} | change)

        member.refresh_from_db()
        assert member.relative is None

    def test_finds_nobody_outside_the_scope(self, client, sign_in, county, member, elsewhere):
        PersonFactory(unit=elsewhere, name="远方人")
        sign_in(county)

        assert "管辖范围内没有找到这位残疾人" in edit(client, member, relative_text="远方人")

    def test_refuses_the_member_themselves(self, client, sign_in, county, village, member):
        PersonFactory(unit=village, name="李强", id_number=member.id_number)
        sign_in(county)

        assert "所属残疾人不能是本人" in edit(client, member, relative_text="李强")

    def test_refuses_somebody_archived(self, client, sign_in, county, member, wang, clerk):
        archive_person(wang, by=clerk, at=NOON, reason=ArchiveReason.MOVED_OUT, on=NOON.date())
        sign_in(county)

        assert "登记已归档，请核对" in edit(client, member, relative_text="王芳")

    def test_of_a_new_member_takes_it_too(self, client, sign_in, county, village, wang):
        number = id_number(7, date(1985, 6, 1))
        form = {"name": "李强", "id_number": number, "unit": village.pk, "kinship": Kinship.SPOUSE}
        sign_in(county)

        client.post(CREATE, form | {"relative_text": "王芳"})

        assert Member.objects.get().relative == wang


class TestThePage:
    def url(self, member):
        return reverse("staff:member_detail", args=[member.pk])

    def test_leads_to_the_relatives_entry(self, client, sign_in, county, member, wang):
        member.relative = wang
        member.save()
        sign_in(county)

        page = client.get(self.url(member)).text

        assert "所属残疾人" in page
        assert wang.get_absolute_url() in page

    def test_says_that_nobody_is_named(self, client, sign_in, county, member):
        sign_in(county)

        assert "未登记" in client.get(self.url(member)).text

    def test_does_not_ask_for_one_where_there_is_none(self, client, sign_in, county, village):
        disabled = MemberFactory(unit=village, kinship=Kinship.SELF)
        sign_in(county)

        assert "所属残疾人" not in client.get(self.url(disabled)).text

    def test_hides_somebody_whom_the_reader_may_not_see(self, client, sign_in, county, member):
        member.relative = PersonFactory(name="远方人")
        member.save()
        sign_in(county)

        page = client.get(self.url(member)).text

        assert "远方人" not in page
        assert "已关联残疾人登记" in page
