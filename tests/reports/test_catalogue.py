"""The catalogue of what is to be handed in."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.roles import PERMISSIONS, Role
from core.permissions import Permission
from reports.catalogue import entries
from reports.kinds import KINDS
from tests.factories import CityFactory, CountyFactory, PostingFactory, VillageFactory
from tests.factories.reports import DocumentFactory

PAGE = reverse("reports:catalogue")


class TestEntries:
    def test_hold_every_kind_of_report(self):
        assert {entry.report for entry in entries() if entry.report} == set(KINDS)

    @pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.name)
    def test_lead_somewhere_and_name_a_permission(self, entry):
        assert entry.url.startswith("/")
        assert entry.permission
        assert bool(entry.report) != bool(entry.at)
        assert entry.formats

    def test_have_names_and_codes_of_their_own(self):
        for found in ([entry.name for entry in entries()], [entry.code for entry in entries()]):
            assert all(found)
            assert len(found) == len(set(found))


class TestPage:
    def test_says_when_something_was_last_made_and_is_next_due(self, client, sign_in, world):
        sign_in(world.county)
        DocumentFactory(unit=world.nanshi)

        text = client.get(PAGE).text

        assert "2026年11月22日" in text
        assert "2026年12月31日" in text
        assert f"{reverse('reports:document_create')}?kind=year_summary" in text

    def test_says_of_what_is_made_elsewhere_when_it_was_last_taken(self, client, sign_in, world):
        user = sign_in(world.county)
        audit.record(audit.Event.EXPORT, by=user, unit=world.huishi, what="会师镇2026年上半年补贴发放花名册")
        audit.record(audit.Event.EXPORT, by=user, unit=CountyFactory(), what="结业证1")

        lines = {own.entry.name: own for _, group in client.get(PAGE).context["groups"] for own in group}

        assert lines["补贴发放花名册、公示和银行清单"].last_made == timezone.now()
        assert lines["培训签到表、名册和证书"].last_made is None

    def test_tells_nothing_of_the_neighbours(self, client, sign_in, world):
        sign_in(world.huishi, as_township_clerk=True)
        DocumentFactory(unit=VillageFactory(parent=world.guocheng))

        assert "2026年11月22日" not in client.get(PAGE).text

    @pytest.mark.parametrize("text", ["总结", "nzzj", "NZZJ", "存在问题"])
    def test_finds_by_name_initials_and_content(self, client, sign_in, world, text):
        sign_in(world.county)

        found = client.get(PAGE, {"q": text}).text

        assert "年终总结" in found
        assert "信访登记表" not in found

    def test_says_so_when_nothing_is_found(self, client, sign_in, world):
        sign_in(world.county)

        assert "没有这样的材料" in client.get(PAGE, {"q": "火星"}).text

    def test_shows_each_role_what_it_may_open(self, client, sign_in, world):
        sign_in(world.county, role=Role.FINANCE)

        text = client.get(PAGE).text

        assert "补贴发放花名册" in text
        assert "残疾人花名册" not in text
        assert reverse("reports:document_create") not in text

    @pytest.mark.parametrize("role", [role for role in Role if Permission.REPORT_VIEW in PERMISSIONS[role]])
    def test_shows_each_role_only_what_it_can_make_or_open(self, client, sign_in, world, role):
        place = {Role.VILLAGE_MEMBER: world.nanshi, Role.TOWNSHIP_CLERK: world.huishi}.get(role, world.county)
        if role == Role.CITY_VIEWER:
            place = CityFactory()
            CountyFactory(parent=place)
        user = PostingFactory(unit=place, role=role).user
        client.force_login(user)

        groups = client.get(PAGE).context["groups"]
        lines = {line.entry.code: line for _, own in groups for line in own}

        assert lines
        if role in (Role.VILLAGE_MEMBER, Role.FINANCE):
            assert not [code for code, line in lines.items() if line.entry.report]
        if role in (Role.VILLAGE_MEMBER, Role.TOWNSHIP_CLERK):
            assert not lines.keys() & {"assessment_notice", "star_lists", "inspections", "recruitments"}
        if role == Role.VILLAGE_MEMBER:
            assert "stipend_runs" not in lines
            assert "ledgers" in lines
        for line in lines.values():
            assert client.get(line.entry.url).status_code == 200, line.entry.name
            if line.create_url:
                units = client.get(line.create_url).context["form"].fields["unit"].queryset
                assert [unit for unit in units if KINDS[line.entry.report].suits(unit)], line.entry.name

    def test_shows_a_village_the_paper_that_was_made_for_it(self, client, world):
        client.force_login(PostingFactory(unit=world.nanshi, role=Role.VILLAGE_MEMBER).user)
        before = client.get(PAGE).text
        DocumentFactory(unit=world.nanshi)

        assert "六有检查表和达标汇总" not in before
        assert "六有检查表和达标汇总" in client.get(PAGE).text

    def test_takes_the_same_number_of_queries_for_many(self, client, sign_in, world, assert_flat_queries):
        user = sign_in(world.county)
        DocumentFactory(unit=world.nanshi)

        def add():
            DocumentFactory.create_batch(20, unit=world.xiguan)
            for number in range(20):
                audit.record(audit.Event.EXPORT, by=user, unit=world.xiguan, what=f"签到表{number}")

        assert_flat_queries(PAGE, add)
