"""Lists on paper: who is granted what, for public notice (公示), and what is to be put right (通知)."""

from dataclasses import dataclass
from decimal import Decimal

from core.masking import masked_id_number
from orgs.proofs.papers import pdf_with_code
from registry.benefits.models import BenefitFinding, Grant

MOST_PRINTED = 1000  # a thick booklet; more nobody posts up


@dataclass(frozen=True)
class Notice:
    """One sort of list: its title, its template and the words below it."""

    title: str
    template: str
    below: str


NOTICES = {
    "granted": Notice(
        "残疾人补贴享受对象公示",
        "registry/benefits/print/granted.html",
        "身份证号只印首尾数字。对公示对象有异议的，请在公示期内向乡镇（街道）或县残联反映。",
    ),
    "findings": Notice(
        "补贴核查问题通知单",
        "registry/benefits/print/findings.html",
        "请逐户核实，在系统中说明情况和依据后交乡镇（街道）复核。",
    ),
}


def notice_pdf(what, scope, unit, today, *, proof=None):
    """Return (PDF, number of rows) of a list of what the scope holds."""
    notice = NOTICES[what]
    rows = granted_in(scope) if what == "granted" else list(_findings(scope)[:MOST_PRINTED])
    for row in rows:
        row.shown_id = masked_id_number(row.person.id_number)
    total = sum((row.amount for row in rows), Decimal("0.00"))
    context = {"rows": rows, "unit": unit, "today": today, "total": total, "below": notice.below}
    issuer = unit.federation_name
    return pdf_with_code(notice.template, context, proof, title=notice.title, author=issuer), len(rows)


def granted_in(scope):
    """Return the running grants that the list prints, in its order."""
    rows = Grant.objects.within(scope).running().for_list()
    return list(rows.order_by("unit_path", "kind__order", "person__pinyin", "pk")[:MOST_PRINTED])


def _findings(scope):
    rows = BenefitFinding.objects.within(scope).unfinished().for_list()
    return rows.order_by("unit_path", "fault", "person__pinyin", "pk")
