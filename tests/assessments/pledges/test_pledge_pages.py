from decimal import Decimal
from io import BytesIO

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import Role
from assessments.models import Pledge, Target
from assessments.pledges.inbox import pledges_to_do
from assessments.pledges.paper import pages_of, pledges_pdf
from assessments.pledges.places import pledges_missing
from assessments.pledges.services.issuing import amend_pledge
from core.models import Job
from orgs.models import Proof
from orgs.scoping import UnitScope
from tests.assessments.conftest import NOON, TODAY
from tests.factories.rounds import SheetFactory, TargetFactory
from tests.proving import codes_in, proved

BOARD = reverse("pledges:pledge_list")


@pytest.fixture
def as_county(sign_in, county):
    return sign_in(county, role=Role.COUNTY_CLERK)


@pytest.fixture
def as_town(sign_in, town):
    return sign_in(town, role=Role.TOWNSHIP_CLERK)


class TestBoard:
    def test_shows_targets_states_and_the_sum(self, client, as_county, signed, other_sheet):
        page = client.get(BOARD).content.decode()

        assert "会师镇" in page
        assert "已签订 1 个" in page
        assert "未下达 1 个" in page
        assert "王建国、李文秀" in page

    def test_keeps_to_what_is_missing(self, client, as_county, signed, other_sheet):
        page = client.htmx("get", f"{BOARD}?state=missing").content.decode()

        assert "白草塬镇" in page
        assert "会师镇</a>" not in page

    def test_a_township_sees_itself_and_its_villages_only(
        self, client, as_town, signed, other_sheet, village_sheets
    ):
        townships = client.get(BOARD).content.decode()
        villages = client.get(f"{BOARD}?round={village_sheets[0].round_id}").content.decode()

        assert "白草塬镇" not in townships
        assert "分解指标" not in townships
        assert "南什村" in villages
        assert "分解指标" in villages

    def test_says_so_where_no_year_has_begun(self, client, as_county):
        assert "还没有启动考核" in client.get(BOARD).content.decode()

    def test_the_number_of_queries_does_not_grow_with_the_units(
        self, client, as_county, round_, task, signed, django_assert_max_num_queries
    ):
        for _ in range(15):
            sheet = SheetFactory(round=round_, unit__parent=round_.county)
            TargetFactory(sheet=sheet, lineage=task.lineage)

        with django_assert_max_num_queries(36):
            client.get(BOARD)

    def test_villages_that_do_not_add_up_are_named(
        self, client, as_county, target, village_sheets, village_task
    ):
        TargetFactory(sheet=village_sheets[0], lineage=village_task.lineage, value=5)

        page = client.get(f"{BOARD}?round={village_sheets[0].round_id}").content.decode()

        assert "各村（社区）合计 5，比乡镇指标 12 少 7" in page


class TestSettingTargets:
    def test_a_total_is_spread_from_the_form(self, client, as_county, round_, task, sheet, other_sheet):
        url = reverse("pledges:target_spread", args=[round_.pk])
        data = {"item": task.pk, "formula": "equal", "total": "21"}

        response = client.post(url, data, follow=True)

        assert "下达到 2 个单位，共 21 例" in response.content.decode()
        assert [row.value for row in Target.objects.order_by("pk")] == [11, 10]

    def test_without_a_total_townships_hand_down_their_own(
        self, client, as_county, target, village_round, village_task, village_sheets
    ):
        url = reverse("pledges:target_spread", args=[village_round.pk])

        client.post(url, {"item": village_task.pk, "formula": "equal"})

        found = Target.objects.filter(sheet__in=village_sheets)
        assert [row.value for row in found] == [6, 6]

    def test_a_refusal_stands_beside_the_field(self, client, as_county, round_, task, sheet):
        url = reverse("pledges:target_spread", args=[round_.pk])

        page = client.post(url, {"item": task.pk, "formula": "equal"}).content.decode()

        assert "请填写总数" in page

    def test_all_are_written_in_one_table_but_those_that_are_out(
        self, client, as_county, round_, task, issued, sheet, other_sheet
    ):
        url = reverse("pledges:target_edit", args=[round_.pk])
        data = {f"target_{sheet.pk}_{task.pk}": "99", f"target_{other_sheet.pk}_{task.pk}": "9"}

        client.post(url, data)

        assert Target.objects.get(sheet=sheet).value == 12
        assert Target.objects.get(sheet=other_sheet).value == 9

    def test_the_exported_table_comes_back_filled_in(
        self, client, as_county, round_, task, sheet, other_sheet
    ):
        book = load_workbook(BytesIO(client.get(reverse("pledges:pledge_export")).content))
        rows = book.active
        rows.cell(3, 2).value, rows.cell(4, 2).value = 14, "15"
        filled = BytesIO()
        book.save(filled)

        url = reverse("pledges:target_upload", args=[round_.pk])
        client.post(url, {"file": SimpleUploadedFile("指标.xlsx", filled.getvalue())})

        assert {row.sheet_id: row.value for row in Target.objects.all()} == {
            sheet.pk: 14,
            other_sheet.pk: 15,
        }

    def test_one_mistake_in_the_table_and_nothing_is_written(self, client, as_county, round_, task, sheet):
        table = "单位,完成白内障患者检查任务\n会师镇,12\n甘沟镇,3\n会师镇,约十个\n".encode()

        url = reverse("pledges:target_upload", args=[round_.pk])
        page = client.post(url, {"file": SimpleUploadedFile("指标.csv", table)}).content.decode()

        assert "第 3 行：“甘沟镇”不在可下达指标的单位之中" in page
        assert "第 4 行：“完成白内障患者检查任务”的“约十个”不是数字" in page
        assert not Target.objects.exists()


class TestIssuingAndSigning:
    def test_what_is_ready_is_issued_and_what_lacks_is_named(
        self, client, as_county, round_, sheet, target, other_sheet
    ):
        url = reverse("pledges:pledge_issue", args=[round_.pk])
        assert "白草塬镇" in client.get(url).content.decode()

        page = client.post(url, follow=True).content.decode()

        assert "已下达 1 份责任书，1 个单位指标不全，没有下达" in page

    def test_the_township_brings_the_signed_paper_back(self, client, as_town, issued, scan, signing):
        url = reverse("pledges:pledge_sign", args=[issued.pk])

        page = client.post(url, {**signing, "file": scan()}, follow=True).content.decode()

        assert "已登记会师镇责任书的签订" in page
        assert "责任书.png" in page

    def test_a_script_with_the_name_of_a_picture_is_refused(self, client, as_town, issued, scan, signing):
        url = reverse("pledges:pledge_sign", args=[issued.pk])

        page = client.post(url, {**signing, "file": scan(b"<script>", "责任书.jpg")}).content.decode()

        assert "不是可接受的类型" in page
        assert not Pledge.objects.signed().exists()

    def test_a_signed_one_is_amended_and_both_are_shown(self, client, as_county, sheet, task, signed):
        url = reverse("pledges:pledge_amend", args=[sheet.pk])

        page = client.post(
            url, {f"target_{task.pk}": "10", "reason": "两个村划出"}, follow=True
        ).content.decode()

        assert "两个村划出" in page
        assert "责〔2026〕1号" in page
        assert "责〔2026〕2号" in page
        assert "仍按已签订的指标考核" in page

    def test_one_that_waits_is_recalled(self, client, as_county, issued):
        client.post(reverse("pledges:pledge_recall", args=[issued.pk]))

        issued.refresh_from_db()
        assert issued.is_recalled

    def test_a_village_does_not_see_the_scan_of_another(self, client, sign_in, villages, signed):
        sign_in(villages[0], role=Role.VILLAGE_MEMBER)

        assert client.get(reverse("pledges:scan_show", args=[signed.scans.get().pk])).status_code == 404

    def test_the_scan_is_shown_in_a_sandbox(self, client, as_town, signed):
        response = client.get(reverse("pledges:scan_show", args=[signed.scans.get().pk]))

        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]


class TestPapers:
    def test_the_paper_names_parties_targets_and_signatures(self, client, as_town, issued):
        response = client.get(reverse("pledges:pledge_print", args=[issued.pk]))

        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")

    def test_an_amendment_says_what_it_replaces(self, sheet, task, signed, clerk):
        amendment = amend_pledge(sheet, {task.lineage: Decimal(9)}, by=clerk, at=NOON, reason="划出")

        (found,) = pages_of([Pledge.objects.for_page().get(pk=amendment.pk)])

        assert (found.replaced, [line.shown for line in found.lines]) == (signed, ["9"])

    def test_many_make_one_book(self, issued):
        pledges = list(Pledge.objects.for_page())

        assert pledges_pdf(pledges * 2, title="责任书汇编").startswith(b"%PDF")

    def test_a_book_is_printed_by_the_worker(self, client, as_county, issued, round_, run_jobs):
        run_jobs(lambda: client.post(reverse("pledges:pledge_book", args=[round_.pk])))

        job = Job.objects.get()
        assert job.message == "已打印 1 份。"
        assert job.result_name == "会宁县2026年度乡镇（街道）残联目标管理责任书.pdf"
        with job.result.open() as file:
            content = file.read()
        assert codes_in(content) == [Proof.objects.get().code]
        *_, last = pypdfium2.PdfDocument(content)
        text = last.get_textpage().get_text_range()
        assert "负责人（签字）" in text  # the code is not on a page of its own
        assert "验真码" in text
        _, alone = proved(client, reverse("pledges:pledge_print", args=[issued.pk]))
        assert alone == Proof.objects.get()


class TestWording:
    def test_a_county_words_its_own(self, client, as_county, county):
        url = reverse("pledges:text_edit", args=[county.pk, "township"])
        data = {"title": "{县}责任书", "body": "{甲方}与{乙方}：\n{指标表}", "since": "2026-01-01"}

        page = client.post(url, data, follow=True).content.decode()

        assert "本县规定" in page

    def test_a_place_that_is_not_known_is_refused(self, client, as_county, county):
        url = reverse("pledges:text_edit", args=[county.pk, "township"])
        data = {"title": "责任书", "body": "{局长}\n{指标表}", "since": "2026-01-01"}

        assert "没有“{局长}”这个占位" in client.post(url, data).content.decode()


class TestWorkbench:
    def test_what_waits_is_counted_for_those_who_see_it(self, county, issued, other_sheet):
        scope = UnitScope(paths=frozenset({county.path}))

        lines = [(line.number, line.text) for line in pledges_to_do(scope, TODAY)]

        assert lines == [(1, "个单位还没有下达责任书"), (1, "份责任书待签订")]
        assert pledges_missing(scope) == 2
