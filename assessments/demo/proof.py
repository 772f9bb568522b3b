"""Evidence for the demo's checks: each file is small and no two are alike."""

import hashlib
from datetime import datetime, time

from django.core.files.base import ContentFile
from django.utils import timezone

from assessments.demo.pictures import board_picture, letter_pdf
from assessments.library.models import kind_of
from assessments.library.services import see
from assessments.models import Check, Evidence, EvidenceUse

UPLOADED_AT = time(16, 30)


def add_evidence(county, periods, *, rng, at, by):
    """Prove every check of the quarters that is met and wants evidence."""
    rows = []
    for period in periods:
        checks = Check.objects.of(period).filter(
            unit__path__startswith=county.path, item__evidence_needed=True, result=Check.Result.YES
        )
        for check in checks.select_related("unit", "item").order_by("pk"):
            rows.append((check, _evidence(check, rng, at=at, by=by)))
    made = Evidence.objects.bulk_create([evidence for _, evidence in rows], batch_size=500)
    EvidenceUse.objects.bulk_create(
        EvidenceUse(evidence=evidence, check_row=check, linked_by=by, linked_at=evidence.uploaded_at)
        for evidence, (check, _) in zip(made, rows, strict=True)
    )


def _evidence(check, rng, *, at, by):
    if check.unit.is_township and check.unit_id % 2:  # the others prove it by a picture
        name, kind, content = "残联设立批复.pdf", "application/pdf", _letter(check.unit)
    else:
        name, kind, content = f"{check.item.short_name}照片.png", "image/png", board_picture(rng)
    moment = timezone.make_aware(datetime.combine(check.checked_on, UPLOADED_AT))
    evidence = Evidence(
        unit=check.unit,
        title=name.rpartition(".")[0],
        kind=kind_of(kind),
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        content_type=kind,
        size=len(content),
        uploaded_by=by,
        uploaded_at=min(moment, at),
    )
    evidence.file.save("evidence", ContentFile(content), save=False)
    if evidence.is_picture:
        see(evidence, content, at=at)
        evidence.taken_on, evidence.taken_source = check.checked_on, Evidence.TakenSource.HAND
    return evidence


def _letter(unit):
    return letter_pdf(
        "关于设立残疾人联合会的批复",
        [
            f"{unit.name}人民政府：",
            f"经研究，同意设立{unit.name}残疾人联合会。",
            "会宁县残疾人联合会（演示）",
        ],
    )
