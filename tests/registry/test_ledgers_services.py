"""The life of a book, told without pages."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import AuditEntry
from registry.ledgers.choices import BookState, FieldKind, PeriodKind
from registry.ledgers.models import LedgerBook, LedgerException, LedgerType
from registry.ledgers.periods import Period, period_of
from registry.ledgers.selectors.board import Standing, board, overdue_of
from registry.ledgers.selectors.books import content_of
from registry.ledgers.selectors.waiting import waiting_books
from registry.ledgers.services import books, locks, rows, types
from registry.ledgers.services.books import Place
from registry.ledgers.services.refusal import LedgerRefused
from registry.ledgers.services.rows import RowChange
from tests.factories import CountyFactory, PersonFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.ledgers import LedgerBookFactory, LedgerFieldFactory, LedgerTypeFactory

NOW = datetime(2026, 11, 3, 2, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 2, tzinfo=UTC)
TODAY = date(2026, 11, 3)
OCTOBER = Period(date(2026, 10, 1), PeriodKind.MONTH)


@pytest.fixture
def village():
    return VillageFactory(
        name="南什村", parent=TownshipFactory(name="会师镇", parent=CountyFactory(name="会宁县"))
    )


@pytest.fixture
def ledger_type(village):
    made = LedgerTypeFactory(county=village.parent.parent)
    LedgerFieldFactory(ledger_type=made, key="theme", title="主题", is_required=True)
    return made


@pytest.fixture
def place(village, ledger_type):
    return Place(village, ledger_type, OCTOBER)


@pytest.fixture
def member(village):
    return PostingFactory(unit=village, as_village_member=True).user


@pytest.fixture
def clerk(village):
    return PostingFactory(unit=village.parent, as_township_clerk=True).user


def new_row(theme, person=None):
    return RowChange(None, {"theme": theme}, person)


def fill(place, member, *themes, at=NOW):
    return rows.add_rows(place, [new_row(theme) for theme in themes], by=member, at=at)


class TestUnchanged:
    def test_who_and_when_are_written_down_and_no_row_is_copied(self, place, member):
        fill(Place(place.unit, place.ledger_type, OCTOBER.previous), member, "全国助残日")

        (book,) = books.report_unchanged([place], by=member, at=NOW)

        assert (book.state, book.is_unchanged, book.reported_by) == (BookState.REPORTED, True, member)
        assert (book.reported_at, book.due_on, book.rows.count()) == (NOW, date(2026, 11, 5), 0)

    def test_a_ledger_that_carries_on_shows_the_rows_of_the_last_filled_period(self, place, member):
        place.ledger_type.carries = True
        place.ledger_type.save()
        fill(Place(place.unit, place.ledger_type, OCTOBER.previous.previous), member, "康复需求")
        (book,) = books.report_unchanged([place], by=member, at=NOW)

        content = content_of(place, book, TODAY)

        assert content.table.rows == [["康复需求"]]
        assert content.carried_from.period.label == "2026 年 8 月"

    def test_a_ledger_of_events_does_not_repeat_those_of_last_month(self, place, member):
        fill(Place(place.unit, place.ledger_type, OCTOBER.previous), member, "九月的活动")
        (book,) = books.report_unchanged([place], by=member, at=NOW)

        assert content_of(place, book, TODAY).table.rows == []

    def test_all_or_none(self, place, member):
        other = Place(place.unit, LedgerTypeFactory(county=place.ledger_type.county), OCTOBER)
        fill(place, member, "有内容")

        with pytest.raises(LedgerRefused, match="已填 1 行"):
            books.report_unchanged([other, place], by=member, at=NOW)

        assert not LedgerBook.objects.filter(state=BookState.REPORTED).exists()

    def test_a_second_click_is_told_that_it_is_handed_in(self, place, member):
        books.report_unchanged([place], by=member, at=NOW)

        with pytest.raises(LedgerRefused, match="已上报"):
            books.report_unchanged([place], by=member, at=NOW)

    def test_a_month_to_come_is_refused(self, place, member):
        december = Place(place.unit, place.ledger_type, Period(date(2026, 12, 1), PeriodKind.MONTH))

        with pytest.raises(LedgerRefused, match="还没有开始"):
            books.report_unchanged([december], by=member, at=NOW)

    def test_another_village_is_refused(self, place):
        stranger = PostingFactory(unit=VillageFactory(parent=place.unit.parent), as_village_member=True).user

        with pytest.raises(LedgerRefused, match="管辖范围"):
            books.report_unchanged([place], by=stranger, at=NOW)

    def test_a_generated_ledger_is_refused(self, place, member):
        place.ledger_type.source = "summary"

        with pytest.raises(LedgerRefused, match="自动生成"):
            books.report_unchanged([place], by=member, at=NOW)


class TestRows:
    def test_rows_are_added_changed_and_removed_at_once(self, place, member):
        book = fill(place, member, "一", "二")
        one, two = book.rows.order_by("order")

        changes = [
            RowChange(one.pk, {"theme": "一改"}), RowChange(two.pk, {}, is_removed=True), new_row("三")
        ]  # fmt: skip
        book = rows.save_rows(place, changes, by=member, at=NOW, version=book.version)

        assert [row.cells["theme"] for row in book.rows.order_by("order")] == ["一改", "三"]
        assert book.row_count == 2

    def test_who_saw_an_older_version_is_asked_to_open_it_again(self, place, member):
        book = fill(place, member, "一")
        fill(place, member, "二")

        with pytest.raises(LedgerRefused, match="别人修改过"):
            rows.save_rows(place, [new_row("三")], by=member, at=NOW, version=book.version)

    def test_rows_of_another_book_cannot_be_reached(self, place, member):
        strange = fill(Place(place.unit, place.ledger_type, OCTOBER.previous), member, "九月").rows.get()

        rows.save_rows(place, [RowChange(strange.pk, {"theme": "改"})], by=member, at=NOW, version=0)

        strange.refresh_from_db()
        assert strange.cells == {"theme": "九月"}

    def test_no_cell_is_readable_in_the_database(self, place, member):
        book = fill(place, member, "王芳求助")

        stored = LedgerBook.objects.raw(
            "SELECT id, cells AS stored FROM registry_ledgerrow WHERE book_id = %s", [book.pk]
        )[0].stored

        assert "王芳" not in stored
        assert "theme" not in stored

    def test_the_log_tells_how_many_but_not_what(self, place, member):
        fill(place, member, "机密")

        entry = AuditEntry.objects.filter(additional_data__what="台账行").get()

        assert entry.additional_data["added"] == 1
        assert "机密" not in str(entry.additional_data)

    def test_last_periods_rows_are_taken_over_without_those_who_have_left(self, place, member):
        stays, left = PersonFactory(unit=place.unit, name="在"), PersonFactory(unit=place.unit, name="走")
        september = Place(place.unit, place.ledger_type, OCTOBER.previous)
        rows.add_rows(september, [new_row("甲", stays), new_row("乙", left)], by=member, at=NOW)
        left.archived_at, left.archived_by, left.archive_reason = NOW, member, "death"
        left.save()

        book = rows.roll_forward(place, by=member, at=NOW)

        assert [row.cells["theme"] for row in book.rows.all()] == ["甲"]
        assert book.is_draft

    def test_nothing_is_taken_over_onto_rows(self, place, member):
        fill(Place(place.unit, place.ledger_type, OCTOBER.previous), member, "九月")
        fill(place, member, "十月")

        with pytest.raises(LedgerRefused, match="已有 1 行"):
            rows.roll_forward(place, by=member, at=NOW)


class TestReview:
    def test_an_empty_book_cannot_be_handed_in(self, place, member):
        with pytest.raises(LedgerRefused, match="本月无变化"):
            books.report_book(place, by=member, at=NOW)

    def test_the_township_reviews_and_the_village_cannot(self, place, member, clerk):
        fill(place, member, "活动")
        book = books.report_book(place, by=member, at=NOW)

        with pytest.raises(LedgerRefused, match="上一级"):
            books.review_book(book, by=member, at=NOW)
        book = books.review_book(book, by=clerk, at=NOW)

        assert (book.state, book.reviewed_by) == (BookState.REVIEWED, clerk)

    def test_a_book_goes_back_with_a_reason_and_can_be_mended(self, place, member, clerk):
        fill(place, member, "活动")
        book = books.report_book(place, by=member, at=NOW)

        with pytest.raises(LedgerRefused, match="退回原因"):
            books.return_book(book, by=clerk, at=NOW, because=" ")
        book = books.return_book(book, by=clerk, at=NOW, because="缺参加人数")

        assert (book.state, book.returned_because, book.reported_by) == (BookState.DRAFT, "缺参加人数", None)
        assert fill(place, member, "补充").row_count == 2

    def test_a_reviewed_book_is_not_withdrawn_by_its_village(self, place, member, clerk):
        (book,) = books.report_unchanged([place], by=member, at=NOW)
        books.review_book(book, by=clerk, at=NOW)

        with pytest.raises(LedgerRefused, match="还没有审核"):
            books.withdraw_report(book, by=member, at=NOW)

    def test_what_was_handed_in_cannot_be_filled(self, place, member):
        books.report_unchanged([place], by=member, at=NOW)

        with pytest.raises(LedgerRefused, match="撤回上报"):
            fill(place, member, "补")


class TestLocks:
    def test_a_period_is_locked_only_after_its_day(self, place, clerk):
        with pytest.raises(LedgerRefused, match="2026-11-05"):
            locks.lock_period(place.unit.parent, OCTOBER, by=clerk, at=NOW)

        locks.lock_period(place.unit.parent, OCTOBER, by=clerk, at=LATER)

        with pytest.raises(LedgerRefused, match="已经锁定"):
            locks.lock_period(place.unit.parent, OCTOBER, by=clerk, at=LATER)

    def test_a_village_locks_nothing(self, place, member):
        with pytest.raises(LedgerRefused, match="村（社区）不能锁定"):
            locks.lock_period(place.unit, OCTOBER, by=member, at=LATER)

    def test_nothing_changes_under_a_lock(self, place, member, clerk):
        (book,) = books.report_unchanged([place], by=member, at=NOW)
        locks.lock_period(place.unit.parent, OCTOBER, by=clerk, at=LATER)

        with pytest.raises(LedgerRefused, match="已锁定"):
            books.withdraw_report(book, by=member, at=LATER)
        with pytest.raises(LedgerRefused, match="已锁定"):
            books.return_book(book, by=clerk, at=LATER, because="改")

    def test_an_exception_lets_one_village_in_until_its_day(self, place, member, clerk):
        neighbour = VillageFactory(parent=place.unit.parent)
        locks.lock_period(place.unit.parent, OCTOBER, by=clerk, at=LATER)
        locks.grant_exception(
            place.unit, OCTOBER, by=clerk, at=LATER, reason="补报活动", until=date(2026, 11, 21)
        )

        assert fill(place, member, "补", at=LATER).row_count == 1
        with pytest.raises(LedgerRefused, match="已锁定"):
            fill(Place(neighbour, place.ledger_type, OCTOBER), clerk, "补", at=LATER)
        with pytest.raises(LedgerRefused, match="已锁定"):
            fill(place, member, "晚了", at=datetime(2026, 11, 22, 2, tzinfo=UTC))

    def test_a_lock_of_the_county_is_opened_by_the_county(self, place, clerk):
        county = PostingFactory(unit=place.unit.parent.parent).user
        locks.lock_period(place.unit.parent.parent, OCTOBER, by=county, at=LATER)

        with pytest.raises(LedgerRefused, match="上级"):
            locks.grant_exception(
                place.unit, OCTOBER, by=clerk, at=LATER, reason="x", until=date(2026, 12, 1)
            )

        assert not LedgerException.objects.exists()


class TestTypes:
    @pytest.fixture
    def manager(self):
        return PostingFactory(unit=CountyFactory(name="会宁县")).user

    @pytest.fixture
    def county(self, manager):
        return manager.postings.get().unit

    def test_a_county_is_given_the_seven_tables_the_diary_and_six_more_switched_off(self, county, manager):
        made = types.install_defaults(county, by=manager, at=NOW)

        assert len(made) == 14
        on = LedgerType.objects.active().filter(county=county).in_order()
        assert [one.number for one in on] == ["表1", "表2", "表3", "表4", "表5", "表6", "表7", "册8"]
        assert [one.number for one in on if one.is_generated] == ["表1", "表2", "表3", "表7", "册8"]

    def test_what_the_county_has_changed_stays(self, county, manager):
        types.install_defaults(county, by=manager, at=NOW)
        LedgerType.objects.filter(county=county, code="activities").update(name="我县的活动表")

        assert types.install_defaults(county, by=manager, at=NOW) == []
        assert LedgerType.objects.get(county=county, code="activities").name == "我县的活动表"

    def test_the_period_of_a_ledger_in_use_stays(self, county, manager):
        (one,) = [LedgerTypeFactory(county=county)]
        village = VillageFactory(parent=TownshipFactory(parent=county))
        LedgerBookFactory(unit=village, ledger_type=one)
        one.period = PeriodKind.YEAR

        with pytest.raises(LedgerRefused, match="报送周期"):
            types.save_type(one, by=manager, at=NOW)

    def test_a_ledger_has_one_column_of_persons(self, county, manager):
        one = LedgerTypeFactory(county=county)
        LedgerFieldFactory(ledger_type=one, kind=FieldKind.PERSON)

        with pytest.raises(LedgerRefused, match="只能有一列"):
            types.save_field(
                LedgerFieldFactory.build(ledger_type=one, kind=FieldKind.PERSON), by=manager, at=NOW
            )

    def test_a_column_drawn_from_the_register_needs_one(self, county, manager):
        one = LedgerTypeFactory(county=county)

        with pytest.raises(LedgerRefused, match="在册残疾人"):
            types.save_field(
                LedgerFieldFactory.build(ledger_type=one, kind=FieldKind.CARD), by=manager, at=NOW
            )

    def test_a_column_that_has_ended_still_stands_in_past_books(self, county, manager):
        one = LedgerTypeFactory(county=county)
        field = LedgerFieldFactory(ledger_type=one)

        types.end_field(field, by=manager, at=NOW, last_day=date(2026, 10, 31))

        assert list(one.fields.in_force(date(2026, 10, 1))) == [field]
        assert not one.fields.in_force(date(2026, 11, 1)).exists()


class TestBoard:
    def test_states_are_told_in_words(self, place, member, clerk):
        def word(at_book=None, on=TODAY, **facts):
            return Standing(place.unit, place.ledger_type, OCTOBER, at_book, on, **facts).word

        book = LedgerBook(unit=place.unit, ledger_type=place.ledger_type, start=OCTOBER.start)
        late = LedgerBook(state="reported", reported_at=LATER, due_on=date(2026, 11, 5))

        assert [word(), word(on=date(2026, 11, 6)), word(book), word(late)] == [
            "未填", "逾期未填", "填写中", "已报（迟报）"
        ]  # fmt: skip
        assert word(is_locked=True) == "已锁（未报）"

    def test_townships_add_their_villages_up(self, place, member, clerk):
        VillageFactory(parent=place.unit.parent)
        books.report_unchanged([place], by=member, at=NOW)
        county = place.unit.parent.parent
        user = PostingFactory(unit=county).user

        made = board(county, county, user.scope_of("ledger_view"), day=OCTOBER.start, on=date(2026, 11, 9))

        ((unit, (cell,)),) = made.lines
        assert unit == place.unit.parent
        assert (cell.done, cell.total, cell.late, cell.word) == (1, 2, 1, "逾期 1")
        assert (made.totals[0].done, made.totals[0].total) == (1, 2)

    def test_a_quarterly_ledger_shows_the_quarter_of_the_month(self, place):
        quarterly = LedgerTypeFactory(county=place.ledger_type.county, period=PeriodKind.QUARTER)

        assert period_of(quarterly.period, OCTOBER.start).label == "2026 年第四季度"

    def test_what_was_missed_since_the_first_book_is_overdue(self, place, member):
        fill(Place(place.unit, place.ledger_type, Period(date(2026, 7, 1), "month")), member, "七月")

        late = overdue_of(place.unit, place.unit.parent.parent, on=date(2026, 11, 9))

        assert [one.period.start.month for one in late] == [8, 9, 10]

    def test_the_menu_counts_the_villages_that_are_late(self, place, member):
        VillageFactory(parent=place.unit.parent)
        books.report_unchanged([place], by=member, at=NOW)
        scope = PostingFactory(unit=place.unit.parent.parent).user.scope_of("ledger_view")

        assert waiting_books(scope, date(2026, 11, 5)) == 0
        assert waiting_books(scope, date(2026, 11, 6)) == 1
