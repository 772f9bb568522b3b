"""Scans and pictures that bear out what a village answers about a finding."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from registry.benefits.models import BenefitFinding, BenefitFindingFile
from registry.benefits.services import cases
from registry.benefits.services.refusal import NotGranted
from registry.imports.undoing import plan_takeback
from registry.models import ImportRow
from tests.factories import VillageFactory
from tests.factories.assessments import PNG
from tests.factories.benefits import BenefitFindingFactory, BenefitFindingFileFactory
from tests.factories.imports import ImportBatchFactory


@pytest.fixture
def village():
    return VillageFactory()


@pytest.fixture
def finding(village):
    return BenefitFindingFactory(person__unit=village, state="sent")


@pytest.fixture
def member(sign_in, village):
    return sign_in(village, as_village_member=True)


def scan(name="死亡证明.jpg", content=PNG):
    return SimpleUploadedFile(name, content)


def answer(client, finding, **form):
    url = reverse("benefits:finding_act", args=[finding.pk, "answer"])
    return client.post(url, {"text": "已核实，8月3日去世。", **form})


def test_goes_with_the_answer(client, member, finding):
    answer(client, finding, file=scan())

    kept = BenefitFindingFile.objects.get()
    finding.refresh_from_db()
    assert (kept.finding, kept.uploaded_by, kept.name) == (finding, member, "死亡证明.jpg.png")
    assert finding.state == "explained"


def test_an_answer_needs_none(client, member, finding):
    answer(client, finding)

    finding.refresh_from_db()
    assert (finding.state, finding.files.count()) == ("explained", 0)


def test_of_another_type_leaves_the_answer_undone(client, member, finding):
    response = answer(client, finding, file=scan("证明.exe", b"MZ\x90"))

    finding.refresh_from_db()
    assert "不是可接受的类型" in response.text
    assert (finding.state, finding.entries.count()) == ("sent", 0)


def test_is_added_shown_and_taken_down(client, member, finding):
    client.post(reverse("benefits:file_create", args=[finding.pk]), {"file": scan()})
    kept = BenefitFindingFile.objects.get()
    shown = client.get(reverse("benefits:file_show", args=[kept.pk]))
    client.post(reverse("benefits:file_withdraw", args=[kept.pk]))

    kept.refresh_from_db()
    assert (shown["Content-Type"], b"".join(shown.streaming_content)) == ("image/png", PNG)
    assert kept.withdrawn_by == member
    assert client.get(reverse("benefits:file_show", args=[kept.pk])).status_code == 404


def test_is_kept_once(client, member, finding):
    client.post(reverse("benefits:file_create", args=[finding.pk]), {"file": scan()})

    again = client.post(reverse("benefits:file_create", args=[finding.pk]), {"file": scan()})

    assert "已经上传过" in again.text
    assert BenefitFindingFile.objects.count() == 1


def test_of_a_finished_finding_stays_as_it_is(member, finding):
    kept = BenefitFindingFileFactory(finding=finding)
    BenefitFinding.objects.update(state="closed")

    with pytest.raises(NotGranted, match="已办结"):
        cases.withdraw_file(kept, by=member, at=timezone.now())


def test_of_a_neighbour_is_not_found(client, sign_in, finding):
    kept = BenefitFindingFileFactory(finding=finding)
    sign_in(VillageFactory(parent=finding.unit.parent), as_village_member=True)

    assert client.get(reverse("benefits:file_show", args=[kept.pk])).status_code == 404


def test_the_page_costs_the_same_with_more(member, finding, assert_flat_queries):
    BenefitFindingFileFactory(finding=finding)
    assert_flat_queries(finding.get_absolute_url(), lambda: BenefitFindingFileFactory(finding=finding))


@pytest.mark.parametrize(("is_dealt_with", "because"), [(False, []), (True, ["其他记录已经用到此人"])])
def test_a_finding_dealt_with_holds_a_new_person_in_the_register(finding, is_dealt_with, because):
    person = finding.person
    batch = ImportBatchFactory(unit=finding.unit)
    ImportRow.objects.create(
        batch=batch, row=2, person=person, outcome="new", person_version=person.updated_at
    )
    if is_dealt_with:
        BenefitFindingFileFactory(finding=finding)

    plan = plan_takeback(batch)

    assert [row.kept_because for row in plan.kept] == because
    assert [row.person_id for row in plan.removed] == ([] if is_dealt_with else [person.pk])
