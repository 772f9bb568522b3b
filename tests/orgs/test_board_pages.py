import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.roles import Role
from orgs.boards.models import Board, MemberDepartment, Seat
from tests.factories import CountyFactory, TownshipFactory, VillageFactory, id_number
from tests.factories.boards import BoardFactory, SeatFactory, TermFactory

LIST = reverse("boards:board_list")
TODAY = timezone.localdate()


@pytest.fixture
def county():
    return CountyFactory(name="会宁县")


@pytest.fixture
def village(county):
    return VillageFactory(name="南什村", parent=TownshipFactory(name="会师镇", parent=county))


@pytest.fixture
def term(village):
    return TermFactory(board__unit=village)


def answer(term, **more):
    number = id_number(77)
    return {
        "post_code": "chair", "name": "张民", "id_number": number, "sex": "", "birth_date": "",
        "education": "senior", "political": "party", "phone": "", "tie": "none", "card_number": "",
        "work": "村委会主任", "since": "2023-01-01", "document": "",
    } | more  # fmt: skip


class TestList:
    def test_says_what_runs_out_and_what_is_vacant(self, client, sign_in, county, term):
        sign_in(county)
        term.ends_on = TODAY + timedelta(days=20)
        term.save()

        text = client.get(LIST, {"due": "30"}).text

        assert "20 天后届满" in text
        assert "缺主席、副主席、委员 2 人" in text

    def test_narrows_to_a_township_and_to_a_state(self, client, sign_in, county, term):
        sign_in(county)
        other = BoardFactory(unit__parent=TownshipFactory(parent=county), unit__name="另一村")

        assert "另一村" not in client.get(LIST, {"township": term.board.unit.parent.code}).text
        assert "南什村" not in client.get(LIST, {"due": "none"}).text
        assert other.name in client.get(LIST, {"due": "none"}).text
        assert client.get(LIST, {"due": "moon", "kind": "x", "unit": "y"}).status_code == 200

    def test_exports_what_is_filtered(self, client, sign_in, county, term):
        sign_in(county)
        SeatFactory(term=term, name="张民")
        BoardFactory(unit__parent=TownshipFactory(parent=county))

        response = client.get(reverse("boards:board_export"), {"township": term.board.unit.parent.code})
        seats = client.get(reverse("boards:seat_export"))

        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        assert [row[1] for row in sheet.iter_rows(min_row=3, values_only=True)] == ["南什村残疾人协会"]
        sheet = openpyxl.load_workbook(io.BytesIO(seats.content)).active
        assert sheet["F3"].value == "张民"
        assert AuditEntry.objects.filter(event="export").count() == 2

    def test_costs_the_same_for_many(self, client, sign_in, county, term, assert_flat_queries):
        sign_in(county)

        def more():
            for _ in range(8):
                SeatFactory(term__board__unit=VillageFactory(parent=term.board.unit.parent))

        assert_flat_queries(LIST, more)
        assert_flat_queries(reverse("boards:vacancy_list"), more)
        assert_flat_queries("/", more)

    def test_gives_the_missing_bodies_to_all_units(self, client, sign_in, county, village):
        sign_in(county, as_manager=True)

        client.post(reverse("boards:set_up"))

        assert Board.objects.filter(unit=village).count() == 1
        assert Board.objects.filter(unit=county).count() == 8

    def test_is_on_the_workbench(self, client, sign_in, county, term):
        sign_in(county)
        term.ends_on = TODAY - timedelta(days=3)
        term.save()

        text = client.get("/").text

        assert "个班子任期已满" in text
        assert "个班子席位空缺" in text


class TestBoard:
    def test_shows_who_sits_there_and_who_did(self, client, sign_in, county, term):
        sign_in(county)
        SeatFactory(term=term, name="张民")
        past = TermFactory(
            board=term.board, number=2, starts_on=date(2019, 3, 1), ended_on=date(2022, 2, 28), years=3
        )
        SeatFactory(term=past, name="王旧", until=date(2022, 2, 28), reason="换届")

        text = client.get(term.board.get_absolute_url()).text

        assert "张民" in text
        assert "第 2 届" in text
        assert "王旧" in text

    def test_takes_a_member_with_an_id_number_and_keeps_only_its_digest(self, client, sign_in, county, term):
        sign_in(county)
        number = id_number(77)

        client.post(reverse("boards:seat_create", args=[term.board.pk]), answer(term, id_number=number))

        seat = Seat.objects.get()
        assert seat.birth_date.strftime("%Y%m%d") == number[6:14]
        assert number not in str(seat.__dict__)
        assert len(seat.id_digest) == 64

    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            ({"id_number": "12345"}, "身份证号应为 18 位"),
            ({"id_number": "620422198501011230"}, "校验位不对"),
            ({"id_number": "", "sex": "male"}, "请填写出生日期或身份证号"),
            ({"birth_date": "1950-01-01"}, "出生日期与身份证号不一致"),
            ({"card_number": "1"}, "残疾人证号应为 20 位"),
        ],
    )
    def test_says_what_is_wrong_with_the_numbers(self, client, sign_in, county, term, wrong, why):
        sign_in(county)

        response = client.post(reverse("boards:seat_create", args=[term.board.pk]), answer(term, **wrong))

        assert why in response.text
        assert not Seat.objects.exists()

    def test_says_why_the_service_refuses(self, client, sign_in, county, term):
        sign_in(county)

        response = client.post(
            reverse("boards:seat_create", args=[term.board.pk]), answer(term, since="2021-01-01")
        )

        assert "任职不能更早" in response.text

    def test_a_seat_is_corrected_and_ended(self, client, sign_in, county, term):
        sign_in(county)
        seat = SeatFactory(term=term, id_digest="d" * 64)
        edit = {**answer(term), "id_number": "", "sex": "female", "birth_date": "1980-05-06", "name": "张敏"}

        client.post(reverse("boards:seat_edit", args=[seat.pk]), edit)
        seat.refresh_from_db()
        client.post(reverse("boards:seat_end", args=[seat.pk]), {"until": "2026-01-01", "reason": "调离"})

        assert (seat.name, seat.id_digest) == ("张敏", "d" * 64)
        seat.refresh_from_db()
        assert seat.until == date(2026, 1, 1)
        assert client.get(reverse("boards:seat_end", args=[seat.pk])).status_code == 200

    def test_a_new_term_begins_without_an_election(self, client, sign_in, county, term):
        sign_in(county)

        client.post(
            reverse("boards:term_create", args=[term.board.pk]),
            {"starts_on": "2026-03-01", "years": "3", "basis": "会残发〔2026〕8号", "note": ""},
        )

        assert term.board.terms.get(ended_on=None).ends_on == date(2029, 2, 28)

    def test_the_village_itself_does_not_change_its_board(self, client, sign_in, term):
        sign_in(term.board.unit, role=Role.VILLAGE_MEMBER)

        assert client.get(term.board.get_absolute_url()).status_code == 200
        assert client.get(reverse("boards:seat_create", args=[term.board.pk])).status_code == 403

    def test_stands_on_the_page_of_the_unit(self, client, sign_in, county, term):
        sign_in(county)
        SeatFactory(term=term, name="张民")

        assert "张民" in client.get(term.board.unit.get_absolute_url()).text


class TestRules:
    def test_departments_are_taken_over_changed_and_ended(self, client, sign_in, county):
        sign_in(county, as_manager=True)

        client.post(reverse("boards:department_defaults", args=[county.pk]))
        row = MemberDepartment.objects.get(name="县民政局")
        client.post(
            reverse("boards:department_edit", args=[row.pk]),
            {"duties": "新职责", "order": "5", "since": TODAY.isoformat()},
        )
        text = client.get(reverse("boards:department_list")).text
        client.post(reverse("boards:department_end", args=[row.pk]), {"until": TODAY.isoformat()})

        assert "新职责" in text
        assert MemberDepartment.objects.get(name="县民政局").until == TODAY

    def test_seats_of_a_kind_are_set_from_a_day_on(self, client, sign_in, county):
        sign_in(county, as_manager=True)
        url = reverse("boards:kind_edit", args=[county.pk, "village_association"])

        client.post(
            url,
            {
                "since": TODAY.isoformat(), "years": "3", "number_chair": "1", "number_deputy": "2",
                "number_member": "5",
            },
        )  # fmt: skip

        assert "委员 5 席" in client.get(reverse("boards:kind_list")).text
        assert client.get(reverse("boards:kind_edit", args=[county.pk, "nonsense"])).status_code == 404
