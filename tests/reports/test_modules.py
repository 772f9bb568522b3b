"""Text modules of a county: kept, put into reports with live figures, handed down, saved from a text."""

from datetime import date

import pytest
from django.urls import reverse

from reports.manuscripts import begin
from reports.models import TextModule
from reports.modules.placing import unknown_names
from reports.modules.services import ModuleRefused, keep_module, withdraw_module
from reports.services import keep_snapshot
from tests.factories.modules import TextModuleFactory
from tests.reports.conftest import TODAY
from tests.reports.test_year_summary import prose, summarise

FACTS = {
    "name": "指导思想", "kinds": ["year_summary"], "section": "plans", "where": "start", "order": 10,
    "text": "围绕【登记残疾人：4人】安排工作。", "since": None, "until": None, "is_on": True,
    "is_handed_down": False,
}  # fmt: skip


def section(summary, heading):
    """Return the paragraphs of a section of the summary."""
    texts = prose(summary)
    start = texts.index(heading)
    end = next((at for at in range(start + 1, len(texts)) if texts[at][1:2] == "、"), len(texts))
    return texts[start + 1 : end]


class TestPlacing:
    def test_stands_first_in_its_section_with_the_figure_of_today(self, world):
        TextModuleFactory(unit=world.county)

        summary = summarise(world.county)

        own = section(summary, "四、下一步打算")
        assert own[0] == "围绕在册残疾人4人的需求安排工作。"
        assert own[1].startswith("一是")
        segment = next(
            part
            for block in summary.snapshot.content["blocks"]
            for part in block["segments"]
            if part.get("key") == "register.total" and block["segments"][0]["text"].startswith("围绕")
        )
        assert segment["text"] == "4人"

    def test_goes_to_the_end_or_replaces_the_opening(self, world):
        TextModuleFactory(
            unit=world.county, section="facts", where="opening", text="本县共有【登记残疾人】。"
        )
        TextModuleFactory(unit=world.county, section="facts", where="end", text="情况如上。")

        own = section(summarise(world.county), "一、基本情况")

        assert own[0] == "本县共有4人。"
        assert own[-1] == "情况如上。"
        assert not any(text.startswith("截至") for text in own)

    def test_several_stand_in_their_order(self, world):
        for order, text in ((20, "第二段。"), (10, "第一段。\n第一段又一行。")):
            TextModuleFactory(unit=world.county, order=order, text=text)

        assert section(summarise(world.county), "四、下一步打算")[:3] == [
            "第一段。", "第一段又一行。", "第二段。",
        ]  # fmt: skip

    def test_without_any_the_text_is_that_of_the_system(self, world):
        before = prose(summarise(world.county))
        TextModuleFactory(unit=world.county, is_on=False)
        TextModuleFactory(unit=world.county, until=date(2026, 11, 21))
        TextModuleFactory(unit=world.county, since=date(2026, 11, 23))
        TextModuleFactory(unit=world.county, kinds=["work_report"])
        TextModuleFactory(unit=world.county, text="【没有这个数】人。")
        withdraw_module(TextModuleFactory(unit=world.county), by=world.clerk, at=TODAY)

        assert prose(summarise(world.county)) == before

    def test_of_a_county_is_used_below_only_when_handed_down(self, world):
        TextModuleFactory(unit=world.county, text="不下放。")
        TextModuleFactory(unit=world.county, text="全县统一。", is_handed_down=True)

        own = section(summarise(world.huishi), "四、下一步打算")

        assert own[0] == "全县统一。"
        assert "不下放。" not in own


class TestKeeping:
    def test_a_name_that_no_report_has_is_told(self, world):
        with pytest.raises(ModuleRefused, match="“年终总结”里没有叫【登记残疾】的数字"):
            keep_module(world.county, by=world.clerk, at=TODAY, **FACTS | {"text": "【登记残疾】"})

    def test_a_section_that_the_report_does_not_have_is_told(self, world):
        facts = FACTS | {"kinds": ["work_report"], "section": "facts"}

        with pytest.raises(ModuleRefused, match="“工作情况汇报”没有“基本情况（总体情况）”这一部分"):
            keep_module(world.county, by=world.clerk, at=TODAY, **facts)

    def test_keeps_who_wrote_it_and_changes_it(self, world):
        module = keep_module(world.county, by=world.clerk, at=TODAY, **FACTS)
        keep_module(world.county, module=module, by=world.clerk, at=TODAY, **FACTS | {"order": 5})

        assert [(own.order, own.edited_by) for own in TextModule.objects.all()] == [(5, world.clerk)]

    def test_names_are_read_with_or_without_their_number(self):
        figures = {"a": {"label": "登记残疾人"}}

        assert unknown_names("【登记残疾人：4人】【登记残疾人】【别的】【别的：1】", figures) == ["别的"]


@pytest.fixture
def manuscript(world):
    summary = summarise(world.county)
    keep_snapshot(summary.snapshot, summary.lists.values())
    return begin(summary.snapshot)


class TestPages:
    def test_a_paragraph_of_a_manuscript_becomes_a_module(self, client, sign_in, world, manuscript):
        sign_in(world.county)
        number = next(
            at for at, block in enumerate(manuscript.blocks)
            if block["kind"] == "p" and any(own.get("key") == "register.total" for own in block["segments"])
        )  # fmt: skip
        address = f"{reverse('modules:module_create')}?manuscript={manuscript.pk}&block={number}"

        page = client.get(address).text
        assert "登记残疾人【登记残疾人：4人】" in page

        answer = client.post(
            reverse("modules:module_create"),
            {"unit": world.county.pk, "name": "开头", "kinds": ["year_summary"], "section": "facts",
             "where": "start", "order": 10, "text": "【登记残疾人：4人】", "is_on": "on"},
        )  # fmt: skip
        assert answer.status_code == 302
        assert TextModule.objects.get().kinds == ["year_summary"]
        assert "开头" in client.get(reverse("modules:module_list")).text

    def test_a_module_is_put_into_a_manuscript(self, client, sign_in, world, manuscript):
        sign_in(world.county)
        module = TextModuleFactory(unit=world.county)

        client.post(
            manuscript.get_absolute_url(), {"do": "insert", "number": 1, "revision": 0, "module": module.pk}
        )

        manuscript.refresh_from_db()
        assert [own["text"] for own in manuscript.blocks[2]["segments"]] == [
            "围绕在册残疾人",
            "4人",
            "的需求安排工作。",
        ]

    def test_the_form_tells_of_an_unknown_name_and_of_a_name_taken(self, client, sign_in, world):
        sign_in(world.county)
        TextModuleFactory(unit=world.county, name="指导思想")
        data = {
            "unit": world.county.pk, "name": "指导思想", "kinds": ["year_summary"], "section": "plans",
            "where": "start", "order": 10, "text": "【登记】", "is_on": "on",
        }  # fmt: skip

        taken = client.post(reverse("modules:module_create"), data).text
        unknown = client.post(reverse("modules:module_create"), data | {"name": "另一段"}).text

        assert "本单位已有同名的常用段落。" in taken
        assert "没有叫【登记】的数字" in unknown

    def test_a_township_reads_the_county_s_and_cannot_change_them(self, client, sign_in, world):
        module = TextModuleFactory(unit=world.county, is_handed_down=True)
        sign_in(world.huishi)

        assert "会宁县的规定" in client.get(reverse("modules:module_list")).text
        assert client.get(module.get_absolute_url()).status_code == 404
        assert client.post(reverse("modules:module_withdraw", args=[module.pk])).status_code == 404

    def test_the_list_takes_the_same_queries_whatever_its_length(
        self, client, sign_in, world, assert_flat_queries
    ):
        sign_in(world.county)
        TextModuleFactory(unit=world.county)

        assert_flat_queries(
            reverse("modules:module_list"), lambda: TextModuleFactory.create_batch(3, unit=world.county)
        )
