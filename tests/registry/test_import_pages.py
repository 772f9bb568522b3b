import re
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape

from accounts.models import AuditEntry
from core.models import Job
from registry.models import ImportBatch, ImportRow, Person
from tests.core.test_sheets_safety import BAD_FILES
from tests.factories import PersonFactory, TownshipFactory, VillageFactory, id_number

NEW = reverse("registry:import_create")
HEADER = "姓名,身份证号,残疾类别,残疾等级,乡镇,村(社区)"


@pytest.fixture
def village():
    return VillageFactory(name="老鸦村", parent__name="头寨子镇")


@pytest.fixture
def clerk(village, sign_in):
    return sign_in(village.parent, as_township_clerk=True)


def csv(*lines, header=HEADER):
    return SimpleUploadedFile("名册.csv", "\n".join([header, *lines]).encode())


def line(name, number, *, place="头寨子镇,老鸦村", kind="肢体,三级"):
    return f"{name},{number},{kind},{place}"


@pytest.fixture
def upload(client, run_jobs, village):
    def go(file):
        run_jobs(lambda: client.post(NEW, {"file": file, "unit": village.parent.pk}))
        return ImportBatch.objects.latest("pk")

    return go


@pytest.fixture
def write(client, run_jobs):
    def go(batch, **values):
        url = reverse("registry:import_apply", args=[batch.pk])
        run_jobs(lambda: client.post(url, {"act": "apply"} | values))
        batch.refresh_from_db()
        return batch

    return go


class TestTheWizard:
    def test_shows_what_would_happen_and_writes_nothing(self, client, clerk, upload):
        batch = upload(csv(line("王芳", id_number(1)), line("李强", "123")))

        text = client.get(batch.get_absolute_url()).text

        assert "写入 1 行" in text
        assert "身份证号位数不对" in text
        assert "李强" in text
        assert not Person.objects.exists()

    def test_writes_the_good_rows_only_on_the_clerks_word(self, client, clerk, upload, write):
        batch = upload(csv(line("王芳", id_number(1)), line("李强", "123")))

        write(batch)
        assert not Person.objects.exists()

        write(batch, partial="yes")
        assert [person.name for person in Person.objects.all()] == ["王芳"]
        assert "已导入" in client.get(batch.get_absolute_url()).text

    def test_writes_once_when_asked_twice(self, clerk, upload, write):
        batch = upload(csv(line("王芳", id_number(1))))

        write(batch)
        write(batch)

        assert Person.objects.count() == 1

    def test_shows_before_and_after_of_a_change_with_numbers_masked(self, client, clerk, upload, village):
        person = PersonFactory(name="王芳", unit=village, phone="13812345678", hukou="rural")
        header = "姓名,身份证号,村(社区),联系电话,户口性质"
        batch = upload(csv(f"王芳,{person.id_number},老鸦村,13900001111,非农业", header=header))

        text = client.get(batch.get_absolute_url(), {"show": "changed"}).text

        assert "非农业" in text
        assert "138****5678" in text
        assert "13900001111" not in text

    def test_gives_the_marked_workbook_back(self, client, clerk, upload):
        batch = upload(csv(line("李强", "123")))

        response = client.get(reverse("registry:import_file", args=[batch.pk, "marked"]))

        book = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))
        cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
        assert any("18 位" in cell for cell in cells)

    def test_says_in_chinese_what_is_wrong_with_a_program(self, client, clerk, upload):
        batch = upload(SimpleUploadedFile("名册.xlsx", b"MZ\x90\x00" + b"x" * 400))

        text = client.get(batch.get_absolute_url()).text

        assert batch.state == ImportBatch.State.REFUSED
        assert "没有写入任何数据" in text
        assert "Traceback" not in text

    def test_is_written_down_in_the_audit_log(self, clerk, upload, write):
        write(upload(csv(line("王芳", id_number(1)))))

        assert AuditEntry.objects.filter(event="import", actor=clerk).exists()

    def test_can_be_given_up(self, client, clerk, upload, write):
        batch = write(upload(csv(line("王芳", id_number(1)))), act="discard")

        assert batch.state == ImportBatch.State.CANCELLED
        assert "没有写入任何数据" in client.get(batch.get_absolute_url()).text

    def test_lists_what_was_imported(self, client, clerk, upload):
        upload(csv(line("王芳", id_number(1))))

        assert "名册.csv" in client.get(reverse("registry:import_list")).text


class TestTakingBack:
    def test_shows_the_blast_radius_then_takes_back(self, client, clerk, upload, write, run_jobs):
        batch = write(upload(csv(line("王芳", id_number(1)), line("李强", id_number(3)))))
        touched = Person.objects.get(name="李强")
        touched.note = "改过"
        touched.save()
        url = reverse("registry:import_undo", args=[batch.pk])

        assert "李强" in client.get(url).text
        run_jobs(lambda: client.post(url))

        assert [person.name for person in Person.objects.all()] == ["李强"]

    def test_leaves_no_tile_that_says_they_are_written(self, client, clerk, upload, write, run_jobs):
        batch = write(upload(csv(line("王芳", id_number(1)))))
        assert "已写入登记表" in client.get(batch.get_absolute_url()).text

        run_jobs(lambda: client.post(reverse("registry:import_undo", args=[batch.pk])))

        page = client.get(batch.get_absolute_url()).text
        assert "曾新增" in page
        assert "已写入登记表" not in page

    def test_is_not_for_another_clerk(self, client, clerk, upload, write, sign_in, village):
        batch = write(upload(csv(line("王芳", id_number(1)))))
        sign_in(village.parent, as_township_clerk=True)

        client.post(reverse("registry:import_undo", args=[batch.pk]))

        assert Person.objects.count() == 1


class TestTheForm:
    def test_offers_only_units_of_the_scope(self, client, clerk):
        TownshipFactory(name="别处的镇")

        assert "别处的镇" not in client.get(NEW).text

    def test_explains_a_missing_file(self, client, clerk, village):
        assert "请选择要导入的文件" in client.post(NEW, {"unit": village.parent.pk}).text

    def test_keeps_a_file_that_is_too_large_and_says_so(self, client, clerk, upload, settings):
        settings.UPLOAD_MAX_MB = 0

        batch = upload(csv(line("王芳", id_number(1))))

        assert "超过 0 MB" in client.get(batch.get_absolute_url()).text
        assert batch.file.size
        assert not Person.objects.exists()

    def test_sends_a_template_with_the_villages_of_the_unit(self, client, clerk):
        content = client.get(reverse("registry:import_template")).getvalue()

        book = openpyxl.load_workbook(BytesIO(content))
        assert [cell.value for cell in book["登记表"][1]][:3] == ["序号", "姓名", "性别"]
        words = [cell.value for row in book["选项"].iter_rows() for cell in row]
        assert "老鸦村" in words
        assert book["登记表"].data_validations.dataValidation

    def test_ignores_nonsense_in_the_query(self, client, clerk, upload):
        batch = upload(csv(line("王芳", id_number(1))))

        for query in ({"show": "moon"}, {"code": "'"}, {"page": "x"}):
            assert client.get(batch.get_absolute_url(), query).status_code == 200
        assert client.get(reverse("registry:import_template"), {"unit": "x"}).status_code == 200
        assert client.get(reverse("registry:import_file", args=[batch.pk, "moon"])).status_code == 404
        assert client.get(reverse("registry:import_template"), {"unit": "9" * 5000}).status_code == 200
        assert client.get(reverse("registry:import_detail", args=[10**30])).status_code == 404


class TestABadFile:
    @pytest.mark.parametrize(("content", "reason"), BAD_FILES.values(), ids=BAD_FILES)
    def test_is_kept_and_explained_and_nothing_is_written(self, client, clerk, upload, content, reason):
        batch = upload(SimpleUploadedFile("名册.xlsx", content))

        page = client.get(batch.get_absolute_url())

        assert batch.state == ImportBatch.State.REFUSED
        assert re.search(reason, batch.message)
        assert escape(batch.message) in page.text
        assert (batch.plan_job.state, batch.plan_job.message) == ("failed", batch.message)
        with batch.file.open() as kept:
            assert kept.read() == content
        assert batch.plan_job.upload.name == batch.file.name
        assert not Person.objects.exists()


class TestThePreview:
    def test_leads_from_each_figure_to_its_rows(self, client, clerk, upload, village):
        known = PersonFactory(name="张三", unit=village)
        batch = upload(csv(line("王芳", id_number(1)), line("李强", "123"), f"张三,{known.id_number},,,,"))
        here = batch.get_absolute_url()

        assert "王芳" in client.get(here, {"show": "new"}).text
        assert "李强" in client.get(here, {"show": "refused"}).text
        assert "第 4 行与登记表一致" in client.get(here, {"show": "unchanged"}).text
        assert client.get(here).context["shown"] == "refused"

    def test_shows_one_kind_of_problem_alone(self, client, clerk, upload):
        batch = upload(csv(line("王芳", "123"), line("李强", id_number(3), place="头寨子镇,没有村")))

        rows = client.get(batch.get_absolute_url(), {"show": "refused", "code": "village_unknown"})

        assert [row.name for row in rows.context["rows"]] == ["李强"]

    def test_tells_the_columns_it_knows_and_those_it_does_not(self, client, clerk, upload):
        header = "持证人,公民身份号码,所在村,星座"
        batch = upload(csv(f"王芳,{id_number(1)},老鸦村,白羊", header=header))

        page = client.get(batch.get_absolute_url())

        assert page.context["columns"] == [
            ("持证人", "姓名"),
            ("公民身份号码", "身份证号"),
            ("所在村", "村（社区）"),
        ]
        assert page.context["unknown"] == ["星座"]

    def test_masks_the_proposed_number(self, client, clerk, upload, village):
        known = PersonFactory(name="王芳", unit=village, phone="13812345678")
        header = "姓名,身份证号,村(社区),联系电话"
        batch = upload(csv("王芳,6.20499E+17,老鸦村,13812345678", header=header))

        text = client.get(batch.get_absolute_url()).text

        assert known.masked_id_number in text
        assert known.id_number not in text

    def test_is_noted_in_the_audit_log(self, client, clerk, upload):
        batch = upload(csv(line("王芳", id_number(1))))

        client.get(batch.get_absolute_url())

        assert AuditEntry.objects.filter(event="view", actor=clerk, object_id=batch.pk).exists()

    def test_costs_the_same_however_many_rows(self, clerk, upload, assert_flat_queries):
        batch = upload(csv(line("王芳", id_number(1)), line("李强", "123")))

        def more():
            for number in range(10, 30):
                ImportRow.objects.create(
                    batch=batch, row=number, outcome="refused", problems=batch.rows.last().problems
                )

        assert_flat_queries(f"{batch.get_absolute_url()}?show=refused", more)

    def test_pages_through_the_rows(self, client, clerk, upload):
        batch = upload(csv(*[line("李强", f"{n}") for n in range(1, 31)]))

        page = client.get(batch.get_absolute_url(), {"size": "20", "page": "2"})

        assert [row.row for row in page.context["rows"]] == list(range(22, 32))

    def test_of_another_unit_does_not_exist(self, client, clerk, upload, sign_in):
        batch = upload(csv(line("王芳", id_number(1))))
        sign_in(TownshipFactory(), as_township_clerk=True)

        assert client.get(batch.get_absolute_url()).status_code == 404
        assert client.get(reverse("registry:import_file", args=[batch.pk, "original"])).status_code == 404

    def test_polls_only_while_something_is_under_way(self, client, clerk, upload, village):
        client.post(NEW, {"file": csv(line("王芳", id_number(1))), "unit": village.parent.pk})
        waiting = ImportBatch.objects.get()
        assert 'hx-trigger="every 1s"' in client.get(waiting.get_absolute_url()).text

        done = upload(csv(line("王芳", id_number(1))))
        assert "hx-trigger" not in client.htmx("get", done.get_absolute_url()).text

    def test_of_a_step_that_broke_off_offers_to_start_again(self, client, clerk, upload, run_jobs, village):
        client.post(NEW, {"file": csv(line("王芳", id_number(1))), "unit": village.parent.pk})
        batch = ImportBatch.objects.get()
        Job.objects.filter(pk=batch.plan_job_id).update(
            state=Job.State.BROKEN, message="任务在执行中被中断。"
        )
        url = reverse("registry:import_apply", args=[batch.pk])

        assert "任务在执行中被中断" in client.get(batch.get_absolute_url()).text
        run_jobs(lambda: client.post(url, {"act": "resume"}))

        batch.refresh_from_db()
        assert batch.is_planned


def test_the_template_comes_back_as_a_roster(client, clerk, upload):
    book = openpyxl.load_workbook(BytesIO(client.get(reverse("registry:import_template")).getvalue()))
    sheet = book["登记表"]
    titles = [cell.value for cell in sheet[1]]
    filled = {"姓名": "王芳", "身份证号": id_number(1), "乡镇": "头寨子镇", "村（社区）": "老鸦村"}
    for title, value in filled.items():
        sheet.cell(2, titles.index(title) + 1, value)
    target = BytesIO()
    book.save(target)

    batch = upload(SimpleUploadedFile("模板.xlsx", target.getvalue()))

    assert (batch.counts["new"], batch.counts["refused"], batch.columns["unknown"]) == (1, 0, [])


def test_the_marked_workbook_mended_imports_only_what_was_mended(client, clerk, upload, write):
    batch = write(upload(csv(line("王芳", id_number(1)), line("李强", id_number(3)[:17]))), partial="yes")
    response = client.get(reverse("registry:import_file", args=[batch.pk, "marked"]))
    book = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))
    book.active["B3"] = id_number(3)
    target = BytesIO()
    book.save(target)

    again = upload(SimpleUploadedFile("改好.xlsx", target.getvalue()))

    assert (again.counts["new"], again.counts["unchanged"], again.counts["refused"]) == (1, 1, 0)
