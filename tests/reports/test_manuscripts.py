"""The text of a summary is edited before it goes out: its figures stay live, or are fixed."""

import io

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from core.models import Job
from orgs.proofs import selectors
from registry.models import Person
from reports import manuscripts
from reports.kinds import KINDS
from reports.manuscripts import ManuscriptRefused
from reports.models import Document, Manuscript, Snapshot
from reports.periods import subject_of
from reports.services import keep_snapshot
from reports.snapshots import freeze
from tests.factories import PersonFactory, UserFactory
from tests.factories.reports import DocumentFactory, SnapshotFactory
from tests.reports.conftest import TODAY

FIGURES = {
    "persons": {"label": "登记残疾人", "text": "4人"},
    "women": {"label": "女", "text": "1人"},
    "women.share": {"label": "女", "text": "25.0%"},
}


@pytest.fixture
def manuscript(world):
    subject = subject_of(world.county, 2026, is_quarterly=False)
    snapshot, lists = freeze(KINDS["year_summary"], subject, by=None, at=TODAY)
    keep_snapshot(snapshot, lists)
    return manuscripts.begin(snapshot)


@pytest.fixture
def clerk(world):
    return {"by": world.clerk, "at": TODAY}


def place_of(manuscript, words):
    """Return the number of the paragraph that holds these words."""
    texts = ["".join(own["text"] for own in block["segments"]) for block in manuscript.blocks]
    return next(number for number, text in enumerate(texts) if words in text)


def text_at(manuscript, number):
    return "".join(own["text"] for own in manuscript.blocks[number]["segments"])


class TestTokens:
    def test_show_live_figures_by_name_and_value(self):
        segments = [{"text": "全县"}, {"text": "4人", "key": "persons"}, {"text": "。"}]

        assert manuscripts.text_of(segments, FIGURES) == "全县【登记残疾人：4人】。"

    def test_are_read_back_as_figures(self):
        segments = manuscripts.segments_of("共【登记残疾人：4人】。", FIGURES)

        assert segments == [{"text": "共"}, {"text": "4人", "key": "persons"}, {"text": "。"}]

    def test_whose_value_was_typed_over_say_what_the_figure_says(self):
        assert manuscripts.segments_of("【登记残疾人：9人】", FIGURES) == [{"text": "4人", "key": "persons"}]

    def test_of_no_figure_become_words(self):
        assert manuscripts.segments_of("【别的：9人】", FIGURES) == [{"text": "9人"}]

    def test_of_two_figures_with_one_name_keep_their_own(self):
        before = [{"text": "1人", "key": "women"}, {"text": "25.0%", "key": "women.share"}]

        segments = manuscripts.segments_of("女【女：1人】占【女：25.0%】", FIGURES, before=before)

        assert [own.get("key") for own in segments] == [None, "women", None, "women.share"]

    def test_are_fixed_when_wanted(self):
        assert manuscripts.segments_of("【登记残疾人：4人】", FIGURES, is_live=False) == [{"text": "4人"}]

    @given(text=st.text(st.characters(blacklist_categories=("Cs",)), max_size=80))
    def test_lose_nothing_of_what_was_typed_without_brackets(self, text):
        segments = manuscripts.segments_of(text, FIGURES)

        if "【" not in text:
            assert "".join(own["text"] for own in segments) == text


class TestChanging:
    def test_a_paragraph_keeps_its_figures_tied(self, manuscript, clerk):
        number = place_of(manuscript, "登记残疾人4人")
        text = manuscripts.text_of(manuscript.blocks[number]["segments"], manuscript.snapshot.figures)

        changed = manuscripts.change_block(
            manuscript, number, text.replace("全县登记", "全县在册登记"), revision=0, **clerk
        )

        assert text_at(changed, number).startswith("全县在册登记残疾人4人")
        assert any(own.get("key") == "register.total" for own in changed.blocks[number]["segments"])
        assert (changed.revision, changed.edited_by) == (1, clerk["by"])

    def test_an_emptied_paragraph_is_gone(self, manuscript, clerk):
        before = len(manuscript.blocks)

        assert len(manuscripts.change_block(manuscript, 3, "  ", revision=0, **clerk).blocks) == before - 1

    def test_one_of_ones_own_can_be_added(self, manuscript, clerk):
        changed = manuscripts.add_block(manuscript, 1, revision=0, **clerk)
        changed = manuscripts.change_block(changed, 2, "我县承办了\n全市现场会。", revision=1, **clerk)

        assert text_at(changed, 2) == "我县承办了全市现场会。"

    def test_the_second_of_two_at_once_is_told_who_was_first(self, manuscript, clerk):
        manuscripts.change_block(manuscript, 1, "第一个人写的。", revision=0, **clerk)

        with pytest.raises(ManuscriptRefused, match="刚刚改过"):
            manuscripts.change_block(manuscript, 1, "第二个人写的。", revision=0, by=UserFactory(), at=TODAY)

        assert text_at(Manuscript.objects.get(), 1) == "第一个人写的。"

    @pytest.mark.parametrize(("number", "text"), [(999, "没有"), (-1, "没有"), (1, "字" * 3001)])
    def test_what_cannot_be_is_refused(self, manuscript, clerk, number, text):
        with pytest.raises(ManuscriptRefused):
            manuscripts.change_block(manuscript, number, text, revision=0, **clerk)

    def test_can_all_be_taken_back(self, manuscript, clerk):
        manuscripts.change_block(manuscript, 1, "写错了。", revision=0, **clerk)

        back = manuscripts.start_over(manuscript, revision=1, **clerk)

        assert back.blocks == manuscript.snapshot.content["blocks"]

    def test_never_touches_the_snapshot(self, manuscript, clerk):
        before = Snapshot.objects.get().content["blocks"]

        manuscripts.change_block(manuscript, 1, "写错了。", revision=0, **clerk)

        assert Snapshot.objects.get().content["blocks"] == before

    def test_a_table_has_no_text(self, db):
        with pytest.raises(ManuscriptRefused, match="表格"):
            manuscripts.begin(SnapshotFactory())


class TestRenewing:
    def test_brings_live_figures_to_today_and_leaves_the_words(self, world, manuscript, clerk):
        number = place_of(manuscript, "登记残疾人4人")
        manuscripts.change_block(
            manuscript, number, "在册【登记残疾人：4人】，去年是3人。", revision=0, **clerk
        )
        PersonFactory(unit=world.nanshi)

        fresh = manuscripts.renew(manuscript, revision=1, **clerk)

        assert text_at(fresh, number) == "在册5人，去年是3人。"
        assert fresh.snapshot != manuscript.snapshot

    def test_leaves_fixed_figures_as_they_were(self, world, manuscript, clerk):
        number = place_of(manuscript, "登记残疾人4人")
        manuscripts.change_block(
            manuscript, number, "在册【登记残疾人：4人】。", revision=0, is_live=False, **clerk
        )
        PersonFactory(unit=world.nanshi)

        assert text_at(manuscripts.renew(manuscript, revision=1, **clerk), number) == "在册4人。"

    def test_without_any_change_keeps_the_same_manuscript(self, manuscript, clerk):
        assert manuscripts.renew(manuscript, revision=0, **clerk).pk == manuscript.pk


class TestPages:
    def edit(self, manuscript):
        return reverse("reports:manuscript_edit", args=[manuscript.pk])

    def post(self, client, manuscript, **wanted):
        facts = {"do": "save", "number": 1, "text": "改过的一段。", "revision": 0, "live": "on"} | wanted
        return client.post(self.edit(manuscript), facts)

    def test_show_each_paragraph_and_last_years_beside(self, client, sign_in, world, manuscript):
        Snapshot.objects.create(
            kind="year_summary", unit=world.county, year=2025, as_of="2025-12-31", digest="0" * 64,
            content={"blocks": [{"kind": "p", "segments": [{"text": "去年的话。"}]}]}, made_at=TODAY,
        )  # fmt: skip
        sign_in(world.county)

        text = client.get(self.edit(manuscript)).text

        assert "【登记残疾人：4人】" in text
        assert "去年的话。" in text
        assert text.count('name="do" value="save"') == len(manuscript.blocks)

    def test_save_a_paragraph(self, client, sign_in, world, manuscript):
        sign_in(world.county)

        self.post(client, manuscript)

        assert text_at(Manuscript.objects.get(), 1) == "改过的一段。"

    def test_keep_what_was_typed_when_a_paragraph_is_added_below(self, client, sign_in, world, manuscript):
        sign_in(world.county)

        response = self.post(client, manuscript, do="add")

        assert text_at(Manuscript.objects.get(), 1) == "改过的一段。"
        assert text_at(Manuscript.objects.get(), 2) == "（请在这里写）"
        assert response.url.endswith("#text-2")

    def test_make_no_document_with_a_paragraph_that_nobody_has_written(
        self, client, sign_in, world, manuscript
    ):
        sign_in(world.county)
        self.post(client, manuscript, do="add")

        response = client.post(reverse("reports:manuscript_make", args=[manuscript.pk]), {}, follow=True)

        assert "第 3 段还没有写" in response.text
        assert not Job.objects.exists()

    def test_keep_what_was_typed_when_somebody_was_first(self, client, sign_in, world, manuscript, clerk):
        manuscripts.change_block(manuscript, 1, "先写的。", revision=0, **clerk)
        sign_in(world.county)

        text = self.post(client, manuscript).text

        assert "刚刚改过这份稿子" in text
        assert "改过的一段。</textarea>" in text

    @pytest.mark.parametrize("wanted", [{"do": "burn"}, {"number": "x"}, {"revision": ""}])
    def test_explain_nonsense(self, client, sign_in, world, manuscript, wanted):
        sign_in(world.county)

        assert "没有看懂要做什么" in self.post(client, manuscript, **wanted).text

    def test_make_a_document_of_the_edited_text_that_proves_itself(
        self, client, sign_in, world, manuscript, clerk, run_jobs
    ):
        number = place_of(manuscript, "登记残疾人4人")
        manuscripts.change_block(
            manuscript, number, "在册【登记残疾人：4人】，成绩属于大家。", revision=0, **clerk
        )
        sign_in(world.county)
        head = {"masthead": "red", "number": "会残联发〔2026〕14号", "addressee": ""}

        run_jobs(lambda: client.post(reverse("reports:manuscript_make", args=[manuscript.pk]), head))

        document = Document.objects.get()
        with document.file.open("rb") as file:
            printed = PdfReader(io.BytesIO(file.read())).pages[0].extract_text()
        preview = client.get(reverse("reports:document_preview", args=[document.pk])).text
        assert Job.objects.get().state == Job.State.DONE
        assert "成绩属于大家。" in printed.replace("\n", "")
        assert "会残联发〔2026〕14号" in printed
        assert "成绩属于大家。" in preview
        assert document.proof.digest != document.snapshot.digest
        assert selectors.verdict_on(document.proof).comparison.matches

    def test_keep_the_head_that_was_typed_when_something_is_wrong(self, client, sign_in, world, manuscript):
        sign_in(world.county)
        head = {"masthead": "red", "number": "会残联发〔2026〕14号", "addressee": "市残联", "direction": "up"}

        text = client.post(reverse("reports:manuscript_make", args=[manuscript.pk]), head).text

        assert "要标注签发人" in text
        assert 'value="会残联发〔2026〕14号"' in text
        assert f'action="{self.edit(manuscript)}"' in text
        assert not Job.objects.exists()

    def test_the_paper_of_an_edited_text_notices_changed_data(
        self, client, sign_in, world, manuscript, clerk, run_jobs
    ):
        manuscripts.change_block(manuscript, 1, "自己写的。", revision=0, **clerk)
        sign_in(world.county)
        run_jobs(lambda: client.post(reverse("reports:manuscript_make", args=[manuscript.pk]), {}))

        Person.objects.filter(name="李强").update(subsistence="tekun")

        assert selectors.verdict_on(Document.objects.get().proof).comparison.has_changed

    def test_begin_from_a_document(self, client, sign_in, world, manuscript):
        sign_in(world.county)
        document = DocumentFactory(
            unit=world.county, kind="year_summary", quarter=None, snapshot=manuscript.snapshot
        )
        address = reverse("reports:manuscript_begin", args=[document.pk])

        assert address in client.get(document.get_absolute_url()).text
        assert client.post(address).url == self.edit(manuscript)

    def test_of_another_unit_do_not_exist(self, client, sign_in, world, manuscript):
        sign_in(world.huishi, as_township_clerk=True)

        assert client.get(self.edit(manuscript)).status_code == 404
        assert self.post(client, manuscript).status_code == 404
