"""The code on a training certificate: it proves the certificate, whoever holds it."""

from orgs.proofs.papers import PaperKind, code_for
from registry.applications.selectors.procedures import county_of
from staff.models import Attendance


def certificate_stated(unit, key):
    """Return what the certificate of an attendance states; None if it was taken back."""
    row = Attendance.objects.filter(pk=key).select_related("member__unit", "training").first()
    if row is None or not row.certificate_number:
        return None
    training = row.training
    return {
        "number": row.certificate_number, "name": row.member.name, "of": row.member.unit.code,
        "training": training.title, "level": training.level, "on": training.held_on,
        "hours": str(training.hours),
        "score": None if row.score is None else str(row.score),
        "passed": row.passed, "issued": row.certificate_on or training.held_on, "issuer": unit.code,
    }  # fmt: skip


CERTIFICATE = PaperKind("training_certificate", "培训结业证书", "attendance", certificate_stated)


def codes_of_certificates(attendances, *, by):
    """Return the code of each certificate of one training; shown with it is its number, never a name."""
    unit = county_of(attendances[0].training.unit)
    return [
        code_for(CERTIFICATE, unit, row.pk, reference=f"证号 {row.certificate_number}", by=by)
        for row in attendances
    ]
