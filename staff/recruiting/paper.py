"""The papers of a recruitment: its notice, the notice of those to be hired, and the certificate of post."""

from core.documents import render_pdf
from orgs.proofs.papers import pdf_with_code
from registry.applications.selectors.procedures import county_of


def openings_of(recruitment):
    """Return the posts that a recruitment offers, in the order of its notice."""
    return list(recruitment.openings.for_list().order_by("post__unit__path", "post__post_type", "pk"))


def recruitment_pdf(recruitment, *, proof=None):
    """Return the notice of recruitment as a PDF."""
    openings = openings_of(recruitment)
    issuer = recruitment.unit.federation_name
    context = {"recruitment": recruitment, "rules": recruitment.rules, "openings": openings, "issuer": issuer}
    template = "staff/recruiting/print/recruitment.html"
    return pdf_with_code(template, context, proof, title=recruitment.title, author=issuer)


def notice_pdf(notice, *, proof=None):
    """Return the public notice of those to be hired: names, posts and marks, masked numbers, nothing of a
    disability."""
    rows = list(notice.candidates.for_list().order_by("opening__post__unit__path", "pk"))
    issuer, recruitment = notice.unit.federation_name, notice.recruitment
    context = {
        "notice": notice, "rows": rows, "recruitment": recruitment, "issuer": issuer,
        "has_exam": recruitment.rules.has_exam,
    }  # fmt: skip
    title = [recruitment.unit.name, "残疾人专职委员", "拟聘人员公示"]
    template = "staff/recruiting/print/notice.html"
    return pdf_with_code(template, context, proof, title=title, author=issuer)


def permit_pdf(appointment):
    """Return the certificate of post (上岗证) as a PDF of one page."""
    issuer = county_of(appointment.post.unit).federation_name
    context = {"appointment": appointment, "member": appointment.member, "issuer": issuer}
    title = "残疾人专职委员上岗证"
    return render_pdf("staff/recruiting/print/permit.html", context, title=title, author=issuer)
