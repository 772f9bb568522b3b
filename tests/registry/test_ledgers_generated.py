"""表3 and 表7 made out of the needs and of the letters and visits."""

from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from orgs.scoping import EVERYWHERE
from registry.ledgers.choices import PeriodKind
from registry.ledgers.models import LedgerPrint, LedgerType
from registry.ledgers.papers import frozen_book, frozen_year
from registry.ledgers.periods import Period
from registry.ledgers.selectors.board import board, overdue_of
from registry.ledgers.selectors.books import content_of
from registry.ledgers.selectors.waiting import waiting_books
from registry.ledgers.services import books, rows, types
from registry.ledgers.services.books import Place
from registry.ledgers.services.refusal import LedgerRefused
from registry.ledgers.services.rows import RowChange
from registry.needs.ledger import needs_table
from registry.needs.services.needs import close_need, record_measure, record_satisfaction, register_need
from registry.petitions.ledger import petitions_table
from tests.factories import (
    CertificateFactory,
    CountyFactory,
    PersonFactory,
    PostingFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.factories.ledgers import LedgerFieldFactory, LedgerTypeFactory
from tests.factories.needs import NeedFactory
from tests.factories.petitions import PetitionFactory

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
TODAY = date(2026, 11, 22)
SEPTEMBER, OCTOBER, NOVEMBER = (Period(date(2026, month, 1), PeriodKind.MONTH) for month in (9, 10, 11))


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def county():
    return CountyFactory(name="会宁县")


@pytest.fixture
def village(county):
    return VillageFactory(name="南什村", parent=TownshipFactory(name="会师镇", parent=county))


@pytest.fixture
def member(village):
    return PostingFactory(unit=village, as_village_member=True).user


@pytest.fixture
def manager(county):
    return PostingFactory(unit=county, as_manager=True).user


@pytest.fixture
def person(village):
    return PersonFactory(unit=village, name="马秀兰")


@pytest.fixture
def need(person, member):
    """A need of August: measured in September, closed in October, praised in November."""
    facts = {"by": member, "at": NOW}
    need = register_need(person, kind="aids", item="轮椅", on=date(2026, 8, 3), **facts)
    record_measure(need, note="送轮椅一辆", on=date(2026, 9, 10), organisation="县辅具站", **facts)
    close_need(need, result="solved", on=date(2026, 10, 8), **facts)
    return record_satisfaction(need, satisfaction="satisfied", on=date(2026, 11, 2), **facts)


def cell(table, title, row=0):
    return table.rows[row][[column.title for column in table.columns].index(title)]


class TestTable3:
    def test_names_the_person_with_a_masked_number(self, village, need, person):
        table = needs_table(village, OCTOBER, TODAY)

        assert cell(table, "姓名") == "马秀兰"
        assert cell(table, "证号") == person.masked_id_number

    def test_tells_what_was_done_by_whom(self, village, need):
        table = needs_table(village, OCTOBER, TODAY)

        assert [cell(table, title) for title in ("落实措施", "落实日期", "落实人")] == [
            "送轮椅一辆", "2026-09-10", "县辅具站",
        ]  # fmt: skip

    def test_knows_what_was_not_yet_done_then(self, village, need):
        august = Period(date(2026, 8, 1), PeriodKind.MONTH)

        assert cell(needs_table(village, august, TODAY), "落实措施") == ""

    def test_does_not_know_yet_what_the_person_said_later(self, village, need):
        assert cell(needs_table(village, OCTOBER, TODAY), "满意度") == ""

    def test_tells_the_satisfaction_once_it_is_asked(self, village, need):
        year = Period(date(2026, 1, 1), PeriodKind.ANYTIME)

        assert cell(needs_table(village, year, TODAY), "满意度") == "满意"

    def test_leaves_out_what_was_closed_before_and_what_came_after(self, village, need, person):
        NeedFactory(person=person, item="拐杖", registered_on=date(2026, 12, 1))

        assert needs_table(village, NOVEMBER, TODAY).rows == []

    def test_a_township_lists_the_villages_needs_by_village(self, village, need):
        assert cell(needs_table(village.parent, OCTOBER, TODAY), "村（社区）") == "南什村"

    def test_a_county_adds_the_townships_up(self, county, village, need):
        table = needs_table(county, OCTOBER, TODAY)

        assert table.rows == [["1", "会师镇", "1", "0", "1", "0"]]
        assert table.total == ["", "合计", "1", "0", "1", "0"]

    def test_leaves_out_the_neighbours(self, village, need):
        neighbour = VillageFactory(parent=village.parent)

        assert needs_table(neighbour, OCTOBER, TODAY).rows == []

    def test_costs_the_same_for_many(self, village, person, django_assert_num_queries):
        for place in range(6):
            NeedFactory(person=person, item=f"器具{place}", registered_on=date(2026, 10, 1))

        with django_assert_num_queries(2):
            needs_table(village, OCTOBER, TODAY)


class TestTable7:
    def test_shows_who_came_with_what(self, village, person):
        CertificateFactory(person=person)
        PetitionFactory(
            unit=village, person=person, petitioner_kind="person", petitioner_name="马秀兰",
            received_on=date(2026, 10, 9), settled=True,
        )  # fmt: skip

        table = petitions_table(village, OCTOBER, TODAY)

        assert cell(table, "来访人") == "马秀兰"
        assert "*" in cell(table, "残疾人证号")
        assert cell(table, "反映问题") == "护理补贴三月起没有到账。"
        assert cell(table, "答复") == "经核实，已补发。"

    def test_keeps_what_is_confidential_from_a_paper_that_many_read(self, village):
        PetitionFactory(unit=village, received_on=date(2026, 10, 9), is_confidential=True)

        table = petitions_table(village, OCTOBER, TODAY)

        assert cell(table, "反映问题") == "（保密）"
        assert cell(table, "来访人") == "（保密）"
        assert table.note == "保密件不显示内容。"

    def test_belongs_to_the_month_in_which_it_came(self, village):
        PetitionFactory(unit=village, received_on=date(2026, 10, 9))

        assert petitions_table(village, SEPTEMBER, TODAY).rows == []
        assert len(petitions_table(village, OCTOBER, TODAY).rows) == 1

    def test_a_county_has_those_of_its_villages(self, county, village):
        PetitionFactory(unit=village, received_on=date(2026, 10, 9))

        assert len(petitions_table(county, OCTOBER, TODAY).rows) == 1

    def test_leaves_out_the_neighbours(self, village):
        PetitionFactory(unit=village, received_on=date(2026, 10, 9))

        assert petitions_table(VillageFactory(parent=village.parent), OCTOBER, TODAY).rows == []

    def test_costs_the_same_for_many(self, village, django_assert_num_queries):
        for _ in range(6):
            PetitionFactory(unit=village, received_on=date(2026, 10, 9), person=PersonFactory(unit=village))

        with django_assert_num_queries(3):
            petitions_table(village, OCTOBER, TODAY)


class TestTheShippedTypes:
    @pytest.mark.parametrize(("number", "source"), [("表3", "needs"), ("表7", "petitions")])
    def test_choose_the_source(self, county, manager, number, source):
        types.install_defaults(county, by=manager, at=NOW)

        own = LedgerType.objects.get(county=county, number=number)

        assert (own.source, own.source_since) == (source, None)

    def test_keep_the_columns_for_whoever_has_them_typed(self, county, manager, village):
        types.install_defaults(county, by=manager, at=NOW)
        own = LedgerType.objects.get(county=county, number="表7")
        own.source = ""
        types.save_type(own, by=manager, at=NOW)

        content = content_of(Place(village, own, NOVEMBER), None, TODAY)

        assert "反映问题" in [column.title for column in content.table.columns]


class TestChangingFromHandToSource:
    """A county that has kept 表7 by hand lets the letters and visits fill it in from now on."""

    @pytest.fixture
    def own(self, county):
        own = LedgerTypeFactory(county=county, number="表7", name="来信来访登记表")
        LedgerFieldFactory(ledger_type=own, key="who", title="来访人")
        return own

    @pytest.fixture
    def by_hand(self, own, village, member):
        place = Place(village, own, OCTOBER)
        rows.add_rows(place, [RowChange(None, {"who": "手工登记的人"})], by=member, at=NOW)
        return place

    @pytest.fixture
    def changed(self, own, by_hand, manager):
        own.source = "petitions"
        return types.save_type(own, by=manager, at=NOW)

    def test_begins_after_the_last_book_that_was_written(self, changed):
        assert changed.source_since == date(2026, 11, 1)

    def test_the_months_before_read_as_they_were_written(self, changed, village):
        PetitionFactory(unit=village, received_on=date(2026, 10, 9))
        place = Place(village, changed, OCTOBER)

        content = content_of(place, place.ledger_type.books.get(), TODAY)

        assert content.table.rows == [["手工登记的人"]]

    def test_the_months_before_print_as_they_were_written(self, changed, village):
        volume = frozen_book(Place(village, changed, OCTOBER), on=TODAY)

        assert volume["sheets"][0]["rows"] == [["手工登记的人"]]

    def test_a_month_without_a_row_prints_that_there_is_nothing(self, changed, village):
        volume = frozen_book(Place(village, changed, NOVEMBER), on=TODAY)

        assert volume["sheets"][0]["note"].startswith("本期没有内容。数据截至 ")

    def test_the_months_since_come_from_the_source(self, changed, village):
        PetitionFactory(unit=village, received_on=date(2026, 11, 9), petitioner_name="来访的人")

        content = content_of(Place(village, changed, NOVEMBER), None, TODAY)

        assert cell(content.table, "来访人") == "来访的人"

    def test_a_book_of_before_may_still_be_handed_in(self, changed, by_hand, member, village):
        book = books.report_book(Place(village, changed, OCTOBER), by=member, at=NOW)

        assert book.is_reported

    def test_the_board_still_asks_for_the_months_before(self, changed, county, village):
        made = board(county, county, EVERYWHERE, day=OCTOBER.start, on=TODAY)

        assert [one.pk for one in made.types] == [changed.pk]

    def test_the_board_does_not_ask_for_the_months_since(self, changed, county):
        made = board(county, county, EVERYWHERE, day=NOVEMBER.start, on=TODAY)

        assert made.types == []

    def test_the_months_since_are_nobodys_to_fill(self, changed, village, member):
        with pytest.raises(LedgerRefused, match="自动生成"):
            books.report_unchanged([Place(village, changed, NOVEMBER)], by=member, at=NOW)

    def test_what_was_missed_before_is_still_overdue(self, own, village, member, manager):
        rows.add_rows(Place(village, own, SEPTEMBER), [RowChange(None, {"who": "甲"})], by=member, at=NOW)
        other = VillageFactory(parent=village.parent)
        rows.add_rows(Place(other, own, OCTOBER), [RowChange(None, {"who": "乙"})], by=_of(other), at=NOW)
        own.source = "petitions"
        types.save_type(own, by=manager, at=NOW)

        assert [one.period for one in overdue_of(village, own.county, on=TODAY)] == [OCTOBER]

    def test_the_menu_counts_what_was_missed_before(self, changed, county):
        assert waiting_books(EVERYWHERE, TODAY) == 1

    def test_going_back_to_the_hand_shows_the_rows_again(self, changed, village, manager):
        changed.source = ""
        back = types.save_type(changed, by=manager, at=NOW)

        assert back.source_since is None
        assert content_of(Place(village, back, OCTOBER), back.books.get(), TODAY).table.rows == [
            ["手工登记的人"]
        ]

    def test_the_page_leads_back_to_what_was_written(self, client, changed, village, member):
        client.force_login(member)

        url = reverse("ledgers:book_detail", args=[village.pk, changed.pk, "2026-11"])
        text = client.get(url).text

        assert "2026 年 10 月（1 行）" in text

    def test_the_settings_say_from_when(self, client, changed, manager):
        client.force_login(manager)

        assert "自 2026年11月1日开始的各期起执行" in client.get(changed.get_absolute_url()).text


class TestPagesAndPapers:
    @pytest.fixture
    def table3(self, county, manager):
        types.install_defaults(county, by=manager, at=NOW)
        return LedgerType.objects.get(county=county, number="表3")

    def test_a_village_reads_it(self, client, table3, village, need, member):
        client.force_login(member)

        text = client.get(reverse("ledgers:book_detail", args=[village.pk, table3.pk, "2026-01"])).text

        assert "送轮椅一辆" in text
        assert need.person.id_number not in text

    def test_a_township_finds_it_on_its_month(self, client, sign_in, table3, village, need):
        sign_in(village.parent, as_township_clerk=True)

        text = client.get(reverse("ledgers:unit_month", args=[village.parent.pk])).text

        assert reverse("ledgers:book_detail", args=[village.parent.pk, table3.pk, "2026-01"]) in text

    def test_a_neighbour_does_not_find_it(self, client, sign_in, table3, village):
        sign_in(VillageFactory(parent=village.parent), as_village_member=True)

        url = reverse("ledgers:book_detail", args=[village.pk, table3.pk, "2026-01"])

        assert client.get(url).status_code == 404

    def test_it_leaves_as_a_workbook(self, client, table3, village, need, member):
        client.force_login(member)

        url = reverse("ledgers:book_export", args=[village.pk, table3.pk, "2026-01"])
        sheet = openpyxl.load_workbook(BytesIO(client.get(url).getvalue())).active

        assert "马秀兰" in [value for row in sheet.values for value in row]

    def test_the_volume_of_the_year_holds_it(self, table3, village, need):
        volume = frozen_year(village, table3.county, 2026, on=TODAY)

        assert "残疾人康复、教育、就业、维权等服务需求登记表" in [sheet["name"] for sheet in volume["sheets"]]

    def test_so_does_the_volume_of_the_township_which_keeps_no_ledger_itself(self, table3, village, need):
        volume = frozen_year(village.parent, table3.county, 2026, on=TODAY)

        assert "残疾人康复、教育、就业、维权等服务需求登记表" in [sheet["name"] for sheet in volume["sheets"]]

    def test_a_volume_of_nothing_is_refused(self, client, sign_in, table3, village, manager):
        client.force_login(manager)
        LedgerType.objects.exclude(pk=table3.pk).delete()
        address = reverse("ledgers:year_print", args=[village.parent.pk])

        answer = client.post(address, {"month": "2026-11"}, follow=True)

        assert f"{village.parent.name}2026年没有可以打印的台账。" in answer.text
        assert not LedgerPrint.objects.exists()


def _of(unit):
    return PostingFactory(unit=unit, as_village_member=True).user
