"""The shipped tables stand as their sources print them."""

from decimal import Decimal

import pytest

from assessments.models import Band, Item
from assessments.schemes.bindings import problems_of_bindings
from assessments.schemes.checking import problems_of_table
from assessments.schemes.choices import Subject
from assessments.schemes.presets import presets, presets_for
from assessments.schemes.selectors.tables import table_of
from assessments.schemes.services.drafting import install_template
from assessments.schemes.services.publishing import publish
from assessments.schemes.services.refusal import SchemeRefused
from assessments.scoring import describe, problems_of

ALL = sorted(presets())
COMPLETE = [key for key, preset in sorted(presets().items()) if not preset.is_partial]
PARTIAL = [key for key, preset in sorted(presets().items()) if preset.is_partial]


@pytest.mark.once
@pytest.mark.parametrize("key", ALL)
def test_every_item_has_a_sound_rule_fitting_facts_and_words(key):
    subject = Subject(key[1])
    items = [item for section in presets()[key].sections for item in section.items]

    problems = {item.name: problems_of(item.rule, item.points, item.params) for item in items}
    misfits = {
        item.name: problems_of_bindings(subject, item.rule, item.params, item.bindings) for item in items
    }

    assert {name: found for name, found in (problems | misfits).items() if found} == {}
    assert all(describe(item.rule, item.params) for item in items)
    assert len({item.lineage for item in items}) == len(items)


@pytest.mark.once
@pytest.mark.parametrize("key", COMPLETE)
def test_complete_tables_add_up_section_by_section(key):
    preset = presets()[key]

    assert preset.points == preset.full_points == 100
    assert [s.name for s in preset.sections if s.points != sum(i.points for i in s.items)] == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "subject", "sections"),
    [
        (
            "township_starter",
            Subject.TOWNSHIP,
            {
                "组织机构": 15, "政令畅通": 10, "基础档案与动态更新": 15, "康复": 12, "教育就业培训": 12,
                "社会保障与两项补贴": 12, "维权信访无障碍": 8, "宣传文体": 6, "专职委员管理": 10,
                "加分和一票否决": 0,
            },
        ),
        (
            "grassroots_starter",
            Subject.GRASSROOTS,
            {
                "组织建设": 15, "六有": 30, "入户走访与数据": 20, "台账": 15, "服务与活动": 15, "满意度": 5,
                "加分和一票否决": 0,
            },
        ),
        ("nanning_indicators", Subject.TOWNSHIP, {"社会保障": 36, "公共服务": 36, "生活水平": 28}),
        (
            "taojiang_2011",
            Subject.TOWNSHIP,
            {
                "政令畅通": 10, "康复工作": 10, "就业培训": 10, "文体宣传": 9, "危房改造": 8,
                "组织规范化建设": 8,
            },
        ),
        (
            "shenzhen_community",
            Subject.GRASSROOTS,
            {"组织建设": 9, "活动场所": 6, "规范运作": 11, "生活保障": 9, "就业服务": 10, "康复服务": 17},
        ),
        ("yingde_2011", Subject.TOWNSHIP, {"组织机构": 10, "基础工作": 10}),
        ("township_2021", Subject.TOWNSHIP, {"政令畅通": 10, "康复工作": 8, "为民办实事": 12}),
    ],
)  # fmt: skip
def test_sections_carry_the_points_of_the_source(code, subject, sections):
    preset = presets()[code, subject]

    assert {section.name: section.points for section in preset.sections} == sections


@pytest.mark.once
def test_the_table_of_nanning_has_its_twenty_weights():
    items = [item for s in presets()["nanning_indicators", Subject.TOWNSHIP].sections for item in s.items]

    weights = [4, 4, 6, 6, 6, 6, 4, 5, 4, 5, 5, 5, 4, 4, 4, 7, 7, 5, 5, 4]
    assert [item.points for item in items] == weights
    assert [item.name for item in items if item.params["direction"] == "<="] == [
        "城镇恩格尔系数",
        "农村恩格尔系数",
    ]


@pytest.mark.once
def test_the_table_of_members_gives_each_level_its_own_items():
    township = presets()["members_district", Subject.TOWNSHIP_MEMBER]
    village = presets()["members_district", Subject.VILLAGE_MEMBER]

    names = [{item.name for s in one.sections for item in s.items} for one in (township, village)]
    daily = sum(s.points for s in township.sections if s.name.startswith("日常考核"))

    assert names[0] - names[1] == {"协助本级日常事务，反馈信息，指导社区（村）专职委员"}
    assert names[1] - names[0] == {"服从领导，做好辖区工作，解决热点难点问题"}
    assert (daily, [s.points for s in township.sections[-2:]]) == (65, [30, 5])


@pytest.mark.once
def test_starters_come_first():
    assert next(preset.code for preset in presets_for(Subject.TOWNSHIP)) == "township_starter"
    assert next(preset.code for preset in presets_for(Subject.GRASSROOTS)) == "grassroots_starter"


@pytest.mark.parametrize("key", COMPLETE)
def test_a_complete_table_is_installed_and_published(county, who, key):
    code, subject = key

    scheme = install_template(county, 2026, subject, code, **who)

    preset = presets()[key]
    table = table_of(scheme)
    assert len(table.items) == preset.item_count
    assert Band.objects.filter(scheme=scheme).count() == len(preset.bands)
    problems = [str(problem) for problem in problems_of_table(table)]
    assert problems == ([] if preset.bands else ["等次：还没有设置等次的分数段。"])
    if not problems:
        assert publish(scheme, **who).is_published


@pytest.mark.parametrize("key", PARTIAL)
def test_a_partial_table_stands_as_it_is_and_says_so(county, who, key):
    code, subject = key

    scheme = install_template(county, 2026, subject, code, **who)

    assert "来源文本不全" in scheme.note
    assert Item.objects.filter(section__scheme=scheme).count() == presets()[key].item_count
    with pytest.raises(SchemeRefused, match=r"各考核项目合计 .* 分，满分 100 分，还差"):
        publish(scheme, **who)


def test_the_same_table_in_two_years_has_the_same_lineages(county, who):
    schemes = [
        install_template(county, year, Subject.TOWNSHIP, "township_starter", **who) for year in (2025, 2026)
    ]

    lineages = [{item.row.lineage for item in table_of(scheme).items} for scheme in schemes]
    assert lineages[0] == lineages[1]


def test_a_table_is_not_given_to_a_subject_that_it_does_not_fit(county, who):
    with pytest.raises(SchemeRefused, match="没有适用于这一考核对象的范本"):
        install_template(county, 2026, Subject.GRASSROOTS, "township_starter", **who)


def test_points_of_a_shipped_table_are_decimals_in_the_database(county, who):
    scheme = install_template(county, 2026, Subject.TOWNSHIP, "township_starter", **who)

    scheme.refresh_from_db()
    assert (scheme.full_points, scheme.bonus_cap) == (Decimal(100), Decimal(5))
