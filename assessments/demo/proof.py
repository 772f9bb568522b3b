"""Evidence for the demo's checks: each file is small and no two are alike."""

import hashlib
from datetime import datetime, time

from django.core.files.base import ContentFile
from django.utils import timezone

from assessments.demo.pictures import board_picture, letter_pdf
from assessments.models import Check, Evidence

UPLOADED_AT = time(16, 30)


def add_evidence(county, periods, *, rng, at, by):
    """Prove every check of the quarters that is met and wants evidence."""
    rows = []
    for period in periods:
        checks = Check.objects.of(period).filter(
            unit__path__startswith=county.path, item__evidence_needed=True, result=Check.Result.YES
        )
        for check in checks.select_related("unit", "item").order_by("pk"):
            rows.append(_evidence(check, rng, at=at, by=by))
    Evidence.objects.bulk_create(rows, batch_size=500)


def _evidence(check, rng, *, at, by):
    if "任职书" in check.item.name:
        name, kind, content = f"{check.item.short_name}.pdf", "application/pdf", _letter(check.unit)
    else:
        name, kind, content = f"{check.item.short_name}照片.png", "image/png", board_picture(rng)
    moment = timezone.make_aware(datetime.combine(check.checked_on, UPLOADED_AT))
    evidence = Evidence(
        check_row=check,
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        content_type=kind,
        size=len(content),
        uploaded_by=by,
        uploaded_at=min(moment, at),
    )
    evidence.file.save("evidence", ContentFile(content), save=False)
    return evidence


def _letter(unit):
    return letter_pdf(
        "任职通知",
        [
            f"{unit.name}残疾人联合会：",
            "经研究，同意你单位理事长任职，任期五年。",
            "会宁县残疾人联合会（演示）",
        ],
    )
