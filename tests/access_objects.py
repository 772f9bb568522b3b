"""Makers of the objects that stand in addresses: each gives the URL's arguments."""

from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.utils import timezone

from assessments.periods import Quarter, quarter_of
from core.models import Job
from core.sheets import Sheet, SheetRow
from orgs.models import Unit
from registry.imports.mapping import sample_of
from registry.models import ImportBatch
from staff.services.runs import make_run
from tests.factories import (
    AppointmentFactory,
    AttendanceFactory,
    CheckFactory,
    ChecklistFactory,
    ChecklistItemFactory,
    EvidenceFactory,
    MemberFactory,
    PersonFactory,
    PostFactory,
    PostingFactory,
    StipendRunFactory,
    StipendStandardFactory,
    TrainingFactory,
)
from tests.factories.imports import ImportAbsenceFactory, ImportAliasFactory, ImportMappingFactory
from tests.factories.reports import DocumentFactory, SnapshotFactory


@dataclass
class Made:
    """The arguments of one address."""

    args: list = field(default_factory=list)


def make(kind, village, user):
    """Make an object of `kind` at `village`, or one that belongs to `user`, and return its arguments."""
    made = MAKERS[kind](village, user)
    return Made(list(made) if isinstance(made, tuple) else [made])


def stranger(county):
    """Return a clerk of another county."""
    return PostingFactory(unit=county).user


def county_of(village):
    return village.parent.parent


def job(village, user):
    return Job.objects.create(
        kind="test",
        label="测试任务",
        requested_by=user,
        upload=ContentFile(b"x", name="x.txt"),
        upload_name="x.txt",
    ).pk


def person_with_photo(village, user):
    return PersonFactory(unit=village, photo=ContentFile(b"\x89PNG\r\n\x1a\n", name="p.png")).pk


def batch(village, user):
    return ImportBatch.objects.create(
        unit=village,
        uploaded_by=user,
        file=ContentFile(b"x", name="x.xlsx"),
        file_name="x.xlsx",
        file_digest="0" * 64,
        state=ImportBatch.State.REFUSED,
    ).pk


def batch_to_map(village, user):
    """Return an import that waits for its columns, with somebody whom its file left out."""
    made = ImportBatch.objects.get(pk=batch(village, user))
    made.state, made.sample = (
        ImportBatch.State.MAPPING,
        sample_of([Sheet("名单", "csv", [SheetRow(1, ["甲"])])]),
    )
    made.counts = {"rows": 1, "covered": 1, "mends": []}
    made.save()
    ImportAbsenceFactory(batch=made, person__unit=village)
    return made.pk


def item(village):
    levels = [Unit.Level.VILLAGE.value]
    county = county_of(village)
    code = f"liuyou-{county.checklists.count()}"
    checklist = ChecklistFactory(county=county, levels=levels, name="六有", code=code)
    return ChecklistItemFactory(checklist=checklist)


def cell(village, user):
    return village.pk, item(village).pk, quarter_of(timezone.localdate())


def evidence(village, user):
    return EvidenceFactory(check_row=CheckFactory(unit=village, item=item(village))).pk


def past_quarter(village, user):
    item(village)
    return county_of(village).pk, Quarter(2025, 4)


def figure(village, user):
    snapshot = SnapshotFactory(unit=village)
    return snapshot.pk, next(iter(snapshot.figures))


def post_at(village):
    return PostFactory(unit=village, number=village.posts.count() + 1)


def member_at(village):
    return AppointmentFactory(post=post_at(village)).member


def line(village, user):
    county = county_of(village)
    member_at(village)
    StipendStandardFactory(unit=county)
    return make_run(county, 2026, 1, by=stranger(county), at=timezone.now()).lines.first().pk


MAKERS = {
    "job": job,
    "unit": lambda village, user: village.pk,
    "township": lambda village, user: village.parent.pk,
    "county": lambda village, user: county_of(village).pk,
    "account": lambda village, user: PostingFactory(unit=village, as_village_member=True).user.pk,
    "posting": lambda village, user: PostingFactory(unit=village, as_village_member=True).pk,
    "person": lambda village, user: PersonFactory(unit=village).pk,
    "person_with_photo": person_with_photo,
    "batch": batch,
    "batch_to_map": batch_to_map,
    "alias": lambda village, user: ImportAliasFactory(unit=village, made_by=user).pk,
    "mapping": lambda village, user: ImportMappingFactory(unit=village, made_by=user).pk,
    "member": lambda village, user: member_at(village).pk,
    "appointment": lambda village, user: AppointmentFactory(post=post_at(village)).pk,
    "post": lambda village, user: post_at(village).pk,
    "training": lambda village, user: TrainingFactory(unit=county_of(village), title="政策培训").pk,
    "attendance": lambda village, user: (
        AttendanceFactory(training__unit=county_of(village), member=MemberFactory(unit=village)).pk
    ),
    "run": lambda village, user: StipendRunFactory(unit=county_of(village), year=2025).pk,
    "line": line,
    "unit_quarter": lambda village, user: cell(village, user)[::2],
    "county_past_quarter": past_quarter,
    "cell": cell,
    "evidence": evidence,
    "checklist": lambda village, user: item(village).checklist.pk,
    "item": lambda village, user: item(village).pk,
    "document": lambda village, user: DocumentFactory(unit=village).pk,
    "snapshot": lambda village, user: SnapshotFactory(unit=village).pk,
    "figure": figure,
}
