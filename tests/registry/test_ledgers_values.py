"""What may stand in a cell, in a period, in an uploaded table, on paper."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from registry.imports.batches import NotPossible
from registry.ledgers.choices import FieldKind, PeriodKind
from registry.ledgers.models import LedgerBook, LedgerField, LedgerPrint, LedgerRow
from registry.ledgers.periods import Period, period_of
from registry.ledgers.services import papers, rows
from registry.ledgers.services.books import Place, report_book
from registry.ledgers.services.locks import lock_period
from registry.ledgers.services.rows import RowChange
from registry.ledgers.taking import key_of, options_of
from registry.ledgers.values import read_value
from registry.models import ImportBatch, Person
from tests import workbooks
from tests.factories import (
    CertificateFactory,
    CountyFactory,
    PersonFactory,
    PostingFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.factories.ledgers import LedgerFieldFactory, LedgerTypeFactory
from tests.importing import Desk, figures

NOW = datetime(2026, 11, 3, 2, tzinfo=UTC)
OCTOBER = Period(date(2026, 10, 1), PeriodKind.MONTH)
days = st.dates(date(1950, 1, 1), date(2090, 12, 31))


def column(kind, **facts):
    return LedgerField(title="列", key="c", kind=kind, **facts)


def outcome(own, text):
    """Return (what was read, "") or ("", why it was refused)."""
    try:
        return read_value(own, text), ""
    except ValidationError as problem:
        return "", problem.messages[0]


class TestCells:
    @given(days)
    def test_every_spelling_of_a_day_means_that_day(self, day):
        spellings = [
            f"{day:%Y-%m-%d}", f"{day.year}.{day.month}.{day.day}", f"{day:%Y%m%d}", day,
            f"{day.year}年{day.month}月{day.day}日", f" {day:%Y/%m/%d} ",
        ]  # fmt: skip

        assert {read_value(column(FieldKind.DATE), text) for text in spellings} == {day.isoformat()}

    @given(st.decimals(0, 10**9, places=2))
    def test_money_keeps_its_cents(self, amount):
        read = read_value(column(FieldKind.MONEY), f"¥{amount:,f} 元")

        assert Decimal(read) == amount
        assert read == f"{amount:.2f}"

    @given(st.text(max_size=40))
    @pytest.mark.parametrize(
        "kind", [kind for kind in FieldKind if kind not in (FieldKind.TEXT, FieldKind.LONG)]
    )
    def test_what_is_read_reads_the_same_again_or_is_refused_in_words(self, kind, text):
        own = column(kind, options="甲\n乙")
        read, refusal = outcome(own, text)

        again = {"yes": "是", "no": "否"}.get(read, read) if kind == FieldKind.BOOLEAN else read
        assert refusal.endswith("。") or read_value(own, again) == read

    @pytest.mark.parametrize(
        ("kind", "text", "words"),
        [
            (FieldKind.NUMBER, "-1", "0 到"),
            (FieldKind.NUMBER, "十二", "只写数字"),
            (FieldKind.NUMBER, "1.234", "两位小数"),
            (FieldKind.NUMBER, "NaN", "数字"),
            (FieldKind.DATE, "2026-02-30", "2026-11-22"),
            (FieldKind.CHOICE, "丙", "甲、乙"),
            (FieldKind.BOOLEAN, "也许", "“是”或“否”"),
            (FieldKind.PHONE, "12", "5 到 15 位"),
            (FieldKind.TEXT, "长" * 201, "最多 200 字"),
        ],
    )
    def test_a_refusal_says_how_to_write_it(self, kind, text, words):
        with pytest.raises(ValidationError, match=words):
            read_value(column(kind, options="甲\n乙"), text)

    def test_a_required_cell_may_not_be_blank(self):
        with pytest.raises(ValidationError, match="请填写列"):
            read_value(column(FieldKind.TEXT, is_required=True), "  ")


class TestPeriods:
    @given(days, st.sampled_from(PeriodKind))
    def test_periods_follow_each_other_without_a_gap(self, day, kind):
        period = period_of(kind, day)

        assert period.start <= day <= period.end
        assert period.next.previous == period
        assert (period.next.start - period.end).days == 1

    def test_they_are_named_as_the_field_names_them(self):
        day = date(2026, 10, 8)
        found = [period_of(kind, day) for kind in PeriodKind]

        assert [one.label for one in found] == ["2026 年 10 月", "2026 年第四季度", "2026 年", "2026 年"]
        assert [one.short for one in found] == ["10 月", "第四季度", "2026 年", "2026 年"]
        assert found[0].due_on(5) == date(2026, 11, 5)
        assert found[0].due_on(-6) == date(2026, 10, 25)


@pytest.fixture
def village():
    return VillageFactory(
        name="南什村", parent=TownshipFactory(name="会师镇", parent=CountyFactory(name="会宁县"))
    )


@pytest.fixture
def place(village):
    made = LedgerTypeFactory(county=village.parent.parent)
    LedgerFieldFactory(
        ledger_type=made, key="day", title="日期", kind=FieldKind.DATE, is_required=True, order=1
    )
    LedgerFieldFactory(ledger_type=made, key="who", title="服务对象", kind=FieldKind.PERSON, order=2)
    LedgerFieldFactory(ledger_type=made, key="card", title="残疾人证号", kind=FieldKind.CARD, order=3)
    LedgerFieldFactory(
        ledger_type=made, key="way", title="方式", kind=FieldKind.CHOICE, options="入户\n电话", order=4
    )
    return Place(village, made, OCTOBER)


@pytest.fixture
def member(village):
    return PostingFactory(unit=village, as_village_member=True).user


@pytest.fixture
def desk(village, place, member, run_jobs):
    return Desk(member, village, key_of(place), run_jobs, options_of(place))


HEAD = ["日期", "服务对象", "方式"]


class TestImport:
    def test_rows_go_through_the_page_into_the_book(self, client, sign_in, run_jobs, village, place):
        PersonFactory(unit=village, name="王芳")
        sign_in(village, as_village_member=True)
        asked = {"kind": "ledger", "unit": village.pk, "type": place.ledger_type.pk, "start": "2026-10"}
        url = f"{reverse('registry:import_create')}?{urlencode(asked)}"
        assert 'value="2026-10" selected' in client.get(url).text
        file = SimpleUploadedFile("十月.xlsx", workbooks.xlsx(HEAD, ["2026.10.8", "王芳", "入户"]))
        said = {"kind": "ledger", "unit": village.pk, "ledger_type": place.ledger_type.pk, "month": "2026-10"}

        run_jobs(lambda: client.post(url, {**said, "file": file}))
        batch = ImportBatch.objects.get()
        page = client.get(batch.get_absolute_url()).text
        assert "写入 1 行" in page
        assert not LedgerBook.objects.exists()
        run_jobs(lambda: client.post(reverse("registry:import_apply", args=[batch.pk])))

        row = LedgerBook.objects.get().rows.get()
        assert row.cells == {"day": "2026-10-08", "who": "王芳", "way": "入户"}
        assert row.person.name == "王芳"
        assert LedgerBook.objects.get().get_absolute_url() in client.get(batch.get_absolute_url()).text

    def test_problems_name_row_column_and_remedy(self, desk):
        batch = desk.upload(HEAD, ["下周", "没有的人", "飞"], ["=A1", "", ""])

        first, second = batch.rows.order_by("row")
        assert [problem["column"] for problem in first.problems] == ["日期", "服务对象", "方式"]
        assert "入户、电话" in first.problems[2]["message"]
        assert "公式" in second.problems[0]["message"]

    def test_wrong_rows_are_left_out_only_on_the_clerks_word(self, desk):
        batch = desk.upload(HEAD, ["2026-10-08", "", "入户"], ["下周", "", ""])

        with pytest.raises(NotPossible, match="有 1 行有错误"):
            desk.write(batch)
        assert not LedgerBook.objects.exists()
        desk.write(batch, is_partial=True)
        assert LedgerBook.objects.get().row_count == 1

    def test_the_same_table_twice_adds_nothing(self, desk):
        desk.write(desk.upload(HEAD, ["2026-10-08", "", "入户"], ["2026-10-08", "", "入户"]), is_partial=True)

        assert LedgerBook.objects.get().row_count == 1
        assert figures(desk.upload(HEAD, ["2026-10-08", "", "入户"])) == (0, 0, 1, 0)

    def test_who_left_between_looking_and_writing_stops_all(self, desk, member, village):
        person = PersonFactory(unit=village, name="王芳")
        batch = desk.upload(HEAD, ["2026-10-08", "王芳", ""], ["2026-10-09", "", ""])
        Person.objects.filter(pk=person.pk).update(
            archived_at=NOW, archived_by=member, archive_reason="death"
        )

        batch = desk.write(batch)

        assert batch.is_planned
        assert "没有写入任何数据" in batch.message
        assert not LedgerBook.objects.exists()

    def test_a_locked_month_takes_no_table(self, desk, place, village):
        county = PostingFactory(unit=village.parent.parent).user
        batch = desk.upload(HEAD, ["2026-10-08", "", "入户"])
        lock_period(village.parent.parent, OCTOBER, by=county, at=datetime(2026, 11, 20, 2, tzinfo=UTC))

        batch = desk.write(batch)
        late = desk.upload(HEAD, ["2026-10-09", "", "入户"])

        assert not LedgerBook.objects.exists()
        assert late.is_refused
        assert "已锁定" in late.message

    def test_taking_back_leaves_what_was_written_by_hand(self, desk, place, member):
        rows.add_rows(place, [RowChange(None, {"day": "2026-10-01"})], by=member, at=NOW)
        batch = desk.write(desk.upload(HEAD, ["2026-10-08", "", "入户"], ["2026-10-09", "", ""]))
        touched = LedgerBook.objects.get().rows.last()
        LedgerRow.objects.filter(pk=touched.pk).update(updated_at=timezone.now() + timedelta(minutes=1))

        batch = desk.undo(batch)

        assert batch.counts["undone"] == {"removed": 1, "restored": 0, "kept": 1}
        days = [row.cells["day"] for row in LedgerBook.objects.get().rows.order_by("order")]
        assert days == ["2026-10-01", "2026-10-09"]
        assert LedgerBook.objects.get().row_count == 2

    def test_a_book_handed_in_since_keeps_its_rows(self, desk, place, member):
        batch = desk.write(desk.upload(HEAD, ["2026-10-08", "", "入户"]))
        report_book(place, by=member, at=NOW)

        assert desk.undo(batch).counts["undone"]["kept"] == 1
        assert LedgerBook.objects.get().row_count == 1

    def test_a_type_that_the_unit_does_not_keep_is_refused_on_the_page(self, client, sign_in, village, place):
        sign_in(village.parent.parent)
        said = {"kind": "ledger", "unit": village.parent.pk, "ledger_type": place.ledger_type.pk}
        file = SimpleUploadedFile("x.xlsx", workbooks.xlsx(HEAD))

        page = client.post(reverse("registry:import_create"), {**said, "month": "2026-10", "file": file}).text

        assert "不由会师镇建立" in page
        assert not ImportBatch.objects.exists()

    def test_a_template_offers_people_and_words_and_reads_back(self, client, sign_in, village, place):
        person = PersonFactory(unit=village, name="王芳")
        sign_in(village, as_village_member=True)
        url = reverse("ledgers:book_template", args=[village.pk, place.ledger_type.pk, OCTOBER])

        book = openpyxl.load_workbook(io.BytesIO(client.get(url).content))

        sheet = book["台账"]
        assert [cell.value for cell in sheet[1]] == ["日期", "服务对象", "方式"]
        assert len(sheet.data_validations.dataValidation) == 2
        words = list(book["选项"].iter_rows(values_only=True))
        assert words[1][1:] == (f"王芳 {person.id_number[-4:]}", "入户")


class TestPaper:
    def test_the_pdf_shows_what_was_frozen(self, client, sign_in, run_jobs, village, place):
        person = PersonFactory(unit=village, name="王芳")
        CertificateFactory(person=person)
        user = sign_in(village, as_village_member=True)
        rows.add_rows(place, [RowChange(None, {"day": "2026-10-08", "who": "王芳"}, person)], by=user, at=NOW)
        url = reverse("ledgers:book_print", args=[village.pk, place.ledger_type.pk, OCTOBER])

        run_jobs(lambda: client.post(url))

        made = LedgerPrint.objects.get()
        (sheet,) = made.content["sheets"]
        assert made.pages == 1
        assert sheet["rows"] == [["2026-10-08", "王芳", "620499**************", ""]]
        assert sheet["signatures"] == ["填表人", "审核人", "负责人", "填表日期"]
        answer = client.get(reverse("ledgers:print_file", args=[made.pk]))
        assert answer["Content-Type"] == "application/pdf"

    def test_a_later_change_does_not_change_the_print(self, village, place, member):
        rows.add_rows(place, [RowChange(None, {"day": "2026-10-08"})], by=member, at=NOW)
        made = papers.print_book(place, by=member, at=NOW)
        rows.add_rows(place, [RowChange(None, {"day": "2026-10-09"})], by=member, at=NOW)

        made.refresh_from_db()

        assert len(made.content["sheets"][0]["rows"]) == 1

    def test_the_year_is_one_volume_with_its_index(self, client, sign_in, run_jobs, village, place):
        user = sign_in(village, as_village_member=True)
        rows.add_rows(place, [RowChange(None, {"day": "2026-10-08"})], by=user, at=timezone.now())

        run_jobs(lambda: client.post(reverse("ledgers:year_print", args=[village.pk]), {"month": "2026-10"}))

        made = LedgerPrint.objects.get()
        assert made.title == "南什村2026年度残疾人工作台账"
        assert made.content["index"][0][:2] == ["表4 扶残助残活动记录表", "2026 年 10 月"]
        assert made.pages == 2

    def test_an_export_cannot_be_run_by_excel(self, client, sign_in, village, place):
        user = sign_in(village, as_village_member=True)
        LedgerFieldFactory(ledger_type=place.ledger_type, key="note", title="备注", order=9)
        rows.add_rows(place, [RowChange(None, {"day": "2026-10-08", "note": "=1+1"})], by=user, at=NOW)
        url = reverse("ledgers:book_export", args=[village.pk, place.ledger_type.pk, OCTOBER])

        book = openpyxl.load_workbook(io.BytesIO(client.get(url).content))

        assert book.active["E3"].value == "'=1+1"
