"""The papers of the room: the notice for the wall, 申请审批表, and 告知书 with 送达回证."""

from core.documents import render_pdf
from orgs.proofs.papers import pdf_with_code
from registry.applications.choices import StepKind
from registry.applications.defaults import REVIEW_DAYS
from registry.applications.selectors.applications import last_word, stepper, timeline_of
from registry.applications.selectors.notices import named_on


def notice_pdf(notice, scope, *, proof=None):
    """Return the notice as a PDF: names, villages and masked numbers, never category or grade."""
    rows = [named.application for named in named_on(notice, scope)]
    has_amount = any(row.amount is not None for row in rows)
    issuer = notice.unit.federation_name
    context = {"notice": notice, "rows": rows, "has_amount": has_amount, "issuer": issuer}
    title = [f"{notice.unit.name}", "待遇申请公示"]
    template = "registry/applications/print/notice.html"
    return pdf_with_code(template, context, proof, title=title, author=issuer)


def form_pdf(application):
    """Return 申请审批表 of an application as a PDF; steps that were not done yet stay empty for the pen."""
    apart = (StepKind.NOTICE, StepKind.DELIVER)
    steps = [step for step in stepper(application, timeline_of(application)) if step["kind"] not in apart]
    notices = [
        entry.notice
        for entry in application.noticed.select_related("notice__unit").order_by("notice__first_day", "pk")
    ]
    issuer = application.county.federation_name
    context = {"application": application, "steps": steps, "notices": notices, "person": application.person}
    title = f"{application.kind_name}申请审批表"
    return render_pdf("registry/applications/print/form.html", context, title=title, author=issuer)


def letter_pdf(application):
    """Return 告知书 with 送达回证 as a PDF, in the name of the unit that granted or refused it."""
    entry = last_word(timeline_of(application))
    issuer = entry.unit.federation_name
    outcome = "予以批准" if application.is_granted else "不予批准"
    title = [f"关于{application.kind_name}申请", f"{outcome}的告知书"]
    context = {
        "application": application, "entry": entry, "issuer": issuer, "review_days": REVIEW_DAYS,
        "outcome": outcome, "paper_name": "".join(title),
    }  # fmt: skip
    template = "registry/applications/print/letter.html"
    return render_pdf(template, context, title=title, author=issuer)
