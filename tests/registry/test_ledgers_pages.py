"""The pages of the ledgers: month, board, book, grid, diary, locks, types."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from registry.ledgers.choices import BookState, FieldKind
from registry.ledgers.models import DiaryEntry, LedgerBook, LedgerException, LedgerLock, LedgerType
from registry.ledgers.periods import period_of
from registry.ledgers.selectors.board import types_for
from tests.factories import CountyFactory, PersonFactory, TownshipFactory, VillageFactory
from tests.factories.ledgers import (
    DiaryEntryFactory,
    LedgerBookFactory,
    LedgerFieldFactory,
    LedgerRowFactory,
    LedgerTypeFactory,
)

BOARD = reverse("ledgers:board")
DIARY = reverse("ledgers:diary_list")
pytestmark = pytest.mark.time_machine("2026-11-20 10:00+08:00")


@pytest.fixture
def village():
    return VillageFactory(
        name="南什村", parent=TownshipFactory(name="会师镇", parent=CountyFactory(name="会宁县"))
    )


@pytest.fixture
def ledger_type(village):
    made = LedgerTypeFactory(county=village.parent.parent, number="表5", name="志愿者助残活动记录表")
    for order, (key, title, kind, is_required) in enumerate(
        [
            ("theme", "服务内容", FieldKind.TEXT, True),
            ("day", "日期", FieldKind.DATE, False),
            ("phone", "电话", FieldKind.PHONE, False),
            ("person", "服务对象", FieldKind.PERSON, False),
            ("card", "类别等级", FieldKind.CATEGORY, False),
        ]
    ):
        LedgerFieldFactory(
            ledger_type=made, key=key, title=title, kind=kind, is_required=is_required, order=order
        )
    return made


@pytest.fixture
def month():
    return period_of("month", timezone.localdate())


@pytest.fixture
def url(village, ledger_type, month):
    def go(name, period=None):
        return reverse(f"ledgers:{name}", args=[village.pk, ledger_type.pk, period or month])

    return go


@pytest.fixture
def member(sign_in, village):
    return sign_in(village, as_village_member=True)


def typed(row="n0", version=0, **cells):
    """Return what the browser posts for one row of the grid."""
    return {"blank": "2", "version": str(version)} | {f"{row}-{key}": value for key, value in cells.items()}


class TestMonth:
    def test_a_village_is_led_to_its_own_month(self, client, member, village):
        assert client.get(reverse("ledgers:index")).url == reverse("ledgers:unit_month", args=[village.pk])

    def test_it_tells_what_is_due_until_when(self, client, member, village, ledger_type):
        page = client.get(reverse("ledgers:unit_month", args=[village.pk])).text

        assert "表5 志愿者助残活动记录表" in page
        assert "期限 2026年12月5日" in page
        assert "未填" in page

    def test_one_click_reports_one_as_unchanged(self, client, member, village, ledger_type, month):
        response = client.post(
            reverse("ledgers:books_unchanged", args=[village.pk]),
            {"only": f"{ledger_type.pk}:{month}", "month": str(month)},
            follow=True,
        )

        assert "已按无变化上报 1 本台账" in response.text
        assert LedgerBook.objects.get().is_unchanged

    def test_all_that_are_ticked_are_reported(self, client, member, village, ledger_type, month):
        other = LedgerTypeFactory(county=ledger_type.county)

        client.post(
            reverse("ledgers:books_unchanged", args=[village.pk]),
            {"book": [f"{one.pk}:{month}" for one in (ledger_type, other)]},
        )

        assert LedgerBook.objects.filter(is_unchanged=True, reported_by=member).count() == 2

    def test_nothing_ticked_is_said_so(self, client, member, village):
        response = client.post(reverse("ledgers:books_unchanged", args=[village.pk]), follow=True)

        assert "请先勾选" in response.text

    @pytest.mark.parametrize("text", ["x", "1:", "9999:2026-11", "１:2026-11", ":2026-13"])
    def test_nonsense_is_not_found(self, client, member, village, text):
        url = reverse("ledgers:books_unchanged", args=[village.pk])

        assert client.post(url, {"only": text}).status_code == 404

    def test_missed_periods_stand_on_top(self, client, member, village, ledger_type):
        LedgerBookFactory(unit=village, ledger_type=ledger_type, start=date(2026, 8, 1))

        page = client.get(reverse("ledgers:unit_month", args=[village.pk])).text

        assert "逾期没有上报" in page
        assert "2026 年 9 月" in page

    def test_the_township_reviews_what_is_shown(self, client, sign_in, village, ledger_type, month):
        sign_in(village.parent, as_township_clerk=True)
        book = LedgerBookFactory(
            unit=village, ledger_type=ledger_type, start=month.start, state=BookState.REPORTED,
            reported_by=DiaryEntryFactory(unit=village).written_by, reported_at=timezone.now(),
        )  # fmt: skip
        page = client.get(reverse("ledgers:unit_month", args=[village.pk])).text
        assert f'name="review" value="{book.pk}"' in page

        client.post(reverse("ledgers:books_review", args=[village.pk]), {"review": [book.pk, "x"]})

        book.refresh_from_db()
        assert book.state == BookState.REVIEWED

    def test_its_queries_are_constant(self, client, member, village, ledger_type, assert_flat_queries):
        def more():
            for _ in range(5):
                made = LedgerTypeFactory(county=ledger_type.county)
                LedgerBookFactory(unit=village, ledger_type=made, start=date(2026, 11, 1))

        LedgerBookFactory(unit=village, ledger_type=ledger_type, start=date(2026, 11, 1))
        assert_flat_queries(reverse("ledgers:unit_month", args=[village.pk]), more)


class TestBoard:
    def test_townships_then_villages(self, client, sign_in, village, ledger_type):
        sign_in(village.parent.parent)

        county = client.get(f"{BOARD}?month=2026-10").text
        township = client.get(f"{BOARD}?month=2026-10&township={village.parent.pk}").text

        assert "0/1 逾期 1" in county
        assert "南什村" not in county
        assert "南什村" in township
        assert "逾期未填" in township

    def test_neighbours_are_not_shown(self, client, sign_in, village, ledger_type):
        VillageFactory(name="邻村", parent=TownshipFactory(name="邻镇", parent=village.parent.parent))
        sign_in(village.parent, as_township_clerk=True)

        page = client.get(BOARD).text

        assert "南什村" in page
        assert "邻" not in page

    @pytest.mark.parametrize(
        "query", ["month=2026-99", "month=x", "month=2099-01", "township=x", "county=-1"]
    )
    def test_nonsense_gives_the_present_month(self, client, sign_in, village, ledger_type, query):
        sign_in(village.parent.parent)

        assert "2026 年 11 月" in client.get(f"{BOARD}?{query}").text

    def test_until_the_day_for_handing_in_the_last_month_is_shown(
        self, client, sign_in, village, ledger_type, time_machine
    ):
        time_machine.move_to("2026-11-04 10:00+08:00")
        sign_in(village.parent.parent)

        assert "会宁县 · 2026 年 10 月" in client.get(BOARD).text

    def test_the_fragment_is_the_table_alone(self, client, sign_in, village, ledger_type):
        sign_in(village.parent.parent)

        page = client.htmx("get", BOARD).text

        assert "<html" not in page
        assert "会师镇" in page

    def test_the_township_reviews_all_villages_at_once(self, client, sign_in, village, ledger_type):
        user = sign_in(village.parent, as_township_clerk=True)
        elsewhere = VillageFactory(parent=TownshipFactory(parent=village.parent.parent))
        reported = {"state": BookState.REPORTED, "reported_by": user, "reported_at": timezone.now()}
        for place in (village, VillageFactory(parent=village.parent), elsewhere):
            LedgerBookFactory(unit=place, ledger_type=ledger_type, start=date(2026, 11, 1), **reported)
        assert "审核通过 2 本已报台账" in client.get(BOARD).text

        client.post(reverse("ledgers:board_review", args=[village.parent.pk]), {"month": "2026-11"})

        assert LedgerBook.objects.filter(state=BookState.REVIEWED).count() == 2
        assert LedgerBook.objects.get(unit=elsewhere).is_reported

    def test_its_queries_are_constant(self, client, sign_in, village, ledger_type, assert_flat_queries):
        sign_in(village.parent.parent)

        def more():
            for place in (VillageFactory(parent=village.parent), VillageFactory(parent=village.parent)):
                LedgerBookFactory(unit=place, ledger_type=ledger_type, start=date(2026, 11, 1))
            LedgerTypeFactory(county=ledger_type.county)

        LedgerBookFactory(unit=village, ledger_type=ledger_type, start=date(2026, 11, 1))
        assert_flat_queries(BOARD, more)

    def test_it_is_sent_as_a_workbook(self, client, sign_in, village, ledger_type):
        sign_in(village.parent.parent)

        book = openpyxl.load_workbook(
            io.BytesIO(client.get(f"{reverse('ledgers:board_export')}?month=2026-10").content)
        )

        rows = list(book.active.iter_rows(values_only=True))
        assert rows[2] == ("会师镇", "0/1（逾期 1）")

    def test_a_county_without_ledgers_is_told_what_to_do(self, client, sign_in):
        sign_in(CountyFactory())

        assert "台账设置" in client.get(BOARD).text


class TestGrid:
    def test_a_row_is_typed_saved_and_reported(self, client, member, village, url, month):
        PersonFactory(unit=village, name="王芳", category="4", grade="2")

        response = client.post(
            url("book_edit"),
            typed(theme="打扫院落", day="2026年11月3日", phone="0932-1234567", person="王芳")
            | {"report": "1"},
        )

        book = LedgerBook.objects.get()
        row = book.rows.get()
        assert response.url.startswith(reverse("ledgers:unit_month", args=[village.pk]))
        assert (book.state, row.person.name) == (BookState.REPORTED, "王芳")
        assert row.cells["day"] == "2026-11-03"
        page = client.get(url("book_detail")).text
        assert "肢体二级" in page
        assert "12345" not in page

    def test_a_wrong_cell_is_named_with_its_row_and_what_to_do(self, client, member, url):
        page = client.post(url("book_edit"), typed(theme="", day="下周", person="查无此人")).text

        assert "第 1 行 服务内容：请填写服务内容。" in page
        assert "第 1 行 日期：“下周”不是日期" in page
        assert "没有“查无此人”" in page
        assert not LedgerBook.objects.exists()

    def test_more_rows_are_given_without_losing_what_was_typed(self, client, member, url):
        page = client.post(url("book_edit"), typed(day="下周") | {"more": "1"}).text

        assert "第 7 行" in page
        assert 'value="下周"' in page
        assert "不是日期" not in page

    def test_a_row_is_changed_and_another_removed(self, client, member, village, ledger_type, url, month):
        book = LedgerBookFactory(unit=village, ledger_type=ledger_type, start=month.start, row_count=2)
        one, two = (LedgerRowFactory(book=book, order=n, cells={"theme": str(n)}) for n in (1, 2))

        client.post(
            url("book_edit"),
            typed(f"r{one.pk}", theme="改") | {f"r{two.pk}-theme": "", f"r{two.pk}-removed": "on"},
        )

        assert [row.cells["theme"] for row in book.rows.all()] == ["改"]

    def test_a_phone_is_never_shown_and_stays_when_left_empty(
        self, client, member, village, ledger_type, url, month
    ):
        book = LedgerBookFactory(unit=village, ledger_type=ledger_type, start=month.start, row_count=1)
        row = LedgerRowFactory(book=book, cells={"theme": "一", "phone": "13812345678"})

        page = client.get(url("book_edit")).text
        client.post(url("book_edit"), typed(f"r{row.pk}", theme="二"))

        row.refresh_from_db()
        assert "138****5678" in page
        assert "13812345678" not in page
        assert (row.cells["theme"], row.cells["phone"]) == ("二", "13812345678")

    def test_an_old_page_is_refused(self, client, member, village, ledger_type, url, month):
        LedgerBookFactory(unit=village, ledger_type=ledger_type, start=month.start, version=3)

        assert "别人修改过" in client.post(url("book_edit"), typed(theme="一", version=2)).text

    def test_namesakes_are_told_apart(self, client, member, village, url):
        people = [PersonFactory(unit=village, name="李强") for _ in range(2)]

        page = client.post(url("book_edit"), typed(theme="一", person="李强")).text
        tail = people[1].id_number[-4:]
        client.post(url("book_edit"), typed(theme="一", person=f"李强 {tail}"))

        assert "有 2 位同名的人" in page
        assert LedgerBook.objects.get().rows.get().person == people[1]

    def test_another_villages_person_is_not_found(self, client, member, village, url):
        PersonFactory(unit=VillageFactory(parent=village.parent), name="外村人")

        assert "没有“外村人”" in client.post(url("book_edit"), typed(theme="一", person="外村人")).text

    def test_what_was_handed_in_is_shown_instead(self, client, member, village, url, month, ledger_type):
        client.post(
            reverse("ledgers:books_unchanged", args=[village.pk]), {"only": f"{ledger_type.pk}:{month}"}
        )

        assert client.get(url("book_edit")).url == url("book_detail")

    def test_its_queries_are_constant(
        self, client, member, village, ledger_type, url, month, assert_flat_queries
    ):
        book = LedgerBookFactory(unit=village, ledger_type=ledger_type, start=month.start)

        def add(count=1):
            for _ in range(count):
                LedgerRowFactory(book=book, cells={"theme": "x"}, person=PersonFactory(unit=village))

        add()
        assert_flat_queries(url("book_edit"), lambda: add(5))
        assert_flat_queries(url("book_detail"), lambda: add(5))


class TestSteps:
    def test_the_township_sends_a_book_back_with_its_reason(
        self, client, sign_in, village, ledger_type, url, month
    ):
        user = sign_in(village.parent, as_township_clerk=True)
        LedgerBookFactory(
            unit=village, ledger_type=ledger_type, start=month.start, state=BookState.REPORTED,
            reported_by=user, reported_at=timezone.now(),
        )  # fmt: skip

        without = client.post(url("book_step"), {"step": "return", "because": ""}).text
        client.post(url("book_step"), {"step": "return", "because": "缺日期"})

        assert "请写明退回原因" in without
        assert "上级退回：缺日期" in client.get(url("book_detail")).text

    def test_a_reader_cannot_write(self, client, sign_in, village, url):
        sign_in(village.parent.parent, as_leader=True)

        assert client.get(url("book_detail")).status_code == 200
        assert client.post(url("book_step"), {"step": "report"}).status_code == 403

    def test_a_month_to_come_and_half_a_quarter_are_not_found(
        self, client, member, village, ledger_type, url
    ):
        quarterly = LedgerTypeFactory(county=ledger_type.county, period="quarter")
        half = reverse("ledgers:book_detail", args=[village.pk, quarterly.pk, "2026-11"])

        assert client.get(url("book_detail", "2026-12")).status_code == 404
        assert client.get(half).status_code == 404

    def test_rows_of_last_month_are_taken_over(self, client, member, village, ledger_type, url, month):
        before = LedgerBookFactory(
            unit=village, ledger_type=ledger_type, start=month.previous.start, row_count=1
        )
        LedgerRowFactory(book=before, cells={"theme": "上月"})
        assert "沿用 2026 年 10 月的 1 行" in client.get(url("book_detail")).text

        client.post(url("book_roll"))

        assert LedgerBook.objects.get(start=month.start).rows.get().cells == {"theme": "上月"}


class TestGenerated:
    @pytest.fixture
    def generated(self, village):
        def go(source):
            made = LedgerTypeFactory(county=village.parent.parent, source=source, period="month")
            return reverse("ledgers:book_detail", args=[village.pk, made.pk, "2026-11"])

        return go

    def test_the_summary_counts_the_register(self, client, member, village, generated):
        PersonFactory(unit=village, category="4", grade="1")
        PersonFactory(unit=VillageFactory(parent=village.parent), category="1")

        page = client.get(generated("summary"))

        (row,) = page.context["content"].table.rows
        assert row[:3] == ["1", "南什村", "1"]

    def test_a_county_sees_its_townships_with_a_total(self, client, sign_in, village):
        sign_in(village.parent.parent)
        PersonFactory(unit=village)
        made = LedgerTypeFactory(county=village.parent.parent, source="summary")

        page = client.get(reverse("ledgers:book_detail", args=[village.parent.parent.pk, made.pk, "2026-11"]))

        table = page.context["content"].table
        assert [row[1] for row in table.rows] == ["会师镇"]
        assert table.total[:3] == ["", "合计", "1"]

    def test_personal_sheets_are_masked(self, client, member, village, generated):
        person = PersonFactory(unit=village, name="王芳", phone="13812345678")

        page = client.get(generated("persons")).text

        assert "王芳" in page
        assert person.id_number not in page
        assert "13812345678" not in page

    def test_the_diary_fills_its_book(self, client, member, village, generated):
        DiaryEntryFactory(unit=village, day=date(2026, 11, 3), content="十一月的事")
        DiaryEntryFactory(unit=village, day=date(2026, 10, 3), content="十月的事")

        page = client.get(generated("diary")).text

        assert "十一月的事" in page
        assert "十月的事" not in page

    def test_it_is_not_filled_in(self, client, member, generated):
        url = generated("summary")

        assert client.get(f"{url}edit/").url == url


class TestDiary:
    def test_a_day_is_written_down(self, client, member, village):
        client.post(
            reverse("ledgers:diary_create"),
            {"unit": village.pk, "day": "2026.11.19", "kind": "visit", "content": "入户走访三户"},
        )

        entry = DiaryEntry.objects.get()
        assert (entry.unit, entry.written_by) == (village, member)
        assert "入户走访三户" in client.get(DIARY).text

    def test_it_is_searched(self, client, member, village):
        DiaryEntryFactory(unit=village, content="修轮椅")
        DiaryEntryFactory(unit=village, content="发护理床")

        page = client.get(f"{DIARY}?q=轮椅").text

        assert "修轮椅" in page
        assert "护理床" not in page

    def test_the_neighbours_diary_is_not_shown(self, client, member, village):
        DiaryEntryFactory(unit=VillageFactory(parent=village.parent), content="邻村的事")

        assert "邻村的事" not in client.get(DIARY).text

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"day": "2026-11-21"}, "不能晚于今天"),
            ({"content": ""}, "这个字段是必填项"),
            ({"visited": "王芳620499197001010019"}, "不要在工作记录里写身份证号"),
        ],
    )
    def test_a_wrong_entry_is_explained(self, client, member, village, change, words):
        sound = {"unit": village.pk, "day": "2026-11-19", "kind": "visit", "content": "走访"}

        assert words in client.post(reverse("ledgers:diary_create"), sound | change).text

    def test_an_entry_is_removed(self, client, member, village):
        entry = DiaryEntryFactory(unit=village)

        client.post(reverse("ledgers:diary_remove", args=[entry.pk]))

        assert not DiaryEntry.objects.exists()

    def test_its_queries_are_constant(self, client, member, village, assert_flat_queries):
        DiaryEntryFactory(unit=village)
        assert_flat_queries(DIARY, lambda: [DiaryEntryFactory(unit=village) for _ in range(4)])


class TestLocks:
    def test_a_township_locks_a_month_and_lets_a_village_in(self, client, sign_in, village, ledger_type):
        sign_in(village.parent, as_township_clerk=True)

        client.post(reverse("ledgers:lock_create"), {"unit": village.parent.pk, "period": "month:2026-10"})
        client.post(
            reverse("ledgers:exception_create"),
            {"unit": village.pk, "period": "month:2026-10", "reason": "漏报一次活动", "until": "2026-11-25"},
        )

        assert LedgerLock.objects.get().unit == village.parent
        assert LedgerException.objects.get().reason == "漏报一次活动"
        page = client.get(reverse("ledgers:lock_list")).text
        assert "2026 年 10 月" in page
        assert "漏报一次活动" in page

    def test_a_locked_month_of_the_diary_is_open_again_to_who_was_let_in(self, client, sign_in, village):
        user = sign_in(village.parent, as_township_clerk=True)
        facts = {"kind": "month", "start": date(2026, 10, 1), "unit": village}
        sound = {"unit": village.pk, "day": "2026-10-19", "kind": "visit", "content": "走访"}
        LedgerLock.objects.create(
            **facts | {"unit": village.parent}, locked_by=user, locked_at=timezone.now()
        )

        refused = client.post(reverse("ledgers:diary_create"), sound).text
        LedgerException.objects.create(
            **facts, reason="补记", until=date(2026, 11, 25), granted_by=user, granted_at=timezone.now()
        )
        client.post(reverse("ledgers:diary_create"), sound)

        assert "已锁定，工作记录不能再改" in refused
        assert DiaryEntry.objects.get().content == "走访"

    def test_what_is_not_locked_needs_no_exception(self, client, sign_in, village):
        sign_in(village.parent, as_township_clerk=True)

        page = client.post(
            reverse("ledgers:exception_create"),
            {"unit": village.pk, "period": "month:2026-10", "reason": "x", "until": "2026-11-25"},
        ).text

        assert "没有锁定" in page


class TestTypes:
    def test_the_shipped_ledgers_are_taken_in_by_one_click(self, client, sign_in):
        county = CountyFactory()
        sign_in(county)

        client.post(reverse("ledgers:type_defaults", args=[county.pk]))

        assert len(types_for(county)) == 8
        assert "残疾人工作记录册" in client.get(reverse("ledgers:type_list")).text

    def test_a_county_makes_its_own_with_columns(self, client, sign_in):
        county = CountyFactory()
        sign_in(county)
        client.post(
            reverse("ledgers:type_create"),
            {"county": county.pk, "name": "十簿册之一", "order": 90, "is_active": "on",
             "keeper": "grassroots", "period": "month", "due_days": -5, "paper": "a4",
             "layout": "table", "signatures": "填表人"},
        )  # fmt: skip
        made = LedgerType.objects.get()

        client.post(
            reverse("ledgers:field_create", args=[made.pk]),
            {"title": "结果", "kind": "choice", "options": "已办\n未办", "width": 10, "order": 10,
             "valid_from": "2026-11-01"},
        )  # fmt: skip

        assert made.fields.get().option_list == ["已办", "未办"]
        assert "期末前 5 天" in client.get(reverse("ledgers:type_list")).text

    def test_a_choice_without_options_is_explained(self, client, sign_in, village, ledger_type):
        sign_in(village.parent.parent)

        page = client.post(
            reverse("ledgers:field_create", args=[ledger_type.pk]),
            {"title": "结果", "kind": "choice", "width": 10, "order": 10, "valid_from": "2026-11-01"},
        ).text

        assert "请填写选项" in page

    def test_a_column_ends(self, client, sign_in, village, ledger_type):
        sign_in(village.parent.parent)
        field = ledger_type.fields.get(key="day")

        client.post(reverse("ledgers:field_end", args=[field.pk]), {"last_day": "2026-11-30"})

        field.refresh_from_db()
        assert str(field.valid_to) == "2026-11-30"
