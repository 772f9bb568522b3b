"""Reports that prove themselves: what stands on the paper, and what anybody is told who looks up its code."""

import io

import pdfplumber
import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from core import freshness
from core.codes import new_code, shown
from orgs.models import Proof
from orgs.proofs.views import LOOKS, MISSES
from registry.models import Person
from reports.models import Document
from reports.services import make_document
from tests.reports.conftest import TODAY

SEARCH = reverse("proofs:proof_search")
FILE = reverse("proofs:proof_file")


@pytest.fixture(autouse=True)
def _fresh():
    for throttle in (LOOKS, MISSES):
        throttle.forget()
    freshness.forget()


@pytest.fixture
def document(world):
    return make_document("year_summary", world.huishi, year=2026, by=world.clerk, at=TODAY)


def detail(code):
    return reverse("proofs:proof_detail", args=[code])


def pdf_of(document):
    with document.file.open("rb") as file:
        return file.read()


class TestThePaper:
    @pytest.fixture
    def pages(self, document):
        with pdfplumber.open(io.BytesIO(pdf_of(document))) as pdf:
            yield pdf.pages

    def test_carries_its_code_and_address_in_the_foot_of_the_first_page(self, document, pages, settings):
        foot = pages[0].crop((0, pages[0].height - 35 * 72 / 25.4, pages[0].width, pages[0].height))

        text = foot.extract_text()

        assert document.proof.shown_code in text
        assert f"{settings.PUBLIC_URL}/verify/{document.proof.code}" in text.replace("\n", "")

    def test_carries_the_code_alone_on_every_other_page(self, document, pages):
        texts = [page.extract_text() for page in pages[1:]]

        assert all(f"验真码 {document.proof.shown_code}" in text for text in texts)
        assert all("verify" not in text for text in texts)

    def test_keeps_the_code_clear_of_the_page_number(self, pages):
        words = pages[1].extract_words()
        number = next(word for word in words if word["text"] == "—")
        code = next(word for word in words if word["text"].startswith("验真码"))

        assert number["x1"] < code["x0"]

    def test_draws_the_qr_code_of_the_address_in_the_margin(self, document, pages):
        wanted = [list(row) for row in segno.make(document.proof.address, error="m").matrix]

        assert modules_in_the_foot(pages[0], len(wanted)) == wanted

    def test_keeps_its_block_as_it_was(self, document, pages):
        body = [char for char in pages[0].chars if abs(char["size"] - 16) < 0.1]

        assert max(char["bottom"] for char in body) <= (297 - 35) * 72 / 25.4 + 1

    def test_is_still_pdf_ua(self, document):
        catalog = PdfReader(io.BytesIO(pdf_of(document))).trailer["/Root"]

        assert catalog["/MarkInfo"]["/Marked"]


def modules_in_the_foot(page, size):
    """Return the dark and light squares of the QR code as rows of 1 and 0, read off the printed page."""
    mm = 300 / 25.4
    foot = page.to_image(resolution=300).original.convert("L").crop(
        (round(27 * mm), round(264 * mm), round(47 * mm), round(290 * mm))
    )  # fmt: skip
    dark = foot.point(lambda value: 255 if value < 128 else 0)
    left, top, right, _ = dark.getbbox()
    step = (right - left) / size
    return [
        [
            int(dark.getpixel((left + (column + 0.5) * step, top + (row + 0.5) * step)) > 0)
            for column in range(size)
        ]
        for row in range(size)
    ]


class TestTheCode:
    def test_of_a_report_is_kept_with_its_digest_and_file(self, document):
        proof = document.proof

        assert (proof.kind, proof.unit, proof.digest) == (
            "year_summary",
            document.unit,
            document.snapshot.digest,
        )
        assert proof.files.get().sha256 == document.sha256

    def test_is_the_same_when_the_same_is_printed_again(self, world, document):
        again = make_document("year_summary", world.huishi, year=2026, by=world.clerk, at=TODAY)

        assert again.proof == document.proof

    def test_stands_on_the_page_of_the_document_and_in_the_preview(self, client, sign_in, world, document):
        sign_in(world.county)

        preview = reverse("reports:document_preview", args=[document.pk])

        assert document.proof.path in client.get(document.get_absolute_url()).text
        assert document.proof.shown_code in client.get(preview).text
        assert 'src="data:image/svg+xml' in client.get(preview).text


class TestLookingUp:
    def test_needs_no_signing_in_and_tells_no_names(self, client, document):
        text = client.get(detail(document.proof.code)).text

        assert "内容与系统数据一致" in text
        assert "会师镇残疾人联合会" in text
        assert "年终总结" in text
        for name in ("王芳", "李强", str(document.made_by)):
            assert name not in text

    def test_reads_the_code_as_people_type_it(self, client, document):
        response = client.get(SEARCH, {"code": f" {document.proof.shown_code.lower()} "})

        assert response.url == document.proof.path
        assert "这份文件是真的" in client.get(f"{document.proof.path}/").text

    def test_says_that_the_data_have_changed_since(self, client, document):
        Person.objects.filter(name="李强").update(subsistence="tekun")

        assert "在它生成之后有变动" in client.get(document.proof.path).text

    def test_says_that_there_is_a_newer_one(self, client, world, document):
        Person.objects.filter(name="李强").update(subsistence="tekun")
        newer = make_document("year_summary", world.huishi, year=2026, by=world.clerk, at=TODAY)

        assert newer.proof != document.proof
        assert "已有更新的一份" in client.get(document.proof.path).text
        assert "已有更新的一份" not in client.get(newer.proof.path).text

    def test_says_that_a_paper_is_void_but_not_why(self, client, sign_in, world, document):
        sign_in(world.county)
        client.post(reverse("reports:document_withdraw", args=[document.pk]), {"reason": "王芳的数据有误"})
        client.logout()

        text = client.get(document.proof.path).text

        assert "这份文件已作废" in text
        assert "王芳" not in text
        assert "一致" not in text

    @pytest.mark.parametrize("code", ["7K3M", "000000000000", "<script>", "验真", "A" * 400])
    def test_explains_what_cannot_be_a_code(self, client, db, code):
        response = client.get(reverse("proofs:proof_detail", args=[code]))

        assert response.status_code == 404
        assert "验真码" in response.text
        assert "<script>" not in response.text.split("</header>")[1].split("</main>")[0]

    def test_says_that_a_forged_code_is_unknown(self, client, db):
        response = client.get(detail(new_code()))

        assert response.status_code == 404
        assert "没有这个验真码。它可能是伪造的" in response.text

    def test_is_slowed_down_for_those_who_guess(self, client, db):
        answers = [client.get(detail(new_code())).status_code for _ in range(21)]

        assert answers == [404] * 20 + [429]
        assert "10 分钟后再试" in client.get(SEARCH).text

    def test_is_not_slowed_down_for_a_clerk_with_a_pile_of_papers(self, client, document):
        assert {client.get(document.proof.path).status_code for _ in range(60)} == {200}

    def test_of_a_kind_that_is_gone_still_says_what_is_known(self, client, document):
        Proof.objects.update(kind="former_kind")

        text = client.get(document.proof.path).text

        assert "其他文件" in text
        assert "不能判断有没有变动" in text


class TestComparingAFile:
    def send(self, client, content, name="copy.pdf", **more):
        return client.post(FILE, {"file": SimpleUploadedFile(name, content), **more})

    def test_the_original_is_known(self, client, document):
        text = self.send(client, pdf_of(document)).text

        assert "与系统生成的原件完全相同" in text
        assert document.proof.shown_code in text

    def test_the_original_of_another_paper_does_not_prove_the_one_in_hand(self, client, document):
        of = new_code()

        told = self.send(client, pdf_of(document), of=of).text

        assert f"刚才的验真码是 {shown(of)}" in told
        assert "不能证明刚才那份是真的" in told
        assert "刚才" not in self.send(client, pdf_of(document), of=document.proof.shown_code.lower()).text

    def test_one_changed_byte_is_noticed(self, client, document):
        response = self.send(client, pdf_of(document) + b"\n")

        assert response.status_code == 404
        assert "在生成后被改动过" in response.text

    @pytest.mark.parametrize(("content", "told"), [(b"hello", "这不是 PDF 文件"), (b"", "这是空文件")])
    def test_something_else_is_explained(self, client, db, content, told):
        assert told in self.send(client, content).text

    def test_no_file_at_all_is_explained(self, client, db):
        assert "请选择要核对的 PDF 文件" in client.post(FILE, {}).text

    def test_nothing_of_it_is_kept(self, client, document):
        self.send(client, b"%PDF-1.7 strange")

        assert Document.objects.count() == 1


class TestWithdrawing:
    def test_shows_on_the_page_of_the_document(self, client, sign_in, world, document):
        sign_in(world.county)
        address = reverse("reports:document_withdraw", args=[document.pk])

        client.post(address, {"reason": "数据有误"})

        text = client.get(document.get_absolute_url()).text
        assert "作废，原因：数据有误" in text
        assert address not in text

    def test_asks_for_a_reason(self, client, sign_in, world, document):
        sign_in(world.county)

        text = client.post(reverse("reports:document_withdraw", args=[document.pk]), {"reason": " "}).text

        assert "有内容需要改正" in text
        document.proof.refresh_from_db()
        assert document.proof.withdrawn_at is None

    def test_a_second_time_is_explained(self, client, sign_in, world, document):
        sign_in(world.county)
        address = reverse("reports:document_withdraw", args=[document.pk])
        client.post(address, {"reason": "数据有误"})

        assert "已经作废" in client.post(address, {"reason": "数据有误"}).text

    def test_is_not_for_those_who_only_look(self, client, sign_in, world, document):
        sign_in(world.county, as_finance=True)

        assert client.get(reverse("reports:document_withdraw", args=[document.pk])).status_code == 403
