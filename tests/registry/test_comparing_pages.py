"""The pages of comparisons: what is shown to whom, and what the buttons do."""

import io
from datetime import timedelta
from random import Random

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.roles import Role
from core.models import Job
from registry.comparing.choices import Answer, Kind, RowState, State
from registry.comparing.demo import make_comparisons
from registry.comparing.places import find_comparisons, tasks_waiting
from registry.imports import undoing
from registry.models import (
    Comparison,
    ComparisonMapping,
    ComparisonProfile,
    ComparisonRow,
    ComparisonTask,
    ImportBatch,
    ImportRow,
    Person,
)
from tests.factories import PersonFactory, VillageFactory
from tests.factories.comparing import (
    ComparisonDecisionFactory,
    ComparisonFactory,
    ComparisonRowFactory,
    ComparisonTakeoverFactory,
    tasked_row,
)
from tests.factories.registry import id_number

LIST = reverse("comparing:comparison_list")
TASKS = reverse("comparing:task_list")
NEW = reverse("comparing:comparison_create")


@pytest.fixture
def village():
    return VillageFactory(name="南什村")


@pytest.fixture
def county(village):
    return village.parent.parent


@pytest.fixture
def comparison(county):
    return ComparisonFactory(unit=county, title="十月名单")


@pytest.fixture
def row(village, comparison):
    return ComparisonRowFactory(
        person=PersonFactory(unit=village, name="赵小红", phone="13800000000"), comparison=comparison
    )


def csv(*lines):
    return SimpleUploadedFile("名单.csv", "\n".join(lines).encode())


def upload(client, run_jobs, *lines, **more):
    facts = {"title": "十月名单", "sender": "县民政局", "profile": "general", "file": csv(*lines)}
    return run_jobs(lambda: client.post(NEW, facts | more))


def test_a_list_is_uploaded_and_its_result_shown(client, sign_in, run_jobs, village, county):
    person = PersonFactory(unit=village, name="赵小红", phone="13800000000")
    sign_in(county)

    answer = upload(
        client, run_jobs, "姓名,身份证号,联系电话", f"赵小红,{person.id_number},13900000001", unit=county.pk
    )

    page = client.get(answer.url)
    assert "内容不一致" in page.text
    assert "138****0000" in page.text
    assert "139****0001" in page.text
    assert "13900000001" not in page.text


def test_columns_are_mapped_once_for_a_sender(client, sign_in, run_jobs, village, county):
    person = PersonFactory(unit=village, name="赵小红")
    sign_in(county)
    answer = upload(client, run_jobs, "户主,号", f"赵小红,{person.id_number}", unit=county.pk)
    made = Comparison.objects.get()
    assert made.state == State.MAPPING
    columns = reverse("comparing:comparison_columns", args=[made.pk])
    assert "表的开头几行" in client.get(columns).text

    run_jobs(lambda: client.post(columns, {"sheet": 0, "header": 1, "c0": "name", "c1": "id_number"}))

    assert "一致" in client.get(answer.url).text
    assert ComparisonMapping.objects.get().sender == "县民政局"
    upload(client, run_jobs, "户主,号", f"赵小红,{person.id_number}", ",", title="十一月名单", unit=county.pk)
    assert Comparison.objects.latest("pk").state == State.READY


def test_a_mapping_without_anything_to_tell_people_by_is_refused(client, sign_in, comparison, county):
    sign_in(county)

    page = client.post(
        reverse("comparing:comparison_columns", args=[comparison.pk]), {"sheet": 0, "header": 1, "c0": "name"}
    )

    assert "认不出名单上的人是谁" in page.text


def test_the_same_file_twice_is_told_on_the_form(client, sign_in, run_jobs, county):
    sign_in(county)
    upload(client, run_jobs, "姓名,身份证号", f"张三,{id_number(1)}", unit=county.pk)

    page = upload(client, run_jobs, "姓名,身份证号", f"张三,{id_number(1)}", unit=county.pk)

    assert "上传过，见“十月名单”" in page.text


def test_a_township_sees_its_own_part_of_the_countys_comparison(client, sign_in, row, comparison, county):
    elsewhere = VillageFactory(parent__parent=county)
    ComparisonRowFactory(person=PersonFactory(unit=elsewhere, name="邻镇人"), comparison=comparison)
    sign_in(row.unit.parent, role=Role.TOWNSHIP_CLERK)

    page = client.get(comparison.get_absolute_url())

    assert "赵小红" in page.text
    assert "邻镇人" not in page.text
    assert "内容不一致 1 行" in page.text
    assert "下载原文件" not in page.text


def test_a_township_without_a_row_does_not_see_the_comparison(client, sign_in, row, comparison, county):
    sign_in(VillageFactory(parent__parent=county).parent, role=Role.TOWNSHIP_CLERK)

    assert client.get(comparison.get_absolute_url()).status_code == 404
    assert "十月名单" not in client.get(LIST).text


def test_the_list_itself_is_only_for_who_took_it_in(client, sign_in, row, comparison):
    sign_in(row.unit.parent, role=Role.TOWNSHIP_CLERK)

    assert client.get(reverse("comparing:comparison_file", args=[comparison.pk])).status_code == 404
    assert client.get(reverse("comparing:comparison_letter", args=[comparison.pk])).status_code == 404


def test_sending_the_list_is_logged(client, sign_in, comparison, county):
    sign_in(county)

    answer = client.get(reverse("comparing:comparison_file", args=[comparison.pk]))

    assert b"".join(answer.streaming_content).startswith("姓名".encode())

    assert AuditEntry.objects.filter(event="export", additional_data__file="list.csv").exists()


def test_rows_are_filtered_by_place_field_and_state(client, sign_in, row, comparison, county):
    other = VillageFactory(parent__parent=county)
    ComparisonRowFactory(
        person=PersonFactory(unit=other, name="李四", address="甲"),
        comparison=comparison,
        theirs={"address": "乙"},
    )
    sign_in(county)
    url = comparison.get_absolute_url()

    assert "李四" not in client.get(url, {"field": "phone"}).text
    assert "赵小红" not in client.get(url, {"township": other.parent.code}).text
    assert "没有符合条件的行" in client.get(url, {"state": "settled"}).text
    assert "赵小红" in client.get(url, {"kind": "nonsense", "field": "x", "page": "y"}).text


def test_the_result_costs_the_same_however_many_rows(
    sign_in, comparison, village, county, assert_flat_queries, row
):
    ComparisonRowFactory(
        person=PersonFactory(unit=village, residence=village), comparison=comparison,
        theirs={"residence": village.pk},
    )  # fmt: skip
    sign_in(county)

    def more():
        for _ in range(10):
            ComparisonRowFactory(
                person=PersonFactory(unit=village, residence=village), comparison=comparison,
                theirs={"residence": village.pk},
            )  # fmt: skip

    assert_flat_queries(comparison.get_absolute_url(), more)


def test_a_task_costs_the_same_however_many_rows(sign_in, village, assert_flat_queries):
    first = tasked_row(village)
    sign_in(village, role=Role.VILLAGE_MEMBER)

    def more():
        for _ in range(10):
            ComparisonRowFactory(
                person=PersonFactory(unit=village),
                comparison=first.comparison,
                task=first.task,
                state=RowState.TASKED,
            )

    assert_flat_queries(first.task.get_absolute_url(), more)


def test_all_filtered_rows_of_a_field_are_taken_over_by_a_job(
    client, sign_in, run_jobs, row, comparison, county
):
    sign_in(county)
    url = reverse("comparing:settle_field", args=[comparison.pk, "phone"])
    assert "138****0000" in client.get(url).text

    run_jobs(lambda: client.post(url, {"act": "take"}))

    assert Person.objects.get().phone == "13900000001"
    assert Job.objects.get().message == "已采用 1 人。"
    undo = reverse("comparing:takeover_undo", args=[comparison.takeovers.get().pk])
    assert "1 人可以恢复" in client.get(undo).text
    client.post(undo)
    assert Person.objects.get().phone == "13800000000"


def test_a_takeover_asked_for_by_who_lost_the_right_writes_nothing(
    client, sign_in, run_jobs, row, comparison, county
):
    user = sign_in(county)

    def ask_and_leave():
        client.post(reverse("comparing:settle_field", args=[comparison.pk, "phone"]), {"act": "take"})
        user.postings.all().delete()

    run_jobs(ask_and_leave)

    assert Person.objects.get().phone == "13800000000"
    assert Job.objects.get().state == Job.State.FAILED


def test_keeping_all_needs_a_reason(client, sign_in, row, comparison, county):
    sign_in(county)
    url = reverse("comparing:settle_field", args=[comparison.pk, "phone"])

    assert "必填" in client.post(url, {"act": "keep", "reason": ""}).text
    client.post(url, {"act": "keep", "reason": "以登记为准。"})

    row.refresh_from_db()
    assert row.state == RowState.SETTLED


def test_a_row_is_decided_on_its_page(client, sign_in, row, county):
    sign_in(county)
    page = client.get(row.get_absolute_url())
    assert "采用名单的联系电话" in page.text

    client.post(reverse("comparing:row_decide", args=[row.pk]), {"act": "take", "key": "phone"})

    assert Person.objects.get().phone == "13900000001"
    assert "已处理" in client.get(row.get_absolute_url()).text


def test_the_page_of_a_row_says_that_the_register_has_changed(client, sign_in, row, county):
    Person.objects.filter(pk=row.person.pk).update(phone="13700000000")
    sign_in(county)

    page = client.get(row.get_absolute_url())

    assert "比对时登记的是“138****0000”" in page.text
    assert "采用名单的联系电话" not in page.text


def test_a_death_is_archived_with_its_day(client, sign_in, village, county):
    row = ComparisonRowFactory(
        person=PersonFactory(unit=village),
        comparison=ComparisonFactory(unit=county, code="deaths"),
        theirs={"standing": "死亡"},
    )
    sign_in(county)
    assert "按死亡归档" in client.get(row.get_absolute_url()).text

    client.post(reverse("comparing:row_decide", args=[row.pk]), {"act": "archive", "on": "2026-10-03"})

    assert str(Person.objects.get().archive_date) == "2026-10-03"


def test_a_row_without_a_village_is_placed(client, sign_in, comparison, village, county):
    row = ComparisonRowFactory(person=None, comparison=comparison, kind=Kind.ONLY_THERE)
    sign_in(county)

    client.post(reverse("comparing:row_decide", args=[row.pk]), {"act": "place", "unit": village.pk})

    row.refresh_from_db()
    assert (row.unit, row.path) == (village, village.path)


def test_rows_are_sent_and_answered_and_reviewed(client, sign_in, row, comparison, village, county):
    sign_in(county)
    url = reverse("comparing:send", args=[comparison.pk])
    assert "1 行可以下发" in client.get(url).text
    due = (timezone.localdate() + timedelta(days=5)).isoformat()
    client.post(url, {"due_on": due, "instruction": "入户核实。"})
    task = ComparisonTask.objects.get()

    sign_in(village, role=Role.VILLAGE_MEMBER)
    assert "入户核实。" in client.get(task.get_absolute_url()).text
    answer = reverse("comparing:row_answer", args=[row.pk])
    assert "请写明实际情况" in client.post(answer, {"answer": "false", "text": ""}).text
    assert client.post(answer, {"answer": "false", "text": "没有换号。"}).url == task.get_absolute_url()

    sign_in(village.parent, role=Role.TOWNSHIP_CLERK)
    assert "没有换号。" in client.get(row.get_absolute_url()).text
    client.post(reverse("comparing:task_act", args=[task.pk]), {"act": "accept"})
    client.post(reverse("comparing:task_act", args=[task.pk]), {"act": "close"})
    task.refresh_from_db()
    assert not task.is_open


def test_an_answer_leads_to_the_next_row(client, sign_in, village):
    first = tasked_row(village)
    second = ComparisonRowFactory(
        person=PersonFactory(unit=village),
        comparison=first.comparison,
        task=first.task,
        state=RowState.TASKED,
    )
    sign_in(village, role=Role.VILLAGE_MEMBER)

    answer = client.post(reverse("comparing:row_answer", args=[first.pk]), {"answer": Answer.TRUE})

    assert answer.url == second.get_absolute_url()


def test_overdue_tasks_are_said_in_words_and_counted(client, sign_in, village):
    row = tasked_row(village)
    day = timezone.localdate() - timedelta(days=3)
    ComparisonTask.objects.update(sent_on=day, due_on=day, remind_on=day)
    user = sign_in(village, role=Role.VILLAGE_MEMBER)

    assert "已超期 3 天" in client.get(TASKS, {"show": "overdue"}).text
    assert tasks_waiting(user.scope_of("comparison_view")) == 1
    assert "核实任务已超期" in client.get("/").text
    assert row.comparison.title in client.get(row.person.get_absolute_url()).text


def test_the_workbook_has_a_sheet_for_each_kind(client, sign_in, run_jobs, row, comparison, county):
    sign_in(county)

    run_jobs(lambda: client.post(reverse("comparing:comparison_export", args=[comparison.pk])))

    job = Job.objects.get()
    with job.result.open() as file:
        book = openpyxl.load_workbook(io.BytesIO(file.read()))
    assert book.sheetnames == [kind.label for kind in Kind]
    assert book["内容不一致"]["F3"].value == "联系电话：138****0000 → 139****0001"
    assert AuditEntry.objects.filter(event="export", additional_data__what="比对结果").exists()


def test_the_letter_and_the_villages_list_are_papers(client, sign_in, village, county):
    row = tasked_row(village)
    sign_in(county)

    letter = client.get(reverse("comparing:comparison_letter", args=[row.comparison.pk]))
    paper = client.get(reverse("comparing:task_print", args=[row.task.pk]))

    assert (letter.content[:5], paper.content[:5]) == (b"%PDF-", b"%PDF-")


def test_the_list_is_deleted_after_asking(client, sign_in, county):
    made = ComparisonFactory(unit=county, closed=True)
    sign_in(county)
    url = reverse("comparing:comparison_wipe", args=[made.pk])
    assert "不能恢复" in client.get(url).text

    client.post(url)

    assert "只留下的数字" in client.get(made.get_absolute_url()).text


def test_comparing_again_keeps_what_was_decided(client, sign_in, run_jobs, village, county):
    person = PersonFactory(unit=village, name="赵小红", phone="13800000000")
    sign_in(county)
    upload(
        client, run_jobs, "姓名,身份证号,联系电话", f"赵小红,{person.id_number},13900000001", unit=county.pk
    )
    row = ComparisonRow.objects.get()
    ComparisonDecisionFactory(row=row)
    made = Comparison.objects.get()

    run_jobs(
        lambda: client.post(
            reverse("comparing:comparison_again", args=[made.pk]), {"fields_compared": ["name"]}
        )
    )

    assert list(ComparisonRow.objects.values_list("pk", flat=True)) == [row.pk]


def test_a_county_changes_what_a_list_means(client, sign_in, county):
    sign_in(county)
    url = reverse("comparing:profile_edit", args=[county.pk, "dibao"])
    facts = {
        "name": "低保名单", "fields_compared": ["name"], "only_here": "on", "task_days": 9, "remind_days": 2,
        "keep_days": 20, "since": timezone.localdate().isoformat(),
    }  # fmt: skip

    client.post(url, facts)

    assert ComparisonProfile.objects.get().keep_days == 20
    assert "20" in client.get(reverse("comparing:profile_list")).text


def test_the_search_finds_comparisons_by_title(comparison, row, sign_in, county):
    user = sign_in(county)

    assert [label for label, _, _ in find_comparisons("十月", user.scope_of("comparison_view"))] == [
        "十月名单"
    ]


def test_a_row_nobody_has_dealt_with_does_not_hold_an_import_back(row, county):
    batch = ImportBatch.objects.create(
        unit=county, uploaded_by=row.comparison.uploaded_by, file_name="a", state="applied"
    )
    ImportRow.objects.create(
        batch=batch, row=2, outcome="new", person=row.person, person_version=row.person.updated_at
    )
    ComparisonTakeoverFactory(comparison=row.comparison)

    assert len(undoing.plan_takeback(batch).removed) == 1
    undoing.take_back(batch, at=timezone.now())
    assert not Person.objects.exists()


def test_a_row_somebody_has_dealt_with_keeps_the_person(row, county):
    batch = ImportBatch.objects.create(
        unit=county, uploaded_by=row.comparison.uploaded_by, file_name="a", state="applied"
    )
    ImportRow.objects.create(
        batch=batch, row=2, outcome="new", person=row.person, person_version=row.person.updated_at
    )
    ComparisonDecisionFactory(row=row)

    assert len(undoing.plan_takeback(batch).kept) == 1


def test_the_demo_has_a_finished_list_and_one_at_work(client, sign_in, county, village):
    user = sign_in(county)
    for number in range(40):
        PersonFactory(unit=village, subsistence="dibao" if number < 10 else "none")

    made = make_comparisons(county, rng=Random("1"), at=timezone.now(), by=user)  # noqa: S311

    assert made == ComparisonRow.objects.count()
    assert [c.state for c in Comparison.objects.order_by("pk")] == [State.CLOSED, State.READY]
    assert "死亡人员名单" in client.get(LIST).text
