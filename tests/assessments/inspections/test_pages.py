from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.roles import Role
from assessments.inspections.services import planning, visiting
from assessments.inspections.services.visiting import Found
from assessments.models import Check, Evidence, InspectionFinding, InspectionPlan, Mark
from core.models import Job
from tests.assessments.conftest import NOON
from tests.factories import VillageFactory
from tests.factories.rounds import RoundFactory, SheetFactory
from tests.factories.schemes import ItemFactory
from tests.pictures import jpeg


def text_of(content):
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


@pytest.fixture
def finding(visit, clerk):
    found = Found("有协会牌子", "牌子破损", date(2026, 11, 25), "王芳")
    return visiting.add_finding(visit, found, [], by=clerk, at=NOON)[0]


class TestPlanning:
    def form(self, six, clerk, **changes):
        return {
            "title": "四季度督查", "period": "2026-4", "checklist": six.pk, "starts_on": "2026-11-01",
            "ends_on": "2026-12-20", "stratum": "township", "per_stratum": 2, "mend_days": 30,
            "inspectors": [clerk.pk], **changes,
        }  # fmt: skip

    def test_writes_a_plan_down(self, client, sign_in, county, six, clerk):
        user = sign_in(county, role=Role.COUNTY_MANAGER)

        client.post(reverse("inspections:plan_create", args=[county.pk]), self.form(six, clerk))

        plan = InspectionPlan.objects.get()
        assert (plan.period.number, plan.created_by, list(plan.inspectors.all())) == (4, user, [clerk])

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"ends_on": "2026-10-01"}, "结束日期不能早于开始日期"),
            ({"checklist": ""}, "请选择要检查的达标清单"),
            ({"per_stratum": 0}, "至少抽取 1 个"),
            ({"inspectors": []}, "必填"),
        ],
    )
    def test_explains_what_is_wrong(self, client, sign_in, county, six, clerk, changes, words):
        sign_in(county, role=Role.COUNTY_MANAGER)

        page = client.post(
            reverse("inspections:plan_create", args=[county.pk]), self.form(six, clerk, **changes)
        ).text

        assert words in page
        assert not InspectionPlan.objects.exists()

    def test_keeps_only_items_of_the_round_chosen(self, client, sign_in, county, clerk):
        mine, other = (
            RoundFactory(scheme__county=county),
            RoundFactory(scheme__county=county, scheme__for_villages=True),
        )
        items = [ItemFactory(section__scheme=one.scheme) for one in (mine, other)]
        sign_in(county, role=Role.COUNTY_MANAGER)

        client.post(
            reverse("inspections:plan_create", args=[county.pk]),
            self.form(
                clerk, clerk, checklist="", round=mine.pk, lineages=[str(one.lineage) for one in items]
            ),
        )

        assert InspectionPlan.objects.get().lineages == [str(items[0].lineage)]


class TestTheLottery:
    def test_is_not_there_before_it_is_announced(self, client, sign_in, plan, county):
        sign_in(county)

        assert client.get(reverse("inspections:lottery", args=[plan.pk])).status_code == 404

    def test_is_announced_and_drawn_on_its_pages(self, client, sign_in, plan, county):
        sign_in(county, role=Role.COUNTY_MANAGER)
        client.post(reverse("inspections:plan_announce", args=[plan.pk]), {"source": "committed"})
        plan.refresh_from_db()
        url = reverse("inspections:lottery", args=[plan.pk])

        before = client.get(url).text
        client.post(reverse("inspections:plan_draw", args=[plan.pk]))
        after = client.get(url).text

        assert plan.commitment in before
        assert plan.seed not in before
        assert plan.seed in after
        assert after.count("抽中</span>") == 4

    def test_drawn_again_says_that_it_is_not(self, client, sign_in, drawn, county):
        sign_in(county, role=Role.COUNTY_MANAGER)

        page = client.post(reverse("inspections:plan_draw", args=[drawn.pk]), follow=True).text

        assert "不能重抽" in page

    def test_has_a_notice_that_tells_how_to_recompute(self, client, sign_in, drawn, county):
        sign_in(county)

        paper = client.get(reverse("inspections:notice", args=[drawn.pk])).content

        told = text_of(paper).replace("\n", "")
        assert "督查抽签结果的公告" in told
        assert drawn.seed in told
        assert drawn.pool_digest in told


class TestSheets:
    def test_of_one_unit_name_unit_and_items(self, client, sign_in, visit, county):
        sign_in(county)

        told = text_of(client.get(reverse("inspections:visit_sheet", args=[visit.pk])).content)

        assert visit.unit.name in told
        assert "有协会牌子" in told

    def test_of_a_plan_are_printed_by_the_worker_a_page_each(self, client, sign_in, drawn, county, run_jobs):
        sign_in(county)

        run_jobs(lambda: client.post(reverse("inspections:plan_sheets", args=[drawn.pk])))

        job = Job.objects.get()
        assert (job.state, job.message) == (Job.State.DONE, "已打印 4 个单位的检查表。")
        with job.result.open() as paper:
            assert len(PdfReader(paper).pages) == 4

    def test_of_a_plan_that_is_not_drawn_are_refused(self, client, sign_in, plan, county):
        sign_in(county)

        page = client.post(reverse("inspections:plan_sheets", args=[plan.pk]), follow=True).text

        assert "请先抽签" in page


class TestAVisit:
    def test_is_written_down(self, client, sign_in, visit, six, county):
        user = sign_in(county)
        data = {"on": "2026-11-20", "note": "负责人在场"}
        for item in six.items.all():
            data[f"item{item.pk}-result"] = "leave" if item.is_fact else "yes"

        client.post(reverse("inspections:visit_record", args=[visit.pk]), data)

        visit.refresh_from_db()
        assert (visit.visited_on, visit.done_by, visit.note) == (date(2026, 11, 20), user, "负责人在场")
        assert Check.objects.filter(unit=visit.unit, result="yes").count() == 4

    def test_marks_items_and_tells_of_missing_reasons(self, client, sign_in, visit, drawn, county):
        round_ = RoundFactory(scheme__county=county, scheme__for_villages=True)
        item = ItemFactory(section__scheme=round_.scheme)
        SheetFactory(round=round_, unit=visit.unit)
        drawn.round, drawn.lineages, drawn.checklist = round_, [str(item.lineage)], None
        drawn.save()
        sign_in(county)
        url = reverse("inspections:visit_record", args=[visit.pk])

        refused = client.post(url, {"on": "2026-11-20", f"points{item.pk}-points": "4"})
        too_many = client.post(
            url, {"on": "2026-11-20", f"points{item.pk}-points": "9", f"points{item.pk}-reason": "x"}
        )
        client.post(
            url, {"on": "2026-11-20", f"points{item.pk}-points": "4", f"points{item.pk}-reason": "缺一次"}
        )

        assert "请写明得分的理由" in refused.text
        assert "不能超过满分 5 分" in too_many.text
        assert Mark.objects.get().points == 4

    def test_of_another_township_is_not_found(self, client, sign_in, visit, drawn):
        other = drawn.visits.exclude(unit__parent=visit.unit.parent).first()
        sign_in(visit.unit.parent, role=Role.TOWNSHIP_CLERK)

        assert client.get(reverse("inspections:visit_detail", args=[other.pk])).status_code == 404

    def test_takes_a_shortcoming_with_the_good_photos(self, client, sign_in, visit, six, county, upload):
        sign_in(county)

        page = client.post(
            reverse("inspections:finding_create", args=[visit.pk]),
            {
                "about": f"check{six.items.get(number=1).pk}", "text": "破损", "due_on": "2026-12-10",
                "responsible": "王芳", "files": [upload(jpeg(), "好.jpg"), upload(b"MZ", "坏.jpg")],
            },
            follow=True,
        ).text  # fmt: skip

        assert InspectionFinding.objects.get().subject == "有协会牌子"
        assert Evidence.objects.get().name == "好.jpg"
        assert "“坏.jpg”的内容不是可接受的类型" in page

    def test_outside_the_inspectors_rights_is_refused_with_the_reason(self, client, sign_in, visit, upload):
        sign_in(visit.unit.parent, role=Role.TOWNSHIP_CLERK)
        planned = reverse("inspections:finding_create", args=[visit.pk])
        assert client.get(planned).status_code == 200

        member = VillageFactory(parent=visit.unit.parent)
        sign_in(member, role=Role.VILLAGE_MEMBER)
        assert client.get(planned).status_code == 403


class TestFindings:
    def test_are_listed_filtered_and_sent(self, client, sign_in, finding, county):
        sign_in(county)
        url = reverse("inspections:finding_list")

        assert "牌子破损" in client.get(url, {"state": "open", "q": "王芳"}).text
        assert "没有符合条件的问题" in client.get(url, {"state": "overdue"}).text
        rows = list(
            load_workbook(BytesIO(client.get(reverse("inspections:finding_export")).content)).active.values
        )
        assert rows[2][4] == "牌子破损"

    def test_cost_the_same_however_many(self, sign_in, finding, visit, clerk, county, assert_flat_queries):
        sign_in(county)
        found = Found("其他", "场所漏雨", date(2026, 12, 1), "王芳")

        assert_flat_queries(
            reverse("inspections:finding_list"),
            lambda: [visiting.add_finding(visit, found, [], by=clerk, at=NOON) for _ in range(4)],
        )

    def test_are_reported_and_settled_on_their_pages(self, client, sign_in, finding, visit):
        sign_in(visit.unit, role=Role.VILLAGE_MEMBER)
        client.post(reverse("inspections:finding_report", args=[finding.pk]), {"text": "已更换"})
        sign_in(visit.unit.parent, role=Role.TOWNSHIP_CLERK)
        url = reverse("inspections:finding_recheck", args=[finding.pk])

        refused = client.post(url, {"passed": "no", "text": "位置不对"})
        client.post(url, {"passed": "yes", "text": "好"})

        assert "须给出新的期限" in refused.text
        page = client.get(finding.get_absolute_url()).text
        assert "已销号" in page
        assert "复查通过" in page

    def test_of_a_void_plan_take_no_step(self, client, sign_in, finding, drawn, manager, county):
        planning.void(drawn, "重立", by=manager, at=NOON)
        sign_in(county)

        assert client.get(reverse("inspections:finding_recheck", args=[finding.pk])).status_code == 404


def test_the_year_shows_figures_and_plans(client, sign_in, drawn, finding, county, assert_flat_queries):
    sign_in(county)

    page = client.get(reverse("inspections:plan_list")).text

    assert "四季度村级残协督查" in page
    assert "0/4" in page
