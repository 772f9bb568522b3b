from random import Random

from django.utils import timezone

from core.encryption import digest
from orgs.boards.defaults import KINDS, kinds_at
from orgs.boards.links import link_people
from orgs.boards.models import Board, Seat, Term
from orgs.boards.selectors.boards import board_tally
from orgs.elections.models import Election
from orgs.elections.selectors.elections import waiting_in
from orgs.scoping import EVERYWHERE
from registry.boards.demo import make_boards, make_elections
from registry.demo import make_persons
from tests.factories import (
    CountyFactory,
    PersonFactory,
    PostingFactory,
    TownshipFactory,
    UserFactory,
    VillageFactory,
)
from tests.factories.boards import SeatFactory

TODAY = timezone.localdate()


class TestLinks:
    def test_somebody_in_a_seat_is_found_in_the_register_by_either_number(self):
        person = PersonFactory()
        village = person.unit
        by_id = SeatFactory(term__board__unit=village, id_digest=person.id_digest)
        nobody = SeatFactory(term=by_id.term, post_code="deputy", id_digest=digest("x"))
        user = PostingFactory(unit=village.parent.parent).user

        link_people([by_id, nobody], user)

        assert [link.url for link in by_id.links] == [person.get_absolute_url()]
        assert nobody.links == []

    def test_the_register_of_another_county_says_nothing(self):
        seat = SeatFactory(id_digest=PersonFactory().id_digest)

        link_people([seat], PostingFactory(unit=seat.term.board.unit.parent.parent).user)

        assert seat.links == []

    def test_the_page_of_a_person_shows_the_office(self, client, sign_in):
        person = PersonFactory()
        SeatFactory(term__board__unit=person.unit, id_digest=person.id_digest)
        sign_in(person.unit.parent.parent)

        assert "班子任职" in client.get(person.get_absolute_url()).text
        assert "班子任职" not in client.get(PersonFactory(unit=person.unit).get_absolute_url()).text


class TestDemo:
    def test_gives_every_unit_its_boards_with_terms_that_hold(self):
        county = CountyFactory(name="会宁县")
        for _ in range(28):
            VillageFactory.create_batch(2, parent=TownshipFactory(parent=county))
        user, now = UserFactory(), timezone.now()
        make_persons(county, count=600, rng=Random(1), at=now, by=user)  # noqa: S311

        held = make_boards(county, rng=Random(1), at=now, by=user)  # noqa: S311

        tally = board_tally(EVERYWHERE, TODAY)
        assert Board.objects.count() == len(kinds_at("county")) + 28 + 56
        assert tally.without == 0
        assert tally.past > 0
        assert tally.later > tally.soon > 0
        assert 0 < tally.vacant_seats < held / 10
        assert Seat.objects.held().exclude(id_digest="").exists()
        assert {board.kind for board in Board.objects.all()} == set(KINDS)
        for term in Term.objects.prefetch_related("seats"):
            people = [(seat.name, seat.birth_date) for seat in term.seats.all()]
            assert len(people) == len(set(people))
            assert term.starts_on < TODAY

    def test_holds_elections_at_every_stage(self):
        county = CountyFactory(name="会宁县")
        for _ in range(3):
            VillageFactory.create_batch(4, parent=TownshipFactory(parent=county))
        now = timezone.now()
        by, reviewer = (PostingFactory(unit=county).user for _ in range(2))
        make_boards(county, rng=Random(1), at=now, by=by)  # noqa: S311

        assert make_elections(county, rng=Random(1), at=now, by=by, reviewer=reviewer) == 10  # noqa: S311

        elections = list(Election.objects.all())
        assert {one.state for one in elections} == {"open", "done"}
        assert len({one.how_far for one in elections}) >= 6
        assert waiting_in(EVERYWHERE, TODAY).late >= 1
        assert Term.objects.filter(election__isnull=False).count() == 1
