"""What hung on one check each goes into the library of its unit, and the check becomes its first use."""

from django.db import migrations, transaction

KINDS = {
    "application/pdf": "scan",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "paper",
}
BATCH = 500


def into_the_library(apps, schema_editor):
    """Give every file its unit and its use. Of the same content standing twice at a unit the first is kept:
    what the others proved it proves from now on."""
    Evidence = apps.get_model("assessments", "Evidence")
    EvidenceUse = apps.get_model("assessments", "EvidenceUse")
    kept, kept_for, spare, uses = [], {}, [], []
    rows = Evidence.objects.select_related("check_row").order_by("pk")
    for row in rows.iterator(chunk_size=BATCH):
        key = (row.check_row.unit_id, row.sha256)
        if row.withdrawn_at is None and key in kept_for:
            spare.append(row)
        else:
            row.unit_id = row.check_row.unit_id
            row.title = row.name.rpartition(".")[0][:100] or row.name[:100]
            row.kind = KINDS.get(row.content_type, "photo")
            kept.append(row)
            if row.withdrawn_at is None:
                kept_for[key] = row.pk
        uses.append(
            EvidenceUse(
                evidence_id=kept_for[key] if row.withdrawn_at is None else row.pk,
                check_row_id=row.check_row_id,
                linked_by_id=row.uploaded_by_id,
                linked_at=row.uploaded_at,
                withdrawn_by_id=row.withdrawn_by_id,
                withdrawn_at=row.withdrawn_at,
            )
        )
    EvidenceUse.objects.bulk_create(uses, batch_size=BATCH)
    Evidence.objects.bulk_update(kept, ["unit", "title", "kind"], batch_size=BATCH)
    for row in spare:
        storage, name = row.file.storage, row.file.name
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))
        row.delete()


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_evidence_library")]

    operations = [migrations.RunPython(into_the_library, migrations.RunPython.noop, elidable=False)]
