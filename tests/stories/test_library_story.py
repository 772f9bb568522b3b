"""The evidence library: several files at once, one of them bad, one known, then hung on an item."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.models import Evidence, EvidenceUse
from tests.factories import CountyFactory, EvidenceUseFactory, TownshipFactory, VillageFactory
from tests.factories.schemes import ItemFactory
from tests.pictures import jpeg
from tests.stories.keyboard import fill, press, tab_to

pytestmark = pytest.mark.once

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def village(transactional_db):
    township = TownshipFactory(name="会师镇", parent=CountyFactory(name="会宁县"))
    return VillageFactory(name="南什村", parent=township)


def test_a_member_fills_the_library_and_proves_an_item(
    page, village, sign_in_page, assert_accessible, shot, tmp_path
):
    # Given photos on the disk, one of which is a script, and an item of the year
    sign_in_page(page, Role.VILLAGE_MEMBER, village)
    item = ItemFactory(name="建立残疾人活动室")
    good, other, bad = tmp_path / "活动室.jpg", tmp_path / "健身器材.jpg", tmp_path / "照片.jpg"
    good.write_bytes(jpeg("2026:10:05 09:30:00", size=(1200, 900)))
    other.write_bytes(jpeg("2026:09:01 10:00:00", size=(900, 1200), colour="firebrick"))
    bad.write_bytes(b"<script>alert(1)</script>")
    page.goto(reverse("library:evidence_list"))
    assert_accessible(page)

    # When all are sent at once
    press(page, "link", "上传佐证材料")
    page.wait_for_url("**/new/")
    assert_accessible(page)
    page.get_by_label("选择文件").set_input_files([good, other, bad])
    page.get_by_text("健身器材.jpg（").wait_for()
    shot(page, "library-upload")
    press(page, "button", "上传")
    page.get_by_text("已上传佐证材料“活动室.jpg、健身器材.jpg”").wait_for()

    # Then the good ones are kept, the bad one is named with the reason
    assert page.get_by_text("“照片.jpg”的内容不是可接受的类型").is_visible()
    assert Evidence.objects.count() == 2
    assert_accessible(page)

    # And one is described, found and hung on the item by the keyboard
    press(page, "link", "活动室", exact=True)
    page.get_by_text("2026年10月5日（照片自带）").wait_for()
    assert_accessible(page)
    press(page, "link", "修改说明")
    fill(page, "名称", "村残疾人活动室全景")
    press(page, "button", "保存")
    page.get_by_text("已保存").wait_for()
    page.goto(reverse("library:item_evidence", args=[village.pk, item.lineage, 2026]))
    assert_accessible(page)
    press(page, "link", "从佐证库选取")
    page.wait_for_url("**/pick/**")
    assert_accessible(page)
    tab_to(page, page.get_by_role("checkbox", name="村残疾人活动室全景"))
    page.keyboard.press("Space")
    press(page, "button", "关联选中的材料")
    page.get_by_text("已关联 1 份佐证材料").wait_for()
    assert EvidenceUse.objects.get().lineage == item.lineage

    # And what another village has used as well is marked, on the desk and on the phone
    known = Evidence.objects.get(title="村残疾人活动室全景")
    neighbour = VillageFactory(name="西岩村", parent=village.parent)
    EvidenceUseFactory(of_item=True, evidence__unit=neighbour, evidence__sha256=known.sha256)
    page.reload()
    page.get_by_text("重复使用").wait_for()
    assert_accessible(page)
    shot(page, "library-item")
    page.goto(reverse("library:evidence_list"))
    shot(page, "library-list")
    page.set_viewport_size(PHONE)
    assert_accessible(page)
    shot(page, "library-list-phone")
    page.goto(known.get_absolute_url())
    assert_accessible(page)
    shot(page, "library-detail-phone")
