from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.survey.answers import AnswerRefused, read_answer
from registry.survey.defaults import default_form
from registry.survey.rules import Form, Subject
from registry.survey.soundness import faults_of

FORM = Form(default_form())
GROWN_UP = Subject(40, "4", "3")


def applicable(subject=GROWN_UP, **answers):
    return FORM.applicable(subject, answers)


@pytest.mark.parametrize("part", ["sections", "village"])
def test_the_shipped_form_is_sound(part):
    assert faults_of(Form(default_form(), part)) == []


def test_the_shipped_forms_have_as_many_items_as_the_exercise():
    assert len(FORM.questions) == 37  # 36 indicators of 2018, and the contact phone that the 底册 carries
    assert len(Form(default_form(), "village").questions) == 11


@pytest.mark.parametrize(
    ("answers", "left_out", "asked"),
    [
        ({"R13": "1", "R17": "7"}, {"R18", "R19"}, {"R17", "R20"}),
        ({"R13": "2"}, {"R17"}, {"R18", "R19"}),
        ({"R13": "2", "R19": "1"}, {"R20", "R21", "R22"}, {"R25", "R27"}),
        ({"R13": "2", "R19": "2"}, {"R20", "R21"}, {"R22", "R25"}),
        ({"R13": "2", "R19": "4"}, set(), {"R20", "R21", "R22"}),
        ({"R5": "2"}, {"R5A", "R5B", "R5C"}, {"R6"}),
        ({"R31": "2"}, {"R32", "R33"}, {"R34"}),
        ({"R31": "1", "R32": "2"}, set(), {"R33", "R34"}),
    ],
)
def test_an_answer_jumps_over_questions(answers, left_out, asked):
    found = set(applicable(**answers))

    assert not found & left_out
    assert asked <= found


@pytest.mark.parametrize(
    ("subject", "is_asked"),
    [
        (Subject(16, "5", "4"), True),
        (Subject(59, "6", "4"), True),
        (Subject(60, "6", "1"), False),
        (Subject(15, "5", "1"), False),
        (Subject(30, "4", "2"), True),
        (Subject(30, "4", "3"), False),
        (Subject(30, "1", "1"), False),
    ],
)
def test_day_care_is_asked_of_those_it_is_for(subject, is_asked):
    assert ("R29" in applicable(subject)) is is_asked


def test_a_question_that_is_jumped_over_makes_nobody_jump():
    # R19 = 在校学习 was answered once; now the person works, and R19 does not apply any more
    assert "R20" in applicable(R13="1", R17="7", R19="1")


def test_what_no_longer_applies_is_dropped_and_named():
    kept, dropped = FORM.cleaned(GROWN_UP, {"R13": "1", "R17": "7", "R18": "4", "R19": "4"})

    assert (kept, dropped) == ({"R13": "1", "R17": "7"}, ["R18", "R19"])


def test_answers_that_contradict_each_other_are_said_so():
    assert "R18" in FORM.contradictions({"R18": "1", "R19": "1"})[0]
    assert "R27" in FORM.contradictions({"R27": ["1", "2"]})[0]
    assert FORM.contradictions({"R18": "4", "R19": "1"}) == []


def test_a_question_that_is_off_is_not_asked_and_makes_nobody_jump():
    facts = default_form()
    next(q for s in facts["sections"] for q in s["questions"] if q["code"] == "R13")["is_off"] = True

    found = Form(facts).applicable(GROWN_UP, {"R13": "2"})

    assert "R13" not in found
    assert "R17" in found


# Of every question that can jump or be jumped to: an answer or none. The others make no difference.
jumping = {code: question for code, question in FORM.questions.items() if question.skips}
values = {code: st.sampled_from(["", *question.options]) for code, question in jumping.items()}
subjects = st.builds(Subject, st.integers(0, 100), st.sampled_from("1234567"), st.sampled_from("1234"))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(subject=subjects, answers=st.fixed_dictionaries(values))
def test_cleaning_twice_changes_nothing_more(subject, answers):
    kept, dropped = FORM.cleaned(subject, answers)

    assert FORM.cleaned(subject, kept) == (kept, [])
    assert not set(kept) & set(dropped)
    assert set(FORM.missing(subject, kept)) <= set(FORM.applicable(subject, kept))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(subject=subjects, answers=st.fixed_dictionaries(values))
def test_nothing_between_a_jump_and_its_target_applies(subject, answers):
    order, found = list(FORM.questions), FORM.applicable(subject, answers)
    between = {
        skipped
        for code in found
        if (target := FORM.questions[code].target(answers.get(code)))
        for skipped in order[order.index(code) + 1 : order.index(target)]
    }

    assert not between & set(found)


class TestReadingAnAnswer:
    @pytest.mark.parametrize("raw", ["2", "2 ", "非农业", "2 非农业", 2, 2.0, "２"])
    def test_an_option_by_code_or_text(self, raw):
        assert read_answer(FORM.questions["R3"], raw) == "2"

    def test_several_in_the_order_of_the_form(self):
        assert read_answer(FORM.questions["R20"], "3、1") == ["1", "3"]
        assert read_answer(FORM.questions["R20"], ["2", "职业技能培训"]) == ["1", "2"]

    @pytest.mark.parametrize(
        ("code", "raw", "words"),
        [
            ("R3", "7", "不在选项中"),
            ("R20", ["1", "9"], "不能与其他选项同时选择"),
            ("R28", "1、2、3、9", "最多选 3 项"),
            ("R7", "很多", "不是数字"),
            ("R7", "-1", "之间"),
            ("R7", "12.5", "小数"),
            ("R2A", "打不通", "电话"),
            ("R5A", "长" * 61, "最多 60 字"),
        ],
    )
    def test_what_is_no_answer_is_refused_with_words(self, code, raw, words):
        with pytest.raises(AnswerRefused, match=words):
            read_answer(FORM.questions[code], raw)

    def test_an_option_that_is_off_is_no_answer(self):
        question = replace(FORM.questions["R3"], off_options=("2",))

        with pytest.raises(AnswerRefused, match="不在选项中"):
            read_answer(question, "2")

    @given(raw=st.one_of(st.text(), st.integers(), st.floats(), st.dates(), st.none(), st.lists(st.text())))
    @pytest.mark.parametrize("code", ["R3", "R20", "R7", "R2A", "R5A"])
    def test_it_reads_or_refuses_whatever_comes(self, code, raw):
        question = FORM.questions[code]

        with suppress(AnswerRefused):
            assert isinstance(read_answer(question, raw), list if question.kind == "multi" else str)
