"""What the summary tells of the year's work in a situation, against what one would write by hand.

As in `test_situations`: each changes one thing in the little county of `conftest.world`.
"""

from datetime import date
from decimal import Decimal

import pytest

from assessments.models import Result
from assessments.rounds.choices import Phase
from assessments.schemes.choices import BandKind
from assessments.weather.models import WeatherDay
from registry.models import Person
from reports.narrative.terms import term_of
from reports.periods import Subject
from tests.factories import TownshipFactory
from tests.factories.benefits import BenefitFindingFactory, PayeeFactory, PaymentFactory, shipped
from tests.factories.boards import BoardFactory, MemberDepartmentFactory, TermFactory
from tests.factories.inspections import InspectionFindingFactory, InspectionPlanFactory, VisitFactory
from tests.factories.ledgers import LedgerBookFactory, LedgerTypeFactory
from tests.factories.needs import CompletionFactory, NeedFactory, ProjectFactory, QuotaFactory
from tests.factories.petitions import PetitionFactory
from tests.factories.pledges import PledgeFactory
from tests.factories.rounds import RoundFactory, SheetFactory
from tests.factories.schemes import BandFactory
from tests.reports.conftest import TODAY
from tests.reports.test_year_summary import sentences, summarise


def somebody(name):
    return Person.objects.get(name=name)


def no_work_at_all(world):
    pass


def needs_met_and_late(world):
    NeedFactory(person=somebody("王芳"), solved=True)
    NeedFactory(person=somebody("李强"), overdue=True, kind="rehabilitation", kind_name="康复")
    NeedFactory(person=somebody("赵敏"), overdue=True, kind="rehabilitation", kind_name="康复")


def needs_all_within_their_term(world):
    NeedFactory(person=somebody("王芳"))


def a_project_behind_and_one_done(world):
    slow = ProjectFactory(unit=world.county, name="2026 年辅具适配", target=10)
    CompletionFactory(project=slow, person=somebody("王芳"))
    done = ProjectFactory(unit=world.county, name="托养服务", measure="人", target=1)
    CompletionFactory(project=done, person=somebody("李强"), amount=Decimal("200.00"))
    CompletionFactory(project=slow, person=somebody("赵敏"), done_on=date(2026, 11, 30))  # not yet


def two_subsidies_paid(world):
    for month in (9, 10):
        PaymentFactory(person=somebody("王芳"), month=date(2026, month, 1))
    PaymentFactory(person=somebody("张伟"), month=date(2026, 10, 1))
    stranger = PayeeFactory(unit=world.county)
    care = shipped(world.county, "care")
    PaymentFactory(person=None, payee=stranger, kind=care, unit_path=world.county.path)


def payments_amiss(world):
    BenefitFindingFactory(person=somebody("王芳"))
    BenefitFindingFactory(person=somebody("赵敏"), fault="omitted", over=0, missed=Decimal("300.00"))


def petitions_in_time_and_late(world):
    PetitionFactory(unit=world.nanshi, settled=True, received_on=date(2026, 9, 1), people=3)
    PetitionFactory(unit=world.hongbaozi, accepted=True, received_on=date(2026, 8, 1))


def boards_past_their_term(world):
    TermFactory(board__unit=world.nanshi, starts_on=date(2020, 1, 1), years=5)
    TermFactory(board__unit=world.hongbaozi)
    board = BoardFactory(unit=world.county, kind="association_blind")
    TermFactory(board=board)
    MemberDepartmentFactory.create_batch(2, unit=world.county)


def ledgers_not_handed_in(world):
    kind = LedgerTypeFactory(county=world.county)
    LedgerBookFactory(unit=world.nanshi, ledger_type=kind, reported=True)


def inspected_and_half_mended(world):
    plan = InspectionPlanFactory(county=world.county, checklist=world.liuyou, drawn=True)
    visit = VisitFactory(
        plan=plan, unit=world.nanshi, visited_on=date(2026, 11, 3), done_by=world.clerk, done_at=TODAY
    )
    given = {"visit": visit, "found_on": date(2026, 11, 3), "responsible": "王明", "found_by": world.clerk}
    InspectionFindingFactory(due_on=date(2026, 11, 10), state="mended", settled_on=date(2026, 11, 9), **given)
    InspectionFindingFactory(due_on=date(2026, 11, 20), **given)


def a_round(world, units):
    made = RoundFactory(scheme__county=world.county)
    BandFactory(scheme=made.scheme, kind=BandKind.GRADE, name="优秀", from_points=90)
    BandFactory(scheme=made.scheme, kind=BandKind.GRADE, name="合格", from_points=0)
    return [SheetFactory(round=made, unit=unit) for unit in units]


def scores_expected_and_pledges_signed(world):
    for sheet, points in zip(a_round(world, [world.huishi, world.guocheng]), (95, 80), strict=True):
        WeatherDay.objects.create(sheet=sheet, day=date(2026, 11, 20), so_far=50, expected=points, best=100)
        WeatherDay.objects.create(sheet=sheet, day=date(2026, 11, 1), so_far=40, expected=1, best=100)
    PledgeFactory(sheet=sheet, signed=True)


def six_townships_graded(world):
    more = [TownshipFactory(name=f"第{n}乡镇", parent=world.county) for n in range(3, 7)]
    sheets = a_round(world, [world.huishi, world.guocheng, *more])
    for number, sheet in enumerate(sheets):
        Result.objects.create(
            sheet=sheet, points=95 - number, bonus=0, total=95 - number, rank=number + 1,
            grade="优秀" if number < 2 else "合格",
        )  # fmt: skip
    round_ = sheets[0].round
    round_.phase, round_.final_at, round_.final_by = Phase.FINAL, TODAY, world.clerk
    round_.save()


def a_township_with_its_quota(world):
    project = ProjectFactory(unit=world.county, name="辅具适配", target=10)
    QuotaFactory(project=project, unit=world.huishi, target=2)
    CompletionFactory(project=project, person=somebody("王芳"))
    CompletionFactory(project=project, person=somebody("李强"))
    world.county = world.huishi


def a_township_of_its_own_score_and_pledge(world):
    scores_expected_and_pledges_signed(world)
    world.county = world.guocheng


SITUATIONS = [
    (
        no_work_at_all,
        [],
        ["需求", "两项补贴", "来信来访", "责任书", "督查", "台账", "入户走访", "换届", "考核得分", "人才"],
    ),
    (
        needs_met_and_late,
        [
            "本年登记服务需求3项，已落实1项，落实率33.3%。需求较多的是康复2项、辅助器具1项。",
            "未办结的2项，其中超期2项。",
            "未办结的需求2项，都超过了办理期限。超期较多的是会师镇1项、郭城驿镇1项。",
            "2027年1月底前，逐项办结超期的2项需求",
        ],
        ["年度项目"],
    ),
    (needs_all_within_their_term, ["未办结的1项，都在办理期限内。"], ["超期", "需求和项目落实"]),
    (
        a_project_behind_and_one_done,
        [
            "实施年度项目2项，已完成任务的1项，发放补助1000元。",
            "“2026年辅具适配”完成1件，占任务的10.0%；“托养服务”完成1人，占任务的100.0%。",
            "完成进度落后的项目，还差“2026年辅具适配”9件。",
            "2027年2月底前，补齐项目任务“2026年辅具适配”9件。",
        ],
        ["登记服务需求"],
    ),
    (
        two_subsidies_paid,
        ["发放残疾人两项补贴400元。其中，重度残疾人护理补贴惠及3人，发放4人次、400元。"],
        ["困难残疾人生活补贴", "差错"],
    ),
    (
        payments_amiss,
        [
            "还没有办结的补贴问题2件，其中多发错发1件、200元，漏发少发1件、300元。",
            "较多的是会师镇1件、郭城驿镇1件。",
            "核实办结补贴问题2件",
        ],
        ["发放残疾人两项补贴"],
    ),
    (
        petitions_in_time_and_late,
        [
            "本年接待来信来访2件、4人次，已办结1件。反映较多的是两项补贴2件。",
            "到期应办结2件，按期办结1件，按期办结率50.0%。回访评价1件，满意率100.0%。",
            "超过办理期限没有办结的来信来访1件。超期的1件在郭城驿镇。",
        ],
        ["与上年"],
    ),
    (
        boards_past_their_term,
        [
            "建有残工委成员单位2个、残疾人专门协会1个、村（社区）残协2个。",
            "任期届满没有换届的班子1个。届满的1个在会师镇。",
            "2027年5月底前，完成届满的1个班子换届。",
        ],
        ["本年完成换届"],
    ),
    (
        ledgers_not_handed_in,
        [
            "到期应报台账3本次，已报1本次，报送率33.3%。",
            "未报较多的是会师镇1本次、郭城驿镇1本次。",
            "2026年12月底前，补报台账2本次。",
        ],
        [],
    ),
    (
        inspected_and_half_mended,
        [
            "开展督查1次，检查单位1个次，发现问题2个，已整改销号1个，整改率50.0%。",
            "督查发现问题2个，还有1个没有销号，其中逾期1个。",
        ],
        ["责任书"],
    ),
    (
        scores_expected_and_pledges_signed,
        [
            "签订目标管理责任书，乡镇（街道）残联应签2个，已签1份。",
            "乡镇（街道）残联参加考核2个，平均预计得分87.50分，预计“优秀”1个、“合格”1个。",
        ],
        ["居前的是", "不够平衡"],
    ),
    (
        six_townships_graded,
        [
            "乡镇（街道）残联参加考核6个，平均得分92.50分，评为“优秀”2个、“合格”4个。",
            "居前的是会师镇（95.00分）、郭城驿镇（94.00分）、第3乡镇（93.00分）。",
            "平均得分92.50分，靠后的是第4乡镇（92.00分）、第5乡镇（91.00分）、第6乡镇（90.00分）。",
        ],
        ["预计得分"],
    ),
    (
        a_township_of_its_own_score_and_pledge,
        ["签订目标管理责任书，与上级残联1份。", "本级残联考核预计得分80.00分，预计“合格”等次。"],
        ["参加考核1个", "平均预计得分"],
    ),
    (a_township_with_its_quota, ["“辅具适配”完成2件，占任务的100.0%。"], ["还差"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("situation", "said", "unsaid"), SITUATIONS, ids=lambda own: getattr(own, "__name__", "")
)
def test_the_summary_tells_of_the_work_what_one_would_write_by_hand(world, situation, said, unsaid):
    situation(world)

    text = sentences(summarise(world.county))

    assert [words for words in said if words not in text] == [], text
    assert [words for words in unsaid if words in text] == [], text


def test_lists_of_petitions_hold_no_names(world):
    PetitionFactory(unit=world.nanshi, petitioner_name="钱多多", settled=True)

    lists = summarise(world.county).lists

    assert "钱多多" not in str(lists["petitions"].rows)


@pytest.mark.parametrize(
    ("day", "term"), [((2026, 11, 22), "2027年2月底前"), ((2026, 9, 30), "2026年12月底前")]
)
def test_a_term_is_the_end_of_a_month(day, term):
    subject = Subject(None, 2026, None, date(*day))

    assert term_of(subject, "vacancies") == term
