import io
from datetime import date

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import AuditEntry
from registry.choices import ArchiveReason
from staff.choices import EndReason, Kinship, PostType
from staff.models import Member
from tests.factories import (
    AppointmentFactory,
    AttendanceFactory,
    MemberFactory,
    PersonFactory,
    PostFactory,
    PostingFactory,
    TrainingFactory,
    VillageFactory,
    id_number,
)
from tests.staff.conftest import NOON

LIST = reverse("staff:member_list")
EXPORT = reverse("staff:member_export")
CREATE = reverse("staff:member_create")


def in_post(village, **facts):
    return AppointmentFactory(post=PostFactory(unit=village), **facts).member


def sheet_of(response):
    return CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()


@pytest.fixture
def form(village):
    number = id_number(7, date(1985, 6, 1))
    return {"name": "李 强", "id_number": number.lower(), "unit": village.pk, "kinship": Kinship.SPOUSE}


class TestTheList:
    def test_shows_who_is_in_post_where_and_since_when(self, client, sign_in, county, village):
        sign_in(county)
        in_post(village, member__name="赵红霞", since=date(2020, 3, 1))

        page = client.get(LIST).text

        assert "赵红霞" in page
        assert "会师镇 南什村" in page
        assert "2020年3月1日" in page

    def test_does_not_show_the_neighbours(self, client, sign_in, county, elsewhere):
        sign_in(county)
        in_post(elsewhere, member__name="远方人")

        assert "远方人" not in client.get(LIST).text

    def test_leaves_out_those_who_have_left(self, client, sign_in, county, village):
        sign_in(county)
        in_post(village, member__name="赵红霞", until=date(2026, 1, 1), end_reason=EndReason.AGE)

        assert "赵红霞" not in client.get(LIST).text
        assert "赵红霞" in client.get(LIST, {"state": "out"}).text

    def test_leaves_out_heads_until_asked(self, client, sign_in, county, township):
        sign_in(county)
        AppointmentFactory(
            post=PostFactory(unit=township, post_type=PostType.TOWNSHIP_HEAD), member__name="赵红霞"
        )

        assert "赵红霞" not in client.get(LIST).text
        assert "赵红霞" in client.get(LIST, {"post_type": "township_head"}).text
        assert "赵红霞" in client.get(LIST, {"post_type": "all"}).text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"q": "红霞"}, True),
            ({"q": "zhx"}, True),
            ({"q": "李强"}, False),
            ({"post_type": PostType.VILLAGE_MEMBER}, True),
            ({"post_type": PostType.COMMUNITY_MEMBER}, False),
            ({"alert": "contract"}, True),
            ({"alert": "permit"}, True),
            ({"alert": "training"}, True),
            ({"alert": "account"}, False),
            ({"state": "all"}, True),
        ],
    )
    def test_filters(self, client, sign_in, county, village, query, found):
        sign_in(county)
        in_post(village, member__name="赵红霞", contract_until=date(2026, 12, 31), work_permit_number="")

        assert ("赵红霞" in client.get(LIST, query).text) is found

    def test_narrows_to_the_unit_that_a_link_names(self, client, sign_in, county, township, village):
        sign_in(county)
        in_post(village, member__name="赵红霞")
        in_post(VillageFactory(parent=township), member__name="李强")

        page = client.get(LIST, {"unit": village.pk}).text

        assert "赵红霞" in page
        assert "李强" not in page
        assert "只显示南什村的记录" in page

    def test_ignores_a_unit_of_another_county(self, client, sign_in, county, village, elsewhere):
        sign_in(county)
        in_post(village, member__name="赵红霞")
        in_post(elsewhere, member__name="远方人")

        page = client.get(LIST, {"unit": elsewhere.pk}).text

        assert "赵红霞" in page
        assert "远方人" not in page

    @pytest.mark.parametrize(
        "query", [{"unit": "x"}, {"state": "--"}, {"township": "\x00"}, {"sort": "-"}, {"page": "0"}]
    )
    def test_ignores_nonsense(self, client, sign_in, county, village, query):
        sign_in(county)
        in_post(village, member__name="赵红霞")

        assert "赵红霞" in client.get(LIST, query).text

    def test_sends_only_the_results_to_htmx(self, client, sign_in, county, village):
        sign_in(county)
        in_post(village, member__name="赵红霞")

        fragment = client.htmx("get", LIST).text

        assert "赵红霞" in fragment
        assert "<h1" not in fragment

    def test_masks_what_is_sensitive(self, client, sign_in, county, village):
        sign_in(county)
        member = in_post(village)

        assert member.id_number not in client.get(LIST).text

    def test_costs_the_same_for_many(self, sign_in, county, village, township, assert_flat_queries):
        sign_in(county)
        in_post(village)

        assert_flat_queries(
            LIST, lambda: [in_post(unit) for unit in VillageFactory.create_batch(5, parent=township)]
        )


class TestTheExport:
    def test_holds_what_the_list_shows(self, client, sign_in, county, village, township):
        sign_in(county)
        in_post(village, member__name="赵红霞")
        in_post(VillageFactory(parent=township), member__name="李强")

        rows = sheet_of(client.get(EXPORT, {"q": "赵"}))

        assert [row[0] for row in rows] == ["专职委员名册", "姓名", "赵红霞"]
        assert rows[2][9:12] == ["会师镇", "南什村", "专职委员"]

    def test_masks_what_is_sensitive(self, client, sign_in, county, village):
        sign_in(county)
        in_post(village, member__id_number=id_number(9, date(1985, 6, 1)))

        assert sheet_of(client.get(EXPORT))[2][4].startswith("620499********")

    def test_does_not_hand_excel_a_formula(self, client, sign_in, county, village):
        sign_in(county)
        in_post(village, member__name="=1+1")

        assert sheet_of(client.get(EXPORT))[2][0] == "'=1+1"

    def test_is_in_the_audit_log_with_its_filters(self, client, sign_in, county, village):
        user = sign_in(county)
        in_post(village, member__name="赵红霞")

        client.get(EXPORT, {"q": "赵"})

        entry = AuditEntry.objects.get(actor=user, event=AuditEntry.Event.EXPORT)
        assert entry.additional_data["rows"] == 1
        assert "q=" in entry.filters


class TestTheMembersPage:
    def test_shows_posts_trainings_and_stipends(self, client, sign_in, county, village):
        sign_in(county)
        member = in_post(village, member__name="赵红霞", contract_number="HT-1")
        AttendanceFactory(member=member, training=TrainingFactory(unit=county, title="政策培训"))

        page = client.get(member.get_absolute_url()).text

        assert "HT-1" in page
        assert "政策培训" in page
        assert "还没有列入发放名册" in page

    def test_masks_numbers(self, client, sign_in, county, village):
        sign_in(county)
        member = in_post(village, member__phone="13812345678")

        page = client.get(member.get_absolute_url()).text

        assert "138****5678" in page
        assert member.id_number not in page
        assert member.bank_account not in page

    def test_is_in_the_audit_log(self, client, sign_in, county, village):
        user = sign_in(county)
        member = in_post(village)

        client.get(member.get_absolute_url())

        assert AuditEntry.objects.filter(
            actor=user, event=AuditEntry.Event.VIEW, object_id=member.pk
        ).exists()

    def test_hides_stipends_from_those_who_may_not_see_them(self, client, sign_in, village):
        sign_in(village, as_village_member=True)
        member = in_post(village)

        assert "补贴发放" not in client.get(member.get_absolute_url()).text

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"contract_until": date(2026, 11, 1)}, "聘用合同已于 2026-11-01 到期"),
            ({"contract_until": date(2026, 12, 1)}, "聘用合同 9 天后到期"),
            ({"work_permit_number": ""}, "尚未取得上岗证"),
            ({"member__bank_account": ""}, "没有登记银行账号"),
            ({"member__birth_date": date(1960, 1, 1)}, "已满 66 周岁"),
        ],
    )
    def test_warns(self, client, sign_in, county, village, facts, words):
        sign_in(county)

        assert words in client.get(in_post(village, **facts).get_absolute_url()).text

    def test_warns_of_a_death_on_the_register(self, client, sign_in, county, village):
        user = sign_in(county)
        person = PersonFactory(
            archived_at=NOON,
            archived_by=user,
            archive_reason=ArchiveReason.DEATH,
            archive_date=date(2026, 5, 3),
        )
        member = in_post(village, member__person=person)

        assert "已于 2026-05-03 登记死亡" in client.get(member.get_absolute_url()).text

    def test_of_another_county_does_not_exist(self, client, sign_in, county, elsewhere):
        sign_in(county)

        assert client.get(in_post(elsewhere).get_absolute_url()).status_code == 404


class TestRegistering:
    def test_writes_the_file_with_what_the_number_says(self, client, sign_in, county, form):
        sign_in(county)

        client.post(CREATE, form)

        member = Member.objects.get()
        assert (member.name, member.birth_date, member.kinship) == ("李 强", date(1985, 6, 1), Kinship.SPOUSE)

    def test_links_the_person_of_the_register_with_that_number(self, client, sign_in, county, village, form):
        sign_in(county)
        person = PersonFactory(unit=village, id_number=form["id_number"].upper())

        client.post(CREATE, form)

        assert Member.objects.get().person == person

    def test_explains_a_wrong_number(self, client, sign_in, county, form):
        sign_in(county)

        page = client.post(CREATE, form | {"id_number": "62049919850601007"}).text

        assert "有内容需要改正" in page
        assert not Member.objects.exists()

    def test_explains_a_sex_that_does_not_fit_the_number(self, client, sign_in, county, form):
        sign_in(county)

        assert "性别与身份证号不一致" in client.post(CREATE, form | {"sex": "female"}).text

    def test_explains_a_strange_account(self, client, sign_in, county, form):
        sign_in(county)

        assert "银行账号须为" in client.post(CREATE, form | {"bank_account": "12"}).text

    def test_refuses_somebody_who_is_there_already(self, client, sign_in, county, village, form):
        sign_in(county)
        MemberFactory(unit=village, name="李强", id_number=form["id_number"].upper())

        assert "已登记为专职委员：李强，南什村" in client.post(CREATE, form).text

    def test_says_nothing_more_about_somebody_in_another_county(
        self, client, sign_in, county, form, elsewhere
    ):
        sign_in(county)
        MemberFactory(unit=elsewhere, name="远方人", id_number=form["id_number"].upper())

        page = client.post(CREATE, form).text

        assert "已登记为其他县（区）的专职委员" in page
        assert "远方人" not in page

    def test_offers_no_unit_of_another_county(self, client, sign_in, county, village, elsewhere):
        sign_in(county)

        page = client.get(CREATE).text

        assert "南什村" in page
        assert "远方村" not in page


class TestEditing:
    def test_does_not_show_the_numbers_that_stand_and_keeps_them(
        self, client, sign_in, county, village, form
    ):
        member = in_post(village, member__phone="13812345678")
        sign_in(county)
        url = reverse("staff:member_edit", args=[member.pk])
        before = (member.id_number, member.bank_account, "13812345678")

        text = client.get(url).text
        assert not [number for number in before if number in text]

        client.post(url, form | {"id_number": ""})
        member.refresh_from_db()
        assert (member.id_number, member.bank_account, member.phone) == before

    def test_saves_changes(self, client, sign_in, county, village, form):
        sign_in(county)
        member = MemberFactory(unit=village, id_number=form["id_number"].upper(), name="李强")

        client.post(reverse("staff:member_edit", args=[member.pk]), form | {"phone": "138 1234 5678"})

        member.refresh_from_db()
        assert (member.name, member.phone) == ("李 强", "13812345678")

    def test_refuses_the_number_of_somebody_else(self, client, sign_in, county, village, form):
        sign_in(county)
        MemberFactory(unit=village, id_number=form["id_number"].upper(), name="王芳")
        member = MemberFactory(unit=village)

        page = client.post(reverse("staff:member_edit", args=[member.pk]), form).text

        assert "已登记为专职委员：王芳" in page

    def test_refuses_to_move_somebody_away_from_their_post(
        self, client, sign_in, county, township, village, form
    ):
        sign_in(county)
        member = in_post(village, member__id_number=form["id_number"].upper())
        there = VillageFactory(parent=township)

        page = client.post(reverse("staff:member_edit", args=[member.pk]), form | {"unit": there.pk}).text

        assert "所在单位随岗位变动" in page

    def test_opening_the_form_is_logged_as_showing_numbers_in_full(self, client, sign_in, county, village):
        user = sign_in(county)
        member = MemberFactory(unit=village)

        client.get(reverse("staff:member_edit", args=[member.pk]))

        assert AuditEntry.objects.filter(actor=user, event=AuditEntry.Event.REVEAL).exists()

    def test_keeps_sensitive_values_out_of_the_log(self, client, sign_in, county, village, form):
        sign_in(county)
        member = MemberFactory(unit=village, id_number=form["id_number"].upper())

        client.post(
            reverse("staff:member_edit", args=[member.pk]), form | {"bank_account": "6217000000000000001"}
        )

        changes = [str(entry.changes) for entry in AuditEntry.objects.filter(object_id=member.pk)]
        assert changes
        assert not [text for text in changes if "6217000000000000001" in text]


class TestSearchAndUnitPage:
    def test_the_search_finds_a_member(self, client, sign_in, county, village):
        sign_in(county)
        member = in_post(village, member__name="赵红霞")

        assert member.get_absolute_url() in client.get(reverse("core:search"), {"q": "zhx"}).text

    def test_the_search_finds_nobody_of_another_county(self, client, sign_in, county, elsewhere):
        sign_in(county)
        in_post(elsewhere, member__name="赵红霞")

        assert "远方村" not in client.get(reverse("core:search"), {"q": "zhx"}).text

    def test_the_page_of_a_village_shows_who_is_in_post(self, client, sign_in, county, village):
        sign_in(county)
        in_post(village, member__name="赵红霞")

        assert "赵红霞" in client.get(village.get_absolute_url()).text

    def test_the_page_of_a_village_shows_its_vacancy(self, client, sign_in, county, village):
        sign_in(county)
        PostFactory(unit=village, established_on=date(2026, 10, 1))

        page = client.get(village.get_absolute_url()).text

        assert "空缺 53 天" in page
        assert "去补选" in page

    def test_the_page_of_a_township_sums_up(self, client, sign_in, township, village):
        sign_in(township, as_township_clerk=True)
        in_post(village)

        assert "专职委员在岗" in client.get(township.get_absolute_url()).text

    def test_the_menu_counts_vacancies(self, client, sign_in, county, village):
        sign_in(county)
        PostFactory(unit=village)

        assert "1<span" in client.get(LIST).text


def test_a_leader_may_look_but_not_touch(client, county, village):
    user = PostingFactory(unit=county, as_leader=True).user
    client.force_login(user)
    member = in_post(village)

    page = client.get(member.get_absolute_url()).text

    assert "修改档案" not in page
    assert client.get(CREATE).status_code == 403
