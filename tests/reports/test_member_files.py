"""专职委员个人档案 from a snapshot: for one member, and as a book of all in post."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from core.permissions import Permission
from reports.kinds.member_files import build
from reports.models import Document, SnapshotList
from reports.periods import NotPossible, subject_of
from reports.services import make_document, persons_in
from staff.models import Member
from tests.factories import VillageFactory


def files_of(unit, about=""):
    content, _ = build(subject_of(unit, 2026, is_quarterly=False, about=about), None)
    return content["forms"]


@pytest.fixture
def member(world):
    return Member.objects.get(appointments__post__unit=world.nanshi)


class TestFile:
    def test_says_what_somebody_did_and_learned(self, world, member):
        (file,) = files_of(world.nanshi, f"member:{member.pk}")

        assert file["id_number"] == member.masked_id_number
        assert file["appointments"][0][2] == "在岗"
        assert [line[3] for line in file["trainings"]] == ["不合格"]

    def test_of_a_place_is_of_all_in_post_there_and_below(self, world):
        county, town = files_of(world.county), files_of(world.huishi)

        assert (len(county), len(town)) == (3, 3)
        assert [own["unit"] for own in town] == ["会师镇", "会师镇", "会师镇 南什村"]

    def test_of_more_members_takes_no_more_queries(self, world, django_assert_num_queries):
        with django_assert_num_queries(4):
            files_of(world.nanshi)
        with django_assert_num_queries(4):
            files_of(world.county)


class TestRefusal:
    def test_of_a_member_of_another_unit(self, world, member):
        with pytest.raises(NotPossible, match="红堡子村没有这位专职委员"):
            files_of(world.hongbaozi, f"member:{member.pk}")

    def test_of_a_unit_without_anybody_in_post(self, world):
        with pytest.raises(NotPossible, match="没有在岗的专职委员"):
            files_of(VillageFactory(parent=world.huishi))


def test_a_book_has_a_page_for_each_member(world):
    document = make_document("member_file", world.huishi, year=2026, by=world.clerk, at=timezone.now())

    assert document.pages == persons_in(document) == 3
    assert SnapshotList.objects.get().permission == Permission.STAFF_VIEW


@pytest.mark.django_db(transaction=True)
class TestPage:
    def test_of_a_member_makes_the_file(self, client, sign_in, world, member):
        sign_in(world.county)
        assert f"生成{member.name}的残疾人专职委员个人档案" in client.get(member.get_absolute_url()).text

        client.post(reverse("reports:member_file", args=[member.pk]))
        call_command("work", "--once")

        document = Document.objects.get()
        assert document.about == f"member:{member.pk}"
        assert document.get_absolute_url() in client.get(member.get_absolute_url()).text

    def test_hides_the_button_from_who_may_not_make_it(self, client, sign_in, world, member):
        sign_in(world.nanshi, role=Role.VILLAGE_MEMBER)

        assert "reports/members" not in client.get(member.get_absolute_url()).text
        assert client.post(reverse("reports:member_file", args=[member.pk])).status_code == 403

    def test_of_a_member_elsewhere_is_not_there(self, client, sign_in, world, member):
        sign_in(world.guocheng, as_township_clerk=True)

        assert client.post(reverse("reports:member_file", args=[member.pk])).status_code == 404
