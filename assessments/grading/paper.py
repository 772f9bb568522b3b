"""Papers of a ranking: the annex of the 通报, and the lists of plaques, 示范点, rewards and criticisms."""

from assessments.grading.choices import RecognitionKind
from orgs.proofs.papers import pdf_with_code

RANKING = "assessments/grading/print/ranking.html"
LIST = "assessments/grading/print/recognitions.html"
LIST_TITLES = {
    RecognitionKind.STAR: "星级授牌名单",
    RecognitionKind.DEMO: "残疾人工作示范点名单",
    RecognitionKind.REWARD: "考核表彰奖励名单",
    RecognitionKind.CRITICISM: "考核通报批评名单",
}


def ranking_pdf(ranking, lines, unit, *, proof=None):
    """Return the ranking of some lines as a PDF: the annex of a notice, or as of today."""
    round_ = ranking.round
    title = [unit.name, f"{round_.year}年度{round_.get_subject_display()}", "考核结果"]
    context = {
        "ranking": ranking, "lines": lines, "unit": unit,
        "has_groups": any(line.grading.group for line in lines),
        "has_stars": any(line.grading.stars for line in lines),
        "has_tiers": any(line.grading.tier for line in lines),
    }  # fmt: skip
    return pdf_with_code(RANKING, context, proof, title=title, author=unit.federation_name)


def recognitions_pdf(round_, kind, rows, *, proof=None):
    """Return the list of what was decided, of one kind, as a PDF."""
    issuer = round_.county.federation_name
    title = [round_.county.name, f"{round_.year}年度{round_.get_subject_display()}", LIST_TITLES[kind]]
    context = {"rows": rows, "issuer": issuer, "kind": kind, "on": max(row.decided_on for row in rows)}
    return pdf_with_code(LIST, context, proof, title=title, author=issuer)
