"""A whole year by the services that the pages use: pledge, self-score, reviews, appeal, tie, final, bulletin.

Ten villages; every number is reckoned by hand. A: 50 points, a miss costs 1. B: 50 points for a task of 10.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.roles import Role
from assessments.grading.selectors.ranking import ranking_of
from assessments.grading.services.deciding import decide_tie, save_past_tiers
from assessments.models import Pledge, Result, Round, Scheme
from assessments.pledges.choices import Formula
from assessments.pledges.services.issuing import issue_pledges
from assessments.pledges.services.signing import record_signing
from assessments.pledges.services.targets import Spreading, spread_targets
from assessments.rounds.choices import Phase, Stage
from assessments.rounds.paper import bulletin_pdf
from assessments.rounds.services import deciding, reviewing, selfscoring
from assessments.rounds.services.bulletins import word_bulletin
from assessments.rounds.services.finishing import finish
from assessments.rounds.services.marking import Said
from assessments.rounds.services.opening import Days
from assessments.rounds.services.refusal import RoundRefused
from assessments.rounds.services.year import move_on, start
from assessments.schemes.choices import BandKind
from assessments.schemes.services.publishing import publish
from tests.factories import CountyFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.schemes import BandFactory, ItemFactory, SchemeFactory, SectionFactory
from tests.factories.staff import small_pdf

pytestmark = pytest.mark.django_db
# village → misses, tasks done of ten; 100, 95, 95, 90, … points, the second place is shared by two
WORK = [(0, 10), (0, 9), (0, 9), (0, 8), (5, 8), (5, 7), (5, 6), (10, 6), (10, 5), (20, 4)]


def at(month, day):
    return datetime(2026, month, day, 2, 0, tzinfo=UTC)


class Year:
    """The people and units of the year, and its steps."""

    def __init__(self):
        self.county = CountyFactory(name="会宁县")
        self.townships = [TownshipFactory(parent=self.county) for _ in range(2)]
        self.villages = [VillageFactory(parent=self.townships[n // 5], name=f"第{n}村") for n in range(10)]
        self.manager = self.person(self.county, Role.COUNTY_MANAGER)
        self.clerk = self.person(self.county, Role.COUNTY_CLERK)
        self.township_clerks = {unit.pk: self.person(unit, Role.TOWNSHIP_CLERK) for unit in self.townships}
        self.members = {unit.pk: self.person(unit, Role.VILLAGE_MEMBER) for unit in self.villages}
        self.scheme = SchemeFactory(county=self.county, for_villages=True)
        section = SectionFactory(scheme=self.scheme, points=100)
        self.a = ItemFactory(section=section, points=50, params={"each": "1", "late": None, "unit": "次"})
        self.b = ItemFactory(section=section, by_task=True, points=50)
        for number, (name, points, quota) in enumerate([("优秀", 90, 20), ("合格", 0, None)], 1):
            BandFactory(scheme=self.scheme, number=number, name=name, from_points=points, quota_percent=quota)
        for number, (name, points) in enumerate(
            [("标兵", 95), ("先进", 90), ("达标", 70), ("偏弱", 60), ("薄弱", 0)], 1
        ):
            BandFactory(scheme=self.scheme, kind=BandKind.TIER, number=number, name=name, from_points=points)

    @staticmethod
    def person(unit, role):
        return PostingFactory(unit=unit, role=role).user

    def sheets(self):
        return list(
            self.round.sheets.select_related("round__county", "round__scheme", "unit__parent").order_by("pk")
        )

    def begin_and_pledge(self):
        publish(self.scheme, by=self.manager, at=at(1, 5))
        days = Days(date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 15), date(2026, 12, 20))
        self.round = start(Scheme.objects.get(), days, by=self.clerk, at=at(1, 8))
        for township in self.townships:
            own = [sheet for sheet in self.sheets() if sheet.unit.parent_id == township.pk]
            clerk = self.township_clerks[township.pk]
            spread_targets(
                self.round, self.b, own, Spreading(Formula.EQUAL, Decimal(50)), by=clerk, at=at(1, 9)
            )
            for pledge in issue_pledges(self.round, own, by=clerk, at=at(1, 10)).pledges:
                record_signing(
                    pledge, small_pdf(), by=clerk, at=at(1, 12), signed_on=date(2026, 1, 11),
                    first_signatory="甲", second_signatory="乙",
                )  # fmt: skip

    def score_themselves(self):
        move_on(self.round, Phase.SELF, by=self.clerk, at=at(11, 2))
        for sheet, (misses, done) in zip(self.sheets(), WORK, strict=True):
            who = self.members[sheet.unit_id]
            for item, answers in ((self.a, {"missed": misses}), (self.b, {"done": done})):
                selfscoring.save_item(sheet, item, Said(answers), by=who, at=at(11, 5))
            selfscoring.submit(sheet, by=who, at=at(11, 6))

    def review(self):
        move_on(self.round, Phase.REVIEW, by=self.clerk, at=at(12, 1))
        for sheet in self.sheets():
            township = self.township_clerks[sheet.unit.parent_id]
            reviewing.finish(sheet, sheet.revision, by=township, at=at(12, 2))
        for number, sheet in enumerate(self.sheets()):
            if number == 3:  # the review finds a fourth village worse than it says: 8 done, 6 proven
                reviewing.review_item(
                    sheet, self.b, Said({"done": 6}, reason="两例没有佐证"), by=self.clerk, at=at(12, 10)
                )
            sheet.refresh_from_db()
            reviewing.finish(sheet, sheet.revision, by=self.clerk, at=at(12, 11))

    def announce(self):
        for phase, day in ((Phase.MEETING, 20), (Phase.NOTICE, 21)):
            move_on(self.round, phase, by=self.clerk, at=at(12, day))

    def appeal(self):
        sheet = self.sheets()[3]
        made = deciding.appeal(
            sheet, self.b, Decimal(40), "佐证已补齐", by=self.members[sheet.unit_id], at=at(12, 22)
        )
        return deciding.decide(
            made, self.b, is_upheld=True, points=Decimal(40), words="属实", by=self.manager, at=at(12, 23)
        )

    def decide_the_tie(self):
        (tie,) = ranking_of(self.round, date(2026, 12, 24)).open_ties
        chosen = [self.villages[1].pk]
        return decide_tie(
            self.round, tie, chosen, by=self.manager, at=at(12, 24), reason="信访办结更及时",
            decided_on=date(2026, 12, 24),
        )  # fmt: skip


@pytest.fixture
def year():
    made = Year()
    made.begin_and_pledge()
    made.score_themselves()
    made.review()
    made.announce()
    return made


def test_targets_come_from_the_signed_pledges(year):
    assert Pledge.objects.exclude(signed_on=None).count() == 10
    assert {target.value for sheet in year.sheets() for target in sheet.targets.all()} == {10}


def test_nothing_is_final_while_an_appeal_or_a_tie_waits(year):
    sheet = year.sheets()[9]
    deciding.appeal(sheet, year.b, Decimal(25), "少算一例", by=year.members[sheet.unit_id], at=at(12, 22))

    with pytest.raises(RoundRefused, match="1 件申诉没有裁定") as refused:
        finish(year.round, by=year.manager, at=at(12, 30))

    assert "同分" in str(refused.value)
    assert not Result.objects.exists()


def test_the_year_ends_with_the_points_grades_and_tiers_that_one_reckons_by_hand(year):
    year.appeal()
    year.decide_the_tie()
    tiers = ["先进", *["达标"] * 9]
    save_past_tiers(
        year.round,
        dict(zip(year.villages, tiers, strict=True)),
        by=year.clerk,
        at=at(12, 24),
    )

    finish(year.round, by=year.manager, at=at(12, 30))

    results = list(Result.objects.order_by("sheet__pk"))
    assert [result.total for result in results] == [100, 95, 95, 90, 85, 80, 75, 70, 65, 50]
    assert [result.rank for result in results] == [1, 2, 2, 4, 5, 6, 7, 8, 9, 10]
    assert [number for number, result in enumerate(results) if result.grade == "优秀"] == [0, 1]
    upheld = results[3].items.get(lineage=year.b.lineage)
    assert (upheld.points, upheld.stage) == (40, Stage.APPEAL)
    moved = [line.moved.words for line in ranking_of(Round.objects.get(), date(2026, 12, 30)).lines]
    assert moved[:3] == ["上升 1 档", "上升 2 档", "上升 2 档"]


def test_the_bulletin_prints_the_frozen_results(year):
    year.appeal()
    year.decide_the_tie()
    final = finish(year.round, by=year.manager, at=at(12, 30))
    words = {"opening": "现将考核结果通报如下。", "closing": "望再接再厉。"}

    bulletin = word_bulletin(final, words, by=year.clerk, at=at(12, 30))

    assert bulletin_pdf(final, bulletin).startswith(b"%PDF")
