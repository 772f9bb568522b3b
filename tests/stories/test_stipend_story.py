"""A roll by keyboard alone: one clerk makes it, another reviews it and writes down the payment."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from staff.choices import RunState
from staff.models import StipendRun
from tests.factories import (
    AppointmentFactory,
    CountyFactory,
    MemberFactory,
    PostFactory,
    StipendStandardFactory,
    TownshipFactory,
    VillageFactory,
)

LIST = reverse("staff:run_list")


@pytest.fixture
def county(transactional_db):
    """A county with one member in post, one vacancy and somebody to fill it."""
    county = CountyFactory(name="会宁县")
    township = TownshipFactory(name="会师镇", parent=county)
    StipendStandardFactory(unit=county)
    here, there = (VillageFactory(name=name, parent=township) for name in ("南什村", "南咀村"))
    AppointmentFactory(post=PostFactory(unit=here), member__name="赵红霞")
    PostFactory(unit=there)
    MemberFactory(unit=there, name="李强")
    return county


def press(page, role, name):
    """Move to a control by keyboard's own means and press it."""
    page.get_by_role(role, name=name).focus()
    page.keyboard.press("Enter")


def test_a_roll_is_made_reviewed_and_paid_by_keyboard(
    page, county, sign_in_page, new_context, live_server, assert_accessible
):
    sign_in_page(page, Role.COUNTY_CLERK, county)
    page.goto(LIST)
    assert_accessible(page)

    press(page, "button", "造发放名册")
    page.get_by_text("请另一人复核").wait_for()
    assert page.get_by_text("名册由您造册，须由另一人复核").is_visible()
    assert not page.get_by_role("button", name="复核通过").count()
    assert_accessible(page)

    second = new_context(base_url=live_server.url).new_page()
    sign_in_page(second, Role.COUNTY_MANAGER, county)
    second.goto(LIST)
    press(second, "link", StipendRun.objects.get().period)
    second.get_by_role("heading", level=1).wait_for()
    press(second, "button", "复核通过")
    second.get_by_text("明细不再变动").wait_for()
    press(second, "button", "登记已发放")
    second.get_by_text("补贴于").wait_for()
    assert_accessible(second)

    run = StipendRun.objects.get()
    assert (run.state, run.paid_on, run.people) == (RunState.PAID, timezone.localdate(run.reviewed_at), 1)


def test_a_vacancy_is_filled_by_keyboard(page, county, sign_in_page, assert_accessible):
    sign_in_page(page, Role.COUNTY_CLERK, county)
    page.goto(reverse("staff:post_list"))
    assert_accessible(page)

    press(page, "link", "补选")
    page.get_by_role("heading", name="安排到岗").wait_for()
    page.get_by_label("专职委员（必填）").focus()
    page.keyboard.press("ArrowDown")
    assert_accessible(page)
    press(page, "button", "安排到岗")

    page.get_by_text("李强已到岗：南咀村专职委员").wait_for()
    assert_accessible(page)


@pytest.mark.once
@pytest.mark.parametrize(
    "name",
    ["member_list", "member_create", "post_create", "training_list", "training_create", "standard_list",
     "standard_create", "rule_create"],
)  # fmt: skip
def test_every_page_is_accessible(page, county, sign_in_page, assert_accessible, name):
    sign_in_page(page, Role.COUNTY_CLERK, county)

    page.goto(reverse(f"staff:{name}"))

    assert_accessible(page)
