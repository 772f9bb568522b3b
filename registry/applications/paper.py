"""The papers of the room: the notice for the wall, 申请审批表, and 不予批准告知书."""

from core.documents import render_pdf
from registry.applications.choices import StepKind
from registry.applications.defaults import REVIEW_DAYS
from registry.applications.selectors.applications import last_refusal, stepper, timeline_of
from registry.applications.selectors.notices import named_on


def notice_pdf(notice, scope):
    """Return the notice as a PDF: names, villages and masked numbers, never category or grade."""
    rows = [named.application for named in named_on(notice, scope)]
    has_amount = any(row.amount is not None for row in rows)
    issuer = notice.unit.federation_name
    context = {"notice": notice, "rows": rows, "has_amount": has_amount, "issuer": issuer}
    title = [f"{notice.unit.name}", "待遇申请公示"]
    return render_pdf("registry/applications/print/notice.html", context, title=title, author=issuer)


def form_pdf(application):
    """Return 申请审批表 of an application as a PDF; steps that were not done yet stay empty for the pen."""
    steps = [
        step for step in stepper(application, timeline_of(application)) if step["kind"] != StepKind.NOTICE
    ]
    notices = [
        entry.notice
        for entry in application.noticed.select_related("notice__unit").order_by("notice__first_day", "pk")
    ]
    issuer = application.county.federation_name
    context = {"application": application, "steps": steps, "notices": notices, "person": application.person}
    title = f"{application.kind_name}申请审批表"
    return render_pdf("registry/applications/print/form.html", context, title=title, author=issuer)


def letter_pdf(application):
    """Return 不予批准告知书 as a PDF, in the name of the unit that refused it."""
    entry = last_refusal(timeline_of(application))
    issuer = entry.unit.federation_name
    context = {"application": application, "entry": entry, "issuer": issuer, "review_days": REVIEW_DAYS}
    title = [f"关于{application.kind_name}申请", "不予批准的告知书"]
    template = "registry/applications/print/letter.html"
    return render_pdf(template, context, title=title, author=issuer)
