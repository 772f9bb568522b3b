"""The papers of the room: the notice for the wall, 申请审批表, and 告知书 with 送达回证."""

from core.documents import render_pdf
from orgs.proofs.papers import pdf_with_code
from registry.applications.choices import Level, Office, StepKind
from registry.applications.organs import EXAMINED, handing_office, is_decision, organ_of, remedy_against
from registry.applications.selectors.applications import last_word, stepper, timeline_of
from registry.applications.selectors.notices import named_on

NOTICE_OFFICES = {
    Level.VILLAGE: Office.VILLAGE, Level.TOWNSHIP: Office.TOWNSHIP, Level.COUNTY: Office.CIVIL,
}  # fmt: skip


def notice_pdf(notice, scope, *, proof=None):
    """Return the notice as a PDF: names, villages and masked numbers, never category or grade."""
    rows = [named.application for named in named_on(notice, scope)]
    has_amount = any(row.amount is not None for row in rows)
    issuer = _organ_of_notice(notice, rows)
    context = {"notice": notice, "rows": rows, "has_amount": has_amount, "issuer": issuer}
    title = [f"{notice.unit.name}", "待遇申请公示"]
    template = "registry/applications/print/notice.html"
    return pdf_with_code(template, context, proof, title=title, author=issuer)


def _organ_of_notice(notice, rows):
    """Return the organ in whose name a notice hangs: that of the step of the first one named."""
    first = rows[0] if rows else None
    named = first and first.noticed.filter(notice=notice).first()
    office = first.procedure.office_of(named.step_number) if named else NOTICE_OFFICES[notice.level]
    return organ_of(office, notice.unit)


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


def outcome_of(application):
    """Return what came of a closed application, in the words of its 告知书."""
    entry = last_word(timeline_of(application))
    if application.is_granted:
        return "予以批准"
    return "不予批准" if is_decision(application.procedure, entry.step_number) else "未予通过"


def letter_pdf(application):
    """Return 告知书 with 送达回证 as a PDF, in the name of the organ that hands it out.

    It says which organ has decided, and what may be done against that. Who only examines decides nothing:
    the paper then says that the application did not come through, and which organ may be addressed.
    """
    entry, procedure = last_word(timeline_of(application)), application.procedure
    office = procedure.office_of(entry.step_number)
    decides = is_decision(procedure, entry.step_number)
    hander = organ_of(handing_office(procedure), application.unit)
    decider = organ_of(procedure.deciding_office, application.unit)
    remedy = remedy_against(office if decides else EXAMINED, entry.on)
    outcome = outcome_of(application)
    title = [f"关于{application.kind_name}申请", f"{outcome}的告知书"]
    context = {
        "application": application, "entry": entry, "issuer": hander, "outcome": outcome,
        "organ": organ_of(office, application.unit), "decides": decides, "paper_name": "".join(title),
        "remedy": remedy.format(county=application.county.name, organ=decider),
    }  # fmt: skip
    return render_pdf("registry/applications/print/letter.html", context, title=title, author=hander)
