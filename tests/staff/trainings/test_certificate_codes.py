"""Each certificate proves itself, whoever holds it."""

import pytest
from django.urls import reverse

from core.models import Job
from orgs.models import Proof
from staff.models import Attendance
from tests.factories import AppointmentFactory, AttendanceFactory, PostFactory, TrainingFactory
from tests.proving import CHANGED, GENUINE, codes_in, proved, text_of, verdict


@pytest.fixture
def rows(county, village):
    training = TrainingFactory(unit=county, title="政策培训")
    names = ("赵红霞", "李强")
    members = [AppointmentFactory(post=PostFactory(unit=village, number=n), member__name=name).member
               for n, name in enumerate(names, 1)]  # fmt: skip
    return [
        AttendanceFactory(training=training, member=member, certificate_number=f"会残培〔2026〕{n} 号")
        for n, member in enumerate(members, 1)
    ]


def test_a_certificate_tells_its_number_and_day_and_no_name(client, sign_in, county, rows):
    sign_in(county)

    _, proof = proved(client, reverse("trainings:certificate_print", args=[rows[0].pk]))

    told = verdict(client, proof)
    assert GENUINE in told
    assert "证号 会残培〔2026〕1 号" in told
    assert county.federation_name in told
    assert "赵红霞" not in told

    Attendance.objects.filter(pk=rows[0].pk).update(score=61)
    assert CHANGED in verdict(client, proof)


def test_each_of_a_session_has_its_own_and_the_same_as_alone(client, sign_in, county, rows, run_jobs):
    sign_in(county)
    _, alone = proved(client, reverse("trainings:certificate_print", args=[rows[0].pk]))

    run_jobs(lambda: client.post(reverse("trainings:certificates_print", args=[rows[0].training.pk])))

    with Job.objects.get().result.open("rb") as file:
        content = file.read()
    assert len(codes_in(content)) == Proof.objects.count() == 2
    assert codes_in(content)[0] == alone.code
    assert text_of(content).count("会残培") == 2
    assert all(GENUINE in verdict(client, proof) for proof in Proof.objects.all())
