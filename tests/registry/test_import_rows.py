"""What a row says, however it is written, and what is wrong with it."""

from datetime import date

import pytest

from registry.choices import Category, Employment, Grade, Hukou, Relation, Subsistence
from registry.imports.problems import KINDS
from registry.imports.rows import tidy_name, tidy_phone
from tests.factories import id_number

NUMBER = id_number(1)
WOMAN, MAN = id_number(2), id_number(1)
CARD = f"{NUMBER}44"


def problems_of(entry):
    return [(problem.column, problem.code) for problem in entry.problems]


class TestNames:
    @pytest.mark.parametrize(
        ("written", "name"),
        [
            (" 王 芳 ", "王芳"),
            ("王\u3000芳", "王芳"),
            ("阿卜杜拉 · 买买提", "阿卜杜拉·买买提"),
            ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
            ("阿卜杜拉．买买提", "阿卜杜拉·买买提"),
            ("Anna   Maria  Li", "Anna Maria Li"),
            ("Ｊ. Smith", "J. Smith"),
            ("'王芳", "王芳"),
        ],
    )
    def test_are_tidied(self, written, name):
        assert tidy_name(written) == name

    @pytest.mark.parametrize("written", ["", "  ", "无", "-", None])
    def test_that_are_missing_are_refused(self, read, written):
        assert problems_of(read(姓名=written or "")) == [("姓名", "name_missing")]

    @pytest.mark.parametrize("written", ["王芳2", "王" * 61])
    def test_that_are_none_are_refused(self, read, written):
        assert problems_of(read(姓名=written)) == [("姓名", "value_unknown")]


class TestIdNumbers:
    @pytest.mark.parametrize("written", [f"'{NUMBER}", f" {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}"])
    def test_are_read_in_the_spellings_of_the_field(self, read, written):
        assert read(身份证号=written).facts["id_number"] == NUMBER

    @pytest.mark.parametrize(
        ("written", "code"),
        [
            ("", "id_missing"),
            ("无", "id_missing"),
            (NUMBER[:17], "id_length"),
            (float(NUMBER[:17] + "0"), "id_scientific"),
            ("6.20422E+17", "id_scientific"),
            (CARD, "id_length"),
        ],
    )
    def test_that_are_wrong_say_why(self, read, written, code):
        assert problems_of(read(身份证号=written)) == [("身份证号", code)]

    def test_given_as_a_card_number_are_proposed(self, read):
        assert read(身份证号=CARD).problems[0].proposal == NUMBER

    def test_in_scientific_notation_excuse_the_card_beside_them(self, read):
        entry = read(身份证号=float(NUMBER[:17] + "0"), 残疾人证号=float(NUMBER + "44"))

        assert problems_of(entry) == [("身份证号", "id_scientific")]

    def test_give_sex_and_birth_date_where_none_are_stated(self, read):
        facts = read(身份证号=WOMAN).facts

        assert (facts["sex"], facts["birth_date"]) == ("female", date(1970, 1, 1))

    @pytest.mark.parametrize(("written", "codes"), [("男", []), ("男性", []), ("女", ["id_sex_mismatch"])])
    def test_are_compared_with_the_sex(self, read, written, codes):
        assert [code for _, code in problems_of(read(身份证号=MAN, 性别=written))] == codes

    @pytest.mark.parametrize(
        ("written", "codes"),
        [
            ("1970-01-01", []),
            ("1970.1.1", []),
            ("1970年1月", []),
            ("197001", []),
            (1970.1, []),
            (date(1970, 1, 1), []),
            ("1970-01-02", ["id_birthdate"]),
            ("1971年1月", ["id_birthdate"]),
            ("1970-02-30", ["date_invalid"]),
        ],
    )
    def test_are_compared_with_the_birth_date(self, read, written, codes):
        assert [code for _, code in problems_of(read(出生日期=written))] == codes

    def test_that_are_wrong_are_compared_with_nothing(self, read):
        entry = read(身份证号=NUMBER[:17], 性别="女", 出生日期="1999-01-01", 残疾人证号=f"{id_number(3)}44")

        assert problems_of(entry) == [("身份证号", "id_length")]


class TestCertificates:
    def test_give_category_and_grade_where_none_are_stated(self, read):
        card = read(残疾人证号=CARD).card

        assert (card["number"], card["category"], card["grade"]) == (CARD, Category.PHYSICAL, Grade.FOUR)

    def test_may_have_no_number(self, read):
        card = read(残疾类别="肢体残疾", 残疾等级="3级").card

        assert card == {"category": Category.PHYSICAL, "grade": Grade.THREE}

    @pytest.mark.parametrize("suffix", ["B1", "b2", "Ｂ1", " B 1"])
    def test_may_have_been_reissued(self, read, suffix):
        assert read(残疾人证号=CARD + suffix).card["number"].startswith(f"{CARD}B")

    @pytest.mark.parametrize(
        ("cells", "found"),
        [
            ({"残疾人证号": NUMBER}, [("残疾人证号", "card_length")]),
            ({"残疾人证号": f"{id_number(3)}44"}, [("残疾人证号", "card_id_mismatch")]),
            ({"残疾人证号": CARD, "残疾类别": "视力"}, [("残疾人证号", "card_category_mismatch")]),
            ({"残疾人证号": CARD, "残疾等级": "一级"}, [("残疾人证号", "card_grade_mismatch")]),
            ({"残疾人证号": float(CARD)}, [("残疾人证号", "id_scientific")]),
            ({"残疾类别": "肢体"}, [("残疾等级", "value_unknown")]),
            ({"残疾类别": "重残", "残疾等级": "一级"}, [("残疾类别", "value_unknown")]),
            ({"发证日期": "2020-01-01"}, [("残疾人证号", "value_unknown")]),
            ({"残疾人证号": CARD, "发证日期": "2020-02-30"}, [("发证日期", "date_invalid")]),
            ({"残疾人证号": CARD, "发证日期": "2099-01-01"}, [("发证日期", "date_invalid")]),
            (
                {"残疾人证号": CARD, "发证日期": "2020-01-01", "有效期至": "2019-01-01"},
                [("有效期至", "date_invalid")],
            ),
        ],
    )
    def test_that_are_wrong_say_why(self, read, cells, found):
        # The proper title stands for a column that the file does not have.
        assert problems_of(read(**cells)) == found

    @pytest.mark.parametrize(
        "written",
        ["2020-12-08", "2020.12.8", "2020/12/08", "20201208", 20201208.0, "2020年12月8日", date(2020, 12, 8)],
    )
    def test_have_their_dates_read_in_any_spelling(self, read, written):
        card = read(残疾人证号=CARD, 发证日期=written).card

        assert card["issued_on"] == date(2020, 12, 8)

    def test_run_for_ten_years_unless_it_is_stated_otherwise(self, read):
        assert read(残疾人证号=CARD, 发证日期="2020-12-08").card["expires_on"] == date(2030, 12, 8)
        stated = read(残疾人证号=CARD, 发证日期="2020-12-08", 有效期至="2025-01-01")
        assert stated.card["expires_on"] == date(2025, 1, 1)


class TestCodedValues:
    @pytest.mark.parametrize(
        ("title", "written", "field", "value"),
        [
            ("户口性质", "农业家庭户口", "hukou", Hukou.RURAL),
            ("户口性质", "城镇", "hukou", Hukou.URBAN),
            ("与户主关系", "长子", "relation", Relation.CHILD),
            ("就业状况", "务农", "employment", Employment.FARMING),
            ("民族", "回", "ethnicity", "回族"),
            ("民族", "维吾尔族", "ethnicity", "维吾尔族"),
            ("是否低保", "是", "subsistence", Subsistence.DIBAO),
            ("是否低保", "二类", "subsistence", Subsistence.DIBAO),
            ("是否低保", "否", "subsistence", Subsistence.NONE),
            ("是否特困", "是", "subsistence", Subsistence.TEKUN),
            ("低保特困", "特困供养", "subsistence", Subsistence.TEKUN),
            ("低保特困", "农村低保", "subsistence", Subsistence.DIBAO),
            ("低保特困", "非低保户", "subsistence", Subsistence.NONE),
        ],
    )
    def test_are_understood(self, read, title, written, field, value):
        assert read(**{title: written}).facts[field] == value

    def test_of_two_needs_the_greater_counts(self, read):
        assert read(是否低保="是", 是否特困="是").facts["subsistence"] == Subsistence.TEKUN

    @pytest.mark.parametrize(
        "title",
        [
            "性别",
            "户口性质",
            "文化程度",
            "婚姻状况",
            "就业状况",
            "与户主关系",
            "民族",
            "低保特困",
            "残疾等级",
        ],
    )
    def test_that_nobody_knows_are_refused_with_what_to_write(self, read, title):
        problem = next(p for p in read(**{title: "蓝色"}).problems if p.column == title)

        assert (problem.code, problem.raw) == ("value_unknown", "蓝色")
        assert problem.advice

    @pytest.mark.parametrize("written", ["", "/", "—", "不详", "暂无"])
    def test_that_say_nothing_are_left_out(self, read, written):
        facts = read(户口性质=written, 住址=written, 联系电话=written, 备注=written).facts

        assert not facts.keys() & {"hukou", "address", "phone", "note"}


class TestNumbersAndTexts:
    @pytest.mark.parametrize(
        ("written", "phone"),
        [
            ("136 2383 2096", "13623832096"),
            ("０９３２－３２２１２３４", "09323221234"),
            ("+86 13623832096", "8613623832096"),
            ("13623832096/3221234", "13623832096、3221234"),
        ],
    )
    def test_telephones_are_tidied(self, written, phone):
        assert tidy_phone(written) == phone

    def test_a_telephone_stored_as_a_number_is_read(self, read):
        assert read(联系电话=13623832096).facts["phone"] == "13623832096"

    @pytest.mark.parametrize(
        ("title", "written", "code"),
        [
            ("联系电话", "见户主", "value_unknown"),
            ("银行账号", "12", "value_unknown"),
            ("银行账号", 6.2283e18, "id_scientific"),
            ("住址", "长" * 201, "value_unknown"),
            ("多重残疾构成", "长" * 61, "value_unknown"),
        ],
    )
    def test_that_cannot_be_are_refused(self, read, title, written, code):
        entry = read(**{"残疾人证号": CARD, title: written})

        assert problems_of(entry) == [(title, code)]

    def test_a_bank_account_is_kept_as_text(self, read):
        assert read(银行账号="6228 4804 0256 4890 018").facts["bank_account"] == "6228480402564890018"


def test_no_code_is_part_of_another():
    parts = [(one, other) for one in KINDS for other in KINDS if one != other and one in other]

    assert not parts


def test_every_problem_says_what_where_and_how_to_mend_it(read):
    (problem,) = read(身份证号=NUMBER[:17]).problems

    assert (problem.row, problem.column, problem.raw) == (2, "身份证号", NUMBER[:17])
    assert "17 位" in problem.message
    assert problem.advice
