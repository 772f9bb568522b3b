"""The papers of an election: 换届情况表 and 移交清单."""

from orgs.elections.selectors.candidates import standing
from orgs.proofs.papers import pdf_with_code


def summary_pdf(election, *, proof=None):
    """Return 换届情况表 of an election as a PDF."""
    ballots = list(election.ballots.order_by("number"))
    context = {
        "election": election,
        "board": election.board,
        "steps": list(election.steps.order_by("number")),
        "candidates": standing(election),
        "ballots": ballots,
        "issuer": election.unit.federation_name,
    }
    title = [election.board.name, "换届情况表"]
    template = "orgs/elections/print/summary.html"
    return pdf_with_code(template, context, proof, title=title, author=election.unit.federation_name)


def handover_pdf(election, *, proof=None):
    """Return 移交清单 of an election as a PDF, with lines for the signatures of both sides."""
    context = {"election": election, "board": election.board}
    title = [election.board.name, "移交清单"]
    template = "orgs/elections/print/handover.html"
    return pdf_with_code(template, context, proof, title=title, author=election.unit.federation_name)
