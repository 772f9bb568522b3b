"""The papers of an election: 换届情况表 and 移交清单."""

from core.documents import render_pdf
from orgs.elections.selectors.candidates import standing


def summary_pdf(election):
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
    return render_pdf(template, context, title=title, author=election.unit.federation_name)


def handover_pdf(election):
    """Return 移交清单 of an election as a PDF, with lines for the signatures of both sides."""
    context = {"election": election, "board": election.board}
    title = [election.board.name, "移交清单"]
    template = "orgs/elections/print/handover.html"
    return render_pdf(template, context, title=title, author=election.unit.federation_name)
