"""Counts that a clerk composes of conditions, or that a head says in words that are all understood."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from core.models import Job
from registry.choices import Category, Grade, Sex
from reports.answers.choices import How
from reports.answers.composing import CONDITIONS, HOLDERS, OLDEST, key_of, settled, where_of, years
from reports.answers.items import composed, item_of
from reports.answers.matching import unit_guess
from reports.answers.models import Answer, AnswerRecipe
from reports.answers.wording import compose
from reports.models import SnapshotList
from tests.factories import PostingFactory
from tests.reports.answers.forms import grid, one_sheet, opened
from tests.reports.answers.test_pages import at, figure_at, upload
from tests.reports.conftest import person

WANTED = "18-59岁肢体一二级持证女性"
WANTED_KEY = "persons.category-4.grade-1,2.sex-female.card-valid,expiring,expired.years-18-59"


def several(column, *, most=None):
    values = [value for value in map(str, CONDITIONS[column]) if (column, value) != ("subsistence", "none")]
    return st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True)


ages = st.tuples(st.integers(0, OLDEST), st.integers(0, OLDEST)).map(lambda ends: years(*sorted(ends)))
wheres = st.fixed_dictionaries(
    {"category": several("category")},
    optional={
        "grade": several("grade"), "sex": several("sex", most=1), "hukou": several("hukou", most=1),
        "subsistence": several("subsistence"), "employment": several("employment", most=1),
        "education": several("education"), "years": ages,
        "card": st.one_of(st.just(list(HOLDERS)), several("card", most=1)),
    },
)  # fmt: skip


class TestWords:
    @given(wheres)
    def test_what_a_count_is_called_says_the_same_conditions_again(self, where):
        item = composed(where)

        found, _ = compose(item.title)

        assert found == settled(where)
        assert item_of(item.key) == item

    @given(wheres)
    def test_a_key_says_all_of_its_conditions(self, where):
        assert where_of(key_of(settled(where))) == settled(where)

    @given(st.text("0123456789-至岁周及以上下不满含残疾人肢体一二级男女持证低保（）、", max_size=24))
    def test_no_head_is_too_odd_to_be_looked_at(self, text):
        found, is_sure = compose(text)

        assert found is not None or not is_sure
        if found is not None:
            assert item_of(composed(found).key).where == composed(found).where

    @pytest.mark.parametrize(
        ("text", "key"),
        [
            (WANTED, WANTED_KEY),
            ("持证残疾人（18～59周岁）女性 肢体 1-2级", WANTED_KEY),
            ("7-17岁视力残疾", "persons.category-1.years-7-17"),
            ("不满18周岁", "persons.years-0-17"),
            ("就业年龄段（18-59岁）残疾人", "persons.years-18-59"),
            ("0—6岁残疾儿童", "persons.years-0-6"),
            ("听力言语残疾", "persons.category-2,3"),
            ("16-59岁未就业持证残疾人", "persons.age-working.card-valid,expiring,expired.employment-none"),
            ("农村低保精神残疾人", "persons.category-6.hukou-rural.subsistence-dibao"),
        ],
    )
    def test_a_head_whose_words_are_all_understood_is_proposed(self, text, key):
        assert (unit_guess([text]).key, unit_guess([text]).near) == ("", key)

    @pytest.mark.parametrize(
        ("parts", "key"),
        [
            (["重度残疾人", "一级"], "persons.grade-1"),
            (["残疾人数", "肢体", "一级"], "persons.category-4.grade-1"),
            (["60周岁以上（含60周岁）残疾人"], "persons.age-old"),
        ],
    )
    def test_a_plain_one_is_known(self, parts, key):
        assert unit_guess(parts).key == key

    @pytest.mark.parametrize(
        "text",
        [
            "本年新增肢体残疾人",
            "就业残疾人",
            "200岁以上残疾人",
            "59-18岁残疾人",
            "60岁以上18-59岁残疾人",
            "不含低保残疾人",
        ],
    )
    def test_what_says_more_is_not_guessed(self, text):
        assert compose(text) == (None, False)


@pytest.fixture
def women(world):
    """Two women of 肢体 with a certificate: one of 59 years and 二级, one of 60; a man of 40."""
    card = {"category": Category.PHYSICAL, "grade": Grade.TWO, "card_state": "valid", "card_expires_on": None}
    female = {"sex": Sex.FEMALE, **card}
    person(world.nanshi, 21, name="五十九", birth_date=date(1966, 11, 23), **female)
    person(world.nanshi, 22, name="六十", birth_date=date(1966, 11, 22), **female)
    person(world.nanshi, 23, name="男四十", birth_date=date(1986, 1, 1), sex=Sex.MALE, **card)
    return world


def test_a_composed_figure_is_counted_to_the_day_and_frozen_with_its_list(desk, women):
    answer = desk.upload(one_sheet(["单位", WANTED], ["会师镇"], ["郭城驿镇"]))
    assert answer.found[0]["columns"][1]["preview"]["texts"] == ["1", "0"]
    desk.choose(answer, B=WANTED_KEY)

    answer = desk.fill(answer)

    assert [row[1] for row in grid(opened(answer)["表"], first=2)] == [1, 0]
    figure = answer.snapshot.figures[f"{WANTED_KEY}.{women.huishi.path}"]
    frozen = SnapshotList.objects.get(snapshot=answer.snapshot, key=figure["list"])
    keys = [column["key"] for column in frozen.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in frozen.rows]
    assert [row["name"] for row in rows if row["years"] == 59] == ["五十九"]
    assert frozen.permission == "person_view"


def test_the_queries_do_not_grow_with_the_figures(desk, women, monkeypatch):
    monkeypatch.setattr(Job, "SAVE_EVERY", 3600)  # on a slow machine progress is written more often

    def cost(*firsts):
        answer = desk.upload(one_sheet(["单位", *(f"{one}-{one + 9}岁残疾人" for one in firsts)], ["会师镇"]))
        near = {own["letter"]: own["near"] for own in answer.found[0]["columns"][1:]}
        desk.choose(answer, **near)
        with CaptureQueriesContext(connection) as queries:
            desk.fill(answer)
        return len(queries)

    cost(3, 13)
    assert cost(0, 10, 20, 30, 40, 50) == cost(1, 11)


class TestPages:
    def test_the_clerk_composes_a_column_and_it_is_remembered(self, client, women, run_jobs):
        client.force_login(women.clerk)
        upload(client, run_jobs, women.county, one_sheet(["单位", "困难女同志", "残疾人数"], ["会师镇"]))
        answer = Answer.objects.get()
        columns = at("answer_columns", answer)
        assert "单子里没有的人数，自己组合" in client.get(columns).text
        made = {
            "make-place": "2", "make-category": ["4"], "make-grade": ["1", "2"], "make-sex": "female",
            "make-age_from": "18", "make-age_to": "59", "make-card": ",".join(HOLDERS),
        }  # fmt: skip

        page = client.post(columns, {"c1": "row.unit", "act": "compose", **made}, follow=True)
        run_jobs(lambda: client.post(columns, {"c1": "row.unit", "c2": WANTED_KEY, "act": "fill"}))
        shown = client.get(answer.get_absolute_url())

        assert "持证18至59岁女肢体重度残疾人" in page.text
        rows = client.get(figure_at(shown, f"{WANTED_KEY}.{women.huishi.path}"))
        assert "五十九" in rows.text
        assert "男四十" not in rows.text
        assert AnswerRecipe.objects.get().columns[0][1]["key"] == WANTED_KEY
        upload(client, run_jobs, women.county, one_sheet(["单位", "困难女同志", "残疾人数"], ["郭城驿镇"]))
        again = Answer.objects.latest("pk")
        assert again.found[0]["columns"][1]["how"] == How.REMEMBERED

    @pytest.mark.parametrize(
        ("made", "told"),
        [
            ({}, "还没有选条件"),
            ({"make-age_from": "60", "make-age_to": "18"}, "上限不能小于下限"),
            ({"make-sex": "x"}, "x"),
        ],
    )
    def test_what_makes_no_sense_is_said_beside_it(self, client, women, run_jobs, made, told):
        client.force_login(women.clerk)
        upload(client, run_jobs, women.county, one_sheet(["单位", "残疾人数", "其他"], ["会师镇"]))
        columns = at("answer_columns", Answer.objects.get())

        page = client.post(columns, {"c1": "row.unit", "act": "compose", "make-place": "3", **made})

        assert told in page.text
        assert Answer.objects.get().found[0]["columns"][2]["key"] == ""

    def test_all_proposals_are_taken_that_are_understood_with_one_button(self, client, women, run_jobs):
        client.force_login(women.clerk)
        form = one_sheet(
            ["单位", WANTED, "7-17岁残疾人", "残疾人数", "残疾人总数", "入户走访干部数"], ["会师镇"]
        )
        upload(client, run_jobs, women.county, form)
        columns = at("answer_columns", Answer.objects.get())
        assert "采用 2 条逐词认得的建议" in client.get(columns).text

        client.post(columns, {"c1": "row.unit", "c4": "persons", "act": "accept"})

        keys = [own["key"] for own in Answer.objects.get().found[0]["columns"]]
        assert keys == ["row.unit", WANTED_KEY, "persons.years-7-17", "persons", "", ""]

    def test_the_rows_behind_a_composed_figure_are_for_who_sees_persons(self, client, women, run_jobs):
        client.force_login(women.clerk)
        upload(client, run_jobs, women.county, one_sheet(["单位", WANTED], ["会师镇"]))
        columns = at("answer_columns", Answer.objects.get())
        client.post(columns, {"c1": "row.unit", "act": "accept"})
        run_jobs(lambda: client.post(at("answer_act", Answer.objects.get()), {"act": "fill"}))
        url = reverse(
            "reports:figure_detail",
            args=[Answer.objects.get().snapshot_id, f"{WANTED_KEY}.{women.huishi.path}"],
        )

        statuses = []
        for role in (Role.FINANCE, Role.LEADER):
            client.force_login(PostingFactory(unit=women.county, role=role).user)
            statuses.append(client.get(url).status_code)

        assert statuses == [403, 200]
