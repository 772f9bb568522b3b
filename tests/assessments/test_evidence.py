import hashlib
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import AuditEntry
from accounts.roles import Role
from assessments.demo.pictures import letter_pdf
from assessments.library.selectors import evidence_of_checks
from assessments.library.services import detach
from assessments.models import Check, Evidence, EvidenceUse
from assessments.services.evidence import EvidenceRefused, add_evidence
from core.attachments import DOCX, MAX_MB, XLSX, clean_name, content_type_of
from tests.assessments.conftest import AUTUMN, NOON
from tests.factories import (
    CheckFactory,
    ClosedQuarterFactory,
    EvidenceFactory,
    EvidenceUseFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.factories.assessments import PNG
from tests.pictures import jpeg


def office(*names):
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


WORKBOOK = office("[Content_Types].xml", "xl/workbook.xml")
DOCUMENT = office("[Content_Types].xml", "word/document.xml")


@pytest.fixture
def check(township, plate):
    return CheckFactory(unit=township, item=plate)


@pytest.fixture
def add(check, clerk, upload):
    def go(content=PNG, name="牌子.png"):
        done = add_evidence(check, [upload(content, name)], by=clerk, at=NOON)
        if not done.kept:
            raise EvidenceRefused(done.refused[0])
        return done.kept[0].evidence

    return go


class TestTheType:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (PNG, "image/png"),
            (b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
            (b"%PDF-1.7\n", "application/pdf"),
            (WORKBOOK, XLSX),
            (DOCUMENT, DOCX),
        ],
    )
    def test_is_read_from_the_content(self, content, kind):
        assert content_type_of(content) == kind

    @pytest.mark.parametrize(
        "content",
        [
            b"<script>alert(1)</script>",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"MZ\x90\0",
            b"GIF89a",
            b"RIFF\x10\0\0\0WAVE",
            b"PK\x03\x04 not an archive at all",
            office("evil.exe"),
            office("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
        ],
    )
    def test_of_anything_else_is_refused(self, content):
        assert content_type_of(content) is None

    def test_of_a_bomb_is_refused(self):
        names = [f"xl/{number}.xml" for number in range(2001)]

        assert content_type_of(office("[Content_Types].xml", "xl/workbook.xml", *names)) is None


class TestAddEvidence:
    def test_keeps_name_size_digest_and_who_sent_it(self, add, clerk):
        evidence = add()

        assert (evidence.name, evidence.content_type, evidence.size) == ("牌子.png", "image/png", len(PNG))
        assert evidence.sha256 == hashlib.sha256(PNG).hexdigest()
        assert evidence.uploaded_by == clerk
        with evidence.file.storage.open(evidence.file.name) as stored:
            assert stored.read() == PNG

    def test_stores_it_under_a_name_that_says_nothing(self, add):
        assert "牌子" not in add().file.name
        assert "." not in add(PNG + b"2").file.name.rpartition("/")[2]

    def test_gives_it_the_extension_of_its_true_type(self, add):
        assert add(name="照片.exe").name == "照片.exe.png"
        assert add(jpeg(), name="照片.JPEG").name == "照片.JPEG"

    def test_refuses_a_script_with_the_name_of_a_picture(self, add):
        with pytest.raises(EvidenceRefused, match="内容不是可接受的类型"):
            add(b"<script>alert(1)</script>", "牌子.png")

    def test_refuses_an_empty_file(self, add):
        with pytest.raises(EvidenceRefused, match="空文件"):
            add(b"")

    def test_refuses_a_file_that_is_too_large(self, add):
        with pytest.raises(EvidenceRefused, match=f"超过 {MAX_MB} MB"):
            add(PNG + b"\0" * (MAX_MB * 1024 * 1024))

    def test_refuses_the_same_file_twice(self, add):
        add()

        with pytest.raises(EvidenceRefused, match="已经上传过"):
            add(name="另一个名字.png")

    def test_refuses_once_the_quarter_is_closed(self, add, county):
        ClosedQuarterFactory(county=county, quarter=4)

        with pytest.raises(EvidenceRefused, match="已截止"):
            add()

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("C:\\照片\\牌子.png", "牌子.png"),
            ("../../etc/passwd", "passwd"),
            ('a<b>:"|?*\r\n.png', "ab.png"),
            ("", "佐证材料"),
        ],
    )
    def test_cleans_the_name(self, typed, kept):
        assert clean_name(typed) == kept


class TestWithdraw:
    def test_keeps_the_row_and_who_did_it(self, add, clerk):
        use = add().uses.get()

        detach(use, by=clerk, at=NOON)

        kept = EvidenceUse.objects.get(pk=use.pk)
        assert (kept.withdrawn_by, kept.withdrawn_at) == (clerk, NOON)
        assert not kept.evidence.is_withdrawn

    def test_lets_the_same_file_be_sent_again(self, add, clerk):
        first = add()
        detach(first.uses.get(), by=clerk, at=NOON)

        assert add() == first

    def test_is_refused_once_the_quarter_is_closed(self, add, clerk, county):
        use = add().uses.get()
        ClosedQuarterFactory(county=county, quarter=4)

        with pytest.raises(EvidenceRefused, match="已截止"):
            detach(use, by=clerk, at=NOON)


def test_the_same_picture_is_recognised_within_the_county(add, plate, township, check):
    digest = hashlib.sha256(PNG).hexdigest()
    village = VillageFactory(parent=township)
    before = EvidenceUseFactory(
        check_row=CheckFactory(unit=village, item=plate, quarter=3), evidence__sha256=digest
    )
    EvidenceUseFactory(check_row=CheckFactory(unit=TownshipFactory()), evidence__sha256=digest)

    add()

    [hung] = evidence_of_checks([check])[check.pk]
    assert [one.use for one in hung.served] == [before]


class TestUploading:
    @pytest.fixture
    def url(self, township, plate):
        return reverse("assessments:evidence_create", args=[township.pk, plate.pk, AUTUMN])

    def test_hangs_the_file_on_the_cell(self, client, sign_in, county, check, url, upload):
        sign_in(county)

        page = client.post(url, {"file": upload()}, follow=True)

        assert check.evidence_uses.count() == 1
        assert "已上传佐证材料“牌子.png”" in page.text

    def test_explains_what_is_wrong(self, client, sign_in, county, check, url, upload):
        sign_in(county)

        response = client.post(url, {"file": upload(b"<html>", "牌子.png")})

        assert response.status_code == 200
        assert "内容不是可接受的类型" in response.text
        assert not Evidence.objects.exists()

    def test_asks_for_a_file(self, client, sign_in, county, check, url):
        sign_in(county)

        assert "请选择要上传的文件" in client.post(url).text

    def test_asks_for_the_finding_first(self, client, sign_in, county, url, upload):
        sign_in(county)

        assert "请先登记查验结果" in client.post(url, {"file": upload()}).text

    def test_gives_a_cell_decided_by_a_fact_a_row_to_hang_on(
        self, client, sign_in, county, township, roster, upload
    ):
        sign_in(county)

        client.post(
            reverse("assessments:evidence_create", args=[township.pk, roster.pk, AUTUMN]), {"file": upload()}
        )

        assert Check.objects.get(item=roster).is_by_fact
        assert Evidence.objects.count() == 1

    def test_leaves_no_row_behind_a_refused_file(self, client, sign_in, county, township, roster, upload):
        sign_in(county)

        client.post(
            reverse("assessments:evidence_create", args=[township.pk, roster.pk, AUTUMN]),
            {"file": upload(b"<html>")},
        )

        assert not Check.objects.exists()

    def test_warns_of_a_picture_that_has_served_before(
        self, client, sign_in, county, township, plate, check, url, upload
    ):
        EvidenceUseFactory(
            check_row=CheckFactory(unit=township, item=plate, quarter=3),
            evidence__sha256=hashlib.sha256(PNG).hexdigest(),
        )
        sign_in(county)

        page = client.post(url, {"file": upload()}, follow=True).text

        assert "同一份材料已用于会师镇 有残联牌子（2026 年第三季度）" in page

    def test_is_not_found_for_a_neighbour(self, client, sign_in, county, url, upload):
        sign_in(TownshipFactory(parent=county), role=Role.TOWNSHIP_CLERK)

        assert client.post(url, {"file": upload()}).status_code == 404


@pytest.fixture
def fetch(client):
    """Get a file and read it to its end, so that it is closed."""

    def go(evidence, query=""):
        response = client.get(reverse("library:evidence_file", args=[evidence.pk]) + query)
        return response, response.getvalue()

    return go


class TestTheFile:
    def test_is_shown_with_its_true_type_and_nothing_else(self, fetch, sign_in, county, check):
        evidence = EvidenceFactory(unit=check.unit)
        user = sign_in(county)

        response, content = fetch(evidence)

        assert content == PNG
        assert response["Content-Type"] == "image/png"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["Content-Disposition"].startswith("inline")
        assert AuditEntry.objects.filter(event=AuditEntry.Event.VIEW, actor=user).exists()

    def test_is_downloaded_on_demand(self, fetch, sign_in, county, check):
        evidence = EvidenceFactory(unit=check.unit)
        sign_in(county)

        response, _ = fetch(evidence, "?download")

        assert response["Content-Disposition"].startswith("attachment")

    def test_of_an_office_document_is_always_a_download(self, fetch, sign_in, county, check):
        evidence = EvidenceFactory(unit=check.unit, content_type=XLSX, name="名单.xlsx")
        sign_in(county)

        response, _ = fetch(evidence)

        assert response["Content-Disposition"].startswith("attachment")

    def test_of_another_unit_is_not_found(self, client, sign_in, county, check):
        use = EvidenceUseFactory(check_row=check)
        sign_in(TownshipFactory(parent=county), role=Role.TOWNSHIP_CLERK)

        assert client.get(reverse("library:evidence_file", args=[use.evidence.pk])).status_code == 404
        assert client.get(reverse("assessments:evidence_withdraw", args=[use.pk])).status_code == 404

    def test_that_was_withdrawn_is_not_found(self, client, sign_in, county, check, clerk):
        evidence = EvidenceFactory(unit=check.unit, withdrawn_by=clerk, withdrawn_at=NOON)
        sign_in(county)

        assert client.get(reverse("library:evidence_file", args=[evidence.pk])).status_code == 404

    def test_that_is_lost_from_the_store_is_not_found(self, client, sign_in, county, check):
        evidence = EvidenceFactory(unit=check.unit)
        evidence.file.storage.delete(evidence.file.name)
        sign_in(county)

        assert client.get(reverse("library:evidence_file", args=[evidence.pk])).status_code == 404

    def test_is_taken_down_after_a_question(self, client, sign_in, county, check):
        use = EvidenceUseFactory(check_row=check)
        sign_in(county)
        url = reverse("assessments:evidence_withdraw", args=[use.pk])

        assert "材料仍在本单位的佐证库中" in client.get(url).text
        client.post(url)

        use.refresh_from_db()
        assert use.withdrawn_at is not None


def test_the_demo_letter_is_a_pdf_that_opens():
    reader = PdfReader(BytesIO(letter_pdf("任职通知", ["会师镇残疾人联合会：", "同意任职。"])))

    assert "会师镇残疾人联合会" in reader.pages[0].extract_text()
