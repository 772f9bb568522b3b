import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codes import ALPHABET, LENGTH, CodeRefused, clean_code, new_code, shown

signs = st.text(ALPHABET, min_size=11, max_size=11)
codes = st.builds(lambda _: new_code(), st.integers())


class TestNewCode:
    def test_has_twelve_characters_that_nobody_takes_for_another(self):
        code = new_code()

        assert len(code) == LENGTH
        assert not set(code) & set("0O1IL")

    def test_is_another_each_time(self):
        assert len({new_code() for _ in range(1000)}) == 1000

    def test_is_shown_in_three_groups(self):
        assert shown("7K3MQ9TX4HWP") == "7K3M-Q9TX-4HWP"


class TestCleanCode:
    @given(code=codes)
    def test_reads_what_is_shown_in_any_case_and_width(self, code):
        wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)

        assert clean_code(shown(code)) == code
        assert clean_code(f" {shown(code).lower()} ") == code
        assert clean_code(wide) == code
        assert clean_code(" ".join(code)) == code

    @given(code=codes, place=st.integers(0, LENGTH - 1), sign=st.sampled_from(ALPHABET))
    def test_notices_one_wrong_character(self, code, place, sign):
        wrong = code[:place] + sign + code[place + 1 :]

        if wrong == code:
            assert clean_code(wrong) == code
        else:
            with pytest.raises(CodeRefused, match="逐位核对"):
                clean_code(wrong)

    @given(code=codes, places=st.lists(st.integers(0, LENGTH - 2), min_size=2, max_size=2, unique=True))
    def test_notices_two_that_changed_places(self, code, places):
        signs, (one, other) = list(code), places
        signs[one], signs[other] = signs[other], signs[one]
        wrong = "".join(signs)

        if wrong != code:
            with pytest.raises(CodeRefused):
                clean_code(wrong)

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("", "12 位验真码"),
            ("7K3M", "现在是 4 位"),
            ("7K3MQ9TX4HWO", "没有“O”"),
            ("7K3M-Q9TX-4HW0", "没有“0”"),
            ("<script>", "没有“<”"),
            ("验真码", "没有“验”"),
        ],
    )
    def test_says_what_is_wrong(self, typed, told):
        with pytest.raises(CodeRefused, match=told):
            clean_code(typed)

    @given(text=st.text(max_size=60))
    def test_refuses_in_a_whole_sentence_whatever_is_typed(self, text):
        assert told_about(text).endswith("。")


def told_about(text):
    try:
        return f"{len(clean_code(text))} 位。"
    except CodeRefused as problem:
        return str(problem)
