from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.certificates.defaults import rule_on
from registry.certificates.numbers import (
    NumberExhausted,
    assessed,
    derived_number,
    number_after_loss,
    number_after_regrading,
    parts_of,
)
from registry.choices import Category, Grade
from registry.identity import card_problems
from tests.factories import id_number

LAST = rule_on(date(2026, 11, 22)).last_suffix
HOLDER = id_number(1)
id_numbers = st.builds(id_number, st.integers(0, 999), st.dates(date(1930, 1, 1), date(2020, 12, 31)))
categories, grades = st.sampled_from(Category), st.sampled_from(Grade)
single_kinds = st.sampled_from([kind for kind in Category if kind != Category.MULTIPLE])


class TestTheDerivedNumber:
    @given(id_numbers, categories, grades)
    def test_is_a_sound_certificate_number_of_its_holder(self, holder, category, grade):
        number = derived_number(holder, category, grade)

        assert card_problems(number, id_number=holder, category=category, grade=grade) == []


class TestALoss:
    @given(id_numbers, categories, grades, st.integers(1, LAST))
    def test_counts_the_suffix_up_to_the_last(self, holder, category, grade, times):
        number = derived_number(holder, category, grade)

        for _ in range(times):
            number = number_after_loss(number, last=LAST)

        assert number == f"{derived_number(holder, category, grade)}B{times}"
        assert card_problems(number, id_number=holder, category=category, grade=grade) == []

    def test_beyond_the_last_suffix_is_refused(self):
        number = f"{derived_number(HOLDER, Category.VISION, Grade.ONE)}B9"

        with pytest.raises(NumberExhausted, match="补办序号最多到 B9"):
            number_after_loss(number, last=LAST)

    @given(st.integers(0, LAST))
    def test_never_gives_a_number_twice(self, times):
        base = derived_number(HOLDER, Category.VISION, Grade.ONE)
        number = f"{base}B{times}" if times else base
        given_out = {f"{base}B{count}" if count else base for count in range(times + 1)}

        if times < LAST:
            assert number_after_loss(number, last=LAST) not in given_out
        else:
            with pytest.raises(NumberExhausted):
                number_after_loss(number, last=LAST)


class TestRegrading:
    @given(id_numbers, categories, grades, categories, grades)
    def test_changes_only_the_two_last_digits(self, holder, category, grade, new_category, new_grade):
        before = derived_number(holder, category, grade)

        number = number_after_regrading(holder, new_category, new_grade, used=[before])

        assert number[:18] == before[:18]
        assert number[18:] == f"{new_category}{new_grade}"

    def test_leaves_the_suffix_of_the_old_number_behind(self):
        lost_once = f"{derived_number(HOLDER, Category.PHYSICAL, Grade.THREE)}B1"

        number = number_after_regrading(HOLDER, Category.PHYSICAL, Grade.TWO, used=[lost_once])

        assert number == derived_number(HOLDER, Category.PHYSICAL, Grade.TWO)

    @given(st.integers(1, LAST), st.randoms())
    def test_back_to_a_grade_whose_number_was_lost_takes_the_one_that_was_not(self, times, random):
        base = derived_number(HOLDER, Category.PHYSICAL, Grade.THREE)
        used = [base, *(f"{base}B{count}" for count in range(1, times + 1))]
        random.shuffle(used)

        number = number_after_regrading(HOLDER, Category.PHYSICAL, Grade.THREE, used=used)

        assert parts_of(number) == (base, times)


class TestAnAssessment:
    def test_of_one_kind_is_that_kind(self):
        assert assessed({Category.VISION: Grade.TWO}) == (Category.VISION, Grade.TWO, "")

    def test_of_several_is_multiple_with_the_most_severe_grade(self):
        found = {Category.PHYSICAL: Grade.THREE, Category.VISION: Grade.ONE}

        assert assessed(found) == (Category.MULTIPLE, Grade.ONE, "视力一级、肢体三级")

    @given(st.dictionaries(single_kinds, grades, min_size=2))
    def test_is_never_milder_than_any_of_its_components(self, found):
        category, grade, components = assessed(found)

        assert category == Category.MULTIPLE
        assert all(grade <= own for own in found.values())
        assert components.count("级") == len(found)
