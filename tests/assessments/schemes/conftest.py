"""A county with a small scheme that is sound: two sections, three items, grades."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from assessments.schemes.bands import BandRow
from assessments.schemes.choices import BandKind, Subject
from assessments.schemes.services.banding import set_bands
from assessments.schemes.services.drafting import create_empty
from assessments.schemes.services.editing import add_item, add_section
from tests.factories import UserFactory

AT = datetime(2026, 1, 10, 2, tzinfo=UTC)
MISSES = {"each": "1", "late": None, "unit": "人次"}


@pytest.fixture
def clerk():
    return UserFactory(full_name="刘敏")


@pytest.fixture
def who(clerk):
    return {"by": clerk, "at": AT}


def item_fields(**changes):
    """Return the fields of an item as a form hands them over."""
    return {
        "name": "按时参加会议",
        "criterion": "",
        "points": Decimal(5),
        "rule": "per_miss",
        "params": MISSES,
        "bindings": {},
        "is_pledged": False,
        "evidence_needed": False,
        "due_month": None,
    } | changes


@pytest.fixture
def scheme(county, who):
    """A draft of ten points: 政令畅通 5 (one item), 基础工作 5 (two items), grades from 8 and from 0."""
    scheme = create_empty(county, 2026, Subject.TOWNSHIP, name="2026 年度乡镇残联考核方案", **who)
    scheme.full_points = 10
    scheme.save()
    orders = add_section(scheme, name="政令畅通", points=Decimal(5), **who)
    add_item(orders, **item_fields(), **who)
    basics = add_section(scheme, name="基础工作", points=Decimal(5), **who)
    add_item(basics, **item_fields(name="年初有计划", points=Decimal(2), rule="judged", params={}), **who)
    add_item(basics, **item_fields(name="年终有总结", points=Decimal(3), rule="judged", params={}), **who)
    rows = [BandRow("优秀", Decimal(8), quota_percent=Decimal(30)), BandRow("合格", Decimal(0))]
    set_bands(scheme, BandKind.GRADE, rows, seen="", **who)
    return scheme
