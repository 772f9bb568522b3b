"""Everything that a unit hands in for a year, in one archive."""

import io
import zipfile

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from core import jobs
from core.models import Job
from reports.models import Document
from reports.sets import making

CREATE = reverse("reports:set_create")
KINDS = ["year_summary", "jiuyou_sheet"]

pytestmark = pytest.mark.django_db(transaction=True)


def wanted(unit, **other):
    return {"unit": unit.pk, "year": 2026, "quarter": "", "kinds": KINDS} | other


@pytest.fixture
def ask(client, sign_in, world):
    def go(unit=None, **other):
        sign_in(world.county)
        client.post(CREATE, wanted(unit or world.huishi, **other))
        return Job.objects.latest("pk")

    return go


def run(job):
    call_command("work", "--once")
    job.refresh_from_db()
    return job


def archive_of(job):
    with job.result.open("rb") as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


class TestSet:
    def test_holds_each_paper_with_its_tables_its_text_and_a_list(self, ask):
        job = run(ask())

        assert job.is_done, job.message
        packed = archive_of(job)
        assert packed.namelist() == [
            "目录.txt",
            "01-会师镇残疾人联合会2026年年终总结.pdf",
            "01-会师镇残疾人联合会2026年年终总结.xlsx",
            "01-会师镇残疾人联合会2026年年终总结.docx",
            "02-会师镇残疾人联合会2026年第四季度“九有”检查表.pdf",
            "02-会师镇残疾人联合会2026年第四季度“九有”检查表.xlsx",
        ]
        book = openpyxl.load_workbook(io.BytesIO(packed.read(packed.namelist()[2])))
        assert book.sheetnames[0] == "1 残疾人登记情况统计表"

    def test_lists_its_papers_with_pages_day_and_code(self, ask):
        job = run(ask())

        told = archive_of(job).read("目录.txt").decode("utf-8-sig")
        for number, document in enumerate(Document.objects.order_by("pk"), start=1):
            line = f"{number:02d}　{document.title}　{document.pages} 页　数据截至 2026-11-22"
            assert f"{line}　验真码 {document.proof.shown_code}" in told

    def test_tells_what_could_not_be_made_and_why(self, ask, world):
        job = run(ask(kinds=["quarter_bulletin", "jiuyou_sheet"]))

        assert job.is_done
        assert "没有做成：目标考核季通报（2026 年度还没有启动考核" in job.message
        assert "目标考核季通报：2026 年度还没有启动考核" in archive_of(job).read("目录.txt").decode()

    def test_goes_on_where_it_was_stopped(self, ask, monkeypatch):
        job = ask()
        monkeypatch.setattr(making, "_pack", lambda *args, **kwargs: 1 / 0)
        assert run(job).state == Job.State.FAILED
        first = list(Document.objects.values_list("pk", flat=True))
        monkeypatch.undo()

        jobs.restart(job, by=job.requested_by)

        assert run(job).is_done
        assert list(Document.objects.values_list("pk", flat=True)) == first

    def test_is_made_with_the_rights_of_the_moment(self, ask):
        job = ask()
        job.requested_by.postings.all().delete()

        assert run(job).state == Job.State.FAILED
        assert job.message == "该单位不在您的管辖范围内。"
        assert not Document.objects.exists()


class TestAsking:
    def test_offers_what_the_user_may_make_and_ticks_what_names_nobody(self, client, sign_in, world):
        sign_in(world.county)

        form = client.get(CREATE).context["form"]

        offered = {code for code, _ in form.fields["kinds"].choices}
        assert set(KINDS) <= offered
        assert set(form.fields["kinds"].initial) <= offered

    def test_offers_a_township_nothing_that_only_a_county_hands_in(self, client, sign_in, world):
        sign_in(world.huishi, as_township_clerk=True)

        offered = {code for code, _ in client.get(CREATE).context["form"].fields["kinds"].choices}

        assert "compliance_summary" not in offered
        assert {"year_summary", "base_table"} <= offered

    def test_refuses_a_set_of_which_nothing_can_be_made(self, client, sign_in, world):
        sign_in(world.county)

        assert "请至少勾选一种材料" in client.post(CREATE, wanted(world.huishi, kinds=[])).text
        assert not Job.objects.exists()

    def test_offers_no_unit_of_others(self, client, sign_in, world):
        sign_in(world.huishi, as_township_clerk=True)

        client.post(CREATE, wanted(world.guocheng))

        assert not Job.objects.exists()
