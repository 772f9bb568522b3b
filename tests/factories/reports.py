from datetime import UTC, date, datetime

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from core.permissions import Permission
from orgs.models import Proof
from reports.models import Document, Snapshot, SnapshotList
from reports.tables import row, table, text
from tests.factories.orgs import VillageFactory

MADE = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def figure(value, *, of="units", **where):
    return {
        "label": "应查单位", "value": value, "unit": "个", "text": f"{value}个",
        "list": of, "where": where, "made_of": [], "elsewhere": [],
    }  # fmt: skip


def content():
    return {
        "title": "六有检查表",
        "issuer": "残疾人协会",
        "tables": [],
        "blocks": [],
        "figures": {"units.all": figure(1)},
        "groups": [["单位", ["units.all"]]],
    }


def tabular():
    """Return the content of a report with one small table."""
    rows = [row("本单位", text("1", "num")), row("合计", text("1", "num"), total=True)]
    return content() | {"tables": [table("一览表", head=["单位", "个数"], rows=rows)]}


class SnapshotFactory(DjangoModelFactory):
    class Meta:
        model = Snapshot
        skip_postgeneration_save = True

    kind = "liuyou_sheet"
    unit = factory.SubFactory(VillageFactory)
    year, quarter, as_of, made_at = 2026, 4, date(2026, 11, 22), MADE
    content = factory.LazyFunction(content)
    digest = factory.Sequence(lambda n: f"{n:064d}")

    @factory.post_generation
    def lists(snapshot, create, extracted):  # noqa: N805 - factory_boy hands over the object
        SnapshotList.objects.create(
            snapshot=snapshot, key="units", label="单位", permission=Permission.UNIT_VIEW,
            columns=[{"key": "name", "label": "单位", "labels": {}, "shown": True, "is_number": False}],
            rows=[[snapshot.unit.name]], size=1,
        )  # fmt: skip


class ProofFactory(DjangoModelFactory):
    class Meta:
        model = Proof

    kind, reference = "liuyou_sheet", "2026第四季度"
    unit = factory.SubFactory(VillageFactory)
    as_of, made_at = date(2026, 11, 22), MADE
    digest = factory.Sequence(lambda n: f"{n:064d}")


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = Document

    kind = "liuyou_sheet"
    unit = factory.SubFactory(VillageFactory)
    year, quarter, pages, made_at, sha256 = 2026, 4, 1, MADE, "0" * 64
    title = factory.LazyAttribute(lambda document: f"{document.unit.name}六有检查表")
    snapshot = factory.SubFactory(SnapshotFactory, unit=factory.SelfAttribute("..unit"))
    proof = factory.SubFactory(
        ProofFactory, unit=factory.SelfAttribute("..unit"), digest=factory.SelfAttribute("..snapshot.digest")
    )
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7", name="sheet.pdf"))
