from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import facts
from assessments.facts import FACTS, Asked, last_half_before, measure
from assessments.periods import Quarter
from registry.choices import Category, Education, Employment, Grade, Hukou, Marriage
from tests.assessments.conftest import AUTUMN, TODAY
from tests.factories import PersonFactory, TownshipFactory, VillageFactory

FULL = {
    "phone": "13800000000",
    "address": "一社 1 号",
    "hukou": Hukou.RURAL,
    "education": Education.PRIMARY,
    "marriage": Marriage.MARRIED,
    "employment": Employment.FARMING,
    "category": Category.PHYSICAL,
    "grade": Grade.TWO,
}


def ask(code, units, **asked):
    return FACTS[code].measure(units, Asked(AUTUMN, TODAY, **asked))


class TestMemberInPost:
    def test_is_true_while_somebody_holds_the_post(self, township, appoint):
        appoint(township)

        fact = ask("member_in_post", [township])[township.pk]

        assert fact.value is True
        assert "赵红霞" in fact.text

    def test_is_false_before_the_first_day_in_post(self, township, appoint):
        appoint(township, since=date(2026, 12, 1))

        assert ask("member_in_post", [township])[township.pk].value is False

    def test_is_false_where_nobody_is(self, township):
        assert ask("member_in_post", [township])[township.pk].value is False


class TestStipendPaid:
    @pytest.mark.parametrize(
        ("period", "half"),
        [
            (Quarter(2026, 1), (2025, 2)),
            (Quarter(2026, 2), (2025, 2)),
            (Quarter(2026, 3), (2026, 1)),
            (Quarter(2026, 4), (2026, 1)),
        ],
    )
    def test_looks_at_the_last_half_year_that_is_over(self, period, half):
        assert last_half_before(period) == half

    def test_is_false_while_no_roll_is_paid(self, village, appoint):
        appoint(village)

        fact = ask("stipend_paid_last_half", [village])[village.pk]

        assert fact.value is False
        assert fact.text.startswith("2026 年上半年")


class TestRegisterComplete:
    def test_is_unknown_where_nobody_is_registered(self, township):
        fact = ask("register_complete", [township], threshold=Decimal(90))[township.pk]

        assert fact.value is None

    def test_counts_a_township_with_all_its_villages(self, township, village):
        PersonFactory(unit=village, **FULL)
        PersonFactory(unit=VillageFactory(parent=township), **FULL)

        fact = ask("register_complete", [township], threshold=Decimal(100))[township.pk]

        assert fact.value is True
        assert "2 人中 2 人资料完整" in fact.text

    def test_is_exact_at_the_threshold(self, village):
        PersonFactory(unit=village, **FULL)
        PersonFactory(unit=village, **FULL | {"phone": ""})

        at = ask("register_complete", [village], threshold=Decimal("50"))[village.pk]
        above = ask("register_complete", [village], threshold=Decimal("50.01"))[village.pk]

        assert (at.value, above.value) == (True, False)

    @pytest.mark.parametrize("field", sorted(FULL))
    def test_misses_each_important_field(self, village, field):
        PersonFactory(unit=village, **FULL | {field: ""})

        assert ask("register_complete", [village], threshold=Decimal(1))[village.pk].value is False

    def test_leaves_out_neighbours(self, township, village):
        there = TownshipFactory(parent=township.parent)
        PersonFactory(unit=village, **FULL)

        found = ask("register_complete", [township, there], threshold=Decimal(90))

        assert found[there.pk].value is None


class TestMeasure:
    def test_asks_each_question_once_however_many_units(self, nine, township):
        items = list(nine.items.order_by("number"))
        many = [township, *TownshipFactory.create_batch(12, parent=township.parent)]

        measure(items, [township], AUTUMN, on=TODAY)
        with CaptureQueriesContext(connection) as few:
            measure(items, [township], AUTUMN, on=TODAY)
        with CaptureQueriesContext(connection) as more:
            found = measure(items, many, AUTUMN, on=TODAY)

        assert len(few) == len(more)
        assert {len(answers) for answers in found.values()} == {13}

    def test_leaves_items_by_hand_alone(self, plate, township):
        assert measure([plate], [township], AUTUMN, on=TODAY) == {}

    @pytest.mark.parametrize("code", sorted(FACTS))
    def test_the_rows_behind_a_fact_open_narrowed_to_the_unit(self, client, sign_in, county, village, code):
        sign_in(county)

        for unit in (village, village.parent):
            assert client.get(FACTS[code].rows_link(unit)).status_code == 200

    def test_the_register_behind_a_village_holds_its_people_only(self, client, sign_in, county, village):
        PersonFactory(unit=village, name="赵一")
        PersonFactory(unit=VillageFactory(parent=village.parent), name="钱二")
        sign_in(county)

        page = client.get(FACTS["register_complete"].rows_link(village)).text

        assert "赵一" in page
        assert "钱二" not in page

    def test_every_fact_says_what_it_means(self):
        assert all(kind.definition.endswith("。") and kind.name for kind in facts.FACTS.values())
