from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.library.services import attach, keep
from assessments.models import Evidence, EvidenceUse
from tests.assessments.conftest import NOON
from tests.factories import (
    CheckFactory,
    ClosedQuarterFactory,
    EvidenceFactory,
    EvidenceUseFactory,
    TownshipFactory,
    VillageFactory,
)
from tests.factories.assessments import PNG
from tests.factories.schemes import ItemFactory
from tests.pictures import jpeg

LINEAGE = uuid4()


@pytest.fixture
def item(village):
    ItemFactory(lineage=LINEAGE, name="建立残疾人活动室")
    return village.pk, LINEAGE, 2026


class TestTheLibrary:
    URL = "/evidence/"

    def test_shows_the_files_of_the_scope_only(self, client, sign_in, village, township):
        EvidenceFactory(unit=village, title="活动室照片")
        EvidenceFactory(unit=TownshipFactory(parent=township.parent), title="邻镇照片")
        sign_in(township, role=Role.TOWNSHIP_CLERK)

        page = client.get(self.URL).text

        assert "活动室照片" in page
        assert "邻镇照片" not in page

    def test_marks_what_serves_twice(self, client, sign_in, village, township, county):
        for unit in (village, township):
            EvidenceUseFactory(of_item=True, evidence__unit=unit, evidence__sha256="a" * 64)
        sign_in(county)

        page = client.get(self.URL, {"use": "twice"}).text

        assert page.count("重复使用</span>") == 2

    def test_has_a_word_for_nothing_found(self, client, sign_in, village):
        EvidenceFactory(unit=village)
        sign_in(village, role=Role.VILLAGE_MEMBER)

        assert "没有符合条件的佐证材料" in client.get(self.URL, {"q": "没有的"}).text

    def test_costs_the_same_for_many_files(self, sign_in, village, assert_flat_queries):
        EvidenceUseFactory(of_item=True, evidence__unit=village)
        sign_in(village.parent, role=Role.TOWNSHIP_CLERK)

        assert_flat_queries(
            self.URL,
            lambda: EvidenceUseFactory.create_batch(
                4, of_item=True, evidence__unit=VillageFactory(parent=village.parent)
            ),
        )


class TestPuttingIn:
    URL = "/evidence/new/"

    def test_several_files_keeps_the_good_and_names_the_bad(self, client, sign_in, village, upload):
        user = sign_in(village, role=Role.VILLAGE_MEMBER)

        page = client.post(
            self.URL,
            {
                "unit": village.pk,
                "files": [upload(PNG), upload(b"<script>", "坏.jpg"), upload(b"", "空.png")],
            },
            follow=True,
        ).text

        assert Evidence.objects.get().uploaded_by == user
        assert "已上传佐证材料“牌子.png”" in page
        assert "“坏.jpg”的内容不是可接受的类型" in page
        assert "“空.png”是空文件" in page

    def test_only_bad_files_shows_the_form_again(self, client, sign_in, village, upload):
        sign_in(village, role=Role.VILLAGE_MEMBER)

        response = client.post(self.URL, {"unit": village.pk, "files": [upload(b"<script>", "坏.jpg")]})

        assert response.status_code == 200
        assert "“坏.jpg”的内容不是可接受的类型" in response.text

    def test_a_file_for_a_neighbour_is_refused(self, client, sign_in, village, upload):
        sign_in(VillageFactory(parent=village.parent), role=Role.VILLAGE_MEMBER)

        client.post(self.URL, {"unit": village.pk, "files": [upload()]})

        assert not Evidence.objects.exists()

    def test_what_another_unit_has_warns(self, client, sign_in, village, township, clerk, upload):
        attach(
            keep(township, upload(), by=clerk, at=NOON).evidence, township, LINEAGE, 2026, by=clerk, at=NOON
        )
        sign_in(township, role=Role.TOWNSHIP_CLERK)

        page = client.post(self.URL, {"unit": village.pk, "files": [upload()]}, follow=True).text

        assert "同一份材料已用于会师镇" in page


class TestOneFile:
    def test_tells_day_digest_and_uses(self, client, sign_in, village, clerk, upload, item):
        evidence = keep(
            village, upload(jpeg("2026:10:05 09:30:00"), "活动室.jpg"), by=clerk, at=NOON
        ).evidence
        attach(evidence, village, LINEAGE, 2026, by=clerk, at=NOON)
        sign_in(village, role=Role.VILLAGE_MEMBER)

        page = client.get(evidence.get_absolute_url()).text

        for words in ("2026年10月5日（照片自带）", evidence.sha256, "建立残疾人活动室（2026 年度）"):
            assert words in page

    def test_is_served_small_and_in_a_sandbox(self, client, sign_in, village, clerk, upload):
        evidence = keep(village, upload(jpeg(size=(900, 600))), by=clerk, at=NOON).evidence
        sign_in(village, role=Role.VILLAGE_MEMBER)

        response = client.get(reverse("library:thumbnail", args=[evidence.pk]))

        assert response["Content-Type"] == "image/jpeg"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert response.getvalue().startswith(b"\xff\xd8")

    def test_kept_before_there_were_thumbnails_is_shown_as_it_is(self, client, sign_in, village):
        evidence = EvidenceFactory(unit=village)
        sign_in(village, role=Role.VILLAGE_MEMBER)

        assert client.get(reverse("library:thumbnail", args=[evidence.pk]))["Content-Type"] == "image/png"

    def test_can_be_described(self, client, sign_in, village):
        evidence = EvidenceFactory(unit=village)
        sign_in(village, role=Role.VILLAGE_MEMBER)

        client.post(
            reverse("library:evidence_edit", args=[evidence.pk]),
            {"title": "新牌子", "kind": "scan", "taken_on": "2026.10.5"},
        )

        evidence.refresh_from_db()
        assert (evidence.title, evidence.kind, str(evidence.taken_on)) == ("新牌子", "scan", "2026-10-05")

    def test_is_not_from_tomorrow(self, client, sign_in, village):
        evidence = EvidenceFactory(unit=village)
        sign_in(village, role=Role.VILLAGE_MEMBER)

        page = client.post(
            reverse("library:evidence_edit", args=[evidence.pk]),
            {"title": "新牌子", "kind": "scan", "taken_on": "2026-12-31"},
        ).text

        assert "拍摄日期不能晚于今天" in page

    def test_is_withdrawn_after_a_question_that_names_its_uses(self, client, sign_in, village, item, clerk):
        use = attach(EvidenceFactory(unit=village), village, LINEAGE, 2026, by=clerk, at=NOON)
        user = sign_in(village, role=Role.VILLAGE_MEMBER)
        url = reverse("library:evidence_withdraw", args=[use.evidence.pk])

        assert "建立残疾人活动室（2026 年度）" in client.get(url).text
        client.post(url)

        use.refresh_from_db()
        assert use.withdrawn_by == use.evidence.withdrawn_by == user


class TestAnItem:
    def test_takes_files_and_leads_back(self, client, sign_in, village, item, upload):
        sign_in(village, role=Role.VILLAGE_MEMBER)

        response = client.post(
            reverse("library:item_upload", args=item), {"files": [upload()], "back": "/evidence/?q=1"}
        )

        assert response.url == "/evidence/?q=1"
        assert EvidenceUse.objects.get().lineage == LINEAGE

    @pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
    def test_leads_nowhere_else(self, client, sign_in, village, item, upload, back):
        sign_in(village, role=Role.VILLAGE_MEMBER)

        response = client.post(reverse("library:item_upload", args=item), {"files": [upload()], "back": back})

        assert response.url == reverse("library:item_evidence", args=item)

    def test_shows_why_nothing_was_kept(self, client, sign_in, village, item, upload):
        sign_in(village, role=Role.VILLAGE_MEMBER)

        page = client.post(
            reverse("library:item_upload", args=item), {"files": [upload(b"MZ", "坏.png")]}
        ).text

        assert "内容不是可接受的类型" in page
        assert "建立残疾人活动室（2026 年度）" in page

    def test_takes_files_of_the_library(self, client, sign_in, item, village):
        here, there = EvidenceFactory(unit=village), EvidenceFactory()
        sign_in(village, role=Role.VILLAGE_MEMBER)
        url = reverse("library:item_pick", args=item)

        assert here.title in client.get(url).text
        client.post(url, {"file": [here.pk, there.pk, "x"]})

        assert EvidenceUse.objects.get().evidence == here

    def test_lets_go_of_a_file_after_a_question(self, client, sign_in, item, village, clerk):
        use = attach(EvidenceFactory(unit=village), village, LINEAGE, 2026, by=clerk, at=NOON)
        sign_in(village, role=Role.VILLAGE_MEMBER)
        url = reverse("library:use_withdraw", args=[use.pk])

        assert "材料仍在佐证库中" in client.get(url).text
        client.post(url, {"back": reverse("library:item_evidence", args=item)})

        use.refresh_from_db()
        assert use.withdrawn_at
        assert not use.evidence.is_withdrawn

    def test_of_no_real_year_is_not_found(self, client, sign_in, village):
        sign_in(village, role=Role.VILLAGE_MEMBER)

        assert client.get(reverse("library:item_evidence", args=[village.pk, LINEAGE, 99])).status_code == 404


def test_a_file_of_a_closed_quarter_cannot_be_withdrawn(client, sign_in, village, county):
    use = EvidenceUseFactory(check_row=CheckFactory(unit=village, quarter=3))
    ClosedQuarterFactory(county=county)
    sign_in(village, role=Role.VILLAGE_MEMBER)

    page = client.post(reverse("library:evidence_withdraw", args=[use.evidence.pk]), follow=True).text

    assert "不能撤下：2026 年第三季度已截止" in page
