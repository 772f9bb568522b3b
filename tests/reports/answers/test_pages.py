"""The pages of the room: upload, columns, the filled form with its figures, recipes."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEntry
from accounts.roles import Role
from reports.answers.choices import State, Target
from reports.answers.models import Answer, AnswerRecipe
from tests import workbooks
from tests.factories import CountyFactory, PostingFactory
from tests.factories.answers import AnswerFactory, AnswerRecipeFactory
from tests.reports.answers.forms import one_sheet, persons_form, units_form

LIST, CREATE = reverse("answers:answer_list"), reverse("answers:answer_create")


def at(name, thing):
    return reverse(f"answers:{name}", args=[thing.pk])


def figure_at(page, key):
    return reverse("reports:figure_detail", args=[page.context["answer"].snapshot_id, key])


def upload(client, run_jobs, unit, content):
    file = SimpleUploadedFile("附表1.xlsx", content)
    facts = {"file": file, "unit": unit.pk, "as_of": "2026-11-22"}
    return run_jobs(lambda: client.post(CREATE, facts))


def test_from_the_upload_over_the_columns_to_the_download(client, world, run_jobs):
    client.force_login(world.clerk)

    upload(client, run_jobs, world.county, units_form("会师镇", "郭城驿镇"))
    answer = Answer.objects.get()
    page = client.get(at("answer_columns", answer))
    assert "是不是“已发放专职委员补贴金额”？" in page.text
    chosen = {"c2": "row.unit", "c3": "persons", "c8": "persons.category-1", "act": "fill"}
    run_jobs(lambda: client.post(at("answer_columns", answer), chosen))
    shown = client.get(answer.get_absolute_url())
    file = client.get(at("answer_file", answer))

    rows = list(load_workbook(io.BytesIO(file.content))["附表1"].iter_rows(min_row=5, values_only=True))
    assert rows[0][1:] == ("会师镇", 3, None, None, None, None, 2)
    figure = reverse(
        "reports:figure_detail", args=[shown.context["answer"].snapshot_id, f"persons.{world.huishi.path}"]
    )
    assert figure in shown.text
    assert "王芳" in client.get(figure).text
    assert AuditEntry.objects.filter(additional_data__what="附表1（已回填）").exists()


def test_a_wrong_file_is_explained_beside_the_field(client, world):
    client.force_login(world.clerk)
    file = SimpleUploadedFile("旧.xls", workbooks.xls(["单位"], ["会师镇"]))

    page = client.post(CREATE, {"file": file, "unit": world.county.pk, "as_of": "2026-11-22"})

    assert "另存为" in page.text
    assert not Answer.objects.exists()


def test_an_empty_form_is_filled_by_what_is_chosen_on_the_page(client, world, run_jobs):
    client.force_login(world.clerk)
    upload(client, run_jobs, world.county, one_sheet(["乡镇", "残疾人数"]))
    answer = Answer.objects.get()

    client.post(at("answer_options", answer), {"tier": "townships"})
    run_jobs(lambda: client.post(at("answer_act", answer), {"act": "fill"}))

    answer.refresh_from_db()
    assert answer.counts["rows"] == 2


def about(answer, target):
    for sheet in answer.found:
        sheet["target"] = str(target)
        for column in sheet["columns"]:
            column["key"] = column["near"] = ""
    answer.save()


@pytest.mark.parametrize(
    ("target", "asked", "not_asked"),
    [
        (Target.UNITS, {"tier"}, {"posted", "all_persons", "grades", "age_to"}),
        (
            Target.PERSONS,
            {"all_persons", "categories", "grades", "subsistence", "age_from"},
            {"tier", "posted"},
        ),
        (Target.MEMBERS, {"posted"}, {"tier", "all_persons", "age_from"}),
    ],
)
def test_only_what_fits_the_rows_of_the_sheet_is_asked(client, world, target, asked, not_asked):
    client.force_login(world.clerk)
    answer = AnswerFactory(unit=world.county)
    about(answer, target)

    page = client.get(at("answer_columns", answer)).text

    assert {name for name in asked | not_asked if f'id="id_{name}' in page} == asked
    assert 'name="overwrite"' in page


def test_what_is_asked_for_one_sheet_leaves_what_was_said_of_another(client, world):
    client.force_login(world.clerk)
    answer = AnswerFactory(unit=world.county, options={"posted": "heads", "all_persons": True})

    client.post(at("answer_options", answer), {"tier": "townships"})

    answer.refresh_from_db()
    assert answer.options == {"posted": "heads", "all_persons": True, "tier": "townships", "overwrite": False}


def test_nonsense_is_refused_in_words(client, world):
    client.force_login(world.clerk)
    answer = AnswerFactory(unit=world.county)
    about(answer, Target.PERSONS)

    said = client.post(at("answer_act", answer), {"act": "?"}, follow=True)
    options = client.post(at("answer_options", answer), {"age_from": "9", "age_to": "3"}, follow=True)
    pages = [client.get(f"{at(name, answer)}?sheet=x&page=y") for name in ("answer_detail", "answer_columns")]

    assert "没有看懂" in said.text
    assert "上限不能小于下限" in options.text
    assert [page.status_code for page in pages] == [200, 200]


def test_a_form_of_persons_is_seen_only_by_who_may_take_persons_out(client, world):
    answer = AnswerFactory(unit=world.county, has_persons=True, needs=["report_make", "person_export"])
    leader = PostingFactory(unit=world.county, role=Role.LEADER).user

    client.force_login(leader)
    hidden = client.get(answer.get_absolute_url())
    client.force_login(world.clerk)

    assert hidden.status_code == 404
    assert client.get(answer.get_absolute_url()).status_code == 200


def test_the_file_asks_for_every_right_it_was_made_with(client, world):
    answer = AnswerFactory(unit=world.county, needs=["report_make", "stipend_export"])
    client.force_login(world.clerk)

    page = client.get(answer.get_absolute_url())

    assert "只有持同样权限的人可以下载" in page.text
    assert client.get(at("answer_file", answer)).status_code == 403


def test_another_countys_form_is_not_there(client, world):
    client.force_login(world.clerk)
    answer, recipe = AnswerFactory(unit=CountyFactory()), AnswerRecipeFactory(unit=CountyFactory())

    statuses = [client.get(at(name, answer)).status_code for name in ("answer_detail", "answer_file")]

    assert statuses == [404, 404]
    assert client.get(at("recipe_rename", recipe)).status_code == 404


def test_the_list_costs_the_same_for_many(client, world, assert_flat_queries):
    client.force_login(world.clerk)
    AnswerFactory(unit=world.county)

    assert_flat_queries(LIST, lambda: [AnswerFactory(unit=world.county) for _ in range(3)])


def test_a_form_of_persons_opens_its_list_and_is_logged_with_its_rows(client, world, run_jobs):
    client.force_login(world.clerk)
    upload(client, run_jobs, world.county, persons_form([1, "王芳"], [2, "李强"]))
    answer = Answer.objects.get()
    run_jobs(lambda: client.post(at("answer_act", answer), {"act": "fill"}))

    shown = client.get(answer.get_absolute_url())
    client.get(at("answer_file", answer))

    assert (
        reverse("reports:figure_detail", args=[shown.context["answer"].snapshot_id, "people.0"]) in shown.text
    )
    entry = AuditEntry.objects.filter(event="export").latest("pk")
    assert entry.additional_data["rows"] == 2


def test_recipes_are_listed_renamed_and_deleted(client, world):
    client.force_login(world.clerk)
    recipe = AnswerRecipeFactory(unit=world.county)

    client.post(at("recipe_rename", recipe), {"name": "市残联年报"})
    listed = client.get(reverse("answers:recipe_list"))
    shown = client.get(at("recipe_rename", recipe))
    client.post(at("recipe_delete", recipe))

    assert "市残联年报" in listed.text
    assert "没有认出，留空并标黄" in shown.text
    assert not AnswerRecipe.objects.exists()


def test_a_deleted_form_leaves_the_list(client, world):
    client.force_login(world.clerk)
    answer = AnswerFactory(unit=world.county, state=State.MAPPING)

    page = client.post(at("answer_act", answer), {"act": "delete"}, follow=True)

    assert "已删除“附表1.xlsx”" in page.text
