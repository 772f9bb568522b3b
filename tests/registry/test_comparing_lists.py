"""Another department's list goes when its days are over, and its county is warned before."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.roles import Role
from core.permissions import Permission
from registry.comparing.inbox import comparisons_to_do
from registry.comparing.selectors.figures import lists_leaving
from registry.comparing.services import closing
from registry.models import Comparison, ComparisonRow
from tests.factories import PersonFactory, PostingFactory, VillageFactory
from tests.factories.comparing import ComparisonFactory, ComparisonRowFactory

AT = timezone.now()


@pytest.fixture
def village():
    return VillageFactory()


@pytest.fixture
def clerk(village):
    return PostingFactory(unit=village.parent.parent, role=Role.COUNTY_CLERK).user


@pytest.fixture
def member(village):
    return PostingFactory(unit=village, role=Role.VILLAGE_MEMBER).user


@pytest.fixture
def row(village):
    comparison = ComparisonFactory(unit=village.parent.parent)
    return ComparisonRowFactory(person=PersonFactory(unit=village), comparison=comparison)


def test_a_list_is_deleted_when_its_days_are_over_and_not_before(row, clerk, capsys):
    closed = closing.close_comparison(row.comparison, by=clerk, at=AT)
    last = timezone.make_aware(datetime.combine(closed.keep_until, time(12)))

    with time_machine.travel(last, tick=False):
        call_command("delete_due_lists")
    assert ComparisonRow.objects.count() == 1
    with time_machine.travel(last + timedelta(days=1), tick=False):
        call_command("delete_due_lists", "--dry-run")
        assert ComparisonRow.objects.count() == 1
        call_command("delete_due_lists")
        call_command("delete_due_lists")

    kept = Comparison.objects.get()
    assert (ComparisonRow.objects.count(), kept.sample, bool(kept.file)) == (0, None, False)
    assert (kept.is_wiped, kept.wiped_by) == (True, None)
    entry = AuditEntry.objects.get(additional_data__what="删除比对名单")
    assert (entry.actor, entry.reason, entry.unit_path) == (None, "保存期限已过，系统删除", kept.unit.path)
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("共")]
    assert told == [
        "共 0 份名单已删除。",
        "共 1 份名单到期，还没有删除。",
        "共 1 份名单已删除。",
        "共 0 份名单已删除。",
    ]


def test_a_comparison_taken_up_again_keeps_its_list(row, clerk):
    closed = closing.close_comparison(row.comparison, by=clerk, at=AT)
    closing.reopen_comparison(closed, by=clerk, at=AT)

    assert closing.wipe_due(at=AT, today=closed.keep_until + timedelta(days=1)) == []


def test_the_week_before_a_list_goes_its_county_is_warned(row, clerk, member):
    closed = closing.close_comparison(row.comparison, by=clerk, at=AT)
    own = clerk.scope_of(Permission.COMPARISON_MANAGE)

    def warned(days_before, scope=own):
        return lists_leaving(scope, closed.keep_until - timedelta(days=days_before))

    assert [warned(7), warned(6), warned(0), warned(-3)] == [0, 1, 1, 1]
    assert warned(0, member.scope_of(Permission.COMPARISON_VIEW)) == 0
    (line,) = comparisons_to_do(own, closed.keep_until)
    assert (line.number, line.tone) == (1, "warn")
