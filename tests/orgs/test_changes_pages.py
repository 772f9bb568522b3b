"""The pages of 机构变更: a guided operation with a preview, a second look, and counts that agree."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from orgs.changes import services
from orgs.changes.services import PartFacts
from orgs.models import Unit, UnitChange
from registry.models import Person
from tests.factories import PersonFactory
from tests.factories.changes import DAY, Kind, SmallCounty

LIST = reverse("orgs:change_list")
PAPER = {"effective_on": "2026-11-01", "document": "会政发〔2026〕15 号"}


@pytest.fixture
def small(client):
    small = SmallCounty()
    client.force_login(small.manager)
    return small


def facts(kind, *units):
    query = "&".join(f"units={unit.pk}" for unit in units)
    return f"{reverse('orgs:change_create', args=[kind])}?{query}"


class TestWizard:
    def test_two_villages_are_merged_from_choice_to_reconciled_result(self, client, small, run_jobs):
        PersonFactory(unit=small.zhang)
        PersonFactory.create_batch(2, unit=small.li)

        assert "合并" in client.get(reverse("orgs:change_kind")).text
        assert "张庄村" in client.get(reverse("orgs:change_units", args=["merge"])).text
        data = {**PAPER, "into": "new", "name": "新庄村", "kind": "village", "parent": small.town.pk}
        preview = client.post(facts("merge", small.zhang, small.li), data, follow=True)

        assert "随迁残疾人 3 人" in preview.text
        assert "620422100203" in preview.text
        assert Person.objects.filter(unit=small.li).count() == 2
        change = UnitChange.objects.get()
        confirm = reverse("orgs:change_confirm", args=[change.pk])
        assert "已对照批文核对" in client.get(confirm).text
        assert "有内容需要改正" in client.post(confirm, {}).text
        run_jobs(lambda: client.post(confirm, {"checked": "on"}))

        page = client.get(change.get_absolute_url()).text
        assert "已生效" in page
        assert "村 3 → 2" in page
        assert "不一致" not in page
        assert Person.objects.filter(unit__name="新庄村").count() == 3

    def test_a_refusal_is_shown_at_its_field(self, client, small):
        page = client.post(facts("rename", small.zhang), {**PAPER, "name": "李湾村"}).text

        assert "已有“李湾村”" in page
        assert not UnitChange.objects.exists()

    def test_a_merger_needs_two(self, client, small):
        assert "至少要有两个单位" in client.get(facts("merge", small.zhang)).text

    def test_every_kind_can_be_drafted_and_changed(self, client, small):
        forms = {
            facts("rename", small.zhang): {"name": "张家庄村"},
            facts("upgrade", small.zhang): {"name": "张庄社区", "kind": "community"},
            facts("transfer", small.zhang, small.li): {"parent": small.other.pk},
            facts("merge", small.zhang, small.far): {
                "into": small.far.pk, "name": "老鸦村", "kind": "village", "parent": small.other.pk
            },
            facts("split", small.zhang): {
                "unit_1": small.li.pk, "words_1": "三社", "name_2": "东庄村", "main": "2"
            },
        }  # fmt: skip
        for url, data in forms.items():
            client.post(url, {**PAPER, **data})
            change = UnitChange.objects.newest_first().first()
            edit = reverse("orgs:change_edit", args=[change.pk])
            form = client.get(edit).context["form"]
            again = {name: form[name].value() or "" for name in form.fields}
            assert client.post(edit, {**again, "note": "改过"}).status_code == 302, form.errors
            change.refresh_from_db()
            assert change.note == "改过"

        assert UnitChange.objects.filter(state="draft").count() == len(forms)

    def test_a_coming_change_waits_for_its_day_and_may_be_dropped(self, client, small, run_jobs):
        later = timezone.localdate() + timedelta(days=10)
        client.post(facts("rename", small.zhang), {**PAPER, "name": "张家庄村", "effective_on": later})
        change = UnitChange.objects.get()
        run_jobs(lambda: client.post(reverse("orgs:change_confirm", args=[change.pk]), {"checked": "on"}))

        assert "自动办理" in client.get(change.get_absolute_url()).text
        assert not Unit.objects.filter(name="张家庄村").exists()
        client.post(reverse("orgs:change_drop", args=[change.pk]))
        change.refresh_from_db()
        assert change.state == "dropped"

    def test_taking_back_needs_a_reason(self, client, small):
        change = small.merge()
        url = reverse("orgs:change_take_back", args=[change.pk])

        assert client.post(url, {}).status_code == 200
        client.post(url, {"because": "批文有误"})

        assert Unit.objects.current(DAY).filter(name="李湾村").exists()
        assert "批文有误" in client.get(change.get_absolute_url()).text


class TestNightlyCommand:
    def test_carries_out_what_is_due_and_says_what_could_not_be_done(self, small, capsys):
        for unit, name in ((small.zhang, "甲村"), (small.li, "乙村")):
            change = small.draft(Kind.RENAME, PartFacts(unit, unit, name=name))
            services.confirm_change(change, by=small.manager, at=timezone.now())
        small.village("乙村", "620422100288")

        call_command("carry_out_changes")

        assert small.unit("甲村").pk == small.zhang.pk
        failed = UnitChange.objects.get(state="planned")
        assert "已有“乙村”" in failed.problem
        assert "没有办理" in capsys.readouterr().out


class TestListAndPapers:
    def test_lists_filters_and_exports_the_same(self, client, small):
        small.do(Kind.RENAME, PartFacts(small.far, small.far, name="北老鸦村"))
        small.merge()

        assert "北老鸦村" in client.get(LIST, {"q": "老鸦"}).text
        assert "北老鸦村" not in client.get(LIST, {"kind": "merge"}).text
        book = client.get(reverse("orgs:changes_export"), {"kind": "merge"}).content
        rows = list(openpyxl.load_workbook(io.BytesIO(book)).active.values)
        assert [row[3] for row in rows[2:]] == ["张庄村", "李湾村"]

    def test_costs_the_same_for_many(self, small, assert_flat_queries):
        small.do(Kind.RENAME, PartFacts(small.far, small.far, name="北老鸦村"))

        assert_flat_queries(LIST, small.merge)

    def test_the_comparison_is_printed_and_exported(self, client, small):
        PersonFactory(unit=small.li)
        change = small.merge()

        assert client.get(reverse("orgs:change_print", args=[change.pk])).content.startswith(b"%PDF")
        book = client.get(reverse("orgs:change_export", args=[change.pk])).content
        rows = list(openpyxl.load_workbook(io.BytesIO(book)).active.values)
        assert ("残疾人（含已归档）", 1, 1, 0, 1, 1, 1) in [row[:7] for row in rows]


class TestUnitPages:
    def test_a_closed_village_still_opens_and_names_its_successor(self, client, small):
        small.merge()

        page = client.get(small.li.get_absolute_url()).text
        assert "撤销，由" in page
        assert small.unit("新庄村").get_absolute_url() in page
        assert "李湾村" in client.get(small.unit("新庄村").get_absolute_url()).text

    def test_the_directory_shows_closed_units_and_former_names_on_demand(self, client, small):
        small.do(Kind.RENAME, PartFacts(small.far, small.far, name="北峰村"))
        small.merge()
        url = reverse("orgs:unit_list")

        assert small.li.get_absolute_url() not in client.get(url, {"q": "李湾"}).text
        assert "已撤销" in client.get(url, {"q": "李湾", "closed": "on"}).text
        assert "北峰村" in client.get(url, {"q": "老鸦", "closed": "on"}).text
