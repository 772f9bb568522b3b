"""ID numbers and certificate numbers: what is right, and the one cause of what is wrong."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registry.choices import Sex
from registry.identity import (
    birth_date_of,
    card_problems,
    check_digit,
    id_problems,
    is_sound_id,
    sex_of,
    tidy_number,
)

TODAY = date(2026, 11, 22)
BIRTHS = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)


@st.composite
def id_numbers(draw, births=BIRTHS):
    stem = f"620499{draw(births):%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return stem + check_digit(stem)


def codes(problems):
    return [problem.code for problem in problems]


class TestAnIdNumber:
    @pytest.mark.parametrize("number", ["11010519491231002X", "620422198501011237"])
    def test_of_the_standard_is_sound(self, number):
        assert is_sound_id(number, today=TODAY)

    @given(id_numbers())
    def test_made_by_the_rule_is_sound(self, number):
        assert id_problems(number, today=TODAY) == []

    @given(id_numbers(), st.integers(0, 16), st.integers(1, 9))
    def test_with_one_wrong_digit_is_never_sound(self, number, place, step):
        wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]

        assert codes(id_problems(wrong, today=TODAY)) in (["id_checksum"], ["id_birthdate"])

    @given(id_numbers(), st.integers(0, 15))
    def test_with_two_digits_swapped_is_never_sound(self, number, place):
        assume(number[place] != number[place + 1])
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

        assert not is_sound_id(swapped, today=TODAY)

    @given(id_numbers())
    def test_carries_birth_date_and_sex(self, number):
        assert f"{birth_date_of(number):%Y%m%d}" == number[6:14]
        assert sex_of(number) == (Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)

    @given(st.text(alphabet="0123456789Xx ab六", max_size=25))
    def test_has_at_most_one_problem_whatever_it_is(self, text):
        assert len(id_problems(tidy_number(text), today=TODAY)) <= 1

    @pytest.mark.parametrize(
        ("number", "code"),
        [
            ("", "id_missing"),
            ("62049919700101001", "id_length"),
            ("6204991970010100185", "id_length"),
            ("620499700101001", "id_length"),
            ("62049919700101O015", "id_checksum"),
            ("620499197001010016", "id_checksum"),
            ("620422199002291232", "id_birthdate"),  # its check digit is right
            ("620499203106221776", "id_birthdate"),
            ("620499189912310015", "id_birthdate"),
        ],
    )
    def test_that_is_wrong_says_why(self, number, code):
        assert codes(id_problems(number, today=TODAY)) == [code]

    def test_born_today_is_sound_and_tomorrow_is_not(self):
        stem = "62049920261122001"
        number = stem + check_digit(stem)

        assert is_sound_id(number, today=TODAY)
        assert not is_sound_id(number, today=date(2026, 11, 21))

    def test_that_is_a_card_number_is_proposed_without_its_end(self):
        (problem,) = id_problems("62049919700101001844", today=TODAY)

        assert (problem.code, problem.proposal) == ("id_length", "620499197001010018")

    def test_with_a_wrong_end_is_told_the_right_one_but_not_given_it(self):
        (problem,) = id_problems("620499197001010016", today=TODAY)

        assert "末位应是 8" in problem.advice
        assert problem.proposal == ""


class TestTidying:
    @pytest.mark.parametrize(
        "written",
        ["620499 19790524 783X", "62049919790524783x", "'62049919790524783X", "‘62049919790524783X’",
         "６２０４９９１９７９０５２４７８３Ｘ", "620499-19790524-783X", "620499１９790524783х",
         "\u200b62049919790524783X\u00a0"],
    )  # fmt: skip
    def test_takes_the_spellings_of_the_field(self, written):
        assert tidy_number(written) == "62049919790524783X"

    @given(id_numbers(), st.lists(st.tuples(st.integers(0, 17), st.sampled_from(" -'　"))), st.booleans())
    def test_finds_the_number_under_blanks_hyphens_and_width(self, number, additions, wide):
        written = number.lower()
        for place, mark in additions:
            written = written[:place] + mark + written[place:]
        if wide:
            written = written.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789x"})

        assert tidy_number(written) == number

    @given(st.text(alphabet="0123456789XxBb０９Ｘ '-\u3000\u200b"))
    def test_of_tidy_text_changes_nothing(self, text):
        assert tidy_number(tidy_number(text)) == tidy_number(text)


ID = "620499197001010018"


class TestACardNumber:
    @pytest.mark.parametrize("number", [f"{ID}44", f"{ID}44B1", f"{ID}44B12", ""])
    def test_that_fits_is_sound(self, number):
        assert card_problems(number, id_number=ID, category="4", grade="4") == []

    @pytest.mark.parametrize(
        ("number", "code"),
        [
            (f"{ID}4", "card_length"),
            (ID, "card_length"),
            (f"{ID}44B0", "card_length"),
            (f"{ID}44C1", "card_length"),
            (f"{ID}444", "card_length"),
            ("62049919700101002344", "card_id_mismatch"),
            (f"{ID}34", "card_category_mismatch"),
            (f"{ID}84", "card_category_mismatch"),
            (f"{ID}43", "card_grade_mismatch"),
            (f"{ID}45", "card_grade_mismatch"),
        ],
    )
    def test_that_is_wrong_says_why(self, number, code):
        assert codes(card_problems(number, id_number=ID, category="4", grade="4")) == [code]

    def test_is_not_compared_with_an_id_that_is_not_known(self):
        assert card_problems("62049919700101002344", category="4", grade="4") == []

    def test_is_not_compared_with_what_is_not_stated(self):
        assert card_problems(f"{ID}44", id_number=ID) == []

    def test_of_another_person_is_blamed_for_that_alone(self):
        problems = card_problems("62049919700101002371", id_number=ID, category="4", grade="4")

        assert codes(problems) == ["card_id_mismatch"]

    def test_names_both_digits_when_both_are_wrong(self):
        problems = card_problems(f"{ID}71", id_number=ID, category="4", grade="4")

        assert codes(problems) == ["card_category_mismatch", "card_grade_mismatch"]
