"""Who is on the list of a year, and who is not graded."""

from datetime import date

import pytest

from assessments.appraisals.models import Appraisal
from assessments.appraisals.services import years
from assessments.appraisals.services.judging import exclude, include
from assessments.appraisals.services.refusal import AppraisalRefused
from assessments.appraisals.spans import Span, months_in_post
from assessments.appraisals.terms import Terms
from staff.choices import EndReason, PostType
from tests.factories import AppointmentFactory, CountyFactory, PostFactory
from tests.factories.appraisals import DATES, NOON, World


@pytest.fixture
def world():
    return World()


def listed(world):
    rows = Appraisal.objects.filter(year=world.year).order_by("pk")
    return [(one.appointment.member.name, one.level, one.excluded_because) for one in rows.for_list()]


def refresh(world):
    return years.refresh_list(world.year, by=world.manager, at=NOON)


class TestTheList:
    def test_holds_everybody_in_post(self, world):
        world.appoint(world.township, name="镇委员")

        assert refresh(world) == 1
        assert listed(world) == [("第1村委员", "grassroots", ""), ("镇委员", "township", "")]

    def test_leaves_out_heads_and_other_counties(self, world):
        AppointmentFactory(post=PostFactory(unit=world.township, post_type=PostType.TOWNSHIP_HEAD))
        AppointmentFactory()

        assert refresh(world) == 0

    def test_does_not_grade_who_left_in_the_year_and_says_why(self, world):
        world.appoint(world.township, name="走了", until=date(2025, 8, 31), end_reason=EndReason.RESIGNED)

        refresh(world)

        assert listed(world)[1] == ("走了", "township", "2025-08-31 已离岗（辞职）")

    def test_does_not_grade_who_came_late_and_says_so(self, world):
        world.appoint(world.township, name="新来", since=date(2025, 9, 1))

        refresh(world)

        assert listed(world)[1] == ("新来", "township", "当年在岗 4 个月，不足 6 个月")

    def test_grades_who_moved_in_the_post_held_last(self, world):
        first = world.appoint(world.township, name="调动", until=date(2025, 3, 31), end_reason="transferred")
        AppointmentFactory(
            member=first.member, since=date(2025, 4, 1), post=PostFactory(unit=world.villages[0], number=2)
        )

        refresh(world)

        assert listed(world)[1:] == [
            ("调动", "township", "年内调岗，在后一岗位考核"),
            ("调动", "grassroots", ""),
        ]

    def test_notices_who_leaves_later_unless_there_is_a_grade(self, world):
        held = world.held[0]
        held.until, held.end_reason = date(2025, 12, 20), EndReason.AGE
        held.save()

        refresh(world)

        assert listed(world) == [("第1村委员", "grassroots", "2025-12-20 已离岗（年龄到限）")]

    def test_can_take_in_somebody_who_left_for_a_reason(self, world):
        one = exclude(world.one, by=world.of_township, at=NOON, reason="长期病假")

        one = include(one, by=world.of_township, at=NOON, reason="已返岗")

        assert not one.is_excluded
        assert [entry.words for entry in one.entries.order_by("pk")] == [
            "改为不定等次",
            "改为参加考核，按在岗期间计分",
        ]

    def test_asks_for_the_reason(self, world):
        with pytest.raises(AppraisalRefused, match="请填写不定等次的原因"):
            exclude(world.one, by=world.of_township, at=NOON, reason=" ")


class TestOpeningAYear:
    def test_keeps_the_terms_with_which_it_began(self, world):
        years.set_terms(
            world.county, Terms(name="新办法", basic_from=50), by=world.clerk, at=NOON, since=NOON.date()
        )

        world.year.refresh_from_db()

        assert world.year.terms.name == "通用办法"
        made = years.open_year(world.county, by=world.clerk, at=NOON, year=2024, **DATES)
        assert made.terms.name == "新办法"

    def test_takes_the_tables_in_force(self, world):
        assert world.year.grassroots_scheme == world.tables["grassroots"]
        assert world.year.township_scheme == world.tables["township"]

    def test_is_refused_twice(self, world):
        with pytest.raises(AppraisalRefused, match="2025 年度的专职委员考核已经布置"):
            years.open_year(world.county, by=world.clerk, at=NOON, year=2025, **DATES)

    def test_is_refused_for_years_to_come_and_dates_that_do_not_fit(self, world):
        wrong = DATES | {"ballots_until": date(2025, 11, 1)}

        with pytest.raises(AppraisalRefused, match="以后年度"):
            years.open_year(world.county, by=world.clerk, at=NOON, year=2027, **DATES)
        with pytest.raises(AppraisalRefused, match="测评截止不能早于开始"):
            years.open_year(world.county, by=world.clerk, at=NOON, year=2024, **wrong)

    def test_is_refused_to_a_township_and_to_another_county(self, world):
        with pytest.raises(AppraisalRefused, match="管辖范围"):
            years.open_year(world.county, by=world.of_township, at=NOON, year=2024, **DATES)
        with pytest.raises(AppraisalRefused, match="管辖范围"):
            years.open_year(CountyFactory(), by=world.clerk, at=NOON, year=2024, **DATES)

    def test_holds_to_its_table_once_points_were_given(self, world):
        world.mark()
        facts = {"basis": "", "note": "", "township_scheme": None, "grassroots_scheme": None, **DATES}

        with pytest.raises(AppraisalRefused, match="已按原来的考核表评过分"):
            years.edit_year(world.year, by=world.clerk, at=NOON, **facts)


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (date(2020, 1, 1), None, 12),
        (date(2025, 7, 1), None, 6),
        (date(2025, 7, 17), None, 5),  # 15 of 31 days of July are less than half
        (date(2025, 7, 16), None, 6),  # 16 are more
        (date(2020, 1, 1), date(2025, 2, 14), 2),  # 14 of 28 are half
        (date(2026, 1, 1), None, 0),
    ],
)
def test_a_month_counts_from_half_of_its_days_on(since, until, months):
    assert months_in_post(2025, since, until) == months


@pytest.mark.parametrize(
    ("rhythm", "number", "first", "last", "label"),
    [
        ("month", 2, date(2024, 2, 1), date(2024, 2, 29), "2 月"),
        ("quarter", 4, date(2024, 10, 1), date(2024, 12, 31), "第四季度"),
        ("half", 1, date(2024, 1, 1), date(2024, 6, 30), "上半年"),
    ],
)
def test_a_period_knows_its_days(rhythm, number, first, last, label):
    span = Span(2024, rhythm, number)

    assert (span.first, span.last, span.label) == (first, last, label)
