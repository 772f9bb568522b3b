"""Deciding about rows: taken over and taken back, kept, confirmed, archived; sent to villages and back."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.roles import Role
from registry.choices import ArchiveReason
from registry.comparing.choices import Answer, Choice, Kind, RowState, State
from registry.comparing.services import closing, deciding, taking, tasking
from registry.comparing.services.profiles import save_profile
from registry.comparing.services.refusal import ComparisonRefused
from registry.models import (
    Comparison,
    ComparisonDecision,
    ComparisonRow,
    ComparisonTask,
    Finding,
    Person,
)
from registry.services.persons import update_person
from tests.factories import PersonFactory, PostingFactory, VillageFactory
from tests.factories.comparing import ComparisonFactory, ComparisonRowFactory, tasked_row

AT = timezone.now()
SOON = timezone.localdate() + timedelta(days=10)


@pytest.fixture
def village():
    return VillageFactory()


@pytest.fixture
def county(village):
    return village.parent.parent


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county, role=Role.COUNTY_CLERK).user


@pytest.fixture
def member(village):
    return PostingFactory(unit=village, role=Role.VILLAGE_MEMBER).user


@pytest.fixture
def comparison(county):
    return ComparisonFactory(unit=county)


@pytest.fixture
def row(village, comparison):
    return ComparisonRowFactory(
        person=PersonFactory(unit=village, phone="13800000000"), comparison=comparison
    )


def only(row):
    return ComparisonRow.objects.filter(pk=row.pk)


def test_a_value_taken_over_stands_in_the_register_and_in_the_log(row, clerk):
    taking.take_over(only(row), "phone", by=clerk, at=AT)

    row.refresh_from_db()
    assert (row.person.phone, row.state, row.open_diffs) == ("13900000001", RowState.SETTLED, "")
    assert row.decisions.get().change == {"before": "13800000000", "after": "13900000001"}
    assert AuditEntry.objects.filter(additional_data__what="采用比对名单的值").exists()


def test_many_are_taken_over_in_a_constant_number_of_statements(
    village, comparison, clerk, django_assert_max_num_queries
):
    for _ in range(30):
        ComparisonRowFactory(person=PersonFactory(unit=village, phone="13800000000"), comparison=comparison)

    with django_assert_max_num_queries(60):
        takeover = taking.take_over(ComparisonRow.objects.all(), "phone", by=clerk, at=AT)

    people = Person.objects.all()
    assert (takeover.count, {p.phone for p in people}, {p.updated_at for p in people}) == (
        30,
        {"13900000001"},
        {AT},
    )
    assert len({p.phone_digest for p in people}) == 1


def test_whom_the_register_has_changed_since_is_left_and_told(row, village, comparison, clerk):
    other = ComparisonRowFactory(
        person=PersonFactory(unit=village, phone="13800000000"), comparison=comparison
    )
    update_person(row.person, by=clerk, at=AT, phone="13700000000")

    takeover = taking.take_over(ComparisonRow.objects.all(), "phone", by=clerk, at=AT)

    row.refresh_from_db()
    assert (takeover.count, takeover.refused) == (1, 1)
    assert (row.person.phone, row.state) == ("13700000000", RowState.OPEN)
    assert "已经改过" in row.remark
    other.refresh_from_db()
    assert other.state == RowState.SETTLED


def test_a_single_row_the_register_has_changed_is_refused(row, clerk):
    update_person(row.person, by=clerk, at=AT, phone="13700000000")

    with pytest.raises(ComparisonRefused, match="已经改过"):
        taking.take_over(only(row), "phone", by=clerk, at=AT)


def test_what_the_certificate_says_is_not_taken_from_a_list(village, comparison, clerk):
    row = ComparisonRowFactory(
        person=PersonFactory(unit=village, grade="1"), comparison=comparison, theirs={"grade": "2"}
    )

    with pytest.raises(ComparisonRefused, match="以残疾人证为准"):
        taking.take_over(only(row), "grade", by=clerk, at=AT)


def test_taking_over_can_be_taken_back(row, clerk):
    takeover = taking.take_over(only(row), "phone", by=clerk, at=AT)

    assert taking.undo_takeover(takeover, by=clerk, at=AT) == 1

    row.refresh_from_db()
    assert (row.person.phone, row.state, row.open_keys) == ("13800000000", RowState.OPEN, ["phone"])
    takeover.refresh_from_db()
    assert (takeover.is_undone, takeover.undone_count) == (True, 1)
    with pytest.raises(ComparisonRefused, match="已经撤回"):
        taking.undo_takeover(takeover, by=clerk, at=AT)


def test_what_was_touched_since_stays_when_taken_back(row, village, comparison, clerk):
    other = ComparisonRowFactory(
        person=PersonFactory(unit=village, phone="13800000000"), comparison=comparison
    )
    takeover = taking.take_over(ComparisonRow.objects.all(), "phone", by=clerk, at=AT)
    update_person(Person.objects.get(pk=row.person.pk), by=clerk, at=AT, phone="13600000000")

    assert taking.undo_takeover(takeover, by=clerk, at=AT) == 1

    assert Person.objects.get(pk=row.person.pk).phone == "13600000000"
    assert Person.objects.get(pk=other.person.pk).phone == "13800000000"


def test_nobody_takes_over_for_people_of_others(row):
    stranger = PostingFactory(unit=VillageFactory().parent, role=Role.TOWNSHIP_CLERK).user

    with pytest.raises(ComparisonRefused, match="不在您的管辖范围内"):
        taking.take_over(only(row), "phone", by=stranger, at=AT)


def test_what_is_changed_is_checked_by_the_health_rules(row, clerk):
    before = Finding.objects.filter(person=row.person).count()
    ComparisonRow.objects.filter(pk=row.pk).update(
        content=row.content | {"values": {"phone": "1"}},
    )

    taking.take_over(only(row), "phone", by=clerk, at=AT)

    assert Finding.objects.filter(person=row.person).count() > before


def test_keeping_ours_settles_one_field_for_a_reason(village, comparison, clerk):
    row = ComparisonRowFactory(
        person=PersonFactory(unit=village, phone="13800000000", address="甲"),
        comparison=comparison,
        theirs={"phone": "13900000001", "address": "乙"},
    )

    taking.keep_ours(only(row), "phone", by=clerk, at=AT, reason="已电话核实。")

    row.refresh_from_db()
    assert (row.open_keys, row.state) == (["address"], RowState.OPEN)
    assert row.decisions.get().note == "已电话核实。"


def test_confirming_a_pair_compares_it(village, comparison, clerk):
    row = ComparisonRowFactory(
        person=PersonFactory(unit=village, phone="13800000000"), comparison=comparison, kind=Kind.POSSIBLE
    )

    deciding.confirm_pair(row, by=clerk, at=AT)

    row.refresh_from_db()
    assert (row.kind, row.open_keys) == (Kind.DIFFERING, ["phone"])


def test_rejecting_a_pair_parts_it_into_two(village, comparison, clerk):
    row = ComparisonRowFactory(person=PersonFactory(unit=village), comparison=comparison, kind=Kind.POSSIBLE)
    person = row.person

    deciding.reject_pair(row, by=clerk, at=AT)

    row.refresh_from_db()
    assert (row.kind, row.person) == (Kind.ONLY_THERE, None)
    assert ComparisonRow.objects.get(kind=Kind.ONLY_HERE).person == person


def dead(village, county, **more):
    return ComparisonRowFactory(
        person=PersonFactory(unit=village),
        comparison=ComparisonFactory(unit=county, code="deaths"),
        theirs={"standing": "死亡"},
        **more,
    )


def test_somebody_listed_as_dead_is_archived_only_by_a_decision(village, county, clerk):
    row = dead(village, county)
    assert row.person.archived_at is None

    deciding.archive_listed(row, by=clerk, at=AT, on=date(2026, 10, 3))

    row.person.refresh_from_db()
    assert (row.person.archive_reason, row.person.archive_date) == (ArchiveReason.DEATH, date(2026, 10, 3))
    row.refresh_from_db()
    assert row.state == RowState.SETTLED


def test_a_death_in_the_future_is_refused_and_nothing_is_written(village, county, clerk):
    row = dead(village, county)

    with pytest.raises(ComparisonRefused, match="不能晚于今天"):
        deciding.archive_listed(row, by=clerk, at=AT, on=SOON)
    assert Person.objects.get(pk=row.person.pk).archived_at is None


def test_a_list_that_does_not_speak_for_it_archives_nobody(row, clerk):
    with pytest.raises(ComparisonRefused, match="没有待办的归档建议"):
        deciding.archive_listed(row, by=clerk, at=AT, on=date(2026, 10, 3))


def test_rows_go_to_the_villages_one_task_each(row, comparison, county, clerk):
    second = ComparisonRowFactory(
        person=PersonFactory(unit=VillageFactory(parent__parent=county)),
        comparison=comparison,
        kind=Kind.ONLY_HERE,
    )
    ComparisonRowFactory(person=None, comparison=comparison, kind=Kind.ONLY_THERE)

    sent = tasking.send_rows(
        ComparisonRow.objects.all(), by=clerk, at=AT, due_on=SOON, instruction="请核实。"
    )

    assert (sent.tasks, sent.rows, sent.left) == (2, 2, 1)
    assert {task.unit for task in ComparisonTask.objects.all()} == {row.unit, second.unit}


def test_sending_twice_sends_once(row, clerk):
    tasking.send_rows(only(row), by=clerk, at=AT, due_on=SOON)

    with pytest.raises(ComparisonRefused, match="没有可以下发的行"):
        tasking.send_rows(only(row), by=clerk, at=AT, due_on=SOON)
    assert ComparisonTask.objects.count() == 1


def test_a_day_in_the_past_is_no_deadline(row, clerk):
    with pytest.raises(ComparisonRefused, match="不能早于今天"):
        tasking.send_rows(only(row), by=clerk, at=AT, due_on=date(2020, 1, 1))


def test_nothing_is_sent_to_a_village_that_is_gone(row, village, clerk):
    village.valid_to = date(2026, 1, 1)
    village.save()

    with pytest.raises(ComparisonRefused, match="没有可以下发的行"):
        tasking.send_rows(only(row), by=clerk, at=AT, due_on=SOON)


def test_whoever_moves_takes_the_row_along_and_it_can_be_sent_anew(row, county, clerk, member):
    tasking.send_rows(only(row), by=clerk, at=AT, due_on=SOON)
    elsewhere = VillageFactory(parent__parent=county)

    update_person(row.person, by=clerk, at=AT, unit=elsewhere)

    row.refresh_from_db()
    assert (row.unit, row.path) == (elsewhere, elsewhere.path)
    with pytest.raises(ComparisonRefused, match="不在您的管辖范围内"):
        tasking.answer_row(row, by=member, at=AT, answer=Answer.TRUE)
    assert tasking.send_rows(only(row), by=clerk, at=AT, due_on=SOON).rows == 1


def test_whoever_leaves_the_county_takes_the_row_out_of_sight(row, clerk):
    far = VillageFactory()
    both = PostingFactory(user=clerk, unit=far.parent.parent, role=Role.COUNTY_CLERK).user

    update_person(row.person, by=both, at=AT, unit=far)

    row.refresh_from_db()
    assert row.path == ""


def test_a_village_answers_and_the_township_accepts(village, member):
    row = tasked_row(village)
    township = PostingFactory(unit=village.parent, role=Role.TOWNSHIP_CLERK).user

    tasking.answer_row(row, by=member, at=AT, answer=Answer.FALSE, text="号码没有换。")
    tasking.accept_row(row, by=township, at=AT)

    row.refresh_from_db()
    assert (row.answer, row.state) == (Answer.FALSE, RowState.SETTLED)
    assert [entry.choice for entry in row.decisions.order_by("pk")] == [Choice.ANSWERED, Choice.ACCEPTED]


def test_a_true_answer_leaves_the_takeover_to_be_decided(village, member, clerk):
    row = tasked_row(village)
    tasking.answer_row(row, by=member, at=AT, answer=Answer.TRUE)

    tasking.accept_row(row, by=clerk, at=AT)

    row.refresh_from_db()
    assert (row.state, row.open_keys, row.person.phone) == (RowState.OPEN, ["phone"], "13800000000")


def test_a_returned_answer_waits_for_the_village_again(village, member, clerk):
    row = tasked_row(village)
    tasking.answer_row(row, by=member, at=AT, answer=Answer.NOBODY, text="没有这个人。")

    tasking.return_row(row, by=clerk, at=AT, reason="请再查户籍。")

    row.refresh_from_db()
    assert row.is_returned
    with pytest.raises(ComparisonRefused, match="没有新的答复"):
        tasking.accept_row(row, by=clerk, at=AT)


def test_a_village_does_not_review_its_own_answer(village, member):
    row = tasked_row(village)
    tasking.answer_row(row, by=member, at=AT, answer=Answer.TRUE)

    with pytest.raises(ComparisonRefused, match="不在您的管辖范围内"):
        tasking.accept_row(row, by=member, at=AT)


def test_a_task_with_answers_to_review_is_not_closed(village, member, clerk):
    row = tasked_row(village)
    tasking.answer_row(row, by=member, at=AT, answer=Answer.FALSE, text="无。")

    with pytest.raises(ComparisonRefused, match="还有 1 条答复没有审核"):
        tasking.close_task(row.task, by=clerk, at=AT)
    assert tasking.accept_all(row.task, by=clerk, at=AT) == 1
    assert not tasking.close_task(row.task, by=clerk, at=AT).is_open


def test_a_comparison_closes_after_its_tasks(village, clerk):
    row = tasked_row(village)
    with pytest.raises(ComparisonRefused, match="核实任务没有办结"):
        closing.close_comparison(row.comparison, by=clerk, at=AT)
    tasking.close_task(row.task, by=clerk, at=AT)

    closed = closing.close_comparison(row.comparison, by=clerk, at=AT)

    assert closed.keep_until == timezone.localdate(AT) + timedelta(days=90)


def test_deleting_the_list_leaves_only_the_counts(row, clerk, django_capture_on_commit_callbacks):
    comparison = closing.close_comparison(row.comparison, by=clerk, at=AT)
    storage, name = comparison.file.storage, comparison.file.name

    with django_capture_on_commit_callbacks(execute=True):
        closing.wipe_comparison(comparison, by=clerk, at=AT)

    kept = Comparison.objects.get()
    assert (ComparisonRow.objects.count(), ComparisonDecision.objects.count()) == (0, 0)
    assert (kept.sample, bool(kept.file), storage.exists(name)) == (None, False, False)
    assert kept.counts["final"]["kinds"][Kind.DIFFERING] == 1
    assert AuditEntry.objects.filter(additional_data__what="删除比对名单").exists()


def test_nothing_is_deleted_before_the_comparison_is_closed(row, clerk):
    with pytest.raises(ComparisonRefused, match="办结以后"):
        closing.wipe_comparison(row.comparison, by=clerk, at=AT)


def test_a_closed_comparison_takes_no_more_decisions(row, clerk):
    closing.close_comparison(row.comparison, by=clerk, at=AT)

    with pytest.raises(ComparisonRefused, match="已办结"):
        taking.take_over(only(row), "phone", by=clerk, at=AT)
    closing.reopen_comparison(row.comparison, by=clerk, at=AT)
    assert Comparison.objects.get().state == State.READY


FACTS = {
    "name": "低保名单", "fields": ["name"], "only_here": True, "only_there": False,
    "task_days": 5, "remind_days": 1, "keep_days": 30,
}  # fmt: skip


def test_a_county_says_what_a_list_means_from_a_day_on(county, clerk):
    today = timezone.localdate(AT)

    save_profile(county, by=clerk, at=AT, code="dibao", since=today, **FACTS)
    again = save_profile(county, by=clerk, at=AT, code="dibao", since=today, **FACTS | {"keep_days": 10})

    assert (again.keep_days, type(again).objects.count()) == (10, 1)


def test_a_township_does_not_say_what_a_list_means(county, village):
    clerk = PostingFactory(unit=village.parent, role=Role.TOWNSHIP_CLERK).user

    with pytest.raises(ComparisonRefused, match="只有县级"):
        save_profile(county, by=clerk, at=AT, code="dibao", since=timezone.localdate(AT), **FACTS)
