"""What goes wrong around tables other than the roster: either all accepted rows are there or none."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import Job
from registry.benefits.imports import kind
from registry.benefits.models import Grant, GrantEntry
from registry.benefits.services.grants import start_grant
from registry.imports import batches
from registry.models import Certificate, ImportBatch, ImportRow, Person
from registry.services.persons import update_person
from tests import workbooks
from tests.factories import (
    CountyFactory,
    PersonFactory,
    PostingFactory,
    TownshipFactory,
    VillageFactory,
    id_number,
)
from tests.factories.benefits import benefits_of
from tests.importing import Desk, figures, refusals
from tests.killing import kill_at, work

State = ImportBatch.State
HEADER = [
    "姓名",
    "身份证号",
    "补贴类型",
    "补贴对象类型",
    "享受补贴起始月份",
    "变更月份",
    "停发月份",
    "停发原因",
]
RESULTS = ["姓名", "身份证号", "办理类型", "残疾人证号", "发证日期", "乡镇", "村"]


@pytest.fixture
def village():
    return VillageFactory(
        parent=TownshipFactory(name="会师镇", parent=CountyFactory(name="会宁县")), name="南关村"
    )


@pytest.fixture
def county(village):
    return village.parent.parent


@pytest.fixture
def care(county):
    return benefits_of(county)["care"]


@pytest.fixture
def tier(care):
    return care.standards.order_by("order").first().tier


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county).user


@pytest.fixture
def desk(clerk, county, care, run_jobs):
    return Desk(clerk, county, "benefits", run_jobs)


@pytest.fixture
def line(care, tier):
    def go(person, *, name=None, first="2026-01", since="", last="", why=""):
        return [name or person.name, person.id_number, care.name, tier, first, since, last, why]

    return go


def newcomer(n, name, village="南关村"):
    return [name, id_number(n), "新办", f"{id_number(n)}43", "2026-04-20", "会师镇", village]


class TestOddWorkbooks:
    def test_a_formula_is_no_name(self, desk, village, line):
        batch = desk.upload(HEADER, line(PersonFactory(unit=village), name="=A1"))

        assert refusals(batch) == {2: "value_unknown"}
        assert batch.rows.get().problems[0]["message"] == "姓名像是公式，不是名字。"

    def test_five_thousand_blank_rows_at_the_end_count_for_nothing(self, desk, village, line):
        one, two = PersonFactory(unit=village), PersonFactory(unit=village)

        batch = desk.upload(HEADER, line(one), *[["", None, " "]] * 5000, line(two))

        assert figures(batch) == (2, 0, 0, 0)

    def test_cells_merged_downwards_count_for_every_row(self, desk, village, line):
        one, two = PersonFactory(unit=village), PersonFactory(unit=village)
        rows = [HEADER, line(one), line(two)]
        rows[2][2] = ""

        batch = desk.upload(content=workbooks.merged_xlsx(rows, "C2:C3"), name="名册.xlsx")

        assert figures(batch) == (2, 0, 0, 0)


class TestTwoClerksAtOnce:
    def test_with_overlapping_lists_of_grants_write_each_once(self, desk, village, line):
        one, two, three = (PersonFactory(unit=village) for _ in range(3))
        first, second = desk.upload(HEADER, line(one), line(two)), desk.upload(HEADER, line(two), line(three))

        desk.write(first)
        second = desk.write(second)

        assert second.state == State.PLANNED
        assert "没有写入任何数据" in second.message
        assert desk.write(second).state == State.APPLIED
        assert sorted(Grant.objects.values_list("person", flat=True)) == sorted([one.pk, two.pk, three.pk])

    def test_with_overlapping_lists_of_newcomers_register_each_once(self, clerk, county, run_jobs):
        desk = Desk(clerk, county, "certificates", run_jobs)
        first = desk.upload(RESULTS, newcomer(21, "甲"), newcomer(23, "乙"))
        second = desk.upload(RESULTS, newcomer(23, "乙"), newcomer(25, "丙"))

        desk.write(first)
        second = desk.write(second)

        assert second.state == State.PLANNED
        assert desk.write(second).state == State.APPLIED
        assert Person.objects.count() == Certificate.objects.count() == 3

    def test_a_grant_begun_by_hand_after_the_last_look_takes_everything_back(
        self, desk, clerk, care, tier, village, line, monkeypatch
    ):
        one, two = PersonFactory(unit=village), PersonFactory(unit=village)
        batch = desk.upload(HEADER, line(one), line(two))
        carry_out = kind.carry_out

        def somebody_is_quicker(orders, *, by, at):
            start_grant(
                two, care, tier=tier, amount=Decimal(1), first_month=date(2026, 3, 1), by=clerk, at=at
            )
            return carry_out(orders, by=by, at=at)

        monkeypatch.setattr(kind, "carry_out", somebody_is_quicker)

        assert desk.write(batch).state == State.PLANNED
        assert not Grant.objects.exists()  # the other was part of the same transaction here


class TestAPlaceThatChangesBetweenPreviewAndWord:
    def test_of_a_newcomer_is_looked_at_again(self, clerk, county, village, run_jobs):
        desk = Desk(clerk, county, "certificates", run_jobs)
        batch = desk.upload(RESULTS, newcomer(21, "甲"))
        village.name = "北关村"
        village.save()

        batch = desk.write(batch)

        assert batch.state == State.PLANNED
        assert refusals(batch) == {2: "village_unknown"}
        assert not Person.objects.exists()

    def test_of_somebody_granted_is_followed(self, desk, clerk, village, line):
        person = PersonFactory(unit=village)
        batch = desk.upload(HEADER, line(person))
        other = VillageFactory(parent=village.parent, name="北关村")
        update_person(person, by=clerk, at=batch.created_at, unit=other)

        desk.write(batch)

        assert Grant.objects.get().unit == other


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestAWorkerThatIsKilled:
    @pytest.fixture
    def batch(self, transactional_db, clerk, county, village, care, tier, line):
        people = [PersonFactory(unit=village, name=name) for name in "甲乙丙"]
        for person in people[:2]:
            start_grant(
                person, care, tier=tier, amount=Decimal(1), first_month=date(2026, 1, 1), by=clerk,
                at=clerk.date_joined,
            )  # fmt: skip
        rows = [line(people[0], since="2026-07"), line(people[1], last="2026-06", why="死亡")]
        rows[0][3] = care.standards.order_by("order")[1].tier
        file = SimpleUploadedFile("名册.xlsx", workbooks.xlsx(HEADER, *rows, line(people[2])))
        batch = batches.upload(file, by=clerk, unit=county, kind="benefits")
        work()
        return batch

    @pytest.mark.parametrize(
        "place",
        [
            "core.bulk.insert",
            "registry.imports.tables.kind.replace_rows",
            "registry.imports.steps.finish_apply",
        ],
    )
    def test_while_it_writes_has_written_nothing_and_another_writes_all(self, batch, clerk, place):
        batch.refresh_from_db()
        batches.request_apply(batch, by=clerk, is_partial=False)
        before = stand()

        kill_at(place)

        assert stand() == before
        assert resumed(batch, clerk).state == State.APPLIED
        assert Grant.objects.count() == 4

    @pytest.mark.parametrize(
        "place", ["registry.benefits.imports.kind.put_back", "registry.imports.steps.note"]
    )
    def test_while_it_takes_back_has_taken_nothing_and_another_takes_all(self, batch, clerk, place):
        before = stand()
        batch.refresh_from_db()
        batches.request_apply(batch, by=clerk, is_partial=False)
        work()
        written = stand()
        batch.refresh_from_db()
        batches.request_undo(batch, by=clerk)

        kill_at(place)

        assert stand() == written
        assert resumed(batch, clerk).state == State.UNDONE
        assert stand() == before


def stand():
    """Return all grants and entries, apart from when they were last written."""
    return [
        [{n: v for n, v in row.items() if n != "updated_at"} for row in model.objects.order_by("pk").values()]
        for model in (Grant, GrantEntry)
    ]


def resumed(batch, clerk):
    """What the clerk does on the page after the worker's next start."""
    Job.objects.close_broken()
    batch.refresh_from_db()
    assert batches.is_stuck(batch)
    batches.resume(batch, by=clerk)
    work()
    batch.refresh_from_db()
    assert ImportRow.objects.filter(batch=batch).count() == 3
    return batch
