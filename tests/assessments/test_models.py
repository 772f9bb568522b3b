from datetime import date

import pytest
from django.db import IntegrityError, transaction

from assessments.models import Check
from tests.assessments.conftest import NOON
from tests.factories import CheckFactory, ChecklistFactory, ChecklistItemFactory, EvidenceFactory


class TestTheDatabaseRefuses:
    def test_an_override_without_a_reason(self, township):
        with pytest.raises(IntegrityError, match="check_override_gives_reason"), transaction.atomic():
            CheckFactory(unit=township, overriding=True, reason="")

    def test_an_override_that_forgets_what_the_system_said(self, township):
        with pytest.raises(IntegrityError, match="check_override_gives_reason"), transaction.atomic():
            CheckFactory(unit=township, overriding=True, fact_value="")

    def test_a_fact_without_its_value(self, township):
        with pytest.raises(IntegrityError, match="check_fact_keeps_value"), transaction.atomic():
            CheckFactory(unit=township, frozen=True, fact_value="")

    def test_a_finding_without_an_inspector(self, township):
        with pytest.raises(IntegrityError, match="check_by_hand_names_inspector"), transaction.atomic():
            CheckFactory(unit=township, inspector=None)

    def test_two_checks_of_one_item_in_one_quarter(self, township, plate):
        CheckFactory(unit=township, item=plate)

        with pytest.raises(IntegrityError), transaction.atomic():
            CheckFactory(unit=township, item=plate)

    def test_a_fifth_quarter(self, township):
        with pytest.raises(IntegrityError, match="check_in_a_real_quarter"), transaction.atomic():
            CheckFactory(unit=township, quarter=5)

    def test_an_item_decided_by_an_unnamed_fact(self, nine):
        with pytest.raises(IntegrityError, match="checklist_item_fact_named"), transaction.atomic():
            ChecklistItemFactory(checklist=nine, number=20, decided_by="fact")

    def test_a_threshold_above_a_hundred(self, nine):
        with pytest.raises(IntegrityError, match="checklist_item_threshold_is_percent"), transaction.atomic():
            ChecklistItemFactory(checklist=nine, number=20, by_register=True, threshold=101)

    def test_two_current_items_of_one_number(self, nine):
        with pytest.raises(IntegrityError), transaction.atomic():
            ChecklistItemFactory(checklist=nine, number=1)

    def test_a_list_that_ends_before_it_begins(self, county):
        with pytest.raises(IntegrityError, match="checklist_ends_after_it_begins"), transaction.atomic():
            ChecklistFactory(county=county, code="wuyou", valid_to=date(2020, 1, 1))

    def test_a_second_list_of_the_same_code(self, county):
        with pytest.raises(IntegrityError), transaction.atomic():
            ChecklistFactory(county=county, code="jiuyou")

    def test_evidence_withdrawn_by_nobody(self, township):
        with pytest.raises(IntegrityError, match="evidence_withdrawn"), transaction.atomic():
            EvidenceFactory(unit=township, withdrawn_at=NOON)


class TestWords:
    def test_a_check_reads_like_its_cell(self, township, plate):
        assert str(CheckFactory(unit=township, item=plate, result=Check.Result.NO)) == "会师镇 残联牌子：无"

    def test_evidence_knows_what_a_browser_may_show(self, township):
        assert EvidenceFactory(unit=township).is_shown_inline
        assert EvidenceFactory(unit=township, content_type="application/pdf").is_shown_inline
        assert not EvidenceFactory(unit=township, content_type="application/msword").is_shown_inline
