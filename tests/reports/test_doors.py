"""Papers that name persons are for those who may see these persons."""

from dataclasses import replace

import pytest
from django.urls import reverse

from accounts.roles import Role
from core.permissions import Permission
from reports.kinds import KINDS
from reports.periods import NotPossible
from reports.services import draft_document
from tests.factories import PostingFactory
from tests.factories.reports import DocumentFactory, SnapshotFactory
from tests.reports.conftest import TODAY


@pytest.fixture
def roll(monkeypatch):
    """Let the 六有 sheets be a paper of stipends."""
    kind = replace(KINDS["liuyou_sheet"], needs=Permission.STIPEND_APPROVE)
    monkeypatch.setitem(KINDS, "liuyou_sheet", kind)
    return kind


@pytest.mark.usefixtures("roll")
class TestAPaperThatNeedsMore:
    def test_is_seen_by_those_who_hold_it(self, client, sign_in, world):
        sign_in(world.county, role=Role.COUNTY_MANAGER)
        document = DocumentFactory(unit=world.nanshi)

        assert client.get(document.get_absolute_url()).status_code == 200
        assert document.title in client.get(reverse("reports:document_list")).text

    def test_is_not_there_for_others(self, client, sign_in, world):
        sign_in(world.huishi, as_township_clerk=True)
        document = DocumentFactory(unit=world.nanshi)

        for name in ("document_detail", "document_preview", "document_file", "document_workbook"):
            assert client.get(reverse(f"reports:{name}", args=[document.pk])).status_code == 404
        assert document.title not in client.get(reverse("reports:document_list")).text
        assert document.title not in client.get(world.nanshi.get_absolute_url()).text
        assert "六有检查表（" not in client.get(reverse("reports:document_create")).text

    def test_hides_its_snapshot_too(self, client, sign_in, world):
        sign_in(world.huishi, as_township_clerk=True)
        snapshot = SnapshotFactory(unit=world.nanshi)

        assert client.get(snapshot.get_absolute_url()).status_code == 404
        figure = reverse("reports:figure_detail", args=[snapshot.pk, "units.all"])
        assert client.get(figure).status_code == 404

    def test_is_not_found_by_the_search_of_titles(self, client, sign_in, world):
        sign_in(world.county, role=Role.COUNTY_MANAGER)
        document = DocumentFactory(unit=world.nanshi)

        assert document.title not in client.get(reverse("core:search"), {"q": "六有"}).text

    def test_is_not_made_for_others(self, world):
        by = PostingFactory(unit=world.huishi, as_township_clerk=True).user

        with pytest.raises(NotPossible, match="没有查看南什村这些信息的权限"):
            draft_document("liuyou_sheet", world.nanshi, year=2026, quarter=4, by=by, at=TODAY)
