"""What the columns of a form mean is remembered by its heads; what was reported is kept and compared."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.roles import Role
from core.jobs import JobFailed
from reports.answers import services, working
from reports.answers.choices import LEFT, State
from reports.answers.models import Answer, AnswerRecipe
from reports.answers.services import AnswerRefused
from reports.comparison import comparable_with
from reports.models import Snapshot
from tests.factories import PersonFactory, PostingFactory
from tests.reports.answers.forms import grid, one_sheet, opened, units_form


def test_the_same_form_of_another_year_comes_with_all_choices(desk):
    first = desk.upload(units_form("会师镇"))
    desk.choose(first, G="stipend.amount", H=LEFT)
    desk.fill(first)

    again = desk.upload(units_form("会师镇", "郭城驿镇", year=2027), name="附表1（修订）.xlsx")

    (sheet, _) = again.found
    assert [own["key"] for own in sheet["columns"]][-2:] == ["stipend.amount", LEFT]
    assert sheet["columns"][-1]["how"] == "remembered"
    assert again.recipe.name == "附表1"
    assert again.recipe.uses == 1


def test_a_recipe_keeps_columns_and_nothing_of_persons(desk, world):
    desk.answer(one_sheet(["姓名", "身份证号", "残疾类别", "备用"], ["王芳"]))

    recipe = AnswerRecipe.objects.get()
    assert recipe.unit == world.county
    assert recipe.columns[0][0] == {"place": 1, "title": "姓名", "key": "name", "target": "persons"}
    assert "王芳" not in str(recipe.columns)


def test_another_form_is_not_taken_for_it(desk):
    desk.answer(units_form("会师镇"))

    other = desk.upload(one_sheet(["单位", "残疾人数"], ["会师镇"]))

    assert other.recipe is None


def test_a_recipe_is_renamed_and_deleted_by_its_county_only(desk, world):
    desk.answer(units_form("会师镇"))
    recipe = AnswerRecipe.objects.get()
    stranger = PostingFactory(unit=world.huishi, role=Role.TOWNSHIP_CLERK).user

    with pytest.raises(AnswerRefused):
        services.delete_recipe(recipe, by=stranger, at=timezone.now())
    services.rename_recipe(recipe, by=desk.user, at=timezone.now(), name="市残联年报")
    services.delete_recipe(recipe, by=desk.user, at=timezone.now())

    assert Answer.objects.get().recipe is None


def test_a_column_takes_only_what_fits_its_sheet(desk):
    answer = desk.upload(units_form("会师镇"))

    with pytest.raises(AnswerRefused, match="不能填这一项"):
        desk.choose(answer, H="id_number")


def test_what_was_reported_stays_and_compares_with_the_next_time(desk, world):
    first = desk.answer(units_form("会师镇"), as_of=date(2026, 11, 21))
    PersonFactory(unit=world.nanshi, name="新来的")
    second = desk.answer(units_form("会师镇"))

    assert list(comparable_with(second.snapshot)) == [first.snapshot]
    key = f"persons.{world.huishi.path}"
    assert [own.snapshot.figures[key]["value"] for own in (first, second)] == [3, 4]
    assert {own.key for own in second.snapshot.lists.all()} == {"persons", "posts", "rows.0"}


def test_the_same_data_of_the_same_day_are_frozen_once(desk):
    first = desk.answer(units_form("会师镇"))

    second = desk.answer(units_form("会师镇"), name="另一份.xlsx")

    assert first.snapshot.content["figures"] == second.snapshot.content["figures"]


def test_a_deleted_form_takes_its_files_along_and_leaves_its_snapshot(
    desk, django_capture_on_commit_callbacks
):
    answer = desk.answer(units_form("会师镇"))
    storage, names = answer.file.storage, [answer.file.name, answer.result.name]

    with django_capture_on_commit_callbacks(execute=True):
        services.delete_answer(answer, by=desk.user, at=timezone.now())

    assert [storage.exists(name) for name in names] == [False, False]
    assert Snapshot.objects.exists()


def test_filling_again_replaces_the_file(desk):
    answer = desk.answer(units_form("会师镇"))
    desk.choose(answer, F=LEFT)

    answer = desk.fill(answer)

    assert answer.state == State.READY
    assert grid(opened(answer)["附表1"], first=5)[0][:6] == [1, "会师镇", 3, 2, 1, None]
    assert answer.recipe.uses == 2


def test_another_makers_right_is_asked_for_when_the_work_begins(desk, world):
    answer = desk.upload(units_form("会师镇"))
    answer = services.request_filling(answer, by=desk.user, at=timezone.now())
    desk.user.postings.all().delete()
    answer = Answer.objects.get(pk=answer.pk)

    with pytest.raises(JobFailed, match="没有生成报表的权限"):
        working.fill(answer, job=answer.job, at=timezone.now())

    answer.refresh_from_db()
    assert answer.state == State.MAPPING
    assert not answer.result
