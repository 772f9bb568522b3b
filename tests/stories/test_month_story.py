"""A township clerk's month, from the inbox and by keyboard: what the register, whole, is for."""

import re
from datetime import date, timedelta

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from registry.health.choices import FindingState
from registry.health.models import Finding
from registry.health.services.checking import check_unit
from registry.ledgers.choices import BookState, FieldKind
from registry.ledgers.models import LedgerBook
from registry.models import ImportBatch, Person, Petition
from registry.petitions.choices import State
from registry.services.certificates import copy_to_person
from registry.survey.choices import VillageState
from tests import workbooks
from tests.factories import (
    CertificateFactory,
    CountyFactory,
    PersonFactory,
    TownshipFactory,
    VillageFactory,
    id_number,
)
from tests.factories.ledgers import (
    LedgerBookFactory,
    LedgerFieldFactory,
    LedgerRowFactory,
    LedgerTypeFactory,
)
from tests.factories.petitions import PetitionFactory
from tests.factories.survey import SurveyLineFactory, survey_village

LAST_MONTH, NOW = "2026-10-20T10:00:00+08:00", "2026-11-03T09:00:00+08:00"
BORN = date(1970, 3, 1)
WHOLE = {
    "address": "三社", "hukou": "rural", "education": "primary", "marriage": "married",
    "employment": "farming", "bank_account": "6217000000000001",
}  # fmt: skip
HEADER = ["姓名", "身份证号", "民族", "联系电话", "村（社区）"]


@pytest.fixture
def village(transactional_db):
    """A village whose register lacked a telephone when it was checked last month."""
    with time_machine.travel(LAST_MONTH):
        township = TownshipFactory(name="会师镇", parent=CountyFactory(name="会宁县"))
        village = VillageFactory(name="南什村", parent=township)
        person = PersonFactory(
            unit=village, name="王芳", birth_date=BORN, id_number=id_number(20, BORN), phone="", **WHOLE
        )
        copy_to_person(person, CertificateFactory(person=person)).save()
        check_unit(township.parent, by=None, at=timezone.now())
    return village


@pytest.fixture
def township(village):
    return village.parent


@pytest.fixture(autouse=True)
def _ledgers(village):
    """A list of job seekers that carries on, kept since September, and a table of events."""
    county = village.parent.parent
    jobs = LedgerTypeFactory(county=county, number="表6", name="残疾人求职登记表", carries=True, order=60)
    LedgerFieldFactory(ledger_type=jobs, key="wish", title="求职意向", kind=FieldKind.TEXT)
    events = LedgerTypeFactory(county=county, number="表4", name="扶残助残活动记录表", order=40)
    LedgerFieldFactory(ledger_type=events, key="theme", title="主题")
    for own in (jobs, events):
        book = LedgerBookFactory(
            unit=village, unit_path=village.path, ledger_type=own, start=date(2026, 9, 1), row_count=1,
            reported=True,
        )  # fmt: skip
        LedgerRowFactory(book=book, cells={"wish": "就近就业", "theme": "义诊"})


@pytest.fixture
def petition(township):
    """A visit that the township has accepted, and that should be answered by today."""
    came = date(2026, 9, 1)
    return PetitionFactory(
        unit=township, accepted=True, received_on=came, decided_on=came + timedelta(days=3),
        matter="护理补贴三月起没有到账。",
    )  # fmt: skip


@pytest.fixture
def surveyed(village):
    """The village in the year's survey: every sheet reviewed, its own form filled in, not yet handed in."""
    SurveyLineFactory(unit=village, person=Person.objects.get(name="王芳"), approved=True)
    place = survey_village(village)
    place.answered_at = place.round.opened_at
    place.save()
    return place


@pytest.fixture
def roster(tmp_path):
    """A roster as townships send them: a title above the header, a number a digit short, blank rows."""
    rows = [
        [f"王{sign}", id_number(30 + 2 * place), "汉族", "", "南什村"] for place, sign in enumerate("甲乙丙")
    ]
    rows.append(["王丁", id_number(40)[:17], "汉族", "", "南什村"])
    path = tmp_path / "会师镇花名册.xlsx"
    path.write_bytes(workbooks.xlsx(["会师镇残疾人花名册"], HEADER, *rows, [], []))
    return path


def press(page, role, name, **options):
    """Put the focus on something and press it as the keyboard does."""
    page.get_by_role(role, name=name, **options).first.focus()
    page.keyboard.press("Space" if role == "checkbox" else "Enter")


def fill_in(page, label, text):
    """Put the focus on a field and type."""
    page.get_by_label(label).first.focus()
    page.keyboard.type(text)


def open_inbox(page, check):
    """Go to the workbench, which must say in words what waits, and be right for everybody."""
    page.goto(reverse("reports:workbench"))
    page.get_by_role("heading", name="今天要办的事").wait_for()
    check(page)


def waiting(page):
    """Return the lines of the inbox."""
    return page.locator(".todo .what").all_inner_texts()


@pytest.mark.usefixtures("worker")
def test_a_township_clerk_does_a_months_work(
    page, village, township, petition, surveyed, roster, sign_in_page, assert_accessible, shot, tmp_path
):
    with time_machine.travel(NOW):
        clerk = sign_in_page(page, Role.TOWNSHIP_CLERK, township, full_name="杨丽娟")

        # The inbox names what waits
        open_inbox(page, assert_accessible)
        shot(page, "month-1-inbox")
        assert any("数据体检问题" in line for line in waiting(page))
        assert any("上期台账待报送" in line for line in waiting(page))
        assert any("来信来访快到期" in line for line in waiting(page))

        # Last month's finding is corrected where it stands
        press(page, "link", re.compile("去改正：1 条"))
        page.get_by_role("heading", name="体检问题").wait_for()
        press(page, "link", "王芳")
        page.get_by_role("heading", name="王芳：没有联系电话").wait_for()
        assert_accessible(page)
        fill_in(page, "联系电话", "13811113333")
        page.keyboard.press("Enter")
        page.get_by_text("复查通过").wait_for()
        assert Finding.objects.get(person__name="王芳").state == FindingState.FIXED

        # A messy roster comes in as far as it is right, and goes back marked
        page.goto(reverse("registry:import_create"))
        page.set_input_files("input[type=file]", roster)
        press(page, "button", "上传并核对")
        page.get_by_role("button", name="写入 3 行").wait_for()
        assert_accessible(page)
        shot(page, "month-2-roster")
        with page.expect_download() as download:
            press(page, "link", "下载错误标注表")
        marked = tmp_path / "marked.xlsx"
        download.value.save_as(marked)
        open_inbox(page, assert_accessible)
        press(page, "link", re.compile("去确认：1 份导入的花名册"))
        press(page, "link", re.compile("会师镇花名册"))
        press(page, "checkbox", re.compile("错误行先不导入"))
        press(page, "button", "写入 3 行")
        page.get_by_text("已导入。").wait_for()
        assert Person.objects.within(clerk.scope_of("person_view")).count() == 4
        assert _words_about(marked, "王丁")

        # The ledgers are rolled forward and handed in
        open_inbox(page, assert_accessible)
        press(page, "link", re.compile("去填报：2 本上期台账"))
        page.get_by_role("heading", name="台账报送情况").wait_for()
        assert_accessible(page)
        press(page, "link", "南什村", exact=True)
        page.get_by_role("heading", name="南什村的台账").wait_for()
        press(page, "checkbox", re.compile("无变化.*表4"))
        press(page, "button", "勾选的都无变化")
        page.get_by_text("已按无变化上报 1 本台账").wait_for()
        press(page, "link", re.compile("表6"))
        press(page, "button", re.compile("沿用 2026 年 9 月的 1 行"))
        page.get_by_label("求职意向").first.wait_for()
        assert_accessible(page)
        press(page, "button", "保存并上报")
        page.get_by_text("已上报：南什村 表6").wait_for()
        press(page, "button", "审核通过各本已报台账")
        page.get_by_text("已审核通过 南什村 2 本台账").wait_for()
        october = LedgerBook.objects.filter(start=date(2026, 10, 1))
        assert set(october.values_list("state", flat=True)) == {BookState.REVIEWED}
        shot(page, "month-3-ledgers")

        # One petition is answered
        open_inbox(page, assert_accessible)
        press(page, "link", re.compile("去办理：1 件来信来访快到期"))
        press(page, "link", petition.number)
        press(page, "link", "答复", exact=True)
        fill_in(page, "答复内容", "经核实，因换卡退回，已补发。")
        assert_accessible(page)
        press(page, "button", "登记答复")
        page.get_by_text("已补发").first.wait_for()
        assert Petition.objects.get().state == State.REPLIED

        # The village's survey is complete, and is sent to the county
        open_inbox(page, assert_accessible)
        press(page, "link", re.compile("去报送：1 个村（社区）的年度调查"))
        page.get_by_role("heading", name="南什村底册").wait_for()
        assert_accessible(page)
        press(page, "button", "报送县残联")
        page.get_by_text("南什村已报送县残联").wait_for()
        shot(page, "month-4-survey")
        surveyed.refresh_from_db()
        assert (surveyed.state, surveyed.submitted_by) == (VillageState.SUBMITTED, clerk)

        # And nothing of this waits any more
        open_inbox(page, assert_accessible)
        shot(page, "month-5-inbox")
        assert not any("上期台账待报送" in line for line in waiting(page))
        assert not any("花名册待确认" in line for line in waiting(page))
        assert not any("年度调查待报送" in line for line in waiting(page))
        assert ImportBatch.objects.get().state == ImportBatch.State.APPLIED


def _words_about(path, name):
    """Return what the marked workbook says in the row of this person."""
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            if any(cell.value == name for cell in row):
                return " ".join(str(cell.value) for cell in row if "身份证" in str(cell.value or ""))
    return ""
