"""The index of a paper: its numbers stay, say what they count, and open the list behind the figure."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from core.documents import print_made
from reports.indexes import key_at, numbers_of, with_index
from reports.models import Document
from reports.services import Head, draft_document, store
from tests.factories.reports import SnapshotFactory
from tests.reports.conftest import TODAY

AUTO, YES = Head(index="auto"), Head(index="yes")


@pytest.fixture
def draft(world):
    return draft_document("year_summary", world.county, year=2026, by=world.clerk, at=TODAY, head=AUTO)


def test_the_paper_numbers_every_figure_of_its_prose_and_explains_it(draft, settings):
    settings.PUBLIC_URL = "https://zhucan.example"
    snapshot, html = draft.document.snapshot, draft.html
    numbers = numbers_of(snapshot.content)
    index = with_index(snapshot.content, snapshot, draft.lists)["index"]
    entries = {entry["number"]: entry for entry in index["entries"]}
    total, share = entries[numbers["register.total"]], entries[numbers["register.severe.share"]]
    grid = index["grids"][0]

    assert f'4<span class="with-ref">人<sup class="ref">[{numbers["register.total"]}]</sup>' in html
    assert f"https://zhucan.example/f/{snapshot.digest[:12]}/编号/" in html
    assert (total["label"], total["text"], total["means"], total["rows"]) == (
        "登记残疾人",
        "4人",
        "清单“残疾人”",
        4,
    )
    assert share["means"].startswith(
        f"由[{numbers['register.severe']}]、[{numbers['register.total']}]算得；清单“残疾人”，残疾等级为一级、二级"
    )
    assert share["rows"] == 2
    assert (grid["annex"], grid["head"][-1]) == (1, "合计")
    assert grid["rows"][-1][0] == "合计"
    assert grid["rows"][-1][1][-1] == numbers["register.total"]


def test_the_index_of_a_kept_snapshot_counts_its_kept_lists(draft, world):
    snapshot = draft.document.snapshot
    first = with_index(snapshot.content, snapshot, draft.lists)["index"]
    for frozen in draft.lists:
        frozen.rows = [[str(v) if hasattr(v, "isoformat") else v for v in row] for row in frozen.rows]

    assert with_index(snapshot.content, snapshot, draft.lists)["index"] == first


@pytest.mark.parametrize(
    ("head", "is_indexed"),
    [(AUTO, True), (Head("red", index="auto"), False), (Head("red", index="yes"), True), (Head(), False)],
)
def test_it_is_left_out_under_a_head_unless_it_is_wanted(head, is_indexed):
    assert head.wants_index() is is_indexed


def test_the_numbers_follow_the_figures_not_the_text():
    content = {
        "figures": {"b": {}, "a": {}}, "groups": [["一", ["b", "gone"]], ["二", ["a", "b"]]],
    }  # fmt: skip

    assert numbers_of(content) == {"b": 1, "a": 2}
    assert [key_at(content, number) for number in (0, 1, 2, 3)] == [None, "b", "a", None]


class TestTheShortAddress:
    @pytest.fixture
    def snapshot(self, world):
        return SnapshotFactory(unit=world.nanshi, digest="3fa9c1d2b7e4" + "0" * 52)

    def address(self, digest="3fa9c1d2b7e4", number=1):
        return reverse("reports:figure_by_number", args=[digest, number])

    @pytest.mark.parametrize("digest", ["3fa9c1d2b7e4", "3FA9C1D2B7E4", "3fa9c1d2b7e400"])
    def test_leads_to_the_figure(self, client, sign_in, world, snapshot, digest):
        sign_in(world.county, role=Role.COUNTY_CLERK)

        answer = client.get(self.address(digest), follow=True)

        assert answer.redirect_chain[0][0] == reverse(
            "reports:figure_detail", args=[snapshot.pk, "units.all"]
        )
        assert "编号 1" in answer.text

    @pytest.mark.parametrize(("digest", "number"), [("3fa9c1d2b7e4", 2), ("3fa9", 1), ("000000000000", 1)])
    def test_of_no_figure_is_not_found(self, client, sign_in, world, snapshot, digest, number):
        sign_in(world.county, role=Role.COUNTY_CLERK)

        assert client.get(self.address(digest, number)).status_code == 404

    def test_of_the_neighbours_is_not_found(self, client, sign_in, world, snapshot):
        sign_in(world.guocheng, role=Role.TOWNSHIP_CLERK)

        assert client.get(self.address()).status_code == 404

    def test_asks_a_stranger_to_sign_in(self, client, snapshot):
        assert client.get(self.address()).url.startswith(reverse("accounts:sign_in"))


def test_a_document_remembers_that_it_has_one(draft, client, sign_in, world):
    document = store(draft, print_made(draft.html, draft.media))
    sign_in(world.county, role=Role.COUNTY_CLERK)

    assert Document.objects.get().is_indexed
    assert "附在文末" in client.get(document.get_absolute_url()).text
    assert 'class="ref"' not in client.get(reverse("reports:document_preview", args=[document.pk])).text
