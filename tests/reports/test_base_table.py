"""残疾人基本情况汇总表 of the little county, counted by hand."""

from datetime import date

from core.documents import print_made
from registry.choices import Employment
from registry.ledgers.drawn import summary_table
from registry.models import Certificate, CertificateChange, Person
from registry.survey.choices import LineState
from reports.models import StatisticalHead
from reports.services import draft_document
from tests.factories import CityFactory, CountyFactory, PersonFactory, VillageFactory
from tests.factories.survey import SurveyLineFactory
from tests.reports.building import built, queries_of
from tests.reports.conftest import TODAY

HEADS = (
    "残疾人总数 男 女 视力 听力 言语 肢体 智力 精神 多重 一级 二级 三级 四级 农业 非农业 低保 特困 "
    "人数 其中就业 未入学儿童 证件到期"
)


def survey(world, **answers):
    """Let the survey ask the boy of 西关社区, who is 11."""
    return SurveyLineFactory(
        unit=world.xiguan, person=Person.objects.get(name="张伟"), finished=True, given=answers
    )


class TestCounty:
    def test_counts_every_column_of_table_one_by_township(self, world):
        Person.objects.filter(name="王芳").update(employment=Employment.FLEXIBLE)
        table = built("base_table", world.county)

        assert " ".join(table.content["tables"][0]["head"]) == f"乡镇（街道） {HEADS}"
        assert table.lines() == {
            "会师镇": "3 2 1 2 0 0 0 1 0 0 1 1 1 0 3 0 1 0 1 1 — 1",
            "郭城驿镇": "1 1 0 0 0 0 1 0 0 0 0 0 0 1 1 0 0 0 1 0 0 0",
            "合计": "4 3 1 2 0 0 1 1 0 0 1 1 1 1 4 0 1 0 2 1 — 1",
            "2025年末": "4 3 1 2 0 0 1 1 0 0 1 1 1 1 — — — — 2 — — 0",
        }

    def test_has_every_village_in_a_second_table(self, world):
        rows = built("base_table", world.county).lines(1)

        assert list(rows) == ["南什村", "西关社区", "红堡子村"]
        assert rows["南什村"] == "会师镇 2 1 1 2 0 0 0 0 0 0 1 0 1 0 2 0 1 0 1 0 0 1"
        assert rows["西关社区"].endswith(" — 0")

    def test_agrees_with_table_one_of_the_ledgers(self, world):
        mine = built("base_table", world.county).table()
        theirs = summary_table(world.county, None, date(2026, 11, 22))

        for _, name, *counts in theirs.rows:
            assert [*mine[name][:20], mine[name][21]] == counts
        assert [*mine["合计"][:20], mine["合计"][21]] == theirs.total[2:]

    def test_of_a_city_compares_its_counties(self, world):
        city = CityFactory(name="白银市")
        PersonFactory(unit__parent__parent=CountyFactory(name="靖远县", parent=city))

        rows = built("base_table", city).table()
        assert [(name, cells[0]) for name, cells in rows.items()] == [
            ("靖远县", "1"), ("合计", "1"), ("2025年末", "1"),
        ]  # fmt: skip

    def test_of_a_place_without_anybody_is_a_table_of_noughts(self):
        table = built("base_table", CountyFactory(name="新县"))

        assert set(table.table()["合计"]) == {"0"}


class TestChildren:
    def test_at_no_school_are_those_whom_the_survey_found(self, world):
        survey(world, R11="4")
        table = built("base_table", world.county)

        assert table.column("未入学儿童") == {"会师镇": "1", "郭城驿镇": "0", "合计": "1", "2025年末": "—"}
        assert "未入学儿童据2026 年持证残疾人基本状况调查（6—15岁）。" in table.content["tables"][0]["note"]

    def test_at_school_are_a_nought(self, world):
        survey(world, R11="2")

        assert built("base_table", world.county).column("未入学儿童")["合计"] == "0"

    def test_not_asked_yet_are_unknown(self, world):
        line = survey(world, R11="4")
        line.state = LineState.DOING
        line.save()

        table = built("base_table", world.county)
        assert table.column("未入学儿童")["合计"] == "—"
        assert "6—15岁未调查的1人未计入" in table.content["tables"][0]["note"]


class TestVillage:
    def test_has_the_year_before_beside_it(self, world):
        table = built("base_table", world.hongbaozi)

        assert table.content["tables"][0]["head"] == ["项目", "11月22日", "2025年末", "增减"]
        assert table.table()["残疾人总数"] == ["1", "1", "0"]
        assert table.table()["　其中：16—59岁就业"] == ["0", "—", "—"]
        assert len(table.content["tables"]) == 1

    def test_says_what_a_certificate_said_on_the_day(self, world):
        card = Certificate.objects.get(person__name="赵敏")
        CertificateChange.objects.create(
            certificate=card, since=date(2026, 6, 1), category="4", grade="3",
            issued_on=date(2021, 3, 1), expires_on=date(2031, 3, 1),
        )  # fmt: skip
        Certificate.objects.filter(pk=card.pk).update(issued_on=date(2021, 3, 1))
        rows = built("base_table", world.hongbaozi).table()

        assert rows["三级"] == ["0", "1", "-1"]
        assert rows["四级"] == ["1", "1", "0"]  # the one who died in May was of the fourth


class TestHead:
    def test_is_to_be_filled_in_until_the_county_has_set_it(self, world):
        form = built("base_table", world.huishi).content["tables"][0]["form"]

        assert dict(form) == dict.fromkeys(["表号", "制定机关", "批准机关", "批准文号", "有效期至"], "待填")

    def test_of_a_village_leaves_nothing_to_fill_in_and_fits_one_page(self, world):
        draft = draft_document("base_table", world.nanshi, year=2026, by=None, at=TODAY)

        assert draft.document.snapshot.content["tables"][0]["form"] == []
        assert print_made(draft.html, draft.media).pages == 1

    def test_is_what_the_county_has_set_without_what_it_left_empty(self, world):
        StatisticalHead.objects.create(
            unit=world.county,
            form="base_table",
            since=date(2026, 1, 1),
            form_number="残基1表",
            issued_by="县残联",
        )

        assert built("base_table", world.nanshi).content["tables"][0]["form"] == [
            ["表号", "残基1表"],
            ["制定机关", "县残联"],
        ]


def test_costs_the_same_queries_for_many_villages(world):
    few = queries_of(lambda: built("base_table", world.county))
    for _ in range(6):
        PersonFactory(unit=VillageFactory(parent=world.huishi))

    assert queries_of(lambda: built("base_table", world.county)) == few
