"""The signed list of a training, imported back."""

from datetime import date

import pytest

from staff.models import Attendance
from tests.factories import (
    AppointmentFactory,
    AttendanceFactory,
    PostFactory,
    TrainingFactory,
    VillageFactory,
)
from tests.importing import Desk, figures, refusals

HEADER = ["序号", "姓名", "村", "成绩", "签到"]


@pytest.fixture
def training(county):
    return TrainingFactory(unit=county, title="政策培训")


@pytest.fixture
def desk(clerk, county, training, run_jobs):
    options = {"training": training.pk, "subject": "政策培训签到表"}
    return Desk(clerk, county, "attendance", run_jobs, options)


def member(unit, name):
    return AppointmentFactory(
        post=PostFactory(unit=unit, number=unit.posts.count() + 1), member__name=name
    ).member


def test_who_signed_is_written_down_with_marks(desk, village):
    people = [member(village, name) for name in ("王芳", "李强", "马小兰")]

    batch = desk.write(
        desk.upload(
            HEADER,
            [1, "王芳", "南什村", 85, "√"],
            [2, "李强", "南什村", 40, "√"],
            [3, "马小兰", "", "", "未到"],
        )
    )

    assert figures(batch) == (2, 0, 1, 0)
    rows = dict(Attendance.objects.values_list("member__name", "passed"))
    assert rows == {"王芳": True, "李强": False}
    assert len(people) == 3


def test_the_same_list_twice_changes_nothing(desk, village):
    member(village, "王芳")
    desk.write(desk.upload(HEADER, [1, "王芳", "南什村", 85, "√"]))

    assert figures(desk.upload(HEADER, [1, "王芳", "南什村", 85, "√"])) == (0, 0, 1, 0)


def test_namesakes_are_told_apart_by_their_village(desk, village, township):
    other = VillageFactory(parent=township, name="丁沟村")
    member(village, "王芳")
    second = member(other, "王芳")

    batch = desk.upload(HEADER, [1, "王芳", "", 85, ""], [2, "王芳", "丁沟村", 90, ""])

    assert refusals(batch) == {2: "rule_refused"}
    desk.write(batch, is_partial=True)
    assert Attendance.objects.get().member == second


def test_who_is_not_in_post_is_refused(desk, village):
    member(village, "王芳")

    batch = desk.upload(HEADER, [1, "查无此人", "南什村", 85, ""], [2, "王芳", "南什村", 101, ""])

    assert refusals(batch) == {2: "not_registered", 3: "value_unknown"}


def test_a_training_to_come_takes_no_list(desk, training, village):
    member(village, "王芳")
    training.held_on = date(2026, 12, 1)
    training.save()

    batch = desk.upload(HEADER, [1, "王芳", "南什村", 85, ""])

    assert "才举办" in batch.message


def test_taking_back_leaves_those_with_a_certificate(desk, village):
    member(village, "王芳")
    member(village, "李强")
    batch = desk.write(desk.upload(HEADER, [1, "王芳", "南什村", 85, ""], [2, "李强", "南什村", 90, ""]))
    Attendance.objects.filter(member__name="王芳").update(certificate_number="PX-1")

    desk.undo(batch)

    assert list(Attendance.objects.values_list("member__name", flat=True)) == ["王芳"]


def test_those_of_another_training_do_not_count(desk, village):
    AttendanceFactory(member=member(village, "王芳"), training__title="另一次")

    assert figures(desk.upload(HEADER, [1, "王芳", "南什村", 85, ""])) == (1, 0, 0, 0)
