"""Lists of grants through the import: begun, changed, ended, and taken back."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts import audit
from accounts.models import AuditEntry
from core.sheets.headers import Layout
from core.sheets.reading import Sheet, SheetRow
from registry.benefits.imports.kind import COLUMNS
from registry.benefits.imports.reading import amount_in, month_in
from registry.benefits.models import Grant, GrantEntry
from registry.benefits.services.grants import change_grant, start_grant
from registry.choices import ArchiveReason
from registry.imports.guidance import Guidance
from registry.imports.tables.reading import TableReading
from registry.models import ImportRow
from tests.factories import CountyFactory, PersonFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.benefits import benefits_of
from tests.importing import Desk, figures, refusals

HEADER = [
    "乡镇", "姓名", "身份证号码", "补贴类型", "补贴对象类型", "补贴金额", "享受补贴起始月份", "续发月份",
    "停发月份", "停发原因",
]  # fmt: skip


@pytest.fixture
def village():
    return VillageFactory(parent=TownshipFactory(name="会师镇", parent=CountyFactory(name="会宁县")))


@pytest.fixture
def care(village):
    return benefits_of(village.parent.parent)["care"]


@pytest.fixture
def tiers(care):
    return list(care.standards.order_by("order"))


@pytest.fixture
def desk(village, care, run_jobs):
    county = village.parent.parent
    return Desk(PostingFactory(unit=county).user, county, "benefits", run_jobs)


@pytest.fixture
def line(care, tiers):
    def go(person, *, tier=None, amount="", first="2026-01", since="", last="", why="", kind=None):
        tier = tiers[0].tier if tier is None else tier
        said = [kind or care.name, tier, amount, first, since, last, why]
        return ["会师镇", person.name, person.id_number, *said]

    return go


def stand():
    return [
        [{n: v for n, v in row.items() if n != "updated_at"} for row in model.objects.order_by("pk").values()]
        for model in (Grant, GrantEntry)
    ]


def audited():
    """Return (action, what, changes, by whom) of the audit entries about grants, in order."""
    about = AuditEntry.objects.filter(content_type__model="grant").order_by("pk")
    return [(entry.action, entry.object_repr, entry.changes, entry.actor_id) for entry in about]


def reading_of(cell, key):
    """Return the reading of a row with one cell."""

    class Reader:
        finder, today, guidance, returned = None, date(2026, 11, 22), Guidance(), {}
        titles, words = COLUMNS.titles, {}

    row = SheetRow(2, [cell])
    layout = Layout(Sheet("名册", "xlsx", [row]), 1, 0, {key: 0}, {0: COLUMNS.titles[key]})
    return TableReading(layout, row, reader=Reader())


class TestReading:
    @given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
    def test_every_spelling_of_a_month_means_that_month(self, day):
        spellings = [
            f"{day:%Y-%m}", f"{day:%Y%m}", f"{day.year}年{day.month}月", f"{day.year}.{day.month}",
            f"{day:%Y-%m-%d}", day,
        ]  # fmt: skip

        found = {month_in(reading_of(cell, "first_month"), "first_month") for cell in spellings}

        assert found == {day.replace(day=1)}

    @given(st.decimals(0, 10**5, places=2))
    def test_money_keeps_its_cents(self, amount):
        assert amount_in(reading_of(f"¥{amount:,f} 元", "amount")) == amount

    @given(st.text(max_size=20))
    def test_what_is_no_month_is_refused_in_words(self, text):
        reading = reading_of(text, "first_month")
        month = month_in(reading, "first_month")

        assert month is None or month.day == 1
        assert all(problem.message.endswith("。") for problem in reading.entry.problems)


class TestWriting:
    def test_grants_begin_with_the_tier_and_its_amount(self, desk, village, tiers, line):
        person = PersonFactory(unit=village, name="王芳")

        batch = desk.write(desk.upload(HEADER, line(person)))

        grant = Grant.objects.get()
        assert (grant.person, grant.tier, grant.amount) == (person, tiers[0].tier, tiers[0].amount)
        assert grant.first_month == date(2026, 1, 1)
        assert batch.file_name in grant.source
        assert figures(batch) == (1, 0, 0, 0)

    def test_a_tier_is_known_by_its_amount(self, desk, village, tiers, line):
        person = PersonFactory(unit=village)

        desk.write(desk.upload(HEADER, line(person, tier="", amount=f"{tiers[1].amount}元")))

        assert Grant.objects.get().tier == tiers[1].tier

    def test_the_same_list_again_changes_nothing(self, desk, village, line):
        rows = [line(PersonFactory(unit=village)) for _ in range(3)]
        desk.write(desk.upload(HEADER, *rows))

        assert figures(desk.upload(HEADER, *rows)) == (0, 0, 3, 0)

    def test_changes_and_ends_follow_the_months(self, desk, village, tiers, line):
        one, two = PersonFactory(unit=village, name="甲"), PersonFactory(unit=village, name="乙")
        desk.write(desk.upload(HEADER, line(one), line(two)))

        batch = desk.upload(
            HEADER,
            line(one, tier=tiers[1].tier, since="2026年7月"),
            line(two, last="2026.6", why="死亡"),
        )

        assert figures(batch) == (0, 2, 0, 0)
        desk.write(batch)
        assert list(
            Grant.objects.order_by("pk").values_list("person__name", "first_month", "last_month")
        ) == [
            ("甲", date(2026, 1, 1), date(2026, 6, 1)),
            ("乙", date(2026, 1, 1), date(2026, 6, 1)),
            ("甲", date(2026, 7, 1), None),
        ]

    def test_each_grant_leaves_its_mark_in_the_sealed_audit_log(self, desk, village, tiers, line):
        one, two, three = (PersonFactory(unit=village, name=name) for name in "甲乙丙")
        desk.write(desk.upload(HEADER, line(one), line(two)))

        batch = desk.upload(
            HEADER,
            line(one, tier=tiers[1].tier, since="2026-07"),
            line(two, last="2026-06", why="死亡"),
            line(three),
        )
        desk.undo(desk.write(batch))

        said = audited()
        assert [(action, str(name)) for action, name, _, _ in said] == [
            (AuditEntry.Action.CREATE, f"{one.name} {tiers[0].kind}"),
            (AuditEntry.Action.CREATE, f"{two.name} {tiers[0].kind}"),
            (AuditEntry.Action.CREATE, f"{three.name} {tiers[0].kind}"),
            (AuditEntry.Action.CREATE, f"{one.name} {tiers[0].kind}"),
            (AuditEntry.Action.UPDATE, f"{one.name} {tiers[0].kind}"),
            (AuditEntry.Action.UPDATE, f"{two.name} {tiers[0].kind}"),
            (AuditEntry.Action.UPDATE, f"{one.name} {tiers[0].kind}"),
            (AuditEntry.Action.UPDATE, f"{two.name} {tiers[0].kind}"),
        ]
        assert said[5][2]["last_month"] == ["None", "2026-06-01"]
        assert said[7][2]["last_month"] == ["2026-06-01", "None"]
        assert {by for _, _, _, by in said} == {desk.user.pk}
        assert audit.first_broken_link() is None

    def test_writing_and_taking_back_ask_as_much_of_the_database_for_many_rows_as_for_few(
        self, desk, village, tiers, line
    ):
        def queries(count):
            people = [PersonFactory(unit=village) for _ in range(count)]
            desk.write(desk.upload(HEADER, *[line(person) for person in people]))
            rows = [line(person, tier=tiers[1].tier, since="2026-07") for person in people[::2]]
            rows += [line(person, last="2026-06", why="死亡") for person in people[1::2]]
            rows += [line(PersonFactory(unit=village)) for _ in people]
            batch = desk.upload(HEADER, *rows)
            assert figures(batch) == (count, count, 0, 0)
            with CaptureQueriesContext(connection) as writing:
                batch = desk.write(batch)
            with CaptureQueriesContext(connection) as undoing:
                batch = desk.undo(batch)
            assert batch.counts["undone"] == {"removed": count, "restored": count, "kept": 0}
            return len(writing), len(undoing)

        few = queries(4)

        assert queries(24) == few


class TestRefusing:
    def test_messy_rows_are_refused_with_remedy(self, desk, village, tiers, line):
        people = [PersonFactory(unit=village) for _ in range(5)]
        gone = PersonFactory(
            unit=village, archive_reason=ArchiveReason.DEATH, archive_date=date(2025, 3, 1),
            archived_at="2025-03-02T00:00Z", archived_by=desk.user,
        )  # fmt: skip
        batch = desk.upload(
            ["两项补贴享受人员名册"],
            HEADER,
            line(people[0], kind="没有的补贴"),
            line(people[1], tier="没有的档"),
            line(people[2], first="明年"),
            line(people[3], first=""),
            line(people[4], amount="一百"),
            line(gone),
            line(PersonFactory(name="外县人")),
            ["", "合计"],
        )

        assert refusals(batch) == {
            3: "value_unknown", 4: "value_unknown", 5: "date_invalid", 6: "required_missing",
            7: "value_unknown", 8: "rule_refused", 9: "outside_scope",
        }  # fmt: skip
        assert tiers[0].tier in batch.rows.get(row=4).problems[0]["advice"]

    def test_another_tier_without_a_month_of_change_is_asked_about(self, desk, village, tiers, line):
        person = PersonFactory(unit=village)
        desk.write(desk.upload(HEADER, line(person)))

        batch = desk.upload(HEADER, line(person, tier=tiers[1].tier))

        assert refusals(batch) == {2: "required_missing"}
        assert "变更月份" in batch.rows.get().problems[0]["message"]

    def test_ending_needs_a_grant_and_a_reason(self, desk, village, line):
        one, two = PersonFactory(unit=village), PersonFactory(unit=village)
        desk.write(desk.upload(HEADER, line(one)))

        batch = desk.upload(HEADER, line(one, last="2026-06"), line(two, last="2026-06", why="死亡"))

        assert refusals(batch) == {2: "required_missing", 3: "rule_refused"}

    def test_a_county_without_benefits_is_told_so(self, run_jobs):
        county = CountyFactory()
        desk = Desk(PostingFactory(unit=county).user, county, "benefits", run_jobs)

        batch = desk.upload(HEADER, ["会师镇", "王芳", "1", "护理补贴", "", "", "", "", "", ""])

        assert batch.is_refused
        assert "还没有设定补贴种类" in batch.message


class TestTakingBack:
    def test_restores_grants_and_their_history_byte_for_byte(self, desk, village, tiers, line):
        one, two, three = (PersonFactory(unit=village, name=name) for name in "甲乙丙")
        desk.write(desk.upload(HEADER, line(one), line(two)))
        before = stand()
        batch = desk.write(
            desk.upload(
                HEADER,
                line(one, tier=tiers[1].tier, since="2026-07"),
                line(two, last="2026-06", why="死亡"),
                line(three),
            )
        )

        batch = desk.undo(batch)

        assert batch.counts["undone"] == {"removed": 1, "restored": 2, "kept": 0}
        assert stand() == before

    def test_a_correction_from_the_first_month_is_taken_back(self, desk, village, tiers, line):
        person = PersonFactory(unit=village)
        desk.write(desk.upload(HEADER, line(person)))
        before = stand()

        desk.undo(desk.write(desk.upload(HEADER, line(person, tier=tiers[1].tier, since="2026-01"))))

        assert stand() == before

    def test_a_grant_that_was_changed_since_stays(self, desk, village, tiers, line):
        person = PersonFactory(unit=village)
        batch = desk.write(desk.upload(HEADER, line(person)))
        change_grant(
            Grant.objects.get(), tier=tiers[1].tier, amount=Decimal(1), from_month=date(2026, 5, 1),
            reason="复核", by=desk.user, at=batch.applied_at,
        )  # fmt: skip

        batch = desk.undo(batch)

        assert batch.counts["undone"]["kept"] == 1
        assert ImportRow.objects.exclude(kept_because="").count() == 1
        assert Grant.objects.count() == 2


def test_a_grant_made_in_the_meantime_stops_all(desk, village, care, tiers, line):
    one, two = PersonFactory(unit=village), PersonFactory(unit=village)
    batch = desk.upload(HEADER, line(one), line(two))
    start_grant(
        two, care, tier=tiers[0].tier, amount=tiers[0].amount, first_month=date(2026, 1, 1), by=desk.user,
        at=batch.created_at,
    )  # fmt: skip

    batch = desk.write(batch)

    assert batch.is_planned
    assert "没有写入任何数据" in batch.message
    assert Grant.objects.count() == 1
