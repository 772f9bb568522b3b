import pytest

from registry.survey.defaults import CHANGED, SUGGESTED, default_form, option_marks, source_of
from registry.survey.rules import Form
from registry.survey.soundness import faults_of, unreachable

YES_NO = {"1": "是", "2": "否"}


def question(code, **facts):
    return {"code": code, "text": code, "kind": "single", "options": dict(YES_NO), **facts}


def form(*questions):
    return Form({"sections": [{"code": "all", "title": "全部", "questions": list(questions)}]})


@pytest.mark.parametrize("part", ["sections", "village"])
def test_the_shipped_form_is_sound(part):
    assert faults_of(Form(default_form(), part)) == []


@pytest.mark.parametrize(
    ("skips", "words"),
    [
        ({"1": "A"}, "不在它的后面"),
        ({"1": "B"}, "不在它的后面"),
        ({"1": "Z"}, "没有这一题"),
        ({"8": "C"}, "没有单选的选项 8"),
    ],
)
def test_a_jump_goes_forward_to_a_question_from_an_option(skips, words):
    (fault,) = faults_of(form(question("A"), question("B", skips=skips), question("C")))

    assert words in fault
    assert fault.startswith("B")


def test_a_question_that_every_answer_jumps_over_is_named():
    found = form(question("A", skips={"1": "C", "2": "C"}), question("B"), question("C"))

    assert unreachable(found) == ["B"]
    assert "B 总被前面的跳转越过" in faults_of(found)[0]


def test_switching_off_the_only_option_that_leads_there_makes_a_question_unreachable():
    found = form(question("A", skips={"1": "C"}, off_options=["2"]), question("B"), question("C"))

    assert unreachable(found) == ["B"]


def test_a_question_may_be_jumped_over_by_some_and_reached_by_others():
    adults = [{"age_from": 18}]
    only_some_jump = form(question("A", skips={"*": "C"}, when=adults), question("B"), question("C"))
    nobody_is_left = form(
        question("A", skips={"*": "C"}, when=adults), question("B", when=adults), question("C")
    )

    assert unreachable(only_some_jump) == []  # children are not asked A, and come to B
    assert unreachable(nobody_is_left) == ["B"]


def test_a_question_that_may_be_left_out_jumps_nobody_who_leaves_it_out():
    optional = {"code": "A", "text": "A", "kind": "text", "is_optional": True, "skips": {"*": "C"}}

    assert unreachable(form(optional, question("B"), question("C"))) == []
    assert unreachable(form({**optional, "is_optional": False}, question("B"), question("C"))) == ["B"]


def test_a_question_that_is_off_is_not_missed():
    found = form(question("A", skips={"*": "C"}), question("B", is_off=True), question("C"))

    assert faults_of(found) == []


@pytest.mark.parametrize(
    ("condition", "words"),
    [({"age_from": 60, "age_to": 16}, "从 60 岁到 16 岁"), ({"categories": []}, "没有一种残疾类别或等级")],
)
def test_a_condition_that_nobody_meets_is_a_fault(condition, words):
    assert words in faults_of(form(question("A", when=[condition])))[0]


def test_what_has_no_source_is_marked_as_a_suggestion():
    shipped = Form(default_form()).questions

    assert source_of(shipped["R3"]) == "动态1表"
    for code in ("R22", "R25", "R34", "R35", "R36", "R37", "R38", "R39", "R40"):
        assert source_of(shipped[code]) == SUGGESTED
        assert set(option_marks(shipped[code])) == set(shipped[code].options)
    assert option_marks(shipped["R17"]) == {"1": SUGGESTED, "4": SUGGESTED}
    assert option_marks(shipped["R18"]) == {}


def test_what_the_county_has_changed_is_marked_as_its_own():
    facts = default_form()
    facts["sections"][0]["questions"][2] |= {"text": "户口类别", "options": {"1": "农业", "2": "居民"}}
    changed = Form(facts).questions["R3"]

    assert source_of(changed) == CHANGED
    assert option_marks(changed) == {"2": CHANGED}
