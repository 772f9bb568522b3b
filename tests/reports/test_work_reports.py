"""工作情况汇报 and 半年工作通报 of the little county of `conftest.world`, written by hand."""

from datetime import date
from types import SimpleNamespace

import pytest

from assessments.periods import Quarter
from orgs.models import Unit
from registry.choices import CardState, Category, Grade
from registry.models import Person
from reports.forms import DocumentForm
from reports.kinds import KINDS
from reports.manuscripts import begin, renew
from reports.narrative.terms import terms, thresholds_of
from reports.periods import HalfYear, NotPossible
from reports.services import keep_snapshot, make_document
from reports.snapshots import freeze
from reports.sources.progress import TASKS
from tests.factories import (
    CountyFactory,
    PersonFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.factories.needs import NeedFactory
from tests.factories.staff import AppointmentFactory, PostFactory
from tests.reports.conftest import TODAY
from tests.reports.test_year_summary import Summary, prose


def told(code, unit, quarter=None, year=2026):
    kind = KINDS[code]
    snapshot, lists = freeze(kind, kind.subject(unit, year, quarter), by=None, at=TODAY)
    return Summary(snapshot, {own.key: own for own in lists})


class TestWorkReport:
    def test_opens_with_where_and_how_many_and_has_three_parts(self, world):
        made = told("work_report", world.county)
        texts = prose(made)

        assert made.snapshot.content["title"] == "关于会宁县残疾人联合会工作情况的汇报"
        assert texts[0] == (
            "截至2026年11月22日，会宁县辖2个乡镇（街道）、3个村（社区）。登记残疾人4人，"
            "其中男3人（占75.0%）、女1人（占25.0%），一级、二级重度残疾人2人、占50.0%。现将工作情况汇报如下。"
        )
        assert [text for text in texts if text[1] == "、"] == [
            "一、工作开展情况", "二、存在的主要问题", "三、下一步工作打算",
        ]  # fmt: skip
        assert "组织和队伍方面，专职委员岗位已设4个，在岗2人，配备率50.0%。" in texts
        assert any(text.startswith("一是专职委员岗位有空缺，空缺专职委员岗位2个") for text in texts)

    def test_of_a_township_speaks_of_its_villages(self, world):
        texts = prose(told("work_report", world.huishi))

        assert texts[0].startswith("截至2026年11月22日，会师镇辖2个村（社区）。登记残疾人3人")

    def test_without_data_says_only_what_is_known(self, world):
        texts = prose(told("work_report", CountyFactory(name="新县")))

        assert "登记残疾人0人。" in texts[0]
        assert "专职委员岗位空缺0个，残疾人证过期0人。" in texts
        assert len(texts) == 7

    def test_every_sentence_of_it_has_a_figure_but_for_the_opening(self, world):
        blocks = told("work_report", world.county).snapshot.content["blocks"]
        marked = [
            "".join("｜" if "key" in own else own["text"] for own in block["segments"])
            for block in blocks
            if block["kind"] == "p"
        ]
        without = [own for text in marked for own in text.split("。") if own and "｜" not in own]

        assert without == ["现将工作情况汇报如下"]

    def test_bears_its_day_in_its_file_name_as_its_title_has_none(self, world):
        document = make_document("work_report", world.county, year=2026, by=None, at=TODAY)
        bulletin = make_document("half_year_bulletin", world.county, year=2026, quarter=2, by=None, at=TODAY)

        day = document.snapshot.as_of
        assert document.file_name == f"关于会宁县残疾人联合会工作情况的汇报{day:%Y%m%d}.pdf"
        assert bulletin.file_name == f"{bulletin.title}.pdf"

    def test_can_be_edited_and_renewed_like_a_summary(self, world):
        kind = KINDS["half_year_bulletin"]
        snapshot, lists = freeze(kind, kind.subject(world.county, 2026, 4), by=None, at=TODAY)
        keep_snapshot(snapshot, lists)
        manuscript = begin(snapshot)
        NeedFactory(person=Person.objects.get(name="王芳"))

        fresh = renew(manuscript, revision=0, by=world.clerk, at=TODAY)

        assert fresh.snapshot.quarter == 4
        assert fresh.snapshot.content["title"].endswith("下半年残疾人工作进展情况的通报")


@pytest.fixture
def six_townships(world):
    """Four more townships with a post each: two held, two vacant, so that 会师镇 … have their rank."""
    for number in range(3, 7):
        village = VillageFactory(parent=TownshipFactory(name=f"第{number}乡镇", parent=world.county))
        post = PostFactory(unit=village, established_on=date(2025, 1, 1))
        if number < 5:
            AppointmentFactory(post=post, since=date(2026, 1, 1))
    return world.county


def add_persons(township, number, *, expired):
    village = Unit.objects.get(parent__name=township, level__in=Unit.GRASSROOTS)
    for place in range(number):
        gone = date(2026, 1, 1) if place < expired else date(2036, 1, 1)
        PersonFactory(
            unit=village, category=Category.PHYSICAL, grade=Grade.TWO, card_state=CardState.VALID,
            card_expires_on=gone,
        )  # fmt: skip


class TestHalfYearBulletin:
    def test_of_the_first_half_stands_on_the_30th_of_june(self, world):
        made = told("half_year_bulletin", world.county, 2)

        assert f"{made.snapshot.as_of:%Y-%m-%d}" == "2026-06-30"
        assert made.snapshot.content["title"] == (
            "会宁县残疾人联合会关于2026年上半年残疾人工作进展情况的通报"
        )
        assert prose(made)[0] == "截至2026年6月30日，全县残疾人工作进展情况通报如下，累计数自1月1日起计算。"
        assert "下半年" not in "".join(prose(made))  # its roll lies in the future

    @pytest.mark.parametrize(("quarter", "half"), [(1, 2), (2, 2), (3, 4), (None, 4)])
    def test_goes_by_the_quarter_that_the_half_ends_with(self, world, quarter, half):
        subject = KINDS["half_year_bulletin"].subject(world.county, 2026, quarter)

        assert (subject.quarter, subject.is_half) == (half, True)
        assert subject.reference == ("2026年上半年" if half == 2 else "2026年下半年")

    def test_of_a_half_that_has_not_begun_is_refused(self, world, time_machine_june):
        with pytest.raises(NotPossible, match="2026 年下半年还没有开始"):
            KINDS["half_year_bulletin"].subject(world.county, 2026, 3)

    def test_ranks_by_the_mean_of_what_is_done_and_criticises_with_numbers(self, six_townships):
        made = told("half_year_bulletin", six_townships)
        text = "".join(prose(made))
        ranks = {row[0]: row[-1] for row in made.lists["progress"].rows}

        # 会师镇: posts 2 of 3, cards 2 of 3, checks none of 2; 郭城驿镇: none of 1, 1 of 1, none of 1.
        huishi = next(row[2] for row in made.lists["progress"].rows if row[0] == "会师镇")
        assert made.snapshot.figures[f"progress.posts.{huishi}"]["text"] == "66.7%"
        assert made.lists["progress"].rows[0][-2] == "50.0"  # one task done of two
        assert ranks == {
            "第3乡镇": 1, "第4乡镇": 1, "会师镇": 3, "郭城驿镇": 4, "第5乡镇": 5, "第6乡镇": 5,
        }  # fmt: skip
        assert "参加排名的乡镇（街道）6个。综合进度居前的是第3乡镇（50.0%）" in text
        assert "对综合进度居前的第3乡镇（50.0%）、第4乡镇（50.0%）、会师镇（44.5%）予以表扬。" in text
        assert "专职委员配备率全部完成的是第3乡镇（100.0%）、第4乡镇（100.0%）。" in text
        assert "通报批评" not in text  # one vacant post of one is no reason
        assert "2027年2月底前向会宁县残疾人联合会书面报告整改情况。" in text

    def test_criticises_by_an_item_only_who_is_behind_the_county_with_several_cases(self, six_townships):
        add_persons("郭城驿镇", 19, expired=8)  # 20 persons with the one of the world
        add_persons("第5乡镇", 9, expired=1)  # one of nine
        for name in ("第3乡镇", "第4乡镇", "第6乡镇"):
            add_persons(name, 10, expired=0)

        text = "".join(prose(told("half_year_bulletin", six_townships)))

        # 会师镇 2 of 3, 郭城驿镇 12 of 20, 第5乡镇 8 of 9, the others all 30: 52 of 62.
        assert "残疾人证有效率较低的是郭城驿镇（60.0%），低于全县的83.9%，予以通报批评。" in text

    def test_tells_who_is_praised_altogether_what_it_lacks_without_criticising(self, six_townships):
        add_persons("第3乡镇", 20, expired=9)
        for name in ("第4乡镇", "第5乡镇", "第6乡镇"):
            add_persons(name, 10, expired=0)

        text = "".join(prose(told("half_year_bulletin", six_townships)))

        assert "第3乡镇（55.0%）总体居前，但残疾人证有效率低于全县的" in text
        assert "较低的是第3乡镇" not in text

    def test_of_few_places_lists_them_without_praise(self, world):
        text = "".join(prose(told("half_year_bulletin", world.county)))

        assert "参加排名的乡镇（街道）2个。依次为会师镇（44.5%）、郭城驿镇（33.3%）。" in text
        assert "表扬" not in text

    def test_without_anybody_below_is_refused(self, world):
        with pytest.raises(NotPossible, match="没有可以通报的进展"):
            told("half_year_bulletin", CountyFactory(name="新县"))

    def test_tells_nothing_of_a_task_of_which_nobody_has_any(self, world):
        table = told("half_year_bulletin", world.county).snapshot.content["tables"][0]

        assert table["head"] == ["单位", "名次", "专职委员配备率", "残疾人证有效率", "达标率", "综合进度"]


@pytest.fixture
def time_machine_june(_today):
    import time_machine

    with time_machine.travel("2026-06-15 02:00", tick=False):
        yield


@pytest.mark.once
class TestPlain:
    def test_a_half_year_knows_its_days(self):
        first, second = HalfYear(2026, 2), HalfYear(2026, 4)

        assert (first.start, first.end) == (date(2026, 1, 1), date(2026, 6, 30))
        assert (second.start, second.end) == (Quarter(2026, 3).start, date(2026, 12, 31))

    def test_every_task_has_a_threshold_and_every_shortcoming_its_months(self):
        subject = SimpleNamespace(as_of=date(2026, 6, 30), unit=SimpleNamespace(code="620422000000"))

        assert set(TASKS) <= thresholds_of(subject).keys()
        assert all(months > 0 for months in terms().values())


def test_the_form_takes_half_years_for_what_is_made_by_them_alone(world):
    def form(kind, quarter):
        data = {"kind": kind, "unit": world.county.pk, "year": 2026, "quarter": quarter}
        return DocumentForm(data, scope=world.clerk.scope_of("report_make"), user=world.clerk)

    right, wrong = form("half_year_bulletin", "h1"), form("jiuyou_sheet", "h1")

    assert right.is_valid(), right.errors
    assert right.job_params()["quarter"] == 2
    assert wrong.errors["quarter"] == ["“九有检查表”不按半年生成，请选季度或“自动”。"]
