"""残疾人事业业务统计年报 of the little county, counted by hand; and the paper of all wide tables."""

import io
from datetime import date

import pdfplumber
import pytest

from assessments.models import Check
from core.documents import print_made
from registry.models import Person
from reports.models import Snapshot
from reports.services import draft_document
from reports.statistics.indicators import sections
from tests.factories import CountyFactory
from tests.factories.benefits import GrantFactory, benefits_of
from tests.factories.needs import CompletionFactory, NeedFactory, ProjectFactory
from tests.factories.petitions import PetitionFactory
from tests.reports.building import built
from tests.reports.conftest import TODAY


def value(statistics, code):
    return statistics.table()[code][2]


class TestIndicators:
    def test_have_numbers_of_their_own_in_order(self):
        codes = [own.code for _, indicators in sections() for own in indicators]

        assert codes == sorted(set(codes))

    def test_count_organisation_and_certificates(self, world):
        statistics = built("annual_statistics", world.county)
        wanted = {
            "101": "2", "102": "3", "104": "0", "105": "—", "109": "2", "110": "1", "112": "2", "113": "3",
            "114": "2", "201": "4", "202": "1", "203": "1", "206": "1", "207": "1",
        }  # fmt: skip

        assert {code: value(statistics, code) for code in wanted} == wanted

    def test_of_what_nobody_keeps_are_unknown_and_no_noughts(self, world):
        statistics = built("annual_statistics", world.county)

        for code in ("204", "301", "401", "501", "601", "701", "704"):
            assert value(statistics, code) == "—"
        assert "不是零" in statistics.content["tables"][0]["note"]

    def test_pair_all_that_was_with_what_is_new(self, world):
        wang, li = (Person.objects.get(name=name) for name in ("王芳", "李强"))
        NeedFactory(person=wang, registered_on=date(2025, 5, 1))
        NeedFactory(person=li, solved=True)
        old = ProjectFactory(unit=world.county, year=2025)
        CompletionFactory(person=wang, project=old, done_on=date(2025, 8, 1))
        CompletionFactory(person=li, project=ProjectFactory(unit=world.county))
        GrantFactory(person=wang, kind=benefits_of(world.county)["care"])
        PetitionFactory(unit=world.nanshi, county=world.county, settled=True, received_on=date(2026, 3, 1))
        statistics = built("annual_statistics", world.county)
        wanted = {
            "305": "2", "306": "1", "307": "1", "308": "1", "301": "0", "403": "2", "404": "1", "421": "0.08",
            "506": "1", "601": "1", "603": "1", "604": "100.0",
        }  # fmt: skip

        assert {code: value(statistics, code) for code in wanted} == wanted
        assert value(built("annual_statistics", world.guocheng), "305") == "0"

    def test_know_who_newly_has_everything_where_last_year_was_inspected(self, world):
        check = Check.objects.filter(unit=world.huishi).first()
        check.pk, check.year = None, 2025
        check.save()

        assert value(built("annual_statistics", world.county), "105") == "0"

    def test_stand_beside_those_of_the_year_before(self, world):
        statistics = built("annual_statistics", world.county)
        again = built("annual_statistics", world.county, previous=Snapshot(content=statistics.content))

        assert again.content["tables"][0]["head"][-1] == "上年"
        assert again.table()["109"] == ["在岗专职委员", "人", "2", "2"]

    def test_of_a_place_without_anything_are_there(self):
        assert value(built("annual_statistics", CountyFactory(name="新县")), "201") == "0"


@pytest.mark.once
def test_wide_tables_lie_on_turned_pages_with_nothing_beside_the_paper(world):
    found = {}
    for code in ("base_table", "member_roll"):
        draft = draft_document(code, world.county, year=2026, by=None, at=TODAY)
        with pdfplumber.open(io.BytesIO(print_made(draft.html, draft.media).content)) as pdf:
            found[code] = "".join(page.extract_text() for page in pdf.pages).replace("\n", "")
            for page in pdf.pages:
                assert page.width > page.height
                assert all(word["x0"] > 0 and word["x1"] < page.width for word in page.extract_words())

    assert "填报单位：会宁县残疾人联合会" in found["base_table"]
    assert "填表人：" in found["base_table"]
    assert "在岗专职委员2人" in found["member_roll"]
