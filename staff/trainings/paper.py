"""The papers of a training: the sign-in sheet and the certificates."""

from core.documents import print_document, render_pdf
from registry.applications.selectors.procedures import county_of

FEWEST_ROWS = 8  # empty lines at the end, for those who come without being enrolled


def signing_pdf(training, members):
    """Return the sign-in sheet (签到表) as a PDF: who is expected, with room for two signatures each."""
    issuer = training.unit.federation_name
    context = {"training": training, "members": members, "blank": range(FEWEST_ROWS), "issuer": issuer}
    title = [training.title, "签到表" if training.title.endswith("培训") else "培训签到表"]
    return render_pdf("staff/trainings/print/signing.html", context, title=title, author=issuer)


def certificates_pdf(attendances):
    """Return the certificates (结业证) of attendances of one training as a `Printed`, one page each."""
    training = attendances[0].training
    issuer = county_of(training.unit).federation_name
    context = {"rows": attendances, "training": training, "issuer": issuer}
    return print_document(
        "staff/trainings/print/certificates.html", context, title="培训结业证书", author=issuer
    )
