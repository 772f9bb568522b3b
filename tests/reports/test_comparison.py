"""Why a figure is another than last time."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from registry.models import Person
from reports import comparison
from reports.kinds import KINDS
from reports.periods import subject_of
from reports.snapshots import freeze
from staff.models import Appointment
from tests.factories import PersonFactory
from tests.factories.reports import SnapshotFactory
from tests.factories.reports import content as empty_content
from tests.reports.conftest import TODAY

LATER = TODAY + datetime.timedelta(days=5)


def frozen(unit, at):
    """Freeze and keep a summary without printing it."""
    subject = subject_of(unit, 2026, is_quarterly=False)
    snapshot, lists = freeze(KINDS["year_summary"], subject, by=None, at=at)
    snapshot.save()
    for own in lists:
        own.snapshot = snapshot
        own.save()
    return snapshot


def with_figures(unit, number, value):
    """Return a snapshot with many figures of one value."""
    content = empty_content()
    own = content["figures"].pop("units.all")
    content["figures"] = {
        f"units.{place}": own | {"value": value, "label": f"指标{place}"} for place in range(number)
    }
    content["groups"] = [["各村", list(content["figures"])]]
    return SnapshotFactory(unit=unit, content=content, quarter=None)


@pytest.fixture
def before(world):
    return frozen(world.county, TODAY)


@pytest.fixture
def after(world, before):
    """Five days later: one new on the register, one certificate renewed, one who left his post."""
    PersonFactory(unit=world.nanshi, name="新来", card_state="none", card_expires_on=None)
    Person.objects.filter(name="王芳").update(card_expires_on="2036-10-01")
    Appointment.objects.filter(until=None, post__unit=world.nanshi).update(
        until=TODAY.date(), end_reason="resigned"
    )
    with time_machine.travel(LATER, tick=False):
        yield frozen(world.county, LATER)


def movement(before, after, key):
    rows = [row for _, group in comparison.movements(before, after) for row in group]
    return next(row for row in rows if row.key == key)


class TestMovements:
    def test_say_how_a_figure_moved(self, before, after):
        assert movement(before, after, "register.total").difference == "增加1人"
        assert movement(before, after, "posts.vacant").difference == "增加1个"
        assert movement(before, after, "posts.held.share").difference == "下降25.0个百分点"
        assert movement(before, after, "stipend.paid.amount").difference == "持平"

    def test_leave_out_what_stands_still_when_asked(self, before, after):
        moved = [row.key for _, rows in comparison.movements(before, after, only_moved=True) for row in rows]

        assert "register.total" in moved
        assert "units.villages" not in moved

    def test_of_a_snapshot_with_itself_are_none(self, before):
        assert comparison.movements(before, before, only_moved=True) == []

    def test_show_figures_that_only_one_of_them_has(self, before):
        old, new = SnapshotFactory(), SnapshotFactory()
        new.content["figures"] = {"units.new": {**old.figures["units.all"], "label": "新指标"}}
        new.content["groups"] = [["单位", ["units.new"]]]

        rows = [row for _, group in comparison.movements(old, new) for row in group]

        assert [(row.label, row.before is None, row.after is None) for row in rows] == [
            ("新指标", True, False),
            ("应查单位", False, True),
        ]
        assert [row.difference for row in rows] == ["", ""]

    def test_is_compared_with_the_newest_before_it(self, before, after):
        assert list(comparison.comparable_with(after)) == [before]
        assert list(comparison.comparable_with(before)) == []


class TestChangesBehind:
    def names(self, columns, changes):
        place = next(at for at, column in enumerate(columns) if column["key"] == "name")
        return [change.row[place] for change in changes]

    def test_name_the_rows_that_came(self, before, after):
        columns, came, went = comparison.changes_behind("register.total", before, after)

        assert self.names(columns, came) == ["新来"]
        assert went == []
        assert came[0].why == []

    def test_say_what_changed_of_a_row_that_is_still_there(self, before, after):
        columns, came, went = comparison.changes_behind("cards.expired", before, after)

        assert came == []
        assert self.names(columns, went) == ["王芳"]
        assert any("→" in words for words in went[0].why)

    def test_add_up_to_the_difference_of_the_figures(self, before, after):
        figures = [
            key for key, own in after.figures.items()
            if own["list"] and own["unit"] in ("人", "个") and key in before.figures
            and not own["made_of"] and ".units" not in key and "lines" not in key
        ]  # fmt: skip
        sums = {}
        for key in figures:
            _, came, went = comparison.changes_behind(key, before, after)
            sums[key] = len(came) - len(went)

        moved = {key: after.figures[key]["value"] - before.figures[key]["value"] for key in figures}
        counted = {key: own for key, own in moved.items() if own}
        assert {key: sums[key] for key in counted} == counted

    def test_of_a_share_are_those_of_its_part(self, before, after):
        _, came, went = comparison.changes_behind("posts.held.share", before, after)

        assert (len(came), len(went)) == (0, 1)

    def test_rows_without_numbers_are_told_apart_by_what_they_say(self):
        old, new = SnapshotFactory(), SnapshotFactory()

        _, came, went = comparison.changes_behind("units.all", old, new)

        assert (len(came), len(went)) == (1, 1)


class TestPages:
    def compare(self, snapshot, *key):
        return reverse(f"reports:{'figure' if key else 'snapshot'}_compare", args=[snapshot.pk, *key])

    def test_show_what_moved_and_lead_to_the_rows(self, client, sign_in, world, before, after):
        sign_in(world.county)

        text = client.get(self.compare(after)).text

        assert "增加1人" in text
        assert f"{self.compare(after, 'register.total')}?with={before.pk}" in text
        assert "村（社区）</a>" not in text
        assert "村（社区）</a>" in client.get(f"{self.compare(after)}?show=all").text

    def test_show_everything_where_nothing_moved(self, client, sign_in, world, before):
        same = SnapshotFactory(unit=before.unit, kind=before.kind, content=before.content, quarter=None)
        sign_in(world.county)

        page = client.get(self.compare(same))
        moved = client.get(f"{self.compare(same)}?show=moved")

        assert not page.context["only_moved"]
        assert "村（社区）</a>" in page.text
        assert "两份快照的数字完全相同" in moved.text

    def test_find_figures_by_name(self, client, sign_in, world, before, after):
        sign_in(world.county)

        found = client.get(f"{self.compare(after)}?show=all&q=残疾人证")
        none = client.get(f"{self.compare(after)}?q=没有这个")

        labels = {label for label, _ in found.context["groups"]}
        assert "残疾人证" in labels
        assert "机构" not in labels
        assert "没有这个名称的指标" in none.text

    def test_of_thousands_of_figures_come_in_pages_at_the_same_cost(
        self, client, sign_in, world, django_assert_num_queries
    ):
        few = [with_figures(world.county, 1, value) for value in (1, 2)][1]
        many = [with_figures(world.huishi, 3_000, value) for value in (1, 2)][1]
        sign_in(world.county)

        client.get(self.compare(few))
        with CaptureQueriesContext(connection) as queries:
            client.get(self.compare(few))
        with django_assert_num_queries(len(queries)):
            page = client.get(self.compare(many))

        assert "其中 3,000 项有变化" in page.text
        assert page.text.count("增加1个") == 50

    def test_show_one_page_of_many_with_its_groups(self, client, sign_in, world):
        with_figures(world.county, 1, 1)
        new = with_figures(world.county, 120, 1)
        sign_in(world.county)

        last = client.get(f"{self.compare(new)}?show=all&page=3")

        assert "共 120 项指标，其中 119 项有变化" in last.text
        assert "指标119" in last.text
        assert "指标1<" not in last.text
        assert [label for label, _ in last.context["groups"]] == ["各村"]

    def test_show_the_rows_and_note_who_looked(self, client, sign_in, world, before, after):
        user = sign_in(world.county)

        text = client.get(self.compare(after, "cards.expired")).text

        entry = AuditEntry.objects.filter(event=AuditEntry.Event.VIEW).latest("pk")
        assert "王芳" in text
        assert "减少 1 行" in text
        assert (entry.actor, entry.additional_data) == (user, {"figure": "cards.expired", "rows": 1})

    def test_of_persons_are_not_for_those_who_may_not_see_persons(
        self, client, sign_in, world, before, after
    ):
        sign_in(world.county, as_finance=True)

        assert client.get(self.compare(after)).status_code == 200
        assert client.get(self.compare(after, "register.total")).status_code == 403

    def test_of_another_unit_do_not_exist(self, client, sign_in, world, before, after):
        sign_in(world.huishi, as_township_clerk=True)

        assert client.get(self.compare(after)).status_code == 404
        assert client.get(self.compare(after, "posts.held")).status_code == 404

    def test_say_so_when_there_is_nothing_to_compare_with(self, client, sign_in, world, before):
        sign_in(world.county)

        assert "还没有更早的快照" in client.get(self.compare(before)).text
        assert client.get(self.compare(before, "posts.held")).status_code == 404
        assert (
            self.compare(before, "posts.held")
            not in client.get(reverse("reports:figure_detail", args=[before.pk, "posts.held"])).text
        )

    @pytest.mark.parametrize("query", ["with=x", "with=999999", "with=", "page=9999"])
    def test_ignore_nonsense(self, client, sign_in, world, before, after, query):
        sign_in(world.county)

        assert client.get(f"{self.compare(after)}?{query}").status_code == 200
        assert client.get(f"{self.compare(after, 'posts.held')}?{query}").status_code == 200

    def test_of_an_unknown_figure_do_not_exist(self, client, sign_in, world, before, after):
        sign_in(world.county)

        assert client.get(self.compare(after, "nothing")).status_code == 404
