import io
from urllib.parse import unquote

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from core.models import Job
from staff.models import Enrolment, TrainingPlan, TrainingRule
from tests.factories import AppointmentFactory, AttendanceFactory, PostFactory, TrainingFactory
from tests.factories.staff import EnrolmentFactory, TrainingPlanFactory

PLANS = reverse("trainings:plan_list")


def address(name, thing):
    return reverse(f"trainings:{name}", args=[thing.pk])


@pytest.fixture
def training(county):
    return TrainingFactory(unit=county, title="政策培训")


@pytest.fixture
def coming(county):
    return TrainingFactory(unit=county, title="岗前培训", held_on="2026-12-10")


@pytest.fixture
def member(village):
    return AppointmentFactory(post=PostFactory(unit=village), member__name="赵红霞").member


def test_the_plan_of_the_year_says_what_came_of_it(client, sign_in, county, training, assert_flat_queries):
    training.plan = TrainingPlanFactory(unit=county, title="政策")
    training.save()
    TrainingPlanFactory(unit=county, title="手语", month=3)
    sign_in(county)

    page = client.get(PLANS).text

    assert "已完成" in page
    assert "逾期未办" in page
    assert_flat_queries(PLANS, lambda: TrainingPlanFactory(unit=county))


def test_a_plan_is_written_and_taken_back(client, sign_in, county):
    sign_in(county)
    form = {
        "unit": county.pk, "year": 2026, "month": 12, "title": "政策", "audience": "members",
        "level": "county", "hours": 8,
    }  # fmt: skip

    client.post(reverse("trainings:plan_create"), form)
    plan = TrainingPlan.objects.get()
    page = client.post(reverse("trainings:plan_create"), form).text
    client.post(address("plan_remove", plan))

    assert "已有同一内容的培训计划" in page
    assert not TrainingPlan.objects.exists()


def test_a_rule_is_set(client, sign_in, county):
    sign_in(county)

    client.post(
        reverse("trainings:rule_edit", args=[county.pk]),
        {"since": "2026-01-01", "times_a_year": 3, "coverage_percent": 95, "pass_mark": 70},
    )

    assert str(TrainingRule.objects.get()) == "每年 3 次，覆盖 95%，70 分合格"
    assert "至少参训 3 次" in client.get(reverse("staff:training_list")).text


def test_a_township_enrols_its_people(client, sign_in, township, county, coming, member):
    sign_in(township, as_township_clerk=True)

    client.post(address("enrolment_create", coming), {"members": [member.pk]})

    assert "赵红霞" in client.get(address("enrolment_list", coming)).text
    client.post(address("enrolment_remove", Enrolment.objects.get()))
    assert not Enrolment.objects.exists()


def test_places_are_given(client, sign_in, county, township, coming):
    sign_in(county)

    client.post(address("quota_edit", coming), {f"places_{township.pk}": "3"})

    assert coming.quotas.get().places == 3


def test_a_township_sees_only_its_own_people_enrolled(client, sign_in, township, coming, elsewhere):
    EnrolmentFactory(training=coming, member__unit=elsewhere, member__name="远方人")
    sign_in(township, as_township_clerk=True)

    assert "远方人" not in client.get(address("enrolment_list", coming)).text


def test_who_is_missing_is_exported(client, sign_in, county, training, member):
    AttendanceFactory(training=training, member=member)
    sign_in(county)

    content = client.get(reverse("trainings:missing_export")).content

    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[2][:3] == ["会师镇", "南什村", "赵红霞"]
    assert rows[2][5:] == [1, 2]


def test_the_sign_in_sheet_is_printed(client, sign_in, county, coming, member):
    sign_in(county)

    response = client.get(address("signing_print", coming))

    assert response.content.startswith(b"%PDF")
    assert f"签到表{coming.title}2" in unquote(response["Content-Disposition"])


def test_certificates_are_numbered_and_printed_one_and_all(
    client, sign_in, county, training, member, run_jobs
):
    attendance = AttendanceFactory(training=training, member=member)
    user = sign_in(county)

    assert "还没有结业证号" in client.get(address("certificate_print", attendance), follow=True).text
    client.post(address("certificates_issue", training))
    one = client.get(address("certificate_print", attendance))
    run_jobs(lambda: client.post(address("certificates_print", training)))

    assert one.content.startswith(b"%PDF")
    assert "共 1 本结业证" in Job.objects.owned_by(user).get().message
