"""The three rosters against the truth of every row, through the service and through the command."""

import json
from collections import defaultdict
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from orgs.scoping import EVERYWHERE
from registry.imports.planning import plan_file
from registry.models import Certificate, ImportBatch, ImportRow, Person
from tests.rosters import FOLDER, ROSTERS, refusals_of, truth_of

pytestmark = [pytest.mark.usefixtures("huining"), pytest.mark.parametrize("roster", ROSTERS)]


def plan_of(roster):
    with (FOLDER / roster).open("rb") as file:
        return plan_file(file, scope=EVERYWHERE, today=timezone.localdate())


def import_persons(roster, *options):
    """Run the command and return what it prints as JSON."""
    printed = StringIO()
    call_command("import_persons", str(FOLDER / roster), "--json", *options, stdout=printed)
    return json.loads(printed.getvalue())


def test_the_plan_agrees_row_by_row(roster):
    plan = plan_of(roster)

    found = {row: set() for row in refusals_of(roster)}
    found |= {entry.row: entry.codes for entry in plan.refused}
    assert found == refusals_of(roster)


def test_the_plan_agrees_in_its_counts(roster):
    truth = truth_of(roster)

    counts = plan_of(roster).counts()

    assert (counts["rows"], counts["new"]) == (truth["rows"], truth["importable"])
    assert {code: kind["count"] for code, kind in counts["kinds"].items()} == truth["refused"]


def test_the_command_agrees_row_by_row(roster):
    report = import_persons(roster)

    found = defaultdict(set, {row: set() for row in refusals_of(roster)})
    for problem in report["problems"]:
        found[problem["row"]].add(problem["code"])
    assert found == refusals_of(roster)


def test_the_command_counts_and_writes_nothing(roster):
    truth = truth_of(roster)

    report = import_persons(roster)

    assert (report["rows"], report["new"]) == (truth["rows"], truth["importable"])
    assert (report["changed"], report["unchanged"]) == (0, 0)
    assert report["refused"] == truth["rows"] - truth["importable"]
    assert not Person.objects.exists()
    assert not ImportBatch.objects.exists()


def test_applying_writes_the_importable_rows(roster):
    import_persons(roster, "--apply")

    wanted = {line["id"] for line in truth_of(roster)["detail"] if not line["refuse"]}
    assert {person.id_number for person in Person.objects.all()} == wanted
    assert Certificate.objects.current().count() == len(wanted)


def test_importing_again_changes_nothing(roster):
    import_persons(roster, "--apply")
    before = list(Person.objects.order_by("pk").values())

    report = import_persons(roster, "--apply")

    assert (report["new"], report["changed"]) == (0, 0)
    assert report["unchanged"] == truth_of(roster)["importable"]
    assert list(Person.objects.order_by("pk").values()) == before
    assert ImportRow.objects.filter(outcome=ImportRow.Outcome.CHANGED).count() == 0
