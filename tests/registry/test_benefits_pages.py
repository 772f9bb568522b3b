from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Job
from orgs.models import Proof
from registry.benefits.models import (
    BenefitFinding,
    BenefitKind,
    BenefitRule,
    BenefitStandard,
    Circumstance,
    Grant,
    Payment,
    PaymentFile,
)
from tests.factories import CountyFactory, PersonFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.benefits import (
    BenefitFindingFactory,
    CircumstanceFactory,
    GrantFactory,
    PaymentFactory,
    benefits_of,
)
from tests.factories.certificates import with_card
from tests.proving import CHANGED, GENUINE, codes_in, proved, verdict

BOARD = reverse("benefits:board")
GRANTS = reverse("benefits:grant_list")
FINDINGS = reverse("benefits:finding_list")
STANDARDS = reverse("benefits:standard_list")
UPLOAD = reverse("benefits:payment_create")


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel("2026-11-22T12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def village():
    return VillageFactory(name="道口村", parent=TownshipFactory(parent=CountyFactory(name="会宁县")))


@pytest.fixture
def county(village):
    return village.parent.parent


@pytest.fixture
def kinds(county):
    return benefits_of(county)


@pytest.fixture
def clerk(sign_in, county):
    return sign_in(county)


@pytest.fixture
def person(village, kinds):
    return with_card(unit=village, name="马秀英", grade="2", category="4")


def url(name, *args):
    return reverse(f"benefits:{name}", args=args)


def rows_of(response):
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]


class TestTheBoard:
    def test_sums_what_is_granted_and_what_is_wrong(self, client, clerk, person):
        GrantFactory(person=person)
        BenefitFindingFactory(person=person)

        text = client.get(BOARD).text

        assert "护理补贴" in text
        assert "200.00" in text
        assert "示例金额" in text

    def test_sends_a_county_without_benefits_to_the_standards(self, client, clerk):
        assert "还没有启用补贴" in client.get(BOARD).text

    def test_costs_the_same_with_more_rows(self, clerk, village, kinds, assert_flat_queries):
        GrantFactory(person__unit=village)
        BenefitFindingFactory(person__unit=village)

        def more():
            for _ in range(3):
                GrantFactory(person__unit=village)
                BenefitFindingFactory(person__unit=village)

        assert_flat_queries(BOARD, more)


class TestTheGrants:
    def test_are_listed_and_found_by_name_kind_and_state(self, client, clerk, person, kinds):
        GrantFactory(person=person)

        assert "马秀英" in client.get(GRANTS).text
        assert "马秀英" in client.get(f"{GRANTS}?q=马秀英&kind={kinds['care'].pk}&state=running").text
        assert "马秀英" not in client.get(f"{GRANTS}?kind={kinds['living'].pk}").text
        assert "马秀英" not in client.get(f"{GRANTS}?state=ended").text

    def test_of_neighbours_are_not_seen(self, client, sign_in, village, person):
        GrantFactory(person=person)
        sign_in(VillageFactory(parent=village.parent), as_village_member=True)

        assert "马秀英" not in client.get(GRANTS).text

    def test_cost_the_same_with_more_rows(self, clerk, village, kinds, assert_flat_queries):
        GrantFactory(person__unit=village)

        assert_flat_queries(GRANTS, lambda: [GrantFactory(person__unit=village) for _ in range(3)])

    def test_go_out_as_a_workbook_with_masked_numbers(self, client, clerk, person):
        GrantFactory(person=person)

        [row] = rows_of(client.get(url("grant_export")))

        assert (row[2], row[9]) == ("马秀英", 100)
        assert person.id_number not in row

    def test_show_their_months(self, client, clerk, person):
        grant = GrantFactory(person=person, amount=Decimal("90.00"))

        text = client.get(grant.get_absolute_url()).text

        assert "2026年11月" in text
        assert "少 ¥ 10.00" in text

    def test_begin_on_the_form_of_the_person(self, client, clerk, person, kinds):
        tier = BenefitStandard.objects.get(kind=kinds["care"], tier="二级")

        response = client.post(
            url("grant_start", person.pk),
            {"tier": tier.pk, "persons": 1, "first_month": "2026年11月", "source": "审批表 7 号"},
        )

        grant = Grant.objects.get()
        assert response.url == grant.get_absolute_url()
        assert (grant.amount, grant.first_month) == (Decimal("100.00"), date(2026, 11, 1))

    def test_that_exist_are_not_begun_twice(self, client, clerk, person, kinds):
        GrantFactory(person=person)
        tier = BenefitStandard.objects.get(kind=kinds["care"], tier="二级")

        text = client.post(
            url("grant_start", person.pk), {"tier": tier.pk, "persons": 1, "first_month": "2026-11"}
        ).text

        assert "月份重叠" in text

    def test_are_changed_and_ended(self, client, clerk, person, kinds):
        grant = GrantFactory(person=person)
        tier = BenefitStandard.objects.get(kind=kinds["care"], tier="一级")
        client.post(
            url("grant_change", grant.pk),
            {"tier": tier.pk, "persons": 1, "from_month": "2026-10", "reason": "等级变更"},
        )
        following = Grant.objects.running().get()
        client.post(url("grant_end", following.pk), {"last_month": "2026-11", "reason": "死亡"})

        following.refresh_from_db()
        assert (following.amount, following.last_month) == (Decimal("120.00"), date(2026, 11, 1))

    def test_are_re_checked_once_a_year(self, client, clerk, person):
        grant = GrantFactory(person=person, first_month=date(2025, 3, 1))
        due = f"{GRANTS}?recheck=due"
        assert "马秀英" in client.get(due).text

        client.post(url("grant_recheck"), {"picked": [grant.pk, "x"], "back": due})

        grant.refresh_from_db()
        assert grant.rechecked_on == date(2026, 11, 22)
        assert "没有符合条件" in client.get(due).text


class TestAPerson:
    def test_shows_every_kind_by_month(self, client, clerk, person):
        text = client.get(url("person_benefits", person.pk)).text

        assert "没有核定补贴" in text

    def test_has_circumstances_noted_and_dated(self, client, clerk, person):
        client.post(
            url("circumstance_create", person.pk),
            {"what": "prison", "since": "2026-03-09", "source": "判决书"},
        )
        row = Circumstance.objects.get()
        client.post(url("circumstance_edit", row.pk), {"since": "2026-03-09", "until": "2026-06-30"})

        row.refresh_from_db()
        assert (row.since, row.until) == (date(2026, 3, 9), date(2026, 6, 30))

    def test_carries_a_card(self, client, clerk, person):
        GrantFactory(person=person)

        assert "各月补贴" in client.get(person.get_absolute_url()).text


class TestTheFindings:
    def test_are_filtered_summed_and_exported(self, client, clerk, person):
        BenefitFindingFactory(person=person)

        assert "2 人次" in client.get(f"{FINDINGS}?fault=wrong").text
        assert "没有符合条件" in client.get(f"{FINDINGS}?fault=omitted").text
        row, sums = rows_of(client.get(url("finding_export")))
        assert (row[5], row[7], sums[7]) == ("错保", 200, 200)

    def test_cost_the_same_with_more_rows(self, clerk, village, kinds, assert_flat_queries):
        BenefitFindingFactory(person__unit=village)

        assert_flat_queries(FINDINGS, lambda: [BenefitFindingFactory(person__unit=village) for _ in range(3)])

    def test_explain_the_fault_in_the_words_of_the_field(self, client, clerk, person):
        text = client.get(BenefitFindingFactory(person=person).get_absolute_url()).text

        assert "什么是错保" in text
        assert "于2026年8月3日死亡，次月起停发" in text

    def test_go_from_the_county_to_the_village_and_back(self, client, clerk, village, person):
        finding = BenefitFindingFactory(person=person)
        member = PostingFactory(unit=village, as_village_member=True).user
        township = PostingFactory(unit=village.parent, as_township_clerk=True).user
        client.post(url("findings_send"), {"picked": [finding.pk]})

        def act(user, name, **values):
            client.force_login(user)
            response = client.post(url("finding_act", finding.pk, name), values)
            finding.refresh_from_db()
            return response

        act(member, "answer", text="已入户，确已死亡，家属愿意退还。")
        assert finding.state == "explained"
        act(township, "check", text="情况属实。")
        assert "不能多于尚未追补" in act(clerk, "settle", text="收据 3 号", amount="300").text
        act(clerk, "settle", text="收据 3 号", amount="200")
        assert (finding.state, finding.settled, finding.left) == ("settled", Decimal("200.00"), 0)
        assert finding.entries.count() == 4

    def test_a_village_may_not_close_one(self, client, sign_in, village, person):
        finding = BenefitFindingFactory(person=person)
        sign_in(village, as_village_member=True)

        text = client.post(url("finding_act", finding.pk, "close"), {"text": "没有问题"}).text

        finding.refresh_from_db()
        assert "没有办理的权限" in text
        assert finding.state == "open"

    def test_an_answer_needs_words(self, client, sign_in, village, person):
        finding = BenefitFindingFactory(person=person)
        sign_in(village, as_village_member=True)

        assert "请写明情况和依据" in client.post(url("finding_act", finding.pk, "answer"), {"text": " "}).text


class TestTheSentinel:
    def test_runs_as_a_job_and_finds_again_the_same(self, client, clerk, person, run_jobs):
        GrantFactory(person=person, amount=Decimal("90.00"), first_month=date(2026, 10, 1))
        run_jobs(lambda: client.post(url("check")))

        finding = BenefitFinding.objects.get()
        assert (finding.fault, finding.missed, finding.months) == ("underpaid", Decimal("20.00"), 2)
        run_jobs(lambda: client.post(url("check")))
        assert BenefitFinding.objects.get().found_on == finding.found_on
        assert Job.objects.filter(state="done").count() == 2

    def test_a_finding_put_right_is_gone(self, client, clerk, person, run_jobs):
        grant = GrantFactory(person=person, amount=Decimal("90.00"), first_month=date(2026, 10, 1))
        run_jobs(lambda: client.post(url("check")))
        Grant.objects.filter(pk=grant.pk).update(amount=Decimal("100.00"))

        run_jobs(lambda: client.post(url("check")))

        assert BenefitFinding.objects.get().state == "gone"

    def test_the_inherited_is_told_from_the_wrong(self, client, clerk, village, kinds, run_jobs):
        dead = PersonFactory(unit=village, household_number="7", name="王大爷")
        PersonFactory(unit=village, household_number="7", name="王儿子")
        CircumstanceFactory(person=dead, what="dibao")
        GrantFactory(
            person=dead,
            kind=kinds["dibao"],
            tier="一类",
            amount=Decimal("480.00"),
            first_month=date(2026, 1, 1),
        )
        type(dead).objects.filter(pk=dead.pk).update(
            archived_at="2026-09-20T00:00:00Z", archived_by=clerk, archive_reason="death",
            archive_date=date(2026, 9, 15),
        )  # fmt: skip

        run_jobs(lambda: client.post(url("check")))

        finding = BenefitFinding.objects.get()
        assert (finding.fault, finding.over, finding.months) == ("inherited", Decimal("960.00"), 2)


class TestStandards:
    def test_are_installed_and_confirmed(self, client, clerk, county):
        client.post(url("setup", county.pk))
        assert BenefitKind.objects.filter(unit=county).count() == 4
        assert "示例，待确认" in client.get(STANDARDS).text

        client.post(url("examples_confirm", county.pk))

        assert not BenefitStandard.objects.filter(is_example=True).exists()

    def test_a_rise_ends_the_amount_before(self, client, clerk, kinds):
        row = BenefitStandard.objects.get(kind=kinds["care"], tier="二级")
        client.post(
            url("standard_edit", row.pk),
            {"tier": "二级", "amount": "105.50", "valid_from": "2026-07", "grades": ["2"], "order": 9},
        )

        row.refresh_from_db()
        assert row.valid_to == date(2026, 6, 30)
        assert BenefitStandard.objects.get(tier="二级", valid_to=None).amount == Decimal("105.50")

    def test_a_kind_and_a_tier_of_the_countys_own(self, client, clerk, county, kinds):
        client.post(
            url("kind_create", county.pk),
            {
                "name": "高龄津贴",
                "short_name": "高龄津贴",
                "order": 60,
                "exclusions": ["tekun"],
                "is_offered": "on",
            },
        )
        kind = BenefitKind.objects.get(name="高龄津贴")
        client.post(
            url("standard_create", kind.pk),
            {"tier": "八十岁以上", "amount": "60", "valid_from": "2026-01", "age_from": 80, "order": 1},
        )

        assert kind.exclusions == ("tekun",)
        assert kind.standards.get().conditions == "满 80 周岁"

    def test_a_rule_is_set_from_a_day_on(self, client, clerk, county):
        client.post(
            url("rule_edit", county.pk, "expiry"), {"since": "2026-01-01", "is_on": "on", "months": 3}
        )

        assert BenefitRule.objects.get().months == 3
        assert "3 个月后" in client.get(STANDARDS).text

    def test_a_village_reads_what_the_county_has_laid_down(self, client, sign_in, village, kinds):
        sign_in(village, as_village_member=True)

        text = client.get(STANDARDS).text

        assert "重度残疾人护理补贴" in text
        assert "新增档次" not in text


def workbook_of(*rows, name="名册.xlsx"):
    book = openpyxl.Workbook()
    for row in (("姓名", "身份证号", "补贴类型", "月份", "金额"), *rows):
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return SimpleUploadedFile(name, buffer.getvalue())


class TestPayments:
    def upload(self, client, county, *rows):
        client.post(UPLOAD, {"file": workbook_of(*rows), "county": county.pk})
        return PaymentFile.objects.get()

    def test_are_looked_at_first_and_then_taken_in(self, client, clerk, county, person):
        made = self.upload(
            client,
            county,
            ("马秀英", person.id_number, "护理补贴", "2026-10", 100),
            ("合计", "", "", "", 100),
        )
        assert not Payment.objects.exists()

        client.post(url("payment_take", made.pk))

        paid = Payment.objects.get()
        assert (paid.person, paid.amount, paid.month) == (person, Decimal("100.00"), date(2026, 10, 1))

    def test_name_the_cell_that_is_wrong(self, client, clerk, county, person):
        made = self.upload(client, county, ("马秀英", person.id_number, "护理补贴", "2026-13", "一百"))

        text = client.get(made.get_absolute_url()).text

        assert "D2" in text
        assert "E2" in text
        assert "金额“一百”不是数字" in text

    def test_are_taken_in_all_or_none(self, client, clerk, county, person):
        made = self.upload(
            client, county, ("马秀英", person.id_number, "护理补贴", "2026-10", 100),
            ("李强", "123", "护理补贴", "2026-10", 100),
        )  # fmt: skip

        assert "没有记入任何一行" in client.post(url("payment_take", made.pk)).text
        assert not Payment.objects.exists()
        client.post(url("payment_take", made.pk), {"is_partial": "on"})
        assert Payment.objects.count() == 1

    def test_of_one_file_are_taken_in_once(self, client, clerk, county, person):
        row = ("马秀英", person.id_number, "护理补贴", "2026-10", 100)
        content = workbook_of(row)
        for _ in range(2):
            content.seek(0)
            client.post(UPLOAD, {"file": content, "county": county.pk})
            client.post(url("payment_take", PaymentFile.objects.get().pk))

        assert Payment.objects.count() == 1

    def test_without_kind_or_month_take_those_of_the_form(self, client, clerk, county, kinds, person):
        book = openpyxl.Workbook()
        book.active.append(("姓名", "身份证号", "金额"))
        book.active.append(("马秀英", person.id_number, "99.5"))
        buffer = BytesIO()
        book.save(buffer)
        file = SimpleUploadedFile("a.xlsx", buffer.getvalue())
        client.post(
            UPLOAD, {"file": file, "county": county.pk, "kind": kinds["care"].pk, "month": "2026年9月"}
        )
        client.post(url("payment_take", PaymentFile.objects.get().pk))

        assert (Payment.objects.get().month, Payment.objects.get().amount) == (
            date(2026, 9, 1),
            Decimal("99.50"),
        )


class TestFigures:
    def test_count_times_and_yuan_by_kind_grade_and_month(self, client, clerk, person):
        for month in (9, 10):
            PaymentFactory(person=person, month=date(2026, month, 1), amount=Decimal("100.05"))

        assert "0.02" in client.get(url("figures")).text
        row, total = rows_of(client.get(url("figures_export")))
        assert (row[0], row[1], row[-2], row[-1]) == ("护理补贴", "二级", 2, 200.1)
        assert total[-1] == 200.1

    def test_print_as_pdf(self, client, clerk, person):
        PaymentFactory(person=person)

        _, proof = proved(client, url("figures_print"))

        assert GENUINE in verdict(client, proof)
        PaymentFactory(person=person, month=date(2026, 2, 1))
        told = verdict(client, proof)
        assert CHANGED in told
        assert "残疾人补贴发放统计表" in told

    @pytest.mark.parametrize("what", ["granted", "findings"])
    def test_lists_print_as_jobs(self, client, clerk, county, person, run_jobs, what):
        GrantFactory(person=person)
        BenefitFindingFactory(person=person)

        run_jobs(lambda: client.post(url("notice_print"), {"unit": county.pk, "what": what}))

        job = Job.objects.get()
        assert (job.state, job.message) == ("done", "已打印 1 行。")
        if what == "findings":  # a task for those who mend it, no list that anybody is handed
            assert not Proof.objects.exists()
            return
        proof = Proof.objects.get()
        told = verdict(client, proof)
        with job.result.open() as file:
            assert codes_in(file.read()) == [proof.code]
        assert GENUINE in told
        assert "残疾人补贴享受对象公示" in told
        assert person.name not in told
        Grant.objects.update(amount=77)
        assert CHANGED in verdict(client, proof)
