"""The demo's pledges of the present year: issued to every township, most of them signed with their scan."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessments.demo.pictures import letter_pdf
from assessments.pledges.services.issuing import issue_pledges
from assessments.pledges.services.signing import record_signing

NOT_YET = 2  # townships whose signed paper is still missing


def sign_pledges(marker, *, manager, today, rng):
    """Issue the pledges of all sheets, and let all but a few be signed and returned."""
    at = timezone.now()
    issued = issue_pledges(marker.round, marker.sheets, by=manager, at=at)
    late = rng.sample(range(len(issued.pledges)), min(NOT_YET, len(issued.pledges)))
    signed_on = min(today, date(today.year, 1, 20))
    for number, pledge in enumerate(issued.pledges):
        if number in late:
            continue
        unit = pledge.sheet.unit
        paper = letter_pdf("目标管理责任书", [unit.name, f"{today.year} 年度", "双方已签字盖章"])
        record_signing(
            pledge,
            SimpleUploadedFile("责任书.pdf", paper, "application/pdf"),
            by=manager,
            at=at,
            signed_on=signed_on,
            first_signatory="马国栋",
            second_signatory="乡镇残联主席",
        )
