import hashlib
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments.library.selectors import evidence_counts, evidence_for, found_by, marked
from assessments.library.services import (
    MOST_AT_ONCE,
    attach,
    attach_to_check,
    describe,
    detach,
    keep,
    keep_all,
    withdraw,
)
from assessments.library.targets import EvidenceRefused
from assessments.models import Evidence, EvidenceUse
from core.attachments import MAX_MB
from orgs.scoping import EVERYWHERE
from tests.assessments.conftest import NOON, TODAY
from tests.factories import (
    CheckFactory,
    ClosedQuarterFactory,
    EvidenceFactory,
    EvidenceUseFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.factories.assessments import PNG
from tests.factories.rounds import RoundFactory
from tests.factories.schemes import ItemFactory
from tests.pictures import jpeg

LINEAGE = uuid4()
SHA = hashlib.sha256(PNG).hexdigest()


@pytest.fixture
def put(village, clerk, upload):
    def go(content=PNG, name="牌子.png", unit=None, **more):
        return keep(unit or village, upload(content, name), by=clerk, at=NOON, **more).evidence

    return go


@pytest.fixture
def prove(village, clerk):
    def go(evidence, lineage=LINEAGE, year=2026, unit=None):
        return attach(evidence, unit or evidence.unit, lineage, year, by=clerk, at=NOON)

    return go


class TestKeeping:
    def test_notes_who_what_and_when(self, put, clerk, village):
        evidence = put(jpeg("2026:10:05 09:30:00"), "活动室.jpg")

        assert (evidence.unit, evidence.title, evidence.kind) == (village, "活动室", Evidence.Kind.PHOTO)
        assert (evidence.uploaded_by, evidence.uploaded_at) == (clerk, NOON)
        assert (str(evidence.taken_on), evidence.taken_source) == ("2026-10-05", "picture")
        assert evidence.thumbnail.size < 5000

    @pytest.mark.parametrize(("content", "kind"), [(b"%PDF-1.7\n", "scan"), (PNG, "photo")])
    def test_guesses_what_it_is_from_its_type(self, put, content, kind):
        assert put(content).kind == kind

    def test_takes_what_its_uploader_says_it_is(self, put):
        assert put(kind="scan", title="批复文件").kind == "scan"

    def test_of_the_same_content_again_gives_what_is_there(self, village, clerk, upload, put):
        first = put()

        again = keep(village, upload(PNG, "另一个名字.png"), by=clerk, at=NOON)

        assert (again.evidence, again.is_new) == (first, False)
        assert Evidence.objects.count() == 1

    def test_of_the_same_content_at_another_unit_is_another_file(self, put, township):
        assert put() != put(unit=township)

    def test_after_it_was_withdrawn_is_a_new_file(self, put, clerk):
        first = put()
        withdraw(first, by=clerk, at=NOON)

        assert put() != first

    @pytest.mark.parametrize(
        ("content", "name", "why"),
        [
            (b"<script>alert(1)</script>", "牌子.jpg", "内容不是可接受的类型"),
            (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "牌子.png", "打不开"),
            (b"", "空.png", "空文件"),
            (PNG + b"\0" * (30 * 1024 * 1024), "大.png", f"超过 {MAX_MB} MB"),
        ],
    )
    def test_refuses_what_is_not_safe_and_says_why(self, put, content, name, why):
        with pytest.raises(EvidenceRefused, match=why):
            put(content, name)
        assert not Evidence.objects.exists()

    def test_of_several_goes_on_after_a_refusal(self, village, clerk, upload):
        done = keep_all(
            village, [upload(PNG), upload(b"x", "坏.jpg"), upload(jpeg(), "好.jpg")], by=clerk, at=NOON
        )

        assert [one.evidence.name for one in done.kept] == ["牌子.png", "好.jpg"]
        assert done.refused == [
            "“坏.jpg”的内容不是可接受的类型，请上传 jpg、png、webp、pdf、xlsx、docx 文件。"
        ]

    def test_of_too_many_says_how_many_are_left_out(self, village, clerk, upload):
        done = keep_all(
            village, [upload(PNG, f"{n}.png") for n in range(MOST_AT_ONCE + 2)], by=clerk, at=NOON
        )

        assert "其余 2 个没有上传" in done.refused[-1]

    def test_the_database_keeps_content_once_per_unit(self, village):
        EvidenceFactory(unit=village, sha256=SHA)

        with pytest.raises(IntegrityError), transaction.atomic():
            EvidenceFactory(unit=village, sha256=SHA)


class TestHanging:
    def test_on_an_item_is_found_by_lineage_and_year(self, put, prove, village):
        use = prove(put())

        found = evidence_for(village, [LINEAGE, other := uuid4()], 2026)

        assert [one.use for one in found[LINEAGE]] == [use]
        assert found[other] == []
        assert evidence_for(village, [LINEAGE], 2025)[LINEAGE] == []

    def test_twice_gives_the_use_that_stands(self, put, prove):
        evidence = put()

        assert prove(evidence) == prove(evidence)

    def test_again_after_it_was_taken_down_is_a_new_use(self, put, prove, clerk):
        first = prove(put())
        detach(first, by=clerk, at=NOON)

        assert prove(first.evidence).pk != first.pk

    def test_one_file_proves_many_things(self, put, prove, village, clerk):
        evidence = put()
        prove(evidence)
        prove(evidence, lineage=uuid4())
        attach_to_check(evidence, CheckFactory(unit=village), by=clerk, at=NOON)

        assert evidence.uses.standing().count() == 3

    def test_of_another_units_file_is_refused(self, put, prove, township):
        with pytest.raises(EvidenceRefused, match="不在会师镇的佐证库中"):
            prove(put(), unit=township)

    def test_of_a_withdrawn_file_is_refused(self, put, prove, clerk):
        evidence = put()
        withdraw(evidence, by=clerk, at=NOON)

        with pytest.raises(EvidenceRefused, match="已撤下"):
            prove(evidence)

    def test_on_a_check_of_a_closed_quarter_is_refused(self, put, clerk, village, county):
        ClosedQuarterFactory(county=county, quarter=4)

        with pytest.raises(EvidenceRefused, match="已截止"):
            attach_to_check(put(), CheckFactory(unit=village), by=clerk, at=NOON)

    def test_on_an_item_of_a_final_year_is_refused(self, put, prove, county, clerk):
        round_ = RoundFactory(
            scheme__county=county, scheme__published=True, phase="final", final_at=NOON, final_by=clerk
        )
        ItemFactory(section__scheme=round_.scheme, lineage=LINEAGE)

        with pytest.raises(EvidenceRefused, match="已定稿"):
            prove(put())

    def test_is_counted_for_many_units_at_once(self, put, prove, village, township):
        prove(put())
        prove(put(jpeg()))
        prove(put(unit=township))

        counts = evidence_counts([village, township], [LINEAGE], 2026)

        assert counts == {(village.pk, LINEAGE): 2, (township.pk, LINEAGE): 1}


class TestWithdrawing:
    def test_takes_it_down_from_everything_and_deletes_nothing(self, put, prove, clerk):
        use = prove(put())

        withdraw(use.evidence, by=clerk, at=NOON)

        use.refresh_from_db()
        assert (use.withdrawn_by, use.evidence.withdrawn_by) == (clerk, clerk)
        assert use.evidence.file.storage.exists(use.evidence.file.name)

    def test_is_refused_while_it_proves_something_in_a_closed_quarter(self, put, clerk, village, county):
        evidence = put()
        attach_to_check(evidence, CheckFactory(unit=village), by=clerk, at=NOON)
        ClosedQuarterFactory(county=county, quarter=4)

        with pytest.raises(EvidenceRefused, match=r"不能撤下.*已截止"):
            withdraw(evidence, by=clerk, at=NOON)


class TestWarnings:
    @pytest.fixture
    def warning(self, village, put, prove):
        def go():
            ItemFactory(lineage=LINEAGE)
            prove(put())
            return evidence_for(village, [LINEAGE], 2026)[LINEAGE][0].warning

        return go

    def test_nothing_to_say_of_a_file_that_serves_once(self, warning):
        assert warning() == ""

    def test_of_another_unit_that_used_the_same(self, warning, put, prove, township):
        prove(put(unit=township))

        assert (
            warning()
            == "同一份材料已用于会师镇 按时参加县残工委与县残联通知的会议（2026 年度），请确认没有传错。"
        )

    def test_of_last_quarter(self, warning, village, put, clerk, plate):
        attach_to_check(put(), CheckFactory(unit=village, item=plate, quarter=3), by=clerk, at=NOON)

        assert "南什村 有残联牌子（2026 年第三季度）" in warning()

    def test_of_another_item_of_the_same_year(self, warning, put, prove):
        prove(put(), lineage=uuid4())

        assert warning()

    def test_not_of_what_was_taken_down(self, warning, put, prove, clerk, township):
        detach(prove(put(unit=township)), by=clerk, at=NOON)

        assert warning() == ""

    def test_not_of_another_county(self, warning, put, prove):
        prove(put(unit=TownshipFactory()))

        assert warning() == ""


class TestDescribing:
    def test_the_day_is_told_by_hand_only_where_the_picture_does_not(self, put):
        known = describe(put(jpeg("2026:10:05 09:30:00")), title="活动室", kind="photo", taken_on=TODAY)
        unknown = describe(put(), title="牌子", kind="photo", taken_on=TODAY)

        assert (str(known.taken_on), known.taken_source) == ("2026-10-05", "picture")
        assert (unknown.taken_on, unknown.taken_source) == (TODAY, "hand")

    def test_a_day_told_by_hand_can_be_taken_back(self, put):
        evidence = describe(put(), title="牌子", kind="photo", taken_on=TODAY)

        assert describe(evidence, title="牌子", kind="photo").taken_source == ""


class TestFinding:
    def found(self, **values):
        return list(found_by(values, Evidence.objects.standing(), EVERYWHERE))

    def test_by_name_kind_and_use(self, put, prove):
        used, unused = put(), put(b"%PDF-1.7\n", "批复.pdf")
        prove(used)

        assert self.found(q="批复") == [unused] == self.found(kind="scan") == self.found(use="unused")
        assert self.found(use="used") == [used] == self.found(use="used", year=2026)
        assert self.found(year=2025) == []

    def test_of_what_serves_twice(self, put, prove, township):
        here, there = put(), put(unit=township)
        prove(here)
        prove(there)
        prove(put(jpeg()))

        assert set(self.found(use="twice")) == {here, there}

    def test_costs_the_same_for_many_files(self, village):
        def cost():
            with CaptureQueriesContext(connection) as queries:
                marked(Evidence.objects.standing().select_related("unit"))
            return len(queries)

        EvidenceUseFactory(of_item=True, evidence__unit=village)
        before = cost()
        EvidenceUseFactory.create_batch(5, of_item=True, evidence__unit=VillageFactory(parent=village.parent))

        assert cost() == before


def test_evidence_of_many_items_costs_five_queries(village, django_assert_num_queries):
    uses = EvidenceUseFactory.create_batch(4, of_item=True, evidence__unit=village)

    with django_assert_num_queries(5):
        found = evidence_for(village, [use.lineage for use in uses], 2026)

    assert EvidenceUse.objects.count() == sum(map(len, found.values()))
