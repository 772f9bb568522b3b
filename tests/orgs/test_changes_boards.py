"""The boards and elections of a unit end with it, and stand again when the change is taken back."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from orgs.boards.models import Board, Seat, Term
from orgs.boards.selectors.boards import vacancies_in
from orgs.changes.services import PartFacts
from orgs.changes.undoing import take_back
from orgs.elections.choices import State
from orgs.elections.inbox import elections_to_do
from orgs.elections.models import Election
from orgs.models import Unit
from orgs.scoping import UnitScope
from tests.factories.boards import BoardFactory, SeatFactory, TermFactory
from tests.factories.changes import AT, DAY, Kind, SmallCounty
from tests.factories.elections import Way

LAST = DAY - timedelta(days=1)


@pytest.fixture
def small():
    return SmallCounty()


def stand(village):
    """Give a village a board in office with a chair, and return its term."""
    term = TermFactory(board__unit=village)
    SeatFactory(term=term)
    return term


def snapshot():
    return {
        "boards": list(Board.objects.order_by("pk").values_list("name", "closed_on")),
        "terms": list(Term.objects.order_by("pk").values_list("ended_on")),
        "seats": list(Seat.objects.order_by("pk").values_list("until", "reason")),
        "elections": list(
            Election.objects.order_by("pk").values_list(
                "state", "outcome", "due_on", "closed_on", "step_number"
            )
        ),
    }


class TestAUnitThatCeases:
    def test_takes_its_board_along_on_its_last_day(self, small):
        term, other = stand(small.li), stand(small.zhang)

        small.merge(into=small.zhang, name="张庄村")

        term.refresh_from_db()
        seat, kept = term.seats.get(), other.seats.get()
        assert (term.ended_on, term.board.closed_on) == (LAST, LAST)
        assert (seat.until, seat.reason, kept.until) == (LAST, "单位撤销", None)
        assert list(Board.objects.standing()) == [other.board]

    def test_ends_somebody_who_took_office_after_the_day_when_they_did(self, small):
        term = stand(small.li)
        late = SeatFactory(term=term, post_code="deputy", post_name="副主席", since=date(2026, 11, 10))

        small.merge()

        late.refresh_from_db()
        assert late.until == date(2026, 11, 10)
        assert not Seat.objects.held().exists()

    def test_stops_the_election_with_the_change_as_reason(self, small):
        way = Way(stand(small.li).board).to("nominate")

        small.merge()

        way.election.refresh_from_db()
        assert (way.election.state, way.election.closed_on) == (State.CANCELLED, LAST)
        assert "李湾村因合并（会政发〔2026〕15 号）自 2026-11-01 起撤销" in way.election.outcome

    def test_stops_an_election_of_which_only_the_hand_over_is_left(self, small):
        way = Way(stand(small.li).board).to("handover")

        small.merge()

        way.election.refresh_from_db()
        assert way.election.state == State.CANCELLED
        assert not Seat.objects.held().exists()

    def test_a_split_ends_it_once_although_it_has_two_successors(self, small):
        term = stand(small.zhang)
        small.do(
            Kind.SPLIT,
            PartFacts(small.zhang, small.li, words="三社"),
            PartFacts(small.zhang, None, name="东庄村", is_main=True),
        )

        term.refresh_from_db()
        assert term.ended_on == LAST

    def test_says_so_on_the_page_of_its_board(self, small, client):
        term = stand(small.li)
        small.merge()
        client.force_login(small.manager)

        html = client.get(reverse("boards:board_detail", args=[term.board.pk])).content.decode()

        assert "2026年10月31日 随单位撤销" in html
        assert "没有在任班子" not in html
        assert "还没有登记这个班子" not in html


class TestAUnitThatGoesOn:
    def test_keeps_its_board_under_the_new_name(self, small):
        term = stand(small.zhang)

        small.do(Kind.RENAME, PartFacts(small.zhang, small.zhang, name="张家庄村"))

        term.refresh_from_db()
        term.board.refresh_from_db()
        assert (term.board.name, term.ended_on) == ("张家庄村残疾人协会", None)

    def test_does_not_rename_a_board_with_a_name_of_its_own(self, small):
        board = BoardFactory(unit=small.zhang, name="向阳残疾人协会")

        small.do(Kind.RENAME, PartFacts(small.zhang, small.zhang, name="张家庄村"))

        board.refresh_from_db()
        assert board.name == "向阳残疾人协会"


class TestTakingBack:
    def test_puts_boards_seats_and_elections_exactly_where_they_were(self, small):
        left = stand(small.zhang)
        SeatFactory(
            term=left, post_code="deputy", post_name="副主席", until=date(2026, 5, 1), reason="工作调动"
        )
        Way(stand(small.li).board).to("nominate")
        before = snapshot()

        for into in (None, small.zhang):
            change = small.merge(into=into, name="新庄村")
            assert snapshot() != before
            take_back(change, because="批文有误", by=small.manager, at=AT)

            assert snapshot() == before
            for unit in (small.zhang, small.li):
                unit.refresh_from_db()

    def test_a_preview_ends_nothing(self, small):
        Way(stand(small.li).board)
        before = snapshot()

        small.draft(Kind.MERGE, *[PartFacts(unit, name="新庄村") for unit in (small.zhang, small.li)])

        assert snapshot() == before


class TestUnitsClosedOtherwise:
    def test_are_left_out_of_vacancies_and_of_what_is_under_way(self, small):
        way = Way(stand(small.li).board).to("review")
        scope = UnitScope(paths=frozenset({small.county.path}))
        assert vacancies_in(scope)
        assert elections_to_do(scope, DAY)

        Unit.objects.filter(pk=small.li.pk).update(valid_to=LAST)

        assert vacancies_in(scope) == []
        assert elections_to_do(scope, DAY) == []
        way.election.refresh_from_db()
        assert way.election.is_open


class TestUnitsClosedBeforeBoardsEndedWithThem:
    """The data migration that puts right what earlier changes left open."""

    @pytest.fixture
    def left_open(self, small):
        """A merger that left the board of 李湾村, its seat and its election open."""
        term = stand(small.li)
        change = small.merge(into=small.zhang, name="张庄村")
        change.moves.filter(restores__isnull=False, follower="orgs.Unit", keys=[]).delete()
        term.seats.update(until=None, reason="")
        Term.objects.filter(pk=term.pk).update(ended_on=None)
        Board.objects.filter(pk=term.board_id).update(closed_on=None)
        return change, term

    def close(self):
        import_module("orgs.migrations.0005_boards_of_closed_units").end_boards(apps, None)

    def test_end_on_the_last_day_of_their_unit(self, left_open):
        _, term = left_open

        self.close()

        term.refresh_from_db()
        seat = term.seats.get()
        assert (term.ended_on, term.board.closed_on) == (LAST, LAST)
        assert (seat.until, seat.reason) == (LAST, "单位撤销")

    def test_stand_again_when_the_change_is_taken_back(self, small, left_open):
        change, _ = left_open
        before = snapshot()
        self.close()

        take_back(change, because="批文作废", by=small.manager, at=AT)

        assert snapshot() == before

    def test_leaves_standing_units_alone(self, small):
        stand(small.far)
        before = snapshot()

        self.close()

        assert snapshot() == before
