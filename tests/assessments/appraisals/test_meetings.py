"""Meetings: who votes about whom and when, the paper tally, slips and the phone ballot."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.appraisals.arithmetic import Votes
from assessments.appraisals.choices import Side
from assessments.appraisals.models import AppraisalCode, AppraisalTally
from assessments.appraisals.selectors.results import outcome_of
from assessments.appraisals.services import meetings
from assessments.appraisals.services.refusal import AppraisalRefused
from assessments.appraisals.services.voting import CHOICES, WrongCode, cast_vote, open_ballot, plain_code
from assessments.appraisals.services.years import refresh_list
from tests.factories.appraisals import FINE, NOON, World

COUNTED = {"counted_by": "张计", "witness": "李监"}
LATER = NOON + timedelta(hours=6)


@pytest.fixture
def world():
    return World(people=2)


class TestCallingAMeeting:
    def test_lists_its_people_without_votes(self, world):
        meeting = world.call(people=world.appraisals())

        assert meeting.unit == world.township
        assert [tally.votes for tally in meeting.tallies.all()] == [Votes(), Votes()]

    def test_of_villagers_is_held_in_the_village(self, world):
        assert world.call(Side.BELOW).unit == world.villages[0]

    def test_is_refused_for_people_of_two_villages(self, world):
        with pytest.raises(AppraisalRefused, match="不在同一单位测评"):
            world.call(Side.BELOW, people=world.appraisals())

    def test_is_refused_outside_the_time_that_the_county_has_set(self, world):
        with pytest.raises(AppraisalRefused, match="述职测评时间是 2025-12-01 至 2026-01-25"):
            world.call(held_on=date(2026, 1, 26))

    def test_is_refused_for_somebody_voted_on_already(self, world):
        world.call()

        with pytest.raises(AppraisalRefused, match="第1村委员已在另一次测评中"):
            world.call(people=world.appraisals())

    def test_is_refused_to_the_village_itself(self, world):
        with pytest.raises(AppraisalRefused, match="不由您所在的单位考核"):
            world.call(Side.BELOW, by=world.of_village)

    def test_about_township_posts_is_held_by_the_county(self, world):
        world.appoint(world.township, name="镇委员")
        refresh_list(world.year, by=world.manager, at=NOON)
        people = [one for one in world.appraisals() if one.level == "township"]

        with pytest.raises(AppraisalRefused, match="不由您所在的单位考核"):
            world.call(people=people)
        assert world.call(people=people, by=world.clerk).unit == world.county

    def test_can_be_called_off_while_it_has_no_result(self, world):
        meetings.cancel_meeting(world.call(), by=world.of_township, at=NOON)

        assert world.call().pk


class TestAPaperTally:
    def record(self, world, votes, **more):
        meeting = world.call()
        facts = {"by": world.of_township, "at": NOON, **COUNTED} | more
        return meetings.record_tally(meeting, {world.one.pk: votes}, **facts)

    def test_gives_the_score(self, world):
        self.record(world, Votes(5, 3, 1, 0, 1))

        assert str(outcome_of(world.one).above) == "88.89"  # 800 / 9

    def test_is_written_into_the_history_with_its_numbers(self, world):
        self.record(world, FINE)

        words = world.one.entries.order_by("-pk").first().words
        assert (
            words
            == "登记乡镇（街道）班子测评结果：优秀 8 票、称职 2 票、基本称职 0 票、不称职 0 票、弃权 0 票"
        )

    @pytest.mark.parametrize(
        ("votes", "problem"),
        [
            (Votes(9, 1, 1), "票数合计 11 张，超过到会 10 人"),
            (Votes(), "请填写第1村委员的测评票数"),
            (Votes(abstained=4), "全部是弃权票"),
        ],
    )
    def test_that_does_not_add_up_is_refused(self, world, votes, problem):
        with pytest.raises(AppraisalRefused, match=problem):
            self.record(world, votes)

    def test_needs_somebody_who_counted(self, world):
        with pytest.raises(AppraisalRefused, match="请填写计票人"):
            self.record(world, FINE, counted_by="")

    def test_is_refused_before_the_meeting(self, world):
        meeting = world.call(held_on=date(2026, 1, 24))

        with pytest.raises(AppraisalRefused, match="2026-01-24 才召开"):
            meetings.record_tally(meeting, {world.one.pk: FINE}, by=world.of_township, at=NOON, **COUNTED)

    def test_tells_the_second_of_two_who_was_first(self, world):
        meeting = world.call()
        meetings.record_tally(
            meeting, {world.one.pk: FINE}, by=world.of_township, at=NOON, revision=0, **COUNTED
        )

        with pytest.raises(AppraisalRefused, match=f"{world.of_township}已先保存"):
            meetings.record_tally(
                meeting, {world.one.pk: FINE}, by=world.clerk, at=NOON, revision=0, **COUNTED
            )


class TestAPhoneBallot:
    @pytest.fixture
    def meeting(self, world):
        return world.phone()

    @pytest.fixture
    def codes(self, world, meeting):
        return meetings.make_codes(meeting, by=world.of_township, at=NOON)

    def vote(self, world, code, choice="excellent", at=NOON):
        cast_vote(code, {world.one.pk: choice}, at=at)

    def test_has_a_code_for_everybody_present_kept_as_digests(self, meeting, codes):
        kept = list(AppraisalCode.objects.values_list("digest", flat=True))

        assert len(set(codes)) == 6
        assert all(plain_code(code) not in digest for code in codes for digest in kept)

    def test_takes_each_code_once(self, world, codes):
        self.vote(world, codes[0])

        with pytest.raises(AppraisalRefused, match="一个测评码只能用一次"):
            self.vote(world, codes[0], "incompetent")
        assert AppraisalTally.objects.get().votes == Votes(1)

    def test_forgives_width_case_and_blanks(self, world, codes):
        self.vote(world, f" {codes[0].lower().replace('-', ' ')} ")

        assert AppraisalTally.objects.get().votes == Votes(1)

    def test_refuses_a_code_that_does_not_exist(self, world, codes):
        with pytest.raises(WrongCode, match="没有这个测评码"):
            self.vote(world, "AAAA-AAAA")
        with pytest.raises(WrongCode):
            self.vote(world, "")

    def test_refuses_to_leave_somebody_out_and_the_code_stays_good(self, world, codes):
        with pytest.raises(AppraisalRefused, match="请给第1村委员选择一项"):
            cast_vote(codes[0], {}, at=NOON)

        self.vote(world, codes[0], "abstained")
        assert AppraisalTally.objects.get().votes == Votes(abstained=1)

    @pytest.mark.parametrize(("hours", "problem"), [(-6, "开始，请到时再来"), (6, "截止")])
    def test_takes_no_vote_before_or_after_its_time(self, world, codes, hours, problem):
        with pytest.raises(AppraisalRefused, match=problem):
            self.vote(world, codes[0], at=NOON + timedelta(hours=hours))

    def test_keeps_nothing_that_ties_a_code_to_a_vote(self, codes):
        names = {field.name for field in AppraisalCode._meta.get_fields()}

        assert names == {"id", "meeting", "digest", "is_used"}

    def test_makes_unused_codes_void_when_slips_are_printed_anew(self, world, meeting, codes):
        self.vote(world, codes[0])
        again = meetings.make_codes(meeting, by=world.of_township, at=NOON)

        assert len(again) == 5
        with pytest.raises(WrongCode):
            self.vote(world, codes[1])
        self.vote(world, again[0])

    def test_is_not_shown_while_it_runs(self, world, codes):
        for code in codes:
            self.vote(world, code)

        assert outcome_of(world.one).below is None

    def test_is_taken_over_after_its_time(self, world, meeting, codes):
        for code in codes[:5]:
            self.vote(world, code)
        with pytest.raises(AppraisalRefused, match="截止，之后才能汇总"):
            meetings.close_phone_ballot(meeting, by=world.of_township, at=NOON)

        meetings.close_phone_ballot(meeting, by=world.of_township, at=LATER)

        assert str(outcome_of(world.one).below) == "100.00"

    def test_of_too_few_is_not_shown(self, world, meeting, codes):
        for code in codes[:4]:
            self.vote(world, code)

        meetings.close_phone_ballot(meeting, by=world.of_township, at=LATER)

        outcome = outcome_of(world.one)
        assert outcome.below is None
        assert "村民（居民）和残疾人代表测评有效票太少" in outcome.missing
        assert "优秀" not in world.one.entries.order_by("-pk").first().words

    def test_cannot_be_written_by_hand_or_called_off_once_somebody_has_voted(self, world, meeting, codes):
        self.vote(world, codes[0])

        with pytest.raises(AppraisalRefused, match="不能手工登记"):
            meetings.record_tally(meeting, {}, by=world.of_township, at=NOON, **COUNTED)
        with pytest.raises(AppraisalRefused, match="已经有人投票"):
            meetings.cancel_meeting(meeting, by=world.of_township, at=NOON)

    def test_opens_with_those_who_are_voted_on(self, world, codes):
        _, people = open_ballot(codes[0], at=NOON)

        assert [one.appraisal.member.name for one in people] == ["第1村委员"]

    def test_needs_its_times_within_those_of_the_county(self, world):
        with pytest.raises(AppraisalRefused, match="须填写开始和截止时间"):
            world.phone(Side.ABOVE, opens_at=None)
        with pytest.raises(AppraisalRefused, match="投票须在"):
            world.phone(Side.ABOVE, closes_at=NOON + timedelta(days=9))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    choices=st.lists(st.sampled_from([value for value, _ in CHOICES]), max_size=6), twice=st.integers(0, 5)
)
def test_the_sums_are_those_of_the_votes_whatever_is_sent_twice(world, choices, twice):
    AppraisalTally.objects.all().delete()
    meeting = world.phone()
    codes = meetings.make_codes(meeting, by=world.of_township, at=NOON)
    for code, choice in zip(codes, choices, strict=False):
        cast_vote(code, {world.one.pk: choice}, at=NOON)
    for code in codes[: min(twice, len(choices))]:
        with pytest.raises(AppraisalRefused):
            cast_vote(code, {world.one.pk: "incompetent"}, at=NOON)

    tally = AppraisalTally.objects.get(meeting=meeting)

    assert tally.votes == Votes(**{name: choices.count(name) for name, _ in CHOICES})
    assert AppraisalCode.objects.filter(meeting=meeting, is_used=True).count() == len(choices)
