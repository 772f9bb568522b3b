from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from orgs.models import Proof, ProofFile
from orgs.proofs import selectors
from orgs.proofs.kinds import KINDS, ProofKind
from orgs.proofs.services import WithdrawalRefused, draft_code, issue_code, record_file, withdraw
from tests.factories import UserFactory, VillageFactory

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
KIND = "test_paper"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """A kind of paper whose data today have the digest in this list."""
    digest = ["d" * 64]
    monkeypatch.setitem(KINDS, KIND, ProofKind(KIND, "试验名册", lambda proof: digest[0]))
    return digest


@pytest.fixture
def village():
    return VillageFactory()


def issue(unit, digest="d" * 64, reference="2026"):
    return issue_code(KIND, unit, digest, as_of=date(2026, 11, 22), at=NOW, reference=reference)


class TestIssueCode:
    def test_keeps_what_the_paper_is_and_nothing_else(self, village):
        proof = issue(village)

        assert (proof.kind, proof.unit, proof.reference) == (KIND, village, "2026")
        assert Proof.objects.get(code=proof.code) == proof

    def test_gives_the_very_same_paper_its_code_of_before(self, village):
        assert issue(village) == issue(village)

    def test_gives_another_paper_another_code(self, village):
        assert (
            len({issue(village).code, issue(village, "e" * 64).code, issue(village, reference="2025").code})
            == 3
        )

    def test_gives_a_void_paper_a_new_code_when_it_is_made_again(self, village):
        void = withdraw(issue(village), reason="印错", by=UserFactory(), at=NOW)

        assert issue(village) != void

    def test_refuses_a_kind_that_nobody_registered(self, village):
        with pytest.raises(KeyError):
            issue_code("nothing", village, "d" * 64, as_of=date(2026, 11, 22), at=NOW)

    def test_a_draft_is_not_kept(self, village):
        draft_code(KIND, village, "d" * 64, as_of=date(2026, 11, 22), at=NOW)

        assert not Proof.objects.exists()


class TestFiles:
    def test_are_found_by_their_bytes(self, village):
        proof = issue(village)
        own = record_file(proof, b"%PDF-1.7 one", pages=1)

        assert selectors.proof_of_file(own.sha256) == proof
        assert selectors.proof_of_file("0" * 64) is None

    def test_are_noted_once(self, village):
        proof = issue(village)

        for _ in range(2):
            record_file(proof, b"%PDF-1.7 one", pages=1)

        assert ProofFile.objects.count() == 1


class TestWithdraw:
    def test_keeps_who_when_and_why(self, village):
        user = UserFactory()

        proof = withdraw(issue(village), reason=" 数据有误 ", by=user, at=NOW)

        assert (proof.withdrawn_by, proof.withdrawn_at, proof.withdrawn_reason) == (user, NOW, "数据有误")

    def test_asks_for_a_reason(self, village):
        with pytest.raises(WithdrawalRefused, match="原因"):
            withdraw(issue(village), reason=" ", by=UserFactory(), at=NOW)

    def test_happens_once(self, village):
        proof = withdraw(issue(village), reason="印错", by=UserFactory(), at=NOW)

        with pytest.raises(WithdrawalRefused, match="已经作废"):
            withdraw(proof, reason="印错", by=UserFactory(), at=NOW)

    def test_the_database_asks_for_a_reason_as_well(self, village):
        proof = issue(village)
        proof.withdrawn_at = NOW

        with pytest.raises(IntegrityError), transaction.atomic():
            proof.save()


class TestVerdict:
    def test_is_good_while_the_data_say_the_same(self, village):
        verdict = selectors.verdict_on(issue(village))

        assert verdict.is_good
        assert verdict.kind_name == "试验名册"

    def test_says_when_they_say_something_else(self, village, today):
        proof = issue(village)
        today[0] = "e" * 64

        verdict = selectors.verdict_on(proof)

        assert verdict.comparison.has_changed
        assert not verdict.is_good

    def test_says_when_nobody_can_tell(self, village, today):
        today[0] = None

        comparison = selectors.verdict_on(issue(village)).comparison

        assert (comparison.matches, comparison.has_changed) == (False, False)

    def test_does_not_count_again_at_every_look(self, village, today):
        proof = issue(village)
        selectors.verdict_on(proof)
        today[0] = "e" * 64

        assert selectors.verdict_on(proof).comparison.matches

    def test_names_the_newer_paper_on_the_same_thing(self, village):
        old, new = issue(village), issue(village, "e" * 64)
        issue(village, "f" * 64, reference="2027")

        assert selectors.verdict_on(old).newer == new
        assert selectors.verdict_on(new).newer is None

    def test_a_void_paper_takes_no_others_place(self, village):
        old, new = issue(village), issue(village, "e" * 64)
        withdraw(new, reason="印错", by=UserFactory(), at=NOW)

        assert selectors.verdict_on(old).newer is None
        assert selectors.verdict_on(selectors.proof_of(new.code)).is_void

    def test_another_units_paper_does_not_either(self, village):
        old = issue(village)
        issue(VillageFactory(), "e" * 64)

        assert selectors.verdict_on(old).newer is None
