"""The year-end summary of the little county of `conftest.world`, counted by hand."""

import io
import re
from dataclasses import dataclass
from decimal import Decimal

import pdfplumber
import pytest

from orgs.scoping import UnitScope
from registry.choices import ArchiveReason, Category, Grade
from registry.models import Person
from registry.selectors.tallies import register_tally
from reports.figures import matching_rows
from reports.kinds import KINDS
from reports.models import Snapshot
from reports.periods import subject_of
from reports.services import make_document
from reports.snapshots import freeze
from staff.choices import Payer
from staff.models import StipendLine
from tests.factories import CountyFactory, PersonFactory
from tests.reports.conftest import TODAY

# Numbers of rules and dates, which are no figures of the county.
RULES = re.compile(r"截至\d+年\d+月\d+日|每年2次|30天|90天|2次以上|0至15岁|16至59岁|60岁|20\d\d年\d+月底前")


@dataclass
class Summary:
    """A summary before it is printed: the snapshot and the lists behind it, by key."""

    snapshot: Snapshot
    lists: dict


def summarise(unit, year=2026):
    """Freeze without printing: most tests are about what is said, not about the paper."""
    subject = subject_of(unit, year, is_quarterly=False)
    snapshot, lists = freeze(KINDS["year_summary"], subject, by=None, at=TODAY)
    return Summary(snapshot, {own.key: own for own in lists})


@pytest.fixture
def summary(world):
    return summarise(world.county)


def figure(document, key):
    return document.snapshot.figures[key]["value"]


def prose(document):
    blocks = document.snapshot.content["blocks"]
    return ["".join(segment["text"] for segment in block["segments"]) for block in blocks]


def sentences(document):
    return "".join(prose(document))


class TestFigures:
    def test_are_what_one_counts_by_hand(self, summary):
        expected = {
            "units.townships": 2,
            "units.villages": 2,
            "units.communities": 1,
            "register.total": 4,
            "register.category.1": 2,
            "register.cell.1.1": 1,
            "register.grade.4": 1,
            "register.sex.female": 1,
            "register.age.young": 1,
            "register.age.old": 1,
            "register.severe": 2,
            "register.severe.share": "50.0",
            "register.subsistence.dibao": 1,
            "cards.expired": 1,
            "cards.expiring": 1,
            "cards.issued": 1,
            "archived.total": 1,
            "archived.death": 1,
            "posts.existing": 4,
            "posts.held": 2,
            "posts.vacant": 2,
            "posts.long": 1,
            "posts.longest": 83,
            "posts.joined": 1,
            "posts.left": 1,
            "heads.held": 1,
            "training.courses": 2,
            "training.twice": 1,
            "training.passed": 1,
            "stipend.paid.people": 3,
            "stipend.paid.amount": "2400.00",
            "stipend.half2.waiting": 3,
            "stipend.half2.waiting.amount": "2000.00",
            "checks.jiuyou.units": 2,
            "checks.jiuyou.lack.1": 1,
            "checks.liuyou.units": 3,
        }

        assert {key: figure(summary, key) for key in expected} == expected

    def test_agree_with_the_register_s_own_count(self, summary, world):
        tally = register_tally(UnitScope(paths=frozenset({world.county.path})), summary.snapshot.as_of)

        assert figure(summary, "register.total") == tally.total
        assert figure(summary, "register.severe") == tally.severe
        assert figure(summary, "cards.expired") == tally.expired
        assert figure(summary, "cards.expiring") == tally.expiring
        assert [figure(summary, f"register.category.{category}") for category in Category] == list(
            tally.by_category.values()
        )

    def test_count_somebody_with_two_payers_once(self, world):
        line = StipendLine.objects.filter(run__half=2).first()
        line.pk, line.payer = None, Payer.WELFARE_POST
        line.save()

        summary = summarise(world.county)

        assert figure(summary, "stipend.half2.waiting") == 3
        assert figure(summary, "stipend.half2.waiting.amount") == str(Decimal("2000.00") + line.amount)

    def test_of_posts_add_up_in_each_place(self, summary, world):
        def of(name, unit):
            return figure(summary, f"posts.{name}.{unit.path}")

        here, there = world.huishi, world.guocheng
        assert of("existing", here) == of("held", here) + of("vacant", here)
        assert of("existing", there) == of("held", there) + of("vacant", there)
        assert of("existing", here) + of("existing", there) == 4

    def test_count_exactly_the_rows_frozen_with_them(self, summary):
        lists = summary.lists
        counted = {
            key: own
            for key, own in summary.snapshot.figures.items()
            if own["list"] and own["unit"] in ("人", "本", "期") and not key.endswith("people")
        }

        wrong = [
            key
            for key, own in counted.items()
            if len(matching_rows(own, lists[own["list"]].columns, lists[own["list"]].rows)) != own["value"]
        ]

        assert len(counted) > 60
        assert not wrong

    def test_of_the_townships_add_up_to_the_county(self, summary, world):
        parts = [figure(summary, f"register.total.{town.path}") for town in (world.huishi, world.guocheng)]

        assert parts == [3, 1]
        assert sum(parts) == figure(summary, "register.total")

    def test_of_a_county_without_any_data_are_zero(self, world):
        empty = summarise(CountyFactory(name="空县"))

        assert figure(empty, "register.total") == 0
        assert "全县登记残疾人0人。" in sentences(empty)


class TestText:
    def test_has_the_four_sections_of_the_field(self, summary):
        heads = [text for text in prose(summary) if re.match("[一二三四]、", text)]

        assert heads == ["一、基本情况", "二、主要做法和成效", "三、存在问题", "四、下一步打算"]

    def test_states_the_figures_in_words(self, summary):
        text = sentences(summary)

        assert "会宁县辖2个乡镇（街道）、3个村（社区），其中镇2个，村2个、社区1个。" in text
        assert "全县登记残疾人4人，其中男3人（占75.0%）、女1人（占25.0%）。" in text
        assert "按残疾类别分，视力残疾2人（占50.0%）、肢体残疾1人（占25.0%）" in text
        assert "补贴标准为乡镇专职委员每月200元、村专职委员每月100元。" in text
        assert "本年已发放补贴2400元，惠及3人。上半年发放3人、2400元。" in text

    def test_names_problems_and_where_they_are(self, summary):
        text = sentences(summary)

        assert "空缺专职委员岗位2个，涉及2个单位。其中空缺超过提醒天数的1个，最长已空缺83天。" in text
        assert "空缺较多的是会师镇1个、郭城驿镇1个。" in text
        assert "下半年补贴已造册未发放3人、2000元。" in text
        assert "主要缺残疾人数据（2个）、残联牌子（1个）、专职委员名单（1个）。" in text

    def test_answers_each_problem_with_a_plan(self, summary):
        texts = prose(summary)
        problems = texts[texts.index("三、存在问题") : texts.index("四、下一步打算")]
        plans = texts[texts.index("四、下一步打算") :]

        assert len(problems) == 1 + 2 * 6  # a heading each
        assert len(plans) == 1 + 6
        assert plans[1].startswith("一是补齐空缺岗位，2027年2月底前，对空缺的2个岗位")

    def test_every_number_is_a_figure_of_the_snapshot(self, summary):
        segments = [
            segment
            for block in summary.snapshot.content["blocks"]
            if block["kind"] == "p"
            for segment in block["segments"]
        ]
        figures = summary.snapshot.figures
        loose = RULES.sub("", "".join("｜" if "key" in segment else segment["text"] for segment in segments))

        assert [s for s in segments if "key" in s and s["text"] != figures[s["key"]]["text"]] == []
        assert re.findall(r"\d+", loose) == []

    def test_every_sentence_has_a_figure_behind_it(self, summary):
        blocks = [block for block in summary.snapshot.content["blocks"] if block["kind"] == "p"]
        marked = ["".join("｜" if "key" in s else s["text"] for s in block["segments"]) for block in blocks]
        without = [s for text in marked for s in text.split("。") if s and "｜" not in s]

        assert without == []

    def test_of_a_township_speaks_of_its_villages(self, world):
        summary = summarise(world.huishi)
        text = sentences(summary)

        assert "会师镇辖2个村（社区），其中村1个、社区1个。全镇登记残疾人3人" in text
        assert summary.snapshot.content["title"] == "会师镇残疾人联合会2026年年终总结"
        assert "空缺的1个在西关社区。" in text

    def test_of_a_township_speaks_of_the_township_itself_as_one(self, world):
        text = sentences(summarise(world.huishi))

        assert "乡镇残联理事长在岗1人。" in text
        assert re.search(r"第四季度本级“九有”应查9项，具备\d项，没有达标。", text)
        assert re.search(r"本级“九有”应查9项，具备\d项，缺.*。.*逐项补齐本级“九有”，做到9项齐全。", text)
        assert "“九有”应查单位1个" not in text

    def test_without_problems_says_so_with_its_figures(self, world):
        text = sentences(summarise(CountyFactory(name="新县")))

        assert "对照年度指标，专职委员岗位空缺0个，残疾人证过期0人，没有发现缺项。" in text


class TestYearBefore:
    def test_is_compared_when_its_snapshot_exists(self, world, summary):
        earlier = summary.snapshot
        copy = Snapshot(
            kind=earlier.kind, unit=earlier.unit, year=2025, as_of="2025-12-31", content=earlier.content,
            digest="0" * 64, made_at=TODAY,
        )  # fmt: skip
        copy.content["figures"]["register.total"]["value"] = 3
        copy.content["figures"]["posts.held"]["value"] = 5
        copy.save()

        again = summarise(world.county)

        assert "比上年的3人增加1人。" in sentences(again)
        assert "比上年的5人减少3人。" in sentences(again)
        assert "与上年的0个持平。" in sentences(again)
        assert "上年的2400元" not in sentences(again)  # half a year is not compared with a whole one
        assert again.snapshot.figures["before.register.total"]["elsewhere"] == [copy.pk, "register.total"]

    def test_is_not_mentioned_without_one(self, summary):
        assert "上年" not in sentences(summary)


class TestPastYears:
    def test_are_looked_at_on_their_last_day(self, world):
        summary = summarise(world.county, 2025)

        assert f"{summary.snapshot.as_of:%Y-%m-%d}" == "2025-12-31"
        assert "截至2025年12月31日" in sentences(summary)

    def test_leave_out_who_was_certified_later_and_keep_who_left_later(self, world):
        summary = summarise(world.county, 2025)

        names = [row[1] for row in summary.lists["persons"].rows]

        assert sorted(names) == ["孙丽", "张伟", "李强", "王芳"]


class TestPdf:
    @pytest.fixture
    def text(self, world):
        summary = make_document("year_summary", world.county, year=2026, by=world.clerk, at=TODAY)
        with summary.file.open("rb") as file, pdfplumber.open(io.BytesIO(file.read())) as pdf:
            assert len(pdf.pages) == summary.pages
            yield "".join(page.extract_text() for page in pdf.pages).replace("\n", "").replace(" ", "")

    def test_reads_back_from_title_to_annex(self, text):
        places = [
            text.index(part)
            for part in (
                "会宁县残疾人联合会2026年年终总结", "一、基本情况", "四、下一步打算",
                "附件：1.残疾人登记情况统计表", "会宁县残疾人联合会2026年11月22日",
                "附件1", "附件2", "附件3", "附件4", "附件5",
            )
        ]  # fmt: skip

        assert places == sorted(places)

    def test_holds_the_tables(self, text):
        assert "视力残疾101" in text
        assert "合计11114" in text
        assert "红堡子村郭城驿镇村专职委员2026-09-0183" in text
        assert "填表人：审核人：负责人：日期：" in text


def test_a_county_s_summary_takes_the_same_number_of_queries_whatever_its_size(
    world, django_assert_max_num_queries
):
    for number in range(30):
        PersonFactory(unit=world.nanshi, category=Category.MENTAL, grade=Grade.TWO, name=f"张{number}")

    with django_assert_max_num_queries(90):
        summarise(world.county)


def test_the_dead_are_counted_once_they_are_off_the_register(world):
    Person.objects.filter(name="李强").update(
        archived_at=TODAY,
        archived_by=world.clerk,
        archive_reason=ArchiveReason.DEATH,
        archive_date="2026-11-20",
    )

    summary = summarise(world.county)

    assert figure(summary, "register.total") == 3
    assert figure(summary, "archived.death") == 2
