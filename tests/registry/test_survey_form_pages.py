import pytest
from django.urls import reverse

from registry.survey.rules import Form
from tests.factories import CountyFactory
from tests.factories.survey import SurveyRoundFactory


@pytest.fixture
def survey():
    return SurveyRoundFactory(unit=CountyFactory(name="会宁县"), is_draft=True)


@pytest.fixture
def clerk(sign_in, survey):
    return sign_in(survey.unit)


def url(name, *args):
    return reverse(f"survey:{name}", args=args)


def filled_in(client, survey, code, **changes):
    """Post the page of a question as it comes, with some boxes changed; None leaves a box out."""
    form = client.get(url("question_edit", survey.pk, code)).context["form"]
    sent = {name: form[name].value() for name in form.fields} | changes
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    return client.post(url("question_edit", survey.pk, code), sent)


def question(survey, code):
    survey.refresh_from_db()
    return Form(survey.form).questions[code]


def test_saving_a_question_as_it_is_changes_nothing_that_matters(client, clerk, survey):
    before = {code: question(survey, code) for code in ("R5", "R17", "R20", "R29", "R40")}

    for code in before:
        assert filled_in(client, survey, code).status_code == 302

    assert {code: question(survey, code) for code in before} == before


def test_words_and_options_are_changed(client, clerk, survey):
    filled_in(client, survey, "R3", text="户口类别", option_1="农业户口", on_2=None)

    changed = question(survey, "R3")
    assert (changed.text, changed.offered) == ("户口类别", {"1": "农业户口"})
    page = client.get(url("form_detail", survey.pk)).text
    assert "户口类别" in page
    assert "本县修改" in page


def test_a_jump_is_changed(client, clerk, survey):
    filled_in(client, survey, "R31", skip_2="R35")

    assert question(survey, "R31").skips == {"2": "R35"}


def test_a_jump_backwards_or_into_nothing_is_refused(client, clerk, survey):
    for target in ("R22", "R31", "R99"):
        answer = filled_in(client, survey, "R31", skip_1=target)
        assert answer.context["form"].errors["skip_1"]

    assert question(survey, "R31").skips == {"2": "R34"}


def test_a_jump_that_nobody_gets_behind_is_refused_with_the_question_named(client, clerk, survey):
    answer = filled_in(client, survey, "R31", skip_1="R34")

    assert "R32、R33 总被前面的跳转越过" in answer.text
    assert question(survey, "R31").skips == {"2": "R34"}


def test_of_whom_a_question_is_asked_is_changed(client, clerk, survey):
    facts = {
        "when_0_age_from": "3",
        "when_0_age_to": "15",
        "when_1_categories": ["1", "2"],
        "when_1_grades": ["1"],
    }

    filled_in(client, survey, "R36", **facts)

    changed = question(survey, "R36")
    assert list(changed.when) == [{"age_from": 3, "age_to": 15}, {"categories": ["1", "2"], "grades": ["1"]}]
    assert "★ 视力、听力，一级" in client.get(url("form_detail", survey.pk)).text


def test_ages_the_wrong_way_round_are_refused(client, clerk, survey):
    answer = filled_in(client, survey, "R36", when_0_age_from="60", when_0_age_to="16")

    assert answer.context["form"].errors["when_0_age_to"]
    assert question(survey, "R36").when == ()


def test_limits_are_changed(client, clerk, survey):
    filled_in(client, survey, "R34", limit="2", alone=["5", "9"])
    filled_in(client, survey, "R7", most="500000", is_optional=None)

    assert (question(survey, "R34").limit, question(survey, "R34").alone) == (2, ("5", "9"))
    assert (question(survey, "R7").most, question(survey, "R7").is_optional) == (500000, False)
    assert filled_in(client, survey, "R34", limit="7").context["form"].errors["limit"]


def test_an_opened_round_keeps_its_form(client, sign_in):
    survey = SurveyRoundFactory(unit=CountyFactory(name="靖远县"))
    sign_in(survey.unit)

    answer = filled_in(client, survey, "R31", skip_1="R33")

    assert "调查表不能再改" in answer.text
    assert question(survey, "R31").skips == {"2": "R34"}


def test_the_preview_asks_what_such_a_person_would_be_asked(client, clerk, survey):
    filled_in(client, survey, "R36", is_off="on")

    def asked(**whom):
        parts = client.get(url("form_preview", survey.pk), whom).context["parts"]
        return {code for _, form in parts for code in form.questions}

    assert {"R29", "R13", "R37", "V1"} <= asked(age=30, category=5, grade=3)
    assert "R36" not in asked(age=30)
    assert not {"R29", "R13", "R4"} & asked(age=10, category=5, grade=3)
    assert asked(age="x", category="9") == asked()


def test_the_form_says_what_has_no_source(client, clerk, survey):
    page = client.get(url("form_detail", survey.pk)).text

    assert "国统制〔2016〕57号" in page
    assert '按比例就业<span class="quiet-text small">（建议）</span>' in page
