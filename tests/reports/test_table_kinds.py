"""Statistical tables of the little county, counted by hand."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from accounts.roles import Role
from assessments.models import Check
from orgs.elections.selectors.elections import progress_of
from orgs.models import Board
from orgs.scoping import UnitScope
from registry.benefits.models import Payment
from registry.benefits.selectors.figures import paid_by_grade
from registry.health.services.scoring import refresh_county
from registry.models import Person
from reports.batches import offered
from reports.kinds import KINDS
from reports.periods import NotPossible
from staff.choices import EndReason, PostType
from staff.models import Appointment, Training
from tests.factories import CountyFactory, PersonFactory, PostingFactory, VillageFactory
from tests.factories.benefits import benefits_of
from tests.factories.boards import TermFactory
from tests.factories.elections import Way
from tests.factories.grading import RecognitionFactory
from tests.factories.health import FindingFactory
from tests.factories.rounds import SheetFactory
from tests.factories.staff import AttendanceFactory
from tests.reports.building import built, queries_of

NOON = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def pay(world, name, code, months, amount):
    """Pay a benefit to somebody for some months of 2026."""
    person, kind = Person.objects.get(name=name), world.kinds[code]
    for month in months:
        Payment.objects.create(
            person=person, unit_path=person.unit_path, kind=kind, month=date(2026, month, 1),
            amount=Decimal(amount),
        )  # fmt: skip


@pytest.fixture
def paid(world):
    """王芳 (一级) got both from September on, 张伟 (二级) care in March, 赵敏 (四级) living in December."""
    world.kinds = benefits_of(world.county)
    pay(world, "王芳", "care", (9, 10, 11), "110")
    pay(world, "王芳", "living", (10, 11), "100")
    pay(world, "张伟", "care", (3,), "80.50")
    pay(world, "赵敏", "living", (12,), "100")
    return world


class TestSubsidies:
    def test_are_counted_by_grade_for_the_quarter_and_since_january(self, paid):
        rows = built("subsidy_statistics", paid.county).content["tables"][0]["rows"]
        lines = [" ".join(cell["text"] for cell in own["cells"]) for own in rows]

        assert "生活补贴 一级 1 2 0.02 1 2 0.02" in lines
        assert "护理补贴 一级 1 2 0.02 1 3 0.03" in lines
        assert "护理补贴 二级 0 0 0.00 1 1 0.01" in lines
        assert "护理补贴 小计 1 2 0.02 2 4 0.04" in lines
        assert lines[-1] == "合计  1 4 0.04 2 6 0.06"

    def test_agree_with_the_page_of_benefits(self, paid):
        rows, _ = paid_by_grade(UnitScope(paths=frozenset({paid.county.path})), 2026)
        theirs = {(own.kind, own.grade): own.total for own in rows}
        Payment.objects.filter(month=date(2026, 12, 1)).delete()
        mine = built("subsidy_statistics", paid.county)

        for kind, name in (("living", "生活补贴"), ("care", "护理补贴")):
            for grade, label in (("1", "一级"), ("2", "二级")):
                cell = theirs.get((name, label))
                assert mine.value(f"subsidy.{kind}.{grade}.year.times") == (cell.times if cell else 0)
                assert Decimal(mine.value(f"subsidy.{kind}.{grade}.year.amount")) == (
                    cell.amount if cell else 0
                )

    def test_are_shown_by_township(self, paid):
        rows = built("subsidy_statistics", paid.county).lines(1)

        assert rows["会师镇"] == "1 2 0.02 1 2 0.02 1 2 0.02 2 4 0.04"
        assert set(rows["郭城驿镇"].split()) == {"0", "0.00"}
        assert rows["合计"] == rows["会师镇"]

    def test_that_nobody_has_taken_in_are_said_to_be_missing(self, world):
        assert "还没有记入两项补贴的发放名册" in built("subsidy_statistics", world.huishi).lead


class TestDataQuality:
    @pytest.fixture
    def checked(self, world):
        wang, li = Person.objects.get(name="王芳"), Person.objects.get(name="李强")
        FindingFactory(person=wang, rule="id_invalid", severity=3, weight=10)
        FindingFactory(person=li, first_seen=date(2025, 5, 1))
        FindingFactory(person=li, rule="id_invalid", severity=3, weight=10, state="fixed", is_open=False,
                       fixed_at=NOON, first_seen=date(2026, 3, 1))  # fmt: skip
        refresh_county(world.county, date(2026, 11, 20))
        return world

    def test_tells_scores_findings_and_what_they_cost(self, checked):
        report = built("data_quality", checked.county)

        assert report.lines() == {
            "会师镇": "3 56.7 — 1 1 0 13 1 2",
            "郭城驿镇": "1 100.0 — 0 0 0 0 0 1",
            "合计": "4 67.5 — 1 1 0 13 1 ",
        }
        assert report.lines(1)["身份证号有误"] == "严重 1 1 2 1 0 10 25.0"
        assert list(report.table(2)) == ["南什村", "西关社区", "红堡子村"]

    def test_says_it_in_words(self, checked):
        lead = built("data_quality", checked.county).lead

        assert "截至2026年11月20日，全县在册残疾人4人，数据体检得分67.5分，待处理问题2个，其中严重1个" in lead
        assert "本年发现2个，已修正1个" in lead
        assert "得分较低的是会师镇56.7分、郭城驿镇100.0分。" in lead

    def test_is_refused_before_the_first_check(self, world):
        with pytest.raises(NotPossible, match="还没有数据体检记录"):
            built("data_quality", world.county)


class TestCompliance:
    def test_compares_townships_and_leaves_the_unknown_past_open(self, world):
        table = built("compliance_summary", world.county)

        assert table.lines()["会师镇"] == "1 0 1 0 0.0 1 — — — —"
        assert table.lines()["合计"].startswith("2 0 2 0 0.0 ")
        assert table.lines(1)["合计"].startswith("3 0 2 1 0.0 ")

    def test_knows_a_quarter_in_which_somebody_inspected(self, world):
        for check in Check.objects.filter(unit=world.huishi):
            check.pk, check.quarter = None, 3
            check.save()

        assert built("compliance_summary", world.county).lines()["会师镇"] == "1 0 1 0 0.0 1 0.0 0.0 — —"

    def test_is_refused_without_any_list(self):
        with pytest.raises(NotPossible, match="没有可用的检查清单"):
            built("compliance_summary", CountyFactory(name="新县"))


class TestElections:
    def test_agree_with_the_page_of_progress(self, world):
        way = Way(TermFactory(board__unit=world.nanshi).board).to("vote")
        way.vote()
        TermFactory(board__unit=world.hongbaozi)
        table = built("elections_table", world.county)
        boards = Board.objects.filter(kind="village_association").order_by("unit__path", "pk")
        progress = progress_of(boards, date(2026, 11, 22))

        for word in ("未启动", "进行中", "超期", "已完成"):
            assert int(table.column(word)["残协"]) == progress.count(word)
        assert table.table(2)["会师镇南什村"][2].startswith("2027")

    def test_are_refused_without_boards(self):
        with pytest.raises(NotPossible, match="还没有登记需要换届的班子"):
            built("elections_table", CountyFactory(name="新县"))


class TestRolls:
    def test_of_members_name_everybody_in_post_with_numbers_masked(self, world):
        roll = built("member_roll", world.county)
        rows = [[cell["text"] for cell in own["cells"]] for own in roll.content["tables"][0]["rows"]]

        assert [own[4:6] for own in rows] == [["会师镇", "乡镇专职委员"], ["会师镇南什村", "村专职委员"]]
        assert [own[11] for own in rows] == ["2", "1"]
        assert all("*" in own[12] for own in rows)
        assert "在岗专职委员2人" in roll.lead

    def test_of_trainings_name_courses_and_people(self, world):
        roll = built("training_roll", world.county)

        assert roll.lines()["合计"] == "    3 2"
        assert [own["cells"][3]["text"] for own in roll.content["tables"][1]["rows"]] == ["2", "1"]
        assert "培训2期、3人次" in roll.lead

    def test_of_trainings_know_that_a_head_is_in_office(self, world):
        head = Appointment.objects.get(post__post_type=PostType.TOWNSHIP_HEAD).member
        gone = Appointment.objects.get(end_reason=EndReason.RESIGNED).member
        for member in (head, gone):
            AttendanceFactory(training=Training.objects.earliest("held_on"), member=member)

        posts = [
            [cell["text"] for cell in own["cells"]][1:3]
            for own in built("training_roll", world.county).content["tables"][1]["rows"]
        ]

        assert ["会师镇", "理事长"] in posts
        assert ["郭城驿镇红堡子村", "现不在岗"] in posts

    def test_are_hidden_from_who_may_not_see_the_staff(self, world):
        finance = PostingFactory(unit=world.county, role=Role.FINANCE).user
        auditor = PostingFactory(unit=world.county, role=Role.AUDIT_ADMIN).user

        assert KINDS["member_roll"].is_open_to(finance, world.county)
        assert not KINDS["member_roll"].is_open_to(auditor, world.county)
        for code in ("subsidy_statistics", "data_quality"):
            assert not KINDS[code].is_open_to(finance, world.county)


class TestModelUnits:
    def test_are_listed_with_what_they_are(self, world):
        sheet = SheetFactory(unit=world.nanshi)
        RecognitionFactory(sheet=sheet, kind="demo", name="规范化建设示范点")
        RecognitionFactory(sheet=sheet, kind="criticism")
        RecognitionFactory(sheet=sheet, kind="star", name="五星级残协", decided_on=date(2025, 3, 1))
        table = built("model_units", world.county)

        assert table.lines()["会师镇"] == "1 0 1 1 0 0 1"
        assert table.lines()["合计"] == "1 0 1 1 0 0 1"
        assert len(table.content["tables"][1]["rows"]) == 2

    def test_that_nobody_has_named_are_said_to_be_none(self, world):
        paper = built("model_units", world.county)

        assert "会宁县没有星级授牌、示范点和表彰奖励" in paper.lead
        assert [own["rows"] for own in paper.content["tables"]] == [[]]


@pytest.mark.parametrize("code", ["subsidy_statistics", "compliance_summary", "member_roll", "model_units"])
def test_costs_the_same_queries_for_many_villages(world, code):
    few = queries_of(lambda: built(code, world.county))
    for _ in range(4):
        PersonFactory(unit=VillageFactory(parent=world.huishi))

    assert queries_of(lambda: built(code, world.county)) <= few


MINE = (
    "base_table", "annual_statistics", "subsidy_statistics", "compliance_summary", "member_roll",
    "training_roll", "model_units",
)  # fmt: skip


def test_of_a_year_that_is_over_are_made_of_its_last_day_and_of_none_to_come(world):
    for code in MINE:
        assert f"{built(code, world.county, 2025).content['as_of']}" == "2025-12-31"
        with pytest.raises(NotPossible, match="年度应在"):
            built(code, world.county, 2027)


def test_can_be_made_for_every_unit_of_a_tier(world):
    values = {value for value, _ in offered(KINDS.values())}

    assert {"base_table:township", "base_table:grassroots", "annual_statistics:township"} <= values
    assert "compliance_summary:township" not in values
