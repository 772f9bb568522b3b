import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import AuditEntry
from registry.choices import ArchiveReason
from registry.models import Person, SurveyChange, SurveyLine, SurveyRound, SurveySave
from registry.survey.choices import LineState, Mode, RoundState, VillageState
from registry.survey.rules import Form
from registry.survey.services import changes, checks, entry, review, rounds
from registry.survey.services.refusal import SurveyConflict, SurveyRefused
from tests.factories import (
    CountyFactory,
    PersonFactory,
    PostingFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.factories.certificates import with_card
from tests.factories.survey import (
    ANSWERS,
    SurveyChangeFactory,
    SurveyLineFactory,
    SurveyRoundFactory,
    round_of,
    survey_village,
)

NOW = datetime(2026, 7, 1, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _in_july():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def county():
    return CountyFactory(name="会宁县")


@pytest.fixture
def village(county):
    return VillageFactory(name="道口村", parent=TownshipFactory(parent=county))


@pytest.fixture
def member(village):
    return PostingFactory(unit=village, as_village_member=True).user


@pytest.fixture
def township(village):
    return PostingFactory(unit=village.parent, as_township_clerk=True).user


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county).user


def holder(village, **facts):
    return with_card(unit=village, **facts)


def save(line, code, answers, *, by, version=None, token=None):
    section = Form(line.round.form).section(code)
    version = line.versions.get(code, 0) if version is None else version
    return entry.save_section(
        line, section, answers, by=by, at=NOW, token=token or uuid.uuid4(), version=version
    )


class TestOpeningARound:
    def test_draws_a_line_for_each_holder_as_they_are_known(self, county, village, clerk):
        person = holder(village, name="马秀英", birth_date=date(1980, 6, 2), phone="13800001234")
        PersonFactory(unit=village, name="没有证的人")
        survey = SurveyRoundFactory(unit=county, is_draft=True)

        number = rounds.open_round(survey, by=clerk, at=NOW)

        line = SurveyLine.objects.get()
        survey.refresh_from_db()
        assert (number, survey.line_count, survey.state) == (1, 1, RoundState.OPEN)
        assert (line.person, line.name, line.age, line.phone, line.number) == (
            person,
            "马秀英",
            45,
            "13800001234",
            1,
        )

    def test_leaves_out_the_archived_and_other_counties(self, county, village, clerk, township):
        holder(village)
        gone = holder(village)
        holder(VillageFactory())
        gone.archived_at, gone.archived_by, gone.archive_reason = NOW, clerk, ArchiveReason.DEATH
        gone.save()

        assert rounds.open_round(SurveyRoundFactory(unit=county, is_draft=True), by=clerk, at=NOW) == 1

    def test_costs_the_same_for_many(self, county, village, clerk, django_assert_max_num_queries):
        for _ in range(60):
            holder(village)
        survey = SurveyRoundFactory(unit=county, is_draft=True)

        with django_assert_max_num_queries(30):
            rounds.open_round(survey, by=clerk, at=NOW)

    def test_is_refused_twice_and_without_anybody(self, county, village, clerk):
        survey = SurveyRoundFactory(unit=county, is_draft=True)
        with pytest.raises(SurveyRefused, match="没有持证残疾人"):
            rounds.open_round(survey, by=clerk, at=NOW)
        holder(village)
        rounds.open_round(survey, by=clerk, at=NOW)

        with pytest.raises(SurveyRefused, match="没有再生成一次"):
            rounds.open_round(survey, by=clerk, at=NOW)
        assert SurveyLine.objects.count() == 1

    def test_is_for_the_county(self, county, village, township):
        with pytest.raises(SurveyRefused, match="不在您的管辖范围"):
            rounds.open_round(SurveyRoundFactory(unit=county, is_draft=True), by=township, at=NOW)

    def test_freezes_the_form(self, county, clerk):
        draft = SurveyRoundFactory(unit=county, is_draft=True)
        rounds.change_question(draft, "R3", by=clerk, at=NOW, text="户口类别", off_options=["2"])
        draft.refresh_from_db()
        assert Form(draft.form).questions["R3"].offered == {"1": "农业"}
        draft.state, draft.opened_at = RoundState.OPEN, NOW
        draft.save()

        with pytest.raises(SurveyRefused, match="不能再改"):
            rounds.change_question(draft, "R3", by=clerk, at=NOW, text="别的")

    def test_takes_over_the_form_of_the_last_round(self, county, clerk):
        last = SurveyRoundFactory(unit=county, year=2025)
        last.form["sections"][0]["questions"][2]["text"] = "户口类别"
        last.save()
        days = {"standard_on": date(2026, 6, 1), "starts_on": date(2026, 6, 1), "ends_on": date(2026, 8, 1)}

        made = rounds.create_round(county, by=clerk, at=NOW, year=2026, title="今年", **days)

        assert Form(made.form).questions["R3"].text == "户口类别"
        with pytest.raises(SurveyRefused, match="已有调查"):
            rounds.create_round(county, by=clerk, at=NOW, year=2026, title="再来", **days)


class TestFillingIn:
    def test_keeps_phones_and_texts_apart_and_encrypted(self, village, member):
        line = SurveyLineFactory(unit=village)

        save(line, "basic", {"R2A": "13800001234", "R5A": "王建国", "R3": "1"}, by=member)

        line.refresh_from_db()
        assert line.answers == {"R3": "1"}
        assert (line.all_answers["R2A"], line.all_answers["R5A"]) == ("13800001234", "王建国")
        assert line.state == LineState.DOING

    def test_drops_what_is_jumped_over_and_says_so(self, village, member):
        line = SurveyLineFactory(unit=village, given={"R18": "4"})

        saved, dropped = save(line, "work", {"R13": "1", "R17": "7"}, by=member)

        assert dropped == ["R18"]
        assert saved.answers == {"R13": "1", "R17": "7"}

    def test_refuses_contradictions_and_writes_nothing(self, village, member):
        line = SurveyLineFactory(unit=village)

        with pytest.raises(SurveyRefused, match="生活来源"):
            save(line, "work", {"R13": "2", "R18": "1", "R19": "1"}, by=member)
        assert SurveyLine.objects.get().answers == {}

    def test_the_same_token_writes_once(self, village, member):
        line, token = SurveyLineFactory(unit=village), uuid.uuid4()

        save(line, "basic", {"R3": "1"}, by=member, token=token, version=0)
        save(line, "basic", {"R3": "2"}, by=member, token=token, version=0)

        line.refresh_from_db()
        assert line.answers == {"R3": "1"}
        assert (line.versions, SurveySave.objects.count()) == ({"basic": 1}, 1)

    def test_two_people_in_one_section_collide_and_nothing_is_lost(self, village, member, township):
        line = SurveyLineFactory(unit=village)
        save(line, "basic", {"R3": "1"}, by=township, version=0)

        with pytest.raises(SurveyConflict, match=township.full_name) as caught:
            save(line, "basic", {"R3": "2"}, by=member, version=0)

        assert caught.value.line.answers == {"R3": "1"}
        save(line, "basic", {"R3": "2"}, by=member, version=1)
        assert SurveyLine.objects.get().answers == {"R3": "2"}

    def test_two_people_in_different_sections_do_not_collide(self, village, member, township):
        line = SurveyLineFactory(unit=village)

        save(line, "basic", {"R3": "1"}, by=township, version=0)
        save(line, "living", {"R8": "1"}, by=member, version=0)

        assert SurveyLine.objects.get().answers == {"R3": "1", "R8": "1"}

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"state": RoundState.CLOSED}, "已结束"),
            ({"ends_on": date(2026, 6, 30)}, "截止"),
            ({"starts_on": date(2026, 7, 2)}, "开始"),
        ],
    )
    def test_outside_the_window_is_refused(self, village, member, facts, words):
        line = SurveyLineFactory(unit=village)
        SurveyRound.objects.update(**facts)

        with pytest.raises(SurveyRefused, match=words):
            save(line, "basic", {"R3": "1"}, by=member)

    def test_in_the_neighbours_village_is_refused(self, village, member):
        line = SurveyLineFactory(unit=VillageFactory(parent=village.parent))

        with pytest.raises(SurveyRefused, match="不在您的管辖范围"):
            save(line, "basic", {"R3": "1"}, by=member)

    def test_lost_needs_a_reason(self, village, member):
        facts = {"mode": Mode.LOST, "visited_on": date(2026, 7, 1), "token": uuid.uuid4(), "version": 0}

        with pytest.raises(SurveyRefused, match="失访须选择原因"):
            entry.save_visit(SurveyLineFactory(unit=village), by=member, at=NOW, **facts)

    def test_completing_names_what_is_missing(self, village, member):
        line = SurveyLineFactory(unit=village, filled=True, given={**ANSWERS, "R38": ""})

        with pytest.raises(SurveyRefused, match="R38"):
            entry.complete_line(line, by=member, at=NOW)

    def test_completing_proposes_what_differs(self, village, member):
        line = SurveyLineFactory(unit=village, filled=True)

        entry.complete_line(line, by=member, at=NOW)

        assert {(one.field, one.old, one.new) for one in SurveyChange.objects.all()} == {
            ("phone", "13900005678", "13800001234"), ("address", "道口村二社", "道口村一社"),
            ("hukou", "", "rural"),
            ("marriage", "", "married"), ("education", "", "junior"), ("employment", "", "flexible"),
        }  # fmt: skip


class TestReview:
    def test_accepted_changes_are_written_by_the_township_with_audit(self, village, township):
        change = SurveyChangeFactory(line__unit=village)
        seen = AuditEntry.objects.count()

        number, problems = changes.accept_changes(SurveyChange.objects.all(), by=township, at=NOW)

        change.refresh_from_db()
        assert (number, problems) == (1, [])
        assert change.line.person.phone == "13800001234"
        assert (change.state, change.decided_by) == ("accepted", township)
        assert AuditEntry.objects.count() > seen

    def test_refused_changes_leave_the_register_and_do_not_come_again(self, village, township, member):
        line = SurveyLineFactory(unit=village, filled=True)
        entry.complete_line(line, by=member, at=NOW)
        phone = SurveyChange.objects.filter(field="phone")

        changes.refuse_changes(phone, by=township, at=NOW)
        review.return_line(line, "再核实", by=township, at=NOW)
        entry.complete_line(line, by=member, at=NOW)

        assert Person.objects.get().phone == "13900005678"
        assert [one.state for one in phone.all()] == ["refused"]

    def test_a_death_archives_only_after_review(self, village, member, township):
        line = SurveyLineFactory(unit=village)
        facts = {"mode": Mode.LOST, "lost_reason": "death", "happened_on": date(2026, 5, 4)}
        entry.save_visit(
            line, by=member, at=NOW, visited_on=date(2026, 7, 1), token=uuid.uuid4(), version=0, **facts
        )
        entry.complete_line(line, by=member, at=NOW)
        assert not Person.objects.get().is_archived

        changes.accept_changes(SurveyChange.objects.all(), by=township, at=NOW)

        person = Person.objects.get()
        assert (person.archive_reason, person.archive_date) == ("death", date(2026, 5, 4))

    def test_who_moved_or_was_archived_since_stays_proposed(self, village, township, clerk):
        moved, gone = SurveyChangeFactory(line__unit=village), SurveyChangeFactory(line__unit=village)
        Person.objects.filter(pk=moved.line.person_id).update(unit=VillageFactory(parent=village.parent))
        Person.objects.filter(pk=gone.line.person_id).update(
            archived_at=NOW, archived_by=clerk, archive_reason=ArchiveReason.DEATH
        )

        number, problems = changes.accept_changes(SurveyChange.objects.all(), by=township, at=NOW)

        assert number == 0
        assert "已迁往" in problems[0]
        assert "已归档" in problems[1]
        assert set(SurveyChange.objects.values_list("state", flat=True)) == {"proposed"}

    def test_what_the_register_has_learnt_since_is_not_overwritten(self, village, township):
        change = SurveyChangeFactory(line__unit=village)
        person = change.line.person
        person.phone = "13700000000"
        person.save()

        _, problems = changes.accept_changes(SurveyChange.objects.all(), by=township, at=NOW)

        assert "又有改动" in problems[0]
        person.refresh_from_db()
        assert person.phone == "13700000000"

    def test_a_village_member_reviews_nothing(self, village, member):
        change = SurveyChangeFactory(line__unit=village)

        with pytest.raises(SurveyRefused):
            changes.accept_changes(SurveyChange.objects.all(), by=member, at=NOW)
        with pytest.raises(SurveyRefused):
            review.approve_line(change.line, by=member, at=NOW)

    def test_the_way_of_a_village_to_the_county_and_back(self, village, member, township, clerk):
        line, place = SurveyLineFactory(unit=village, filled=True), survey_village(village)
        entry.complete_line(line, by=member, at=NOW)
        with pytest.raises(
            SurveyRefused, match="1 份底册没有审核，6 项登记变更没有审核，村（社区）调查表没有填写"
        ):
            review.submit_village(place, by=township, at=NOW)
        changes.accept_changes(SurveyChange.objects.all(), by=township, at=NOW)
        answers = {f"V{number}": "1" for number in range(1, 12)} | {"V8": ["9"], "V10": "3"}
        entry.save_village_form(place, answers, by=member, at=NOW)
        assert review.approve_village(place, by=township, at=NOW) == 1

        review.submit_village(place, by=township, at=NOW)
        with pytest.raises(SurveyRefused, match="已报送"):
            save(line, "basic", {"R3": "2"}, by=member)
        with pytest.raises(SurveyRefused, match="不在您的管辖范围"):
            review.decide_village(place, by=township, at=NOW, is_accepted=True)
        with pytest.raises(SurveyRefused, match="退回原因"):
            review.decide_village(place, by=clerk, at=NOW, is_accepted=False)
        review.decide_village(place, by=clerk, at=NOW, is_accepted=False, reason="入户太少")
        review.return_line(line, "重新入户", by=township, at=NOW)
        save(line, "basic", {"R3": "2"}, by=member, version=0)

        place.refresh_from_db()
        assert (place.state, place.return_reason) == (VillageState.RETURNED, "入户太少")


class TestSpotChecks:
    def test_the_same_seed_draws_the_same_sample(self, village, township):
        for _ in range(20):
            SurveyLineFactory(unit=village, finished=True)
        survey = round_of(village)

        one = checks.draw_check(survey, village.parent, by=township, at=NOW, percent=20, seed=7)
        other = checks.draw_check(survey, village, by=township, at=NOW, percent=20, seed=7)

        assert one.rows.count() == 4
        assert set(one.rows.values_list("line", flat=True)) == set(other.rows.values_list("line", flat=True))

    def test_differing_answers_are_counted(self, village, township):
        SurveyLineFactory(unit=village, finished=True)
        check = checks.draw_check(round_of(village), village, by=township, at=NOW, percent=5, seed=1)

        row = checks.enter_check(check.rows.get(), {**ANSWERS, "R8": "2"}, by=township, at=NOW)

        assert (row.items, row.differing) == (len(ANSWERS), ["R8"])
        with pytest.raises(SurveyRefused, match="已经复查过"):
            checks.enter_check(row, ANSWERS, by=township, at=NOW)

    def test_nothing_to_draw_from_is_said(self, village, township):
        SurveyLineFactory(unit=village)

        with pytest.raises(SurveyRefused, match="没有已完成的底册"):
            checks.draw_check(round_of(village), village, by=township, at=NOW, percent=5, seed=1)
