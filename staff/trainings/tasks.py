"""Job kinds of training: the certificates of a whole session as one PDF."""

from django.core.files.base import ContentFile

from core.jobs import JobFailed, job_kind
from core.permissions import Permission
from orgs.proofs.papers import keep
from staff.models import Attendance, Training
from staff.trainings.paper import certificates_pdf
from staff.trainings.proving import codes_of_certificates

PRINT_CERTIFICATES = "training_certificates"


@job_kind(PRINT_CERTIFICATES, label="打印培训结业证")
def print_certificates(job):
    """Print the certificates of a training, of those whom the requester may see *now*."""
    scope = job.requested_by.scope_of(Permission.STAFF_VIEW)
    training = Training.objects.within(scope).filter(pk=job.params["training"]).first()
    rows = list(certified(scope, training)) if training else []
    if not rows:
        raise JobFailed("该培训不在您的管辖范围内，或没有已编号的结业证。")
    proofs = codes_of_certificates(rows, by=job.requested_by)
    printed = certificates_pdf(rows, proofs)
    keep(proofs, printed.content)
    job.result_name = f"结业证{training.held_on:%Y%m%d}.pdf"
    job.result_persons = len(rows)
    job.result.save("certificates.pdf", ContentFile(printed.content), save=False)
    job.message = f"共 {len(rows)} 本结业证，{printed.pages} 页。"


def certified(scope, training):
    """Return the attendances of the scope that have a certificate, in the order of their numbers."""
    rows = Attendance.objects.within(scope).filter(training=training).exclude(certificate_number="")
    return rows.select_related("member__unit__parent", "training__unit").order_by("certificate_number", "pk")
