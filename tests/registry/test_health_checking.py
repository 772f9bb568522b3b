"""How findings live on from check to check, and how a change of a person is followed at once."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Job
from registry.changes import announce
from registry.choices import ArchiveReason
from registry.health.choices import FindingState, Severity
from registry.health.models import Finding, HealthScore
from registry.health.rules import RULES, Hit, Rule
from registry.health.rules import register as register_rule
from registry.health.services import deciding
from registry.health.services.checking import check_persons, check_unit
from registry.health.services.deciding import FindingRefused
from registry.imports.batches import UNDO
from registry.imports.steps import undo
from registry.models import ImportBatch, Person
from registry.services import persons
from tests.factories import (
    CountyFactory,
    PersonFactory,
    PostingFactory,
    TownshipFactory,
    VillageFactory,
    id_number,
)
from tests.factories.health import FindingFactory

NOW = timezone.now()
LATER = NOW + timedelta(days=1)


@pytest.fixture
def county():
    return CountyFactory(name="会宁县")


@pytest.fixture
def village(county):
    return VillageFactory(parent=TownshipFactory(parent=county, name="会师镇"), name="南什村")


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county).user


@pytest.fixture
def person(village):
    return PersonFactory(
        unit=village, name="王芳", birth_date=date(1970, 1, 1), id_number=id_number(2, date(1970, 1, 1))
    )


@pytest.fixture
def check(county):
    def go(at=NOW):
        return check_unit(county, by=None, at=at)

    return go


def state_of(rule):
    return Finding.objects.get(rule=rule).state


class TestACheckAgain:
    def test_finds_the_same_and_writes_nothing_new(self, check, person):
        first = check()
        stamps = list(Finding.objects.order_by("pk").values_list("pk", "updated_at"))

        second = check()

        assert first.new == len(stamps) > 5
        assert (second.new, second.fixed) == (0, 0)
        assert list(Finding.objects.order_by("pk").values_list("pk", "updated_at")) == stamps

    def test_notes_when_it_saw_a_finding_last(self, check, person):
        check()
        check(LATER)

        finding = Finding.objects.get(rule="missing_phone")

        assert finding.last_seen - finding.first_seen == timedelta(days=1)

    def test_calls_fixed_what_is_no_longer_there(self, check, person):
        check()
        Person.objects.filter(pk=person.pk).update(phone_digest="x")

        outcome = check(LATER)

        assert outcome.fixed == 1
        assert state_of("missing_phone") == FindingState.FIXED
        assert Finding.objects.get(rule="missing_phone").fixed_at == LATER

    def test_calls_relapsed_what_comes_back(self, check, person):
        check()
        Person.objects.filter(pk=person.pk).update(phone_digest="x")
        check()
        Person.objects.filter(pk=person.pk).update(phone_digest="")

        outcome = check(LATER)

        assert outcome.relapsed == 1
        assert state_of("missing_phone") == FindingState.RELAPSED

    def test_leaves_alone_what_is_kept_as_long_as_the_data_stand(self, check, person, clerk):
        check()
        deciding.keep_findings(
            [Finding.objects.get(rule="card_missing")], by=clerk, at=NOW, reason="本人不愿办证"
        )

        check(LATER)

        assert state_of("card_missing") == FindingState.KEPT

    def test_lets_a_reason_lapse_when_the_data_change(self, check, village, clerk):
        mate = PersonFactory(unit=village, name="王芳", birth_date=date(1970, 1, 1), id_number=id_number(2))
        PersonFactory(unit=village, name="王方", birth_date=date(1970, 1, 1), id_number=id_number(4))
        check()
        deciding.keep_findings(
            [Finding.objects.get(rule="near_duplicate")], by=clerk, at=NOW, reason="是双胞胎姐妹"
        )
        Person.objects.filter(pk=mate.pk).update(name="王房")

        outcome = check(LATER)

        finding = Finding.objects.get(rule="near_duplicate")
        assert outcome.lapsed == 1
        assert finding.state == FindingState.OPEN
        assert finding.has_lapsed_reason

    def test_drops_what_a_rule_found_that_is_switched_off(self, check, person, county, clerk):
        check()
        values = {"severity": Severity.HINT, "weight": 1, "threshold": None}
        deciding.set_rule(county, "missing_phone", by=clerk, at=NOW, is_on=False, **values)

        check()

        assert state_of("missing_phone") == FindingState.DROPPED

    def test_takes_severity_and_threshold_from_the_county(self, check, village, county, clerk):
        PersonFactory(unit=village, birth_date=date(1945, 1, 1), id_number=id_number(2, date(1945, 1, 1)))
        values = {"is_on": True, "severity": Severity.HINT, "weight": 2, "threshold": 80}
        deciding.set_rule(county, "too_old", by=clerk, at=NOW, **values)

        check()

        finding = Finding.objects.get(rule="too_old")
        assert (finding.severity, finding.weight) == (Severity.HINT, 2)

    def test_does_not_touch_another_county(self, check, person):
        PersonFactory(name="远方人", id_number=id_number(9))

        check()

        assert not Finding.objects.filter(person__name="远方人").exists()

    def test_moves_a_finding_with_its_person(self, check, person, village):
        check()
        new = VillageFactory(parent=village.parent)
        Person.objects.filter(pk=person.pk).update(unit=new, unit_path=new.path)

        check()

        assert set(Finding.objects.values_list("unit", "unit_path")) == {(new.pk, new.path)}

    def test_asks_the_same_number_of_queries_for_many(self, check, village, person):
        check()
        with CaptureQueriesContext(connection) as few:
            check()
        for number in range(10, 30):
            PersonFactory(unit=village, id_number=id_number(number))
        check()
        with CaptureQueriesContext(connection) as many:
            check()

        assert len(many) == len(few)


class TestScores:
    def test_are_written_for_every_unit_above(self, check, person, village):
        check()

        rows = HealthScore.objects.order_by("unit_path")
        open_points = sum(Finding.objects.open().values_list("weight", flat=True))
        assert [row.unit.name for row in rows] == ["会宁县", "会师镇", "南什村"]
        assert {row.points for row in rows} == {open_points}
        assert {row.persons for row in rows} == {1}

    def test_are_kept_day_by_day(self, check, person, county):
        check()
        check(LATER)

        assert HealthScore.objects.filter(unit=county).count() == 2

    def test_rise_when_a_finding_is_kept(self, check, person, village, clerk):
        for number in range(10, 14):
            PersonFactory(unit=village, id_number=id_number(number), birth_date=date(1970, 1, 1))
        check()
        Finding.objects.exclude(rule="missing_phone").delete()
        before = HealthScore.objects.get(unit=village).score

        deciding.keep_findings([Finding.objects.first()], by=clerk, at=NOW, reason="已入户核实")

        assert HealthScore.objects.get(unit=village).score > before


class TestAChange:
    def test_is_followed_at_once(self, person, clerk):
        persons.update_person(person, by=clerk, at=NOW, address="三社")
        assert state_of("missing_phone") == FindingState.OPEN

        persons.update_person(person, by=clerk, at=NOW, phone="13811112222")

        assert state_of("missing_phone") == FindingState.FIXED

    def test_of_a_new_person_is_followed(self, village, clerk):
        persons.create_person(
            by=clerk, at=NOW, name="赵一", sex="male", birth_date=date(1980, 1, 1), unit=village,
            id_number=id_number(11, date(1980, 1, 1)),
        )  # fmt: skip

        assert state_of("missing_address") == FindingState.OPEN

    def test_closes_the_findings_of_somebody_archived(self, person, clerk, check):
        check()

        persons.archive_person(person, by=clerk, at=NOW, reason=ArchiveReason.DEATH, on=date(2026, 1, 1))

        assert not Finding.objects.open().exists()

    def test_brings_them_back_with_the_person(self, person, clerk, check):
        check()
        persons.archive_person(person, by=clerk, at=NOW, reason=ArchiveReason.DEATH, on=date(2026, 1, 1))

        persons.restore_person(person, by=clerk, at=NOW)

        assert state_of("missing_phone") == FindingState.RELAPSED

    def test_frees_the_others_of_its_group(self, village, clerk, check):
        people = [PersonFactory(unit=village, phone="13911112222", id_number=id_number(n)) for n in range(6)]
        check()
        assert Finding.objects.open().filter(rule="phone_shared").count() == 6

        persons.update_person(people[0], by=clerk, at=NOW, phone="13800000000")

        assert not Finding.objects.open().filter(rule="phone_shared").exists()

    def test_of_many_goes_to_a_job(self, village, clerk, run_jobs):
        for number in range(70):
            PersonFactory(unit=village, id_number=id_number(number))

        run_jobs(lambda: announce(Person.objects.filter(unit=village), by=clerk, at=NOW))

        assert "体检 70 人" in Job.objects.get().message
        assert Finding.objects.filter(rule="missing_phone").count() == 70


class TestDeciding:
    def test_a_short_reason_is_refused(self, person, clerk):
        with pytest.raises(FindingRefused, match="至少 4 个字"):
            deciding.keep_findings([FindingFactory(person=person)], by=clerk, at=NOW, reason=" 好 ")

    def test_a_finding_elsewhere_is_refused(self, clerk):
        with pytest.raises(FindingRefused, match="管辖范围"):
            deciding.keep_findings([FindingFactory()], by=clerk, at=NOW, reason="已入户核实")

    def test_what_is_settled_already_is_refused(self, person, clerk):
        finding = FindingFactory(person=person, state=FindingState.FIXED, is_open=False)

        with pytest.raises(FindingRefused, match="处理过"):
            deciding.keep_findings([finding], by=clerk, at=NOW, reason="已入户核实")

    def test_a_reason_is_taken_back(self, person, clerk, check):
        check()
        finding = Finding.objects.get(rule="missing_phone")
        deciding.keep_findings([finding], by=clerk, at=NOW, reason="本人没有电话")

        deciding.reopen_finding(finding, by=clerk, at=NOW)

        finding.refresh_from_db()
        assert (finding.state, finding.kept_reason) == (FindingState.OPEN, "")


class TestAnotherRoomsRule:
    @pytest.fixture
    def rule(self):
        def find(batch, threshold):
            for subject in batch.active:
                yield Hit(subject.pk, "别的业务认为不对。", (subject.name,))

        yield register_rule(
            Rule("other_room", "别处的规则", "原因。", "办法。", Severity.SERIOUS, 9, find=find)
        )
        del RULES["other_room"]

    def test_is_run_with_the_others(self, rule, check, person):
        check()

        assert Finding.objects.get(rule="other_room").detail == "别的业务认为不对。"


class TestTheCommand:
    def test_tells_what_it_found(self, person, county):
        out = StringIO()

        call_command("check_register", unit=county.code, stdout=out)

        assert "会宁县" in out.getvalue()
        assert "没有联系电话" in out.getvalue()

    def test_speaks_json(self, person, county):
        out = StringIO()

        call_command("check_register", json=True, stdout=out)

        told = json.loads(out.getvalue())
        assert told[0]["unit"] == "会宁县"
        assert told[0]["new"] == Finding.objects.count()


def test_checking_one_costs_the_same_however_many_there_are(village, person, check):
    check()
    with CaptureQueriesContext(connection) as few:
        check_persons([person.pk], at=NOW)
    for number in range(10, 30):
        PersonFactory(unit=village, id_number=id_number(number))
    check()
    with CaptureQueriesContext(connection) as many:
        check_persons([person.pk], at=NOW)

    assert len(many) == len(few) <= 30


class TestAnImport:
    def test_is_followed_and_so_is_taking_it_back(self, village, clerk, run_jobs):
        batch = ImportBatch.objects.create(
            unit=village.parent, uploaded_by=clerk, file=ContentFile(b"x", name="x.xlsx"), file_name="x.xlsx",
            file_digest="0" * 64, state=ImportBatch.State.UNDOING, applied_at=NOW, counts={},
        )  # fmt: skip
        made = PersonFactory(unit=village, id_number=id_number(31))
        batch.rows.create(
            row=2, outcome="new", name=made.name, person=made, person_version=made.updated_at, after={}
        )
        announce(Person.objects.filter(import_rows__batch=batch), by=clerk, at=NOW)
        assert Finding.objects.filter(person=made).exists()

        job = Job.objects.create(kind=UNDO, label="撤回导入", requested_by=clerk)
        undo(batch, job=job, at=NOW)

        assert batch.counts["undone"]["removed"] == 1
        assert not Finding.objects.exists()
