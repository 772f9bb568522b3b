from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.roles import Role
from core.encryption import digest
from orgs.boards.defaults import DEPARTMENTS, KINDS
from orgs.boards.models import Board, MemberDepartment, Seat
from orgs.boards.selectors.boards import board_tally, vacancies_in
from orgs.boards.services import rules, terms
from orgs.boards.services.refusal import BoardRefused
from orgs.scoping import UnitScope
from tests.factories import CityFactory, CountyFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.boards import BoardFactory, MemberDepartmentFactory, SeatFactory, TermFactory

NOW = timezone.now()
TODAY = timezone.localdate()
WHO = {"name": "张民", "sex": "male", "birth_date": date(1979, 2, 3)}


def clerk(unit):
    return PostingFactory(unit=unit.parent, role=Role.TOWNSHIP_CLERK).user


@pytest.fixture
def term():
    return TermFactory()


@pytest.fixture
def by(term):
    return clerk(term.board.unit)


def fill(term, by, post="chair", **more):
    facts = WHO | {"since": date(2023, 1, 1)} | more
    return terms.fill_seat(term, post, by=by, at=NOW, **facts)


class TestTerms:
    @pytest.mark.parametrize(
        ("start", "years", "end"),
        [
            (date(2022, 3, 1), 5, date(2027, 2, 28)),
            (date(2023, 1, 1), 3, date(2025, 12, 31)),
            (date(2024, 2, 29), 5, date(2029, 2, 28)),
            (date(2020, 3, 1), 4, date(2024, 2, 29)),
        ],
    )
    def test_end_the_day_before_the_anniversary(self, start, years, end):
        assert terms.last_day_of(start, years) == end

    def test_a_new_one_ends_the_one_before_and_its_seats(self, term, by):
        seat = SeatFactory(term=term)

        new = terms.start_term(term.board, by=by, at=NOW, starts_on=date(2026, 3, 1))

        term.refresh_from_db()
        seat.refresh_from_db()
        assert term.ended_on == seat.until == date(2026, 2, 28)
        assert seat.reason == "换届"
        assert (new.number, new.due, new.ends_on) == (4, 4, date(2031, 2, 28))

    def test_takes_years_and_seats_from_the_rules_of_the_county(self, term, by):
        county = term.board.unit.parent.parent
        manager = PostingFactory(unit=county, as_manager=True).user
        plan = {"years": 3, "numbers": {"chair": 1, "deputy": 2, "member": 4}}
        rules.save_kind(
            county, "village_association", plan, by=manager, at=NOW, since=TODAY - timedelta(days=9)
        )

        new = terms.start_term(term.board, by=by, at=NOW, starts_on=TODAY)

        assert (new.years, new.due) == (3, 7)
        assert Board.objects.get().terms.get(number=3).due == 4

    @pytest.mark.parametrize(
        ("starts_on", "why"),
        [(date(2022, 3, 1), "须晚于这一天"), (TODAY + timedelta(days=1), "不能晚于今天")],
    )
    def test_do_not_begin_before_the_one_before_nor_in_the_future(self, term, by, starts_on, why):
        with pytest.raises(BoardRefused, match=why):
            terms.start_term(term.board, by=by, at=NOW, starts_on=starts_on)
        term.refresh_from_db()
        assert term.ended_on is None

    def test_only_one_is_open(self, term):
        with pytest.raises(IntegrityError):
            TermFactory(board=term.board, number=4)

    def test_of_another_township_are_refused(self, term):
        stranger = PostingFactory(unit=TownshipFactory(), role=Role.TOWNSHIP_CLERK).user

        with pytest.raises(BoardRefused, match="管辖范围"):
            terms.start_term(term.board, by=stranger, at=NOW, starts_on=TODAY)

    def test_a_seat_filled_after_the_new_start_stops_the_whole(self, term, by):
        SeatFactory(term=term, since=date(2026, 5, 1))

        with pytest.raises(BoardRefused, match="才任主席"):
            terms.start_term(term.board, by=by, at=NOW, starts_on=date(2026, 3, 1))

        term.refresh_from_db()
        assert term.ended_on is None


class TestSeats:
    def test_are_filled(self, term, by):
        seat = fill(term, by, id_digest=digest("1"))

        assert (seat.post_name, seat.order) == ("主席", 0)

    def test_are_not_filled_twice_over(self, term, by):
        fill(term, by)

        with pytest.raises(BoardRefused, match="已经配齐"):
            fill(term, by, name="李四")

    def test_nobody_sits_twice_at_once(self, term, by):
        fill(term, by)

        with pytest.raises(BoardRefused, match="不能兼任"):
            fill(term, by, "deputy")

    def test_nobody_sits_twice_at_once_in_the_past_either(self, term, by):
        terms.end_seat(fill(term, by), by=by, at=NOW, until=date(2024, 6, 1), reason="辞职")

        with pytest.raises(BoardRefused, match="不能兼任"):
            fill(term, by, "deputy", since=date(2024, 5, 1))
        assert fill(term, by, "deputy", since=date(2024, 6, 2)).pk

    def test_the_database_itself_lets_nobody_sit_twice(self, term):
        SeatFactory(term=term, id_digest="d" * 64)

        with pytest.raises(IntegrityError):
            SeatFactory(term=term, id_digest="d" * 64, post_code="deputy")

    @pytest.mark.parametrize(
        ("facts", "why"),
        [
            ({"since": date(2022, 2, 28)}, "不能更早"),
            ({"since": TODAY + timedelta(days=1)}, "不能晚于今天"),
            ({"birth_date": date(2005, 1, 2)}, "未满 18 周岁"),
        ],
    )
    def test_ask_for_sound_dates_and_age(self, term, by, facts, why):
        with pytest.raises(BoardRefused, match=why):
            fill(term, by, **facts)

    def test_of_age_on_the_very_day(self, term, by):
        assert fill(term, by, birth_date=date(2005, 1, 1)).pk

    def test_of_the_disabled_deputy_ask_for_a_disabled_person(self):
        county = CountyFactory()
        term = TermFactory(board__unit=county, board__kind="council")
        by = PostingFactory(unit=county).user

        with pytest.raises(BoardRefused, match="须由残疾人担任"):
            fill(term, by, "disabled_deputy", tie="relative")
        assert fill(term, by, "disabled_deputy", tie="disabled").pk

    def test_end_once_and_not_before_they_began(self, term, by):
        seat = fill(term, by)

        with pytest.raises(BoardRefused, match="不能更早"):
            terms.end_seat(seat, by=by, at=NOW, until=date(2022, 12, 31), reason="辞职")
        terms.end_seat(seat, by=by, at=NOW, until=date(2024, 1, 1), reason="辞职")
        with pytest.raises(BoardRefused, match="已于"):
            terms.end_seat(seat, by=by, at=NOW, until=date(2024, 1, 2), reason="辞职")

    def test_of_a_term_that_is_over_stay_as_they_are(self, term, by):
        terms.start_term(term.board, by=by, at=NOW, starts_on=TODAY)

        with pytest.raises(BoardRefused, match="已结束"):
            fill(term, by)


class TestVacancies:
    def test_tell_since_when(self, term, by):
        terms.end_seat(fill(term, by), by=by, at=NOW, until=date(2024, 6, 1), reason="辞职")

        found = {v.post.code: v for v in vacancies_in(UnitScope(everywhere=True))}

        assert found["chair"].since == date(2024, 6, 1)
        assert (found["member"].number, found["member"].since) == (2, date(2022, 3, 1))

    def test_are_counted_with_what_runs_out(self, term):
        SeatFactory(term=term)
        for days in (-1, 0, 30, 31, 180, 181):
            TermFactory(ends_on=TODAY + timedelta(days=days))
        BoardFactory()

        tally = board_tally(UnitScope(everywhere=True), TODAY)

        assert (tally.past, tally.soonest, tally.soon, tally.without) == (1, 2, 3, 1)
        assert tally.vacant_seats == 3 + 6 * 4


class TestDepartments:
    def test_31_are_shipped_and_make_the_seats_of_the_committee(self):
        county = CountyFactory()
        by = PostingFactory(unit=county, as_manager=True).user
        board = BoardFactory(unit=county, kind="government_committee")

        assert rules.take_default_departments(county, by=by, at=NOW) == len(DEPARTMENTS) == 31
        assert rules.take_default_departments(county, by=by, at=NOW) == 0
        assert terms.start_term(board, by=by, at=NOW, starts_on=TODAY).due == 1 + 2 + 31

    def test_one_that_leaves_takes_its_representative_along(self):
        department = MemberDepartmentFactory()
        by = PostingFactory(unit=department.unit, as_manager=True).user
        term = TermFactory(board__unit=department.unit, board__kind="government_committee")
        SeatFactory(term=term, post_code="member", department=department)

        rules.end_department(department, by=by, at=NOW, until=date(2026, 10, 1))

        assert Seat.objects.get().until == date(2026, 10, 1)

    def test_other_duties_begin_on_a_day_and_the_old_ones_stay_known(self):
        department = MemberDepartmentFactory(name="县民政局")
        by = PostingFactory(unit=department.unit, as_manager=True).user

        rules.save_department(
            department.unit, by=by, at=NOW, since=date(2026, 1, 1), name="县民政局", duties="新", order=1
        )

        rows = MemberDepartment.objects.order_by("since")
        assert [(row.duties[0], row.until) for row in rows] == [("做", date(2025, 12, 31)), ("新", None)]


class TestSettingUp:
    def test_gives_every_unit_its_bodies_once(self):
        village = VillageFactory(parent__parent=CountyFactory(parent=CityFactory()))
        county = village.parent.parent
        by = PostingFactory(unit=county, as_manager=True).user
        scope = UnitScope(paths=frozenset({county.path}))

        assert terms.set_up_boards(scope, by=by, at=NOW) == len(KINDS)
        assert terms.set_up_boards(scope, by=by, at=NOW) == 0
        assert Board.objects.get(unit=village).name == f"{village.name}残疾人协会"

    def test_dissolving_ends_the_term_and_the_seats(self, term):
        seat = SeatFactory(term=term)

        terms.dissolve_board(term.board, on=date(2026, 6, 30))

        seat.refresh_from_db()
        assert (seat.until, seat.reason) == (date(2026, 6, 30), "单位撤销")
        assert not Board.objects.standing().exists()
