"""Facts about boards that tick items: 有理事长任职书 of the 九有, 有机构 of other lists."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from assessments.facts import FACTS, Asked
from tests.assessments.conftest import AUTUMN, TODAY
from tests.factories import TownshipFactory, VillageFactory
from tests.factories.boards import SeatFactory, TermFactory


def ask(code, units, on=TODAY):
    return FACTS[code].measure(units, Asked(AUTUMN, on))


@pytest.fixture
def federation(township):
    """The board of a township in office since 2022."""
    return TermFactory(board__unit=township, board__kind="township_federation")


def direct(term, **facts):
    return SeatFactory(term=term, post_code="director", post_name="理事长", name="王建国", **facts)


class TestTheHeadsDocument:
    def test_is_the_one_of_the_seat(self, township, federation):
        direct(federation, document="会组发〔2022〕5 号")

        fact = ask("head_with_document", [township])[township.pk]

        assert fact.value is True
        assert fact.text == "理事长王建国，2022-03-01 任职，任职文号 会组发〔2022〕5 号。"

    def test_that_was_not_written_down_is_missing(self, township, federation):
        direct(federation)

        fact = ask("head_with_document", [township])[township.pk]

        assert fact.value is False
        assert "没有登记任职文号" in fact.text

    def test_does_not_outlast_the_head(self, township, federation):
        direct(federation, document="会组发〔2022〕5 号", until=TODAY - timedelta(days=1), reason="调离")

        fact = ask("head_with_document", [township])[township.pk]

        assert fact.value is False
        assert "没有理事长在任" in fact.text

    def test_is_that_of_the_day(self, township, federation):
        direct(federation, document="会组发〔2022〕5 号", until=date(2026, 6, 30), reason="调离")

        assert ask("head_with_document", [township], on=date(2026, 6, 30))[township.pk].value is True

    def test_of_a_chair_does_not_count(self, township, federation):
        SeatFactory(term=federation, document="会组发〔2022〕5 号")

        assert ask("head_with_document", [township])[township.pk].value is False

    def test_is_unknown_where_no_board_is_registered(self, township):
        assert ask("head_with_document", [township])[township.pk].value is None


class TestABoardInOffice:
    def village_term(self, village, **facts):
        return TermFactory(board__unit=village, **facts)

    @pytest.fixture
    def village(self, township):
        return VillageFactory(parent=township, name="南什村")

    def test_has_a_chair_and_time_left(self, village):
        SeatFactory(term=self.village_term(village))

        fact = ask("board_in_office", [village])[village.pk]

        assert fact.value is True
        assert fact.text == "南什村残疾人协会在任期内。"

    def test_past_its_term_is_not(self, village):
        SeatFactory(term=self.village_term(village, years=3, ends_on=date(2025, 2, 28)))

        fact = ask("board_in_office", [village])[village.pk]

        assert fact.value is False
        assert "2025-02-28 届满未换届" in fact.text

    def test_without_a_chair_is_not(self, village):
        self.village_term(village)

        assert "南什村残疾人协会主席空缺" in ask("board_in_office", [village])[village.pk].text

    def test_without_a_term_is_not_known(self, village):
        assert ask("board_in_office", [village])[village.pk].value is None


@pytest.mark.parametrize(("code", "most"), [("head_with_document", 2), ("board_in_office", 3)])
def test_many_units_cost_no_more_questions(code, most, township, django_assert_max_num_queries):
    townships = TownshipFactory.create_batch(5, parent=township.parent)
    for unit in townships:
        direct(TermFactory(board__unit=unit, board__kind="township_federation"))

    with django_assert_max_num_queries(most):
        ask(code, townships)


def test_the_cell_leads_to_the_boards_of_the_unit(client, sign_in, county, nine, township, federation):
    direct(federation, document="会组发〔2022〕5 号")
    sign_in(county)
    item = nine.items.get(number=2)

    page = client.get(reverse("assessments:cell_detail", args=[township.pk, item.pk, AUTUMN])).text

    assert "任职文号 会组发〔2022〕5 号" in page
    assert f"{reverse('boards:board_list')}?unit={township.pk}" in page
