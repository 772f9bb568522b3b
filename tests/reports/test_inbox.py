"""What waits for a user, line by line: each room brings its own, and each leads to the rows it counts."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from registry.ledgers.models import LedgerLock
from registry.models import ImportBatch, SurveyRound, SurveyVillage
from registry.services.certificates import copy_to_person
from tests.factories import (
    CertificateFactory,
    CountyFactory,
    PersonFactory,
    PostingFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.factories.health import FindingFactory
from tests.factories.imports import ImportBatchFactory
from tests.factories.ledgers import LedgerBookFactory, LedgerTypeFactory
from tests.factories.needs import NeedFactory
from tests.factories.petitions import PetitionFactory
from tests.factories.survey import SurveyChangeFactory, SurveyLineFactory, survey_village

HOME = reverse("reports:workbench")


@pytest.fixture(autouse=True)
def _early_in_the_month():
    with time_machine.travel("2026-11-03T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def township():
    return TownshipFactory(name="会师镇", parent=CountyFactory(name="会宁县"))


@pytest.fixture
def village(township):
    return VillageFactory(name="南什村", parent=township)


@pytest.fixture
def clerk(sign_in, township):
    return sign_in(township, as_township_clerk=True)


@pytest.fixture
def todos(client):
    """Return {text: Todo} of the workbench."""
    return lambda: {todo.text: todo for todo in client.get(HOME).context["board"].todos}


class TestTheInbox:
    def test_counts_findings_the_serious_apart(self, clerk, village, todos):
        FindingFactory(person=PersonFactory(unit=village), severity=3)
        FindingFactory(person=PersonFactory(unit=village), severity=1)

        lines = todos()

        assert (lines["条严重的数据体检问题"].number, lines["条其他数据体检问题"].number) == (1, 1)

    def test_says_which_certificates_run_out_within_days(self, clerk, village, todos):
        card = CertificateFactory(person=PersonFactory(unit=village), expires_on=date(2026, 11, 20))
        copy_to_person(card.person, card).save()

        line = todos()["本残疾人证 30 天内到期"]

        assert (line.number, line.url) == (1, f"{reverse('certificates:expiry_list')}?span=30")

    def test_counts_rosters_that_wait_for_a_word(self, clerk, township, todos):
        ImportBatchFactory(unit=township, state=ImportBatch.State.PLANNED)
        ImportBatchFactory(unit=township, state=ImportBatch.State.APPLIED, applied_at="2026-11-01T00:00Z")

        assert todos()["份导入的花名册待确认"].number == 1

    def test_counts_ledgers_asked_for_until_their_day(self, clerk, village, todos):
        own = LedgerTypeFactory(county=village.parent.parent)
        LedgerBookFactory(
            unit=village, unit_path=village.path, ledger_type=own, start=date(2026, 9, 1),
            reported=True,
        )  # fmt: skip

        line = todos()["本上期台账待报送"]

        assert (line.number, line.note) == (1, "11 月 5 日前")

    def test_counts_ledgers_that_are_late(self, clerk, village, todos):
        own = LedgerTypeFactory(county=village.parent.parent, due_days=1)
        LedgerBookFactory(unit=village, unit_path=village.path, ledger_type=own, start=date(2026, 9, 1))

        assert todos()["本台账逾期未报"].number == 1

    def test_counts_reported_ledgers_for_who_reviews_them(self, clerk, village, todos):
        LedgerBookFactory(unit=village, unit_path=village.path, reported=True)

        assert todos()["本已报台账待审核"].number == 1

    def test_does_not_ask_a_village_to_review_itself(self, sign_in, village, todos):
        sign_in(village, as_village_member=True)
        LedgerBookFactory(unit=village, unit_path=village.path, reported=True)

        assert "本已报台账待审核" not in todos()

    def test_counts_needs_past_their_deadline_and_results_nobody_asked_about(self, clerk, village, todos):
        person = PersonFactory(unit=village)
        NeedFactory(person=person, overdue=True)
        NeedFactory(person=person, item="拐杖", solved=True)

        lines = todos()

        assert (lines["项需求超期未办结"].number, lines["项需求办结后待回访"].number) == (1, 1)

    def test_puts_the_urgent_on_top(self, clerk, village, client):
        NeedFactory(person=PersonFactory(unit=village), solved=True)
        PetitionFactory(unit=village, received_on=date(2026, 10, 1))

        todos = client.get(HOME).context["board"].todos
        tones = [todo.tone for todo in todos if todo.action != "查看"]

        assert tones == sorted(tones, key=("bad", "warn", "info", "none").index)
        assert tones[0] == "bad"

    def test_says_nothing_of_the_neighbours(self, clerk, todos):
        before = todos()
        elsewhere = VillageFactory(parent=TownshipFactory())
        person = PersonFactory(unit=elsewhere)
        FindingFactory(person=person, severity=3)
        NeedFactory(person=person, overdue=True)
        PetitionFactory(unit=elsewhere)
        ImportBatchFactory(unit=elsewhere.parent, state=ImportBatch.State.PLANNED)
        LedgerBookFactory(unit=elsewhere, unit_path=elsewhere.path, reported=True)

        assert todos() == before

    def test_leads_who_only_reads_to_look(self, sign_in, village, todos):
        sign_in(village.parent.parent, as_leader=True)
        FindingFactory(person=PersonFactory(unit=village), severity=3)

        assert todos()["条严重的数据体检问题"].action == "查看"

    def test_puts_what_others_do_at_the_end(self, clerk, village, client):
        NeedFactory(person=PersonFactory(unit=village), solved=True)

        todos = client.get(HOME).context["board"].todos

        assert [todo.action for todo in todos] == ["去回访", "去核对", "查看"]

    def test_sees_at_once_what_a_job_has_found(self, clerk, village, todos):
        todos()
        FindingFactory(person=PersonFactory(unit=village), severity=3)

        assert todos()["条严重的数据体检问题"].number == 1

    def test_costs_the_same_for_many(self, clerk, village, assert_flat_queries):
        def add():
            for _ in range(4):
                person = PersonFactory(unit=VillageFactory(parent=village.parent))
                FindingFactory(person=person, severity=3)
                NeedFactory(person=person, overdue=True)
                PetitionFactory(unit=person.unit)
                LedgerBookFactory(
                    unit=person.unit, unit_path=person.unit.path, ledger_type=own, reported=True
                )

        own = LedgerTypeFactory(county=village.parent.parent)
        add()

        assert_flat_queries(HOME, add)


class TestSurveys:
    def test_a_village_is_asked_for_its_sheets(self, sign_in, village, todos):
        sign_in(village, as_village_member=True)
        SurveyLineFactory.create_batch(2, unit=village)

        line = todos()["份年度调查表待填写"]

        assert (line.number, line.action, line.url) == (
            2, "去填写", survey_village(village).get_absolute_url(),
        )  # fmt: skip

    def test_a_township_reviews_changes_and_villages(self, clerk, village, todos):
        change = SurveyChangeFactory(line__unit=village)

        lines = todos()

        assert lines["项调查登记变更待审核"].url == reverse("survey:change_list", args=[change.line.round_id])
        assert lines["个村（社区）的调查表待审核"].number == 1
        assert "个村（社区）的年度调查待报送" not in lines

    def test_a_county_is_not_told_what_townships_review(self, sign_in, village, todos):
        sign_in(village.parent.parent)
        SurveyChangeFactory(line__unit=village)
        SurveyLineFactory(unit=VillageFactory(parent=village.parent), approved=True)
        SurveyVillage.objects.update(answered_at="2026-11-01T00:00Z")

        assert not any("调查" in text for text in todos())

    def test_a_village_is_not_told_what_the_township_reviews(self, sign_in, village, todos):
        sign_in(village, as_village_member=True)
        SurveyChangeFactory(line__unit=village)

        assert "项调查登记变更待审核" not in todos()

    def test_a_township_hands_in_what_is_reviewed_and_answered(self, clerk, village, todos):
        SurveyLineFactory(unit=village, approved=True)
        assert "个村（社区）的年度调查待报送" not in todos()

        SurveyVillage.objects.update(answered_at="2026-11-01T00:00Z")

        assert todos()["个村（社区）的年度调查待报送"].action == "去报送"

    def test_a_county_accepts_what_is_handed_in(self, sign_in, village, todos):
        sign_in(village.parent.parent)
        for place in (village, VillageFactory(parent=village.parent)):
            SurveyLineFactory(unit=place, approved=True)
        SurveyVillage.objects.update(state="submitted")

        line = todos()["个村（社区）的年度调查待验收"]

        assert (line.number, line.action) == (2, "去验收")
        assert line.url == SurveyRound.objects.get().get_absolute_url()

    def test_says_nothing_of_the_neighbours_nor_of_closed_rounds(self, clerk, village, todos):
        SurveyChangeFactory(line__unit=VillageFactory(parent=TownshipFactory()))
        SurveyChangeFactory(line__unit=village)
        assert any("调查" in text for text in todos())

        SurveyRound.objects.filter(unit=village.parent.parent).update(state="closed")

        assert not any("调查" in text for text in todos())

    def test_costs_the_same_for_many_villages(self, clerk, village, assert_flat_queries):
        def add():
            for _ in range(3):
                SurveyChangeFactory(line__unit=VillageFactory(parent=village.parent))

        add()

        assert_flat_queries(HOME, add)


class TestLocks:
    def test_what_a_township_has_locked_is_asked_for_no_more(self, sign_in, village, todos):
        sign_in(village.parent.parent)
        own = LedgerTypeFactory(county=village.parent.parent, due_days=1)
        other = VillageFactory(parent=TownshipFactory(parent=village.parent.parent))
        LedgerBookFactory(unit=village, unit_path=village.path, ledger_type=own, start=date(2026, 9, 1))
        LedgerBookFactory(unit=other, unit_path=other.path, ledger_type=own, start=date(2026, 9, 1))
        LedgerLock.objects.create(
            unit=village.parent, kind="month", start=date(2026, 10, 1), locked_by=PostingFactory().user,
            locked_at="2026-11-02T00:00Z",
        )  # fmt: skip

        assert todos()["本台账逾期未报"].number == 1
