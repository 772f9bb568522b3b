"""Which rows are about persons, and what the columns may be called."""

import pytest

from core.sheets import UnreadableSheet
from registry.imports.columns import COLUMNS, TEMPLATE, TITLES, VOCABULARY
from registry.imports.planning import ranges_of
from registry.imports.values import LOOKUPS
from tests.factories import id_number

HEADER = ["序号", "姓名", "身份证号", "村", "备注"]
PERSON = ["1", "王芳", id_number(1), "中川村", ""]


class TestRowsThatAreNobody:
    @pytest.mark.parametrize(
        "row",
        [
            ["", "", "", "", ""],
            ["2", "", "", "", ""],
            ["合计", "404人"],
            ["", "合  计", "", "", "404"],
            ["小计：", "", "", "12"],
            ["", "共404人"],
            ["制表人：张三", "", "审核人：李四"],
            ["制表人：", "", "审核人：", "2026年11月22日"],
            ["", "", "单位（盖章）", ""],
            ["填表日期：2026.11.22"],
            ["负责人签字："],
            ["注：本表一式两份。"],
            ["说明：1. 逐项填写"],
            HEADER,
            ["会师镇"],
        ],
    )
    def test_are_left_out(self, county, plan, row):
        made = plan(HEADER, PERSON, row)

        assert (made.rows, len(made.new), len(made.refused)) == (1, 1, 0)

    @pytest.mark.parametrize(
        "row",
        [
            ["2", "李强", "", "中川村", ""],
            ["2", "", id_number(3), "中川村", ""],
            ["2", "李强", "", "", ""],
            ["2", "李强", "", "中川村", "联系人：王芳 电话：138"],
            ["2", "合计", id_number(3), "中川村", ""],
        ],
    )
    def test_are_not_people_with_something_missing(self, county, plan, row):
        assert plan(HEADER, PERSON, row).rows == 2

    def test_are_counted_by_reason(self, county, plan):
        made = plan(HEADER, PERSON, ["合计", "1人"], ["制表人：张三"], ["2"])

        assert made.counts()["skipped"] == {"合计": 1, "签字": 1, "空白": 1}

    def test_alone_make_no_roster(self, county, plan):
        with pytest.raises(UnreadableSheet, match="一行人员也没有"):
            plan(HEADER, ["合计", "0人"])


class TestColumns:
    @pytest.mark.parametrize(
        ("title", "key"),
        [
            ("残疾人姓名", "name"), ("持证人", "name"),
            ("公民身份号码", "id_number"), ("证件号码", "id_number"),
            ("身份证号码（18位）", "id_number"), ("残疾证号", "card_number"), ("残疾人\n证号", "card_number"),
            ("村(社区)", "village"), ("所在村", "village"), ("居委", "village"), ("乡镇（街道）", "township"),
            ("手机号码", "phone"), ("残疾 类别", "category"), ("是否低保（是/否）", "is_dibao"),
            ("与户主的关系", "relation"), ("有效期至", "expires_on"), ("监护人联系电话", "guardian_phone"),
            ("* 姓名", "name"), ("1.姓名", "name"), ("年龄(岁)", "age"), ("问题", "problem"),
        ],
    )  # fmt: skip
    def test_are_known_by_many_names(self, title, key):
        assert VOCABULARY.key_of(title) == key

    def test_have_no_name_twice(self):
        names = [name for column in COLUMNS for name in (column.title, *column.names)]

        assert len(names) == len(set(names))

    def test_of_the_template_are_known(self):
        assert [VOCABULARY.key_of(TITLES[key]) for key in TEMPLATE] == list(TEMPLATE)

    @pytest.mark.parametrize("key", LOOKUPS)
    def test_of_codes_spell_every_choice(self, key):
        assert len(set(LOOKUPS[key].values())) >= 2

    def test_may_come_in_any_order(self, county, plan):
        order = [3, 1, 4, 2, 0]

        made = plan([HEADER[i] for i in order], [PERSON[i] for i in order])

        assert made.new[0].name == "王芳"


@pytest.mark.parametrize(
    ("numbers", "words"), [([], ""), ([2], "2"), ([2, 3, 4, 6], "2–4、6"), (range(1, 900, 2), "等")]
)
def test_row_numbers_are_drawn_together(numbers, words):
    assert ranges_of(list(numbers)).endswith(words)
