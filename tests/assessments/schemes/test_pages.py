"""The pages of schemes: list, table, papers, drafts and versions."""

import io
import re

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import Role
from assessments.models import Scheme
from assessments.schemes.choices import SchemeState, Subject
from assessments.schemes.services.drafting import copy_to_year, install_template
from assessments.schemes.services.editing import add_item
from assessments.schemes.services.publishing import publish
from tests.assessments.schemes.conftest import item_fields
from tests.factories import PostingFactory


def address(name, *args):
    return reverse(f"schemes:{name}", args=args)


@pytest.fixture
def manager(sign_in, county):
    return sign_in(county, role=Role.COUNTY_MANAGER)


@pytest.fixture
def maker(sign_in, county):
    return sign_in(county, role=Role.COUNTY_CLERK)


class TestReading:
    def test_the_table_shows_points_rules_and_facts(self, client, maker, county, who):
        scheme = install_template(county, 2026, Subject.TOWNSHIP, "township_starter", **who)

        shown = client.get(scheme.get_absolute_url()).content.decode()

        assert "缺 1 次扣 1 分，迟报 1 次扣 0.5 分。" in shown
        assert "专职委员配备率" in shown
        assert "分值合计 100 分，与满分相符" in shown

    def test_a_draft_is_not_shown_to_the_units_that_will_be_scored(self, client, sign_in, township, scheme):
        sign_in(township, role=Role.TOWNSHIP_CLERK)

        assert client.get(scheme.get_absolute_url()).status_code == 404
        assert scheme.name not in client.get(address("scheme_list")).content.decode()

    def test_a_published_scheme_is_read_by_all_below(self, client, sign_in, village, scheme, who):
        publish(scheme, **who)
        sign_in(village, role=Role.VILLAGE_MEMBER)

        shown = client.get(scheme.get_absolute_url()).content.decode()

        assert "按时参加会议" in shown
        assert "修订" not in shown.split("<main")[1].split("<footer")[0]

    def test_the_list_narrows_by_year_and_subject(self, client, maker, scheme, who, county):
        install_template(county, 2025, Subject.GRASSROOTS, "grassroots_starter", **who)

        both = client.get(address("scheme_list")).content.decode()
        one = client.htmx("get", address("scheme_list") + "?year=2025&subject=grassroots").content.decode()

        assert ("2 份方案" in both, "1 份方案" in one) == (True, True)

    def test_pages_take_the_same_queries_whatever_is_in_the_scheme(
        self, maker, scheme, who, assert_flat_queries
    ):
        def more():
            for number in range(4):
                add_item(scheme.sections.first(), **item_fields(name=f"项{number}"), **who)

        assert_flat_queries(scheme.get_absolute_url(), more)

    def test_shipped_tables_can_be_looked_at_first(self, client, maker):
        shown = client.get(address("preset_detail", "taojiang_2011", "township")).content.decode()

        assert "来源文本不全" in shown
        assert client.get(address("preset_detail", "moon", "township")).status_code == 404


class TestWorkbench:
    def test_a_draft_waits_for_those_who_make_schemes(self, client, maker, scheme):
        assert "份考核方案在起草，待核对发布" in client.get("/").content.decode()

    def test_what_is_published_waits_no_more(self, client, maker, scheme, who):
        publish(scheme, **who)

        assert "份考核方案在起草" not in client.get("/").content.decode()

    def test_the_townships_are_not_told_of_drafts(self, client, sign_in, township, scheme):
        sign_in(township, role=Role.TOWNSHIP_CLERK)

        assert "份考核方案在起草" not in client.get("/").content.decode()


class TestPapers:
    def test_the_table_is_printed(self, client, maker, scheme):
        answer = client.get(address("scheme_print", scheme.pk))

        assert answer.content.startswith(b"%PDF")

    def test_the_table_is_exported_with_its_points(self, client, maker, scheme):
        answer = client.get(address("scheme_export", scheme.pk))

        rows = list(load_workbook(io.BytesIO(b"".join(answer))).active.values)
        assert rows[1][:4] == ("考核项目", "工作目标", "分值", "计分办法")
        assert rows[2][:4] == ("政令畅通（5 分）", "按时参加会议", 5, "缺 1 人次扣 1 分，扣完为止。")
        assert rows[-1][2] == 10


class TestBeginning:
    def test_from_a_shipped_table(self, client, maker, county):
        answer = client.post(
            address("scheme_create", county.pk),
            {"year": 2026, "subject": "township", "how": "template", "template": "township_starter"},
        )

        scheme = Scheme.objects.get()
        assert answer.url == scheme.get_absolute_url()
        assert (scheme.template, scheme.created_by) == ("township_starter", maker)

    def test_empty(self, client, maker, county):
        client.post(
            address("scheme_create", county.pk), {"year": 2026, "subject": "grassroots", "how": "empty"}
        )

        assert Scheme.objects.get().name == "2026 年度村（社区）残协考核方案"

    def test_as_a_copy_that_shows_what_differs(self, client, maker, county, scheme, who):
        publish(scheme, **who)
        client.post(
            address("scheme_create", county.pk),
            {"year": 2027, "subject": "township", "how": "copy", "source": scheme.pk},
        )

        copy = Scheme.objects.get(year=2027)
        shown = client.get(address("scheme_difference", copy.pk)).content.decode()
        assert "修改 0 项，其余 3 项不变" in shown

    @pytest.mark.parametrize(
        ("posted", "words"),
        [
            ({"how": "template", "template": "grassroots_starter"}, "请选适用于这一考核对象的范本。"),
            ({"how": "copy"}, "请选要复制的方案。"),
            ({"how": "empty", "year": 1999}, "1999 不在可用的选项中"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, client, maker, county, posted, words):
        posted = {"year": 2026, "subject": "township"} | posted

        answer = client.post(address("scheme_create", county.pk), posted)

        assert words in answer.content.decode()
        assert not Scheme.objects.exists()

    def test_a_second_draft_of_the_same_kind_is_refused(self, client, maker, county, scheme):
        answer = client.post(
            address("scheme_create", county.pk), {"year": 2026, "subject": "township", "how": "empty"}
        )

        assert "已有一份在起草（刘敏 起草）" in answer.content.decode()


class TestPublishing:
    def test_the_manager_publishes_a_sound_draft(self, client, manager, scheme):
        client.post(address("scheme_publish", scheme.pk))

        scheme.refresh_from_db()
        assert (scheme.state, scheme.published_by) == (SchemeState.PUBLISHED, manager)

    def test_the_clerk_does_not(self, client, maker, scheme):
        assert client.post(address("scheme_publish", scheme.pk)).status_code == 403

    def test_a_draft_that_does_not_add_up_has_no_button_and_says_why(self, client, manager, scheme):
        scheme.full_points = 12
        scheme.save()

        shown = client.get(address("scheme_publish", scheme.pk)).content.decode()
        answer = client.post(address("scheme_publish", scheme.pk), follow=True)

        assert "各考核项目合计 10 分，满分 12 分，还差 2 分。" in shown
        assert "确认发布" not in shown
        assert "方案还不能发布" in answer.content.decode()

    def test_a_published_scheme_is_revised_not_edited(self, client, manager, scheme, who):
        publish(scheme, **who)

        refused = client.get(address("scheme_edit", scheme.pk), follow=True).content.decode()
        client.post(address("scheme_revise", scheme.pk))

        assert "请点“修订”另起一版" in refused
        assert Scheme.objects.filter(state=SchemeState.DRAFT, version=2, copied_from=scheme).exists()

    @pytest.mark.parametrize("name", ["scheme_discard", "scheme_publish", "section_create"])
    def test_the_forms_of_a_published_scheme_lead_back_with_the_reason(
        self, client, manager, scheme, who, name
    ):
        publish(scheme, **who)

        answer = client.get(address(name, scheme.pk), follow=True)

        assert answer.redirect_chain[0][0] == scheme.get_absolute_url()
        assert "已经发布，不能直接修改" in answer.content.decode()

    def test_a_draft_is_thrown_away(self, client, maker, scheme):
        client.post(address("scheme_discard", scheme.pk))

        assert not Scheme.objects.exists()


class TestHead:
    def test_the_head_is_changed(self, client, maker, scheme):
        client.post(
            address("scheme_edit", scheme.pk), self.posted(client, scheme, basis="会残字〔2026〕5 号")
        )

        scheme.refresh_from_db()
        assert scheme.basis == "会残字〔2026〕5 号"

    def test_the_second_editor_is_told_and_keeps_what_was_typed(self, client, maker, scheme, county):
        posted = self.posted(client, scheme, basis="我的文号")
        client.post(address("scheme_edit", scheme.pk), posted | {"basis": "先到的文号"})

        answer = client.post(address("scheme_edit", scheme.pk), posted).content.decode()

        assert "方案的基本信息已由" in answer
        assert 'value="我的文号"' in answer
        client.post(
            address("scheme_edit", scheme.pk),
            posted | {"seen": re.search(r'name="seen" value="(\w+)"', answer)[1]},
        )
        scheme.refresh_from_db()
        assert scheme.basis == "我的文号"

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"full_points": "0"}, "满分应大于 0。"),
            ({"full_points": "一百"}, "请填数字，最多六位小数。"),
            ({"bonus_cap": "-1"}, "请填 0 至 1000 之间、最多两位小数的分数。"),
        ],
    )
    def test_nonsense_is_refused_and_kept_in_the_field(self, client, maker, scheme, changes, words):
        answer = client.post(address("scheme_edit", scheme.pk), self.posted(client, scheme, **changes))

        shown = answer.content.decode()
        assert words in shown
        assert f'value="{next(iter(changes.values()))}"' in shown

    @staticmethod
    def posted(client, scheme, **changes):
        page = client.get(address("scheme_edit", scheme.pk)).content.decode()
        return {
            "name": scheme.name,
            "basis": scheme.basis,
            "full_points": "10",
            "bonus_cap": "0",
            "note": "",
            "seen": re.search(r'name="seen" value="(\w+)"', page)[1],
        } | changes


def test_a_copy_of_a_year_is_offered_only_from_the_own_county(client, maker, county, scheme, who):
    publish(scheme, **who)
    foreign = PostingFactory().unit
    copy_to_year(scheme, 2027, **who)

    assert client.get(address("scheme_create", foreign.pk)).status_code == 404
