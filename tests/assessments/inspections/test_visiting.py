from datetime import date

import pytest

from accounts.roles import Role
from assessments.inspections.inbox import inspections_to_do
from assessments.inspections.selectors.plans import figures_of_year, waiting_in
from assessments.inspections.services import planning, visiting
from assessments.inspections.services.refusal import InspectionRefused
from assessments.inspections.services.visiting import Found, Seen
from assessments.library.selectors import evidence_of_findings
from assessments.library.services import detach
from assessments.library.targets import EvidenceRefused
from assessments.models import Check, EvidenceUse, Mark
from assessments.rounds.choices import Stage
from assessments.rounds.services.marking import Said
from assessments.services.checking import Finding
from orgs.scoping import EVERYWHERE
from tests.assessments.conftest import NOON, TODAY
from tests.factories import ClosedQuarterFactory, PostingFactory
from tests.factories.rounds import RoundFactory, SheetFactory
from tests.factories.schemes import ItemFactory
from tests.pictures import jpeg

FOUND = Found("有协会牌子", "牌子破损", date(2026, 12, 10), "王芳")


@pytest.fixture
def find(visit, clerk, upload):
    def go(found=FOUND, files=()):
        return visiting.add_finding(visit, found, list(files), by=clerk, at=NOON)[0]

    return go


@pytest.fixture
def item(drawn, county, visit):
    """An item of the year of the villages that the plan looks at."""
    round_ = RoundFactory(scheme__county=county, scheme__for_villages=True)
    made = ItemFactory(section__scheme=round_.scheme)
    SheetFactory(round=round_, unit=visit.unit)
    drawn.round, drawn.lineages = round_, [str(made.lineage)]
    drawn.save()
    return made


class TestAnInspection:
    def test_writes_the_checks_of_the_quarter(self, visit, six, clerk):
        plate = six.items.select_related("checklist__county").get(number=1)

        visiting.record_visit(
            visit, Seen(TODAY, "牌子破损", [Finding(plate, Check.Result.NO)]), by=clerk, at=NOON
        )

        check = Check.objects.get(unit=visit.unit, item=plate)
        assert (check.result, check.quarter, check.inspector) == ("no", 4, clerk)
        visit.refresh_from_db()
        assert (visit.visited_on, visit.done_by, visit.inspector) == (TODAY, clerk, clerk)

    def test_marks_items_of_the_year_at_the_stage_of_inspection(self, visit, clerk, item):
        visiting.record_visit(
            visit, Seen(TODAY, said=[(item, Said(points=4, reason="缺一次会议记录"))]), by=clerk, at=NOON
        )

        mark = Mark.objects.get()
        assert (mark.stage, mark.points, mark.reason, mark.by) == (
            Stage.INSPECTION, 4, "缺一次会议记录", clerk,
        )  # fmt: skip

    def test_says_why_a_mark_is_refused(self, visit, clerk, item):
        with pytest.raises(InspectionRefused, match="得分须在 0 到"):
            visiting.record_visit(
                visit, Seen(TODAY, said=[(item, Said(points=99, reason="x"))]), by=clerk, at=NOON
            )
        assert not visit.is_done

    def test_of_a_closed_quarter_is_refused(self, visit, six, clerk, county):
        ClosedQuarterFactory(county=county, quarter=4)
        plate = six.items.select_related("checklist__county").get(number=1)

        with pytest.raises(InspectionRefused, match="已截止"):
            visiting.record_visit(
                visit, Seen(TODAY, results=[Finding(plate, Check.Result.NO)]), by=clerk, at=NOON
            )

    @pytest.mark.parametrize("day", [date(2026, 10, 31), date(2026, 11, 23)])
    def test_before_the_plan_or_ahead_is_refused(self, visit, clerk, day):
        with pytest.raises(InspectionRefused, match="检查日期"):
            visiting.record_visit(visit, Seen(day), by=clerk, at=NOON)

    def test_of_a_void_plan_is_refused(self, visit, drawn, clerk, manager):
        planning.void(drawn, "重立", by=manager, at=NOON)

        with pytest.raises(InspectionRefused, match="已作废"):
            visiting.record_visit(visit, Seen(TODAY), by=clerk, at=NOON)

    @pytest.mark.parametrize("role", [Role.VILLAGE_MEMBER, Role.LEADER])
    def test_by_the_unit_itself_or_a_reader_is_refused_with_the_reason(self, visit, county, role):
        unit = visit.unit if role == Role.VILLAGE_MEMBER else county
        user = PostingFactory(unit=unit, role=role).user

        with pytest.raises(InspectionRefused, match="检查权限内"):
            visiting.record_visit(visit, Seen(TODAY), by=user, at=NOON)

    def test_by_the_township_above_is_written_down(self, visit):
        user = PostingFactory(unit=visit.unit.parent, role=Role.TOWNSHIP_CLERK).user

        assert visiting.record_visit(visit, Seen(TODAY), by=user, at=NOON).is_done


class TestAFinding:
    def test_has_photos_in_the_library_of_the_unit(self, find, upload, visit):
        finding = find(files=[upload(jpeg(), "牌子.jpg")])

        [hung] = evidence_of_findings([finding])[finding.pk]
        assert hung.evidence.unit == visit.unit
        assert hung.use.words == "督查问题：有协会牌子（2026 年第四季度）"

    def test_is_not_due_before_it_is_found(self, find):
        with pytest.raises(InspectionRefused, match="不能早于今天"):
            find(Found("其他", "x", date(2026, 11, 1), "王芳"))

    def test_is_reported_then_rechecked(self, find, clerk, visit):
        member = PostingFactory(unit=visit.unit, role=Role.VILLAGE_MEMBER).user
        finding, _ = visiting.report_mended(find(), "已更换新牌子", [], by=member, at=NOON)
        assert finding.state == "reported"

        again = visiting.recheck(
            finding, "位置不对", passed=False, due_on=date(2026, 12, 20), by=clerk, at=NOON
        )
        assert (again.state, again.due_on) == ("open", date(2026, 12, 20))

        done = visiting.recheck(again, "已整改", passed=True, by=clerk, at=NOON)
        assert (done.state, done.settled_on) == ("mended", TODAY)
        assert list(done.steps.order_by("pk").values_list("kind", flat=True)) == ["report", "again", "passed"]

    def test_is_not_rechecked_by_the_unit_itself(self, find, visit):
        member = PostingFactory(unit=visit.unit, role=Role.VILLAGE_MEMBER).user

        with pytest.raises(InspectionRefused, match="检查权限内"):
            visiting.recheck(find(), "好了", passed=True, by=member, at=NOON)

    def test_that_failed_needs_a_new_day(self, find, clerk):
        with pytest.raises(InspectionRefused, match="新期限"):
            visiting.recheck(find(), "没有整改", passed=False, by=clerk, at=NOON)

    def test_is_settled_once(self, find, clerk):
        finding = visiting.recheck(find(), "好", passed=True, by=clerk, at=NOON)

        with pytest.raises(InspectionRefused, match="已经销号"):
            visiting.recheck(finding, "好", passed=True, by=clerk, at=NOON)
        with pytest.raises(InspectionRefused, match="已销号"):
            visiting.report_mended(finding, "好", [], by=clerk, at=NOON)

    def test_once_settled_keeps_its_photos(self, find, upload, clerk):
        finding = find(files=[upload(jpeg(), "牌子.jpg")])
        visiting.recheck(finding, "好", passed=True, by=clerk, at=NOON)

        with pytest.raises(EvidenceRefused, match="已经销号"):
            detach(EvidenceUse.objects.select_related("finding").get(), by=clerk, at=NOON)


class TestFigures:
    def test_count_by_quarter(self, find, visit, clerk, drawn):
        find()
        visiting.recheck(find(), "好", passed=True, by=clerk, at=NOON)
        visiting.record_visit(visit, Seen(TODAY), by=clerk, at=NOON)

        found = figures_of_year(EVERYWHERE, 2026, TODAY)[3]

        assert (found.visits, found.done, found.found, found.open, found.mended) == (4, 1, 2, 1, 1)
        assert figures_of_year(EVERYWHERE, 2026, date(2026, 12, 31))[3].overdue == 1

    def test_leave_out_what_is_void(self, find, drawn, manager):
        find()
        planning.void(drawn, "重立", by=manager, at=NOON)

        assert figures_of_year(EVERYWHERE, 2026, TODAY)[3].found == 0
        assert waiting_in(EVERYWHERE, TODAY)["open"] == 0

    def test_what_is_overdue_waits_in_the_inbox(self, find, drawn, django_assert_num_queries):
        find()

        with django_assert_num_queries(2):
            lines = inspections_to_do(EVERYWHERE, date(2026, 12, 31))

        assert [(line.number, line.text) for line in lines] == [
            (1, "个督查问题整改超期"),
            (4, "个单位过了督查期限还没有检查"),
        ]
