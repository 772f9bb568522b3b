"""Codes on papers that are made anew at each click."""

from datetime import UTC, datetime

import pytest
import time_machine

from core.codes import clean_code
from orgs.models import Proof
from orgs.proofs import papers, selectors
from orgs.proofs.kinds import KINDS
from orgs.proofs.services import withdraw
from tests.factories import UserFactory, VillageFactory

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture
def facts():
    """What the paper states now."""
    return {"rows": [["李强", 100]]}


@pytest.fixture
def kind(facts, monkeypatch):
    own = papers.PaperKind("test_list", "试验名单", "thing", lambda unit, key: facts if key == 7 else None)
    monkeypatch.setitem(KINDS, own.code, own)
    return own


@pytest.fixture
def village():
    return VillageFactory()


def code(kind, unit, key=7, by=None):
    return papers.code_for(kind, unit, key, reference="2026 年", by=by)


class TestTheSameContent:
    def test_has_the_same_code_whoever_makes_it_when_before_anything_is_kept(self, kind, village):
        with time_machine.travel(NOW, tick=False):
            first = code(kind, village, by=UserFactory())
        second = code(kind, village)

        assert first.code == second.code == clean_code(first.code)
        assert not Proof.objects.exists()

    def test_is_kept_once_and_each_file_that_was_sent_with_it(self, kind, village):
        first, second = code(kind, village), code(kind, village)

        papers.keep([first], b"%PDF one")
        papers.keep([second], b"%PDF two")
        papers.keep([code(kind, village)], b"%PDF two")

        assert Proof.objects.get().files.count() == 2

    def test_has_another_code_after_it_was_withdrawn(self, kind, village):
        papers.keep([code(kind, village)], b"%PDF")
        void = withdraw(Proof.objects.get(), reason="印错", by=UserFactory(), at=NOW)

        again = code(kind, village)
        assert again.code != void.code
        papers.keep([again], b"%PDF")
        assert code(kind, village).pk == Proof.objects.latest("pk").pk


class TestOtherContent:
    def test_has_another_code_and_takes_the_place_of_the_first(self, kind, village, facts):
        papers.keep([code(kind, village)], b"%PDF one")
        facts["rows"] = []
        papers.keep([code(kind, village)], b"%PDF two")

        old, new = Proof.objects.order_by("pk")
        assert old.code != new.code
        assert selectors.newer_than(old) == new

    def test_of_another_unit_has_another_code(self, kind, village):
        assert code(kind, village).code != code(kind, VillageFactory()).code

    def test_of_another_row_does_not_take_its_place(self, village, facts, monkeypatch):
        own = papers.PaperKind("test_list", "试验名单", "thing", lambda unit, key: facts | {"key": key})
        monkeypatch.setitem(KINDS, own.code, own)
        papers.keep([code(own, village, 1), code(own, village, 2)], b"%PDF")

        assert [selectors.newer_than(proof) for proof in Proof.objects.all()] == [None, None]


class TestComparing:
    @pytest.fixture
    def proof(self, kind, village):
        papers.keep([code(kind, village)], b"%PDF")
        return Proof.objects.get()

    def test_what_is_still_so_matches(self, proof):
        assert selectors.verdict_on(proof).is_good

    def test_what_has_changed_is_told(self, proof, facts):
        facts["rows"] = [["李强", 101]]

        assert selectors.verdict_on(proof).comparison.has_changed

    def test_what_cannot_be_made_any_more_is_not_judged(self, proof):
        Proof.objects.update(about="thing:8")
        proof.refresh_from_db()

        assert selectors.verdict_on(proof).comparison.state == selectors.UNKNOWN

    def test_what_proves_nothing_yet_gets_no_code(self, kind, village):
        assert code(kind, village, 8) is None
