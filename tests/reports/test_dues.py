"""Due days: shipped, set by a county from a day on, and what they say of what was made and what was not."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts import audit
from accounts.roles import Role
from orgs.models import Unit
from reports.dues.days import NoSuchDay, days_from, days_in_words, last_two, next_of
from reports.dues.services import save_due_rule
from reports.models import DueRule
from reports.periods import NotPossible
from tests.factories import CityFactory, CountyFactory, PostingFactory
from tests.factories.reports import DocumentFactory, SnapshotFactory
from tests.reports.conftest import TODAY

PAGE, BOARD = reverse("reports:catalogue"), reverse("reports:workbench")
NINETH = "jiuyou_sheet"


def save(world, entry="work_report", **facts):
    own = {"since": date(2026, 1, 1), "days": ["12-01"], "township_days": ["11-25"], "ahead": 14} | facts
    return save_due_rule(world.county, entry, by=world.clerk, at=TODAY, **own)


def founded(unit):
    """Let the unit be known here since the first day of the year."""
    Unit.objects.filter(pk=unit.pk).update(created_at=TODAY.replace(month=1, day=1))


def made(unit, as_of, kind=NINETH):
    return DocumentFactory(unit=unit, kind=kind, snapshot=SnapshotFactory(unit=unit, kind=kind, as_of=as_of))


def due_of(client, code):
    groups = client.get(PAGE).context["groups"]
    return next(own.due for _, group in groups for own in group if own.entry.code == code)


def is_shown(client, code):
    groups = client.get(PAGE).context["groups"]
    return code in {own.entry.code for _, group in groups for own in group}


class TestDays:
    @pytest.mark.parametrize(
        ("text", "days"),
        [
            ("6月30日、12月31日", ["06-30", "12-31"]),
            ("12-31，6.30", ["06-30", "12-31"]),
            ("６月３０号 6月30日", ["06-30"]),
            ("每月25日", [f"{month:02}-25" for month in range(1, 13)]),
            ("不按日期", []),
            ("", []),
        ],
    )
    def test_are_read_as_people_write_them(self, text, days):
        assert days_from(text) == days

    @pytest.mark.parametrize("text", ["月底", "2月30日", "2月29日", "13月1日", "每月31日", "0月0日"])
    def test_that_do_not_come_every_year_are_refused(self, text):
        with pytest.raises(NoSuchDay):
            days_from(text)

    def test_are_told_as_people_write_them(self):
        assert days_in_words(["06-30", "12-31"]) == "6月30日、12月31日"
        assert days_in_words(days_from("每月25日")) == "每月25日"
        assert days_in_words([]) == "不按日期"

    def test_follow_each_other_over_the_turn_of_the_year(self):
        assert next_of(["03-31"], date(2026, 4, 1)) == date(2027, 3, 31)
        assert next_of(["03-31"], date(2026, 3, 31)) == date(2026, 3, 31)
        assert last_two(["06-30", "12-31"], date(2026, 6, 30)) == (date(2025, 12, 31), date(2025, 6, 30))
        assert last_two([], date(2026, 6, 30)) == (None, None)


class TestSaving:
    def test_ends_the_days_before_them(self, world):
        first = save(world)
        save(world, since=date(2026, 6, 1), days=[])

        first.refresh_from_db()
        assert first.until == date(2026, 5, 31)

    def test_is_refused_before_a_later_one_elsewhere_and_for_nothing(self, world):
        save(world, since=date(2026, 6, 1))

        with pytest.raises(NotPossible, match="2026年6月1日起已另有报送日期"):
            save(world)
        with pytest.raises(NotPossible, match="没有这项材料"):
            save(world, entry="moon")
        with pytest.raises(NotPossible, match="您不能设置会宁县的报送日期"):
            save_due_rule(world.county, NINETH, by=PostingFactory().user, at=TODAY, since=TODAY)
        with pytest.raises(NotPossible, match="您不能设置会师镇的报送日期"):
            save_due_rule(world.huishi, NINETH, by=world.clerk, at=TODAY, since=TODAY)


class TestCatalogue:
    def test_goes_by_the_days_of_the_county_from_their_first_day_on(self, client, sign_in, world):
        sign_in(world.county)
        save(world, entry=NINETH, since=date(2026, 11, 23))

        assert due_of(client, NINETH).day == date(2026, 12, 31)
        with time_machine.travel(TODAY.replace(day=23), tick=False):
            sign_in(world.county)
            assert due_of(client, NINETH).day == date(2026, 12, 1)

    def test_shows_a_township_its_own_days(self, client, sign_in, world):
        sign_in(world.huishi, as_township_clerk=True)
        save(world)

        assert due_of(client, "work_report").day == date(2026, 11, 25)
        assert not is_shown(client, "compliance_summary")  # townships make none
        assert due_of(client, "stipend_runs") is None
        assert "还有3天" in client.get(PAGE).text

    def test_is_not_touched_by_the_days_of_a_neighbour(self, client, sign_in, world):
        neighbour = CountyFactory()
        sign_in(neighbour)
        save(world)

        assert due_of(client, "work_report") is None

    def test_says_that_something_is_overdue_since_when(self, client, sign_in, world):
        founded(world.county)
        sign_in(world.county)

        assert due_of(client, NINETH).missed == date(2026, 9, 30)
        assert "9月30日的没有做，已过53天" in client.get(PAGE).text
        made(world.huishi, date(2026, 9, 30))
        assert due_of(client, NINETH).missed  # that of one township is not the county's
        made(world.county, date(2026, 9, 30))
        assert due_of(client, NINETH).missed is None

    def test_calls_nothing_overdue_that_was_due_before_there_was_a_rule_or_a_unit(
        self, client, sign_in, world
    ):
        sign_in(world.county)
        assert due_of(client, NINETH).missed is None

        founded(world.county)
        save(world, entry=NINETH, since=date(2026, 10, 1), days=["09-30", "12-31"])
        assert due_of(client, NINETH).missed is None

    def test_asks_no_more_for_what_is_made_elsewhere_once_it_was_taken(self, client, sign_in, world):
        founded(world.county)
        user = sign_in(world.county)
        audit.record(audit.Event.EXPORT, by=user, unit=world.county, what="调查底册")

        assert due_of(client, "survey").missed is None
        assert due_of(client, "boards").missed is None  # its year is not over
        assert due_of(client, "pledges").missed == date(2026, 3, 31)

    def test_says_what_is_ready_for_a_day_that_is_near(self, client, sign_in, world):
        sign_in(world.county)
        save(world)

        assert due_of(client, "work_report").badge == ("还有9天", "warn")
        made(world.county, date(2026, 6, 1), kind="work_report")
        assert due_of(client, "work_report").is_near
        made(world.county, date(2026, 11, 20), kind="work_report")
        assert due_of(client, "work_report").badge == ("已做", "good")

    def test_can_be_narrowed_to_what_presses(self, client, sign_in, world):
        sign_in(world.county)
        assert "没有快要交的和过期的材料" in client.get(PAGE, {"pressing": 1}).text
        save(world)

        text = client.get(PAGE, {"pressing": 1}).text

        assert "工作情况汇报" in text
        assert "年终总结" not in text

    def test_calls_a_village_never_late_and_asks_a_city_only_for_its_own_papers(self, client, sign_in, world):
        founded(world.nanshi)
        sign_in(world.nanshi, role=Role.VILLAGE_MEMBER)
        assert not is_shown(client, "liuyou_sheet")  # a village makes none, and there is none to read
        made(world.nanshi, date(2026, 6, 30), kind="liuyou_sheet")
        assert due_of(client, "liuyou_sheet").missed is None

        sign_in(CityFactory(), role=Role.CITY_VIEWER)
        assert due_of(client, "pledges") is None
        assert due_of(client, "base_table").day == date(2026, 12, 31)


class TestWorkbench:
    def test_names_what_is_due_within_the_days_that_the_county_wants_to_be_told(self, client, sign_in, world):
        sign_in(world.county)
        save(world, ahead=8)
        assert "份材料" not in client.get(BOARD).text

        DueRule.objects.update(ahead=9)
        assert "份材料快要交了：工作情况汇报（12月1日）" in client.get(BOARD).text

    def test_names_what_is_overdue_for_a_month(self, client, sign_in, world):
        founded(world.county)
        sign_in(world.county)

        text = client.get(BOARD).text

        assert "份材料过期没有做：动态更新调查表（10月31日）" in text
        assert "（9月30日）" not in text

    def test_leads_to_all_of_several(self, client, sign_in, world):
        sign_in(world.county)
        save(world)
        save(world, entry="data_quality")

        assert "?pressing=1" in client.get(BOARD).text

    def test_says_nothing_to_villages_and_the_city(self, client, sign_in, world):
        save(world, township_days=["11-25"], entry="liuyou_sheet")
        sign_in(world.nanshi, role=Role.VILLAGE_MEMBER)

        assert "份材料" not in client.get(BOARD).text


class TestPages:
    def test_set_days_and_show_them(self, client, sign_in, world):
        sign_in(world.county)
        address = reverse("reports:due_edit", args=[world.county.pk, NINETH])

        assert "3月31日、6月30日、9月30日、12月31日" in client.get(address).text
        facts = {"days": "每月25日", "township_days": "每月20日", "ahead": "5", "since": "2026-11-22"}
        client.post(address, facts)

        row = DueRule.objects.get()
        assert (len(row.days), row.township_days[0], row.ahead) == (12, "01-20", 5)
        text = client.get(reverse("reports:due_list")).text
        assert "每月25日" in text
        assert "通常日期" in text
        assert "每月20日" in client.get(address).text
        assert reverse("reports:due_list") in client.get(PAGE).text

    def test_say_why_days_are_refused(self, client, sign_in, world):
        sign_in(world.county)
        save(world, since=date(2026, 11, 1))
        address = reverse("reports:due_edit", args=[world.county.pk, "work_report"])
        facts = {"days": "12月1日", "township_days": "", "ahead": "5", "since": "2026-10-01"}

        assert "已另有报送日期" in client.post(address, facts).text
        assert "不是每年都有" in client.post(address, facts | {"days": "2月29日"}).text
        assert "60" in client.post(address, facts | {"ahead": "99"}).text
        assert client.get(reverse("reports:due_edit", args=[world.county.pk, "moon"])).status_code == 404
