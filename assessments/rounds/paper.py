"""The papers of the year: 考核评分表, 会议纪要, 考核通报."""

from assessments.rounds.choices import Stage
from assessments.rounds.selectors.changes import changes_in
from assessments.rounds.selectors.results import frozen_places
from assessments.schemes.choices import Subject
from core.documents import render_pdf
from core.letterheads import Form, Letterhead
from orgs.proofs.papers import pdf_with_code
from orgs.scoping import UnitScope

ADDRESSEES = {
    Subject.TOWNSHIP: "各乡镇（街道）残联",
    Subject.GRASSROOTS: "各乡镇（街道）残联，各村（社区）残协",
}
SHOWN_STAGES = (Stage.SELF, Stage.TOWNSHIP, Stage.COUNTY)


def sheet_pdf(score, result):
    """Return 考核评分表 of a unit as a PDF: its own score, the reviews, and what stands.

    :param result: the frozen `Result`, None before the year is final.
    """
    sheet = score.sheet
    frozen = {row.lineage: row.points for row in result.items.all()} if result else {}
    rows = [
        (
            section,
            [
                (one, [one.at(stage) for stage in SHOWN_STAGES], frozen.get(one.item.lineage, one.points))
                for one in items
            ],
        )
        for section, items, _ in score.by_section()
    ]
    context = {
        "sheet": sheet, "round": sheet.round, "rows": rows, "result": result,
        "total": result.total if result else score.total,
        "bonus": result.bonus if result else score.sums.bonus,
        "issuer": sheet.unit.federation_name,
    }  # fmt: skip
    title = [sheet.unit.name, f"{sheet.round.year} 年度考核评分表"]
    return render_pdf("assessments/rounds/print/sheet.html", context, title=title, author=context["issuer"])


def minutes_pdf(round_, meeting):
    """Return 会议纪要 of the joint meeting as a PDF, with what it set and lines for the signatures."""
    everywhere = UnitScope(paths=frozenset({round_.county.path}))
    context = {
        "round": round_,
        "meeting": meeting,
        "changes": changes_in(round_, everywhere, stages=(Stage.MEETING,)),
        "issuer": round_.county.federation_name,
    }
    title = [f"{round_.year} 年度", f"{round_.get_subject_display()}考核", "联席会议纪要"]
    return render_pdf("assessments/rounds/print/minutes.html", context, title=title, author=context["issuer"])


def bulletin_pdf(round_, bulletin, *, proof=None):
    """Return the 通报 of a final year as a PDF with its code, its figures from the frozen results."""
    issuer = round_.county.federation_name
    places = frozen_places(round_)
    context = {
        "round": round_,
        "bulletin": bulletin,
        "places": places,
        "has_groups": any(place.group for place in places),
        "has_stars": any(place.stars for place in places),
        "has_tiers": any(place.tier for place in places),
        "issuer": issuer,
        "issued_on": bulletin.issued_on or round_.final_at,
        "letterhead": Letterhead(Form.RED, issuer, bulletin.number, ADDRESSEES[round_.subject]),
    }
    title = ["关于", f"{round_.year} 年度", f"{round_.get_subject_display()}考核结果", "的通报"]
    return pdf_with_code("assessments/rounds/print/bulletin.html", context, proof, title=title, author=issuer)
