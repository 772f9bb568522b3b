"""The papers of a training: the sign-in sheet and the certificates."""

from core.documents import print_document, render_pdf
from orgs.proofs.services import mark_on_paper
from registry.applications.selectors.procedures import county_of

FEWEST_ROWS = 8  # empty lines at the end, for those who come without being enrolled


def signing_pdf(training, members):
    """Return the sign-in sheet (签到表) as a PDF: who is expected, with room for two signatures each."""
    issuer = training.unit.federation_name
    context = {"training": training, "members": members, "blank": range(FEWEST_ROWS), "issuer": issuer}
    title = [training.title, "签到表" if training.title.endswith("培训") else "培训签到表"]
    return render_pdf("staff/trainings/print/signing.html", context, title=title, author=issuer)


def certificates_pdf(attendances, proofs):
    """Return the certificates (结业证) of attendances of one training as a `Printed`, one page each.

    :param proofs: the code of each, in the same order.
    """
    training = attendances[0].training
    issuer = county_of(training.unit).federation_name
    rows, media = [], {}
    for number, (attendance, proof) in enumerate(zip(attendances, proofs, strict=True)):
        mark, picture = mark_on_paper(proof, name=f"proof-{number}.svg")
        rows.append((attendance, mark))
        media |= picture
    context = {"rows": rows, "training": training, "issuer": issuer}
    printed = print_document(
        "staff/trainings/print/certificates.html", context, title="培训结业证书", author=issuer, media=media
    )
    for proof in proofs:
        proof.pages = printed.pages
    return printed
