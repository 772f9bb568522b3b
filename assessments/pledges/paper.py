"""目标管理责任书 on paper: one of a unit, or all of a county or township as one book."""

from dataclasses import dataclass, replace

from assessments.pledges.models import Pledge, PledgeLine
from assessments.pledges.selectors.items import plain_number
from assessments.pledges.wording import paragraphs
from core.documents import print_document, title_lines
from orgs.proofs.papers import pdf_with_code
from orgs.proofs.services import ProofMark, mark_on_paper

TEMPLATE = "assessments/pledges/print/pledges.html"
LONG_MARK = 11  # characters; a longer name is set smaller, so that it keeps to one line


@dataclass(frozen=True)
class Page:
    """What one pledge prints."""

    pledge: Pledge
    title_lines: list
    before: list
    after: list
    lines: list
    points: str
    replaced: Pledge | None
    proof: ProofMark | None = None  # in a book, where each pledge has its own

    @property
    def mark_is_long(self):
        return len(self.pledge.first_party.federation_name) > LONG_MARK


def pledges_pdf(pledges, *, title, proof=None):
    """Return the PDF of some pledges, each beginning on a new page. Three queries."""
    pages = pages_of(pledges)
    author = pledges[0].first_party.federation_name
    return pdf_with_code(TEMPLATE, {"pages": pages}, proof, title=title, author=author)


def book_pdf(pledges, proofs, *, title):
    """Return the PDF of some pledges as a book, each with its own code below the signatures.

    :param proofs: the code of each, in the same order; None for one without.
    """
    pages, media = [], {}
    for page, proof in zip(pages_of(pledges), proofs, strict=True):
        if proof is not None:
            mark, picture = mark_on_paper(proof, name=f"proof-{page.pledge.pk}.svg")
            page, media = replace(page, proof=mark), media | picture
        pages.append(page)
    author = pledges[0].first_party.federation_name
    printed = print_document(TEMPLATE, {"pages": pages}, title=title, author=author, media=media)
    for proof in filter(None, proofs):
        proof.pages = printed.pages
    return printed.content


def pages_of(pledges):
    """Return the `Page`s of some pledges (`for_page`)."""
    lines, before = {pledge.pk: [] for pledge in pledges}, _signed_before(pledges)
    for line in PledgeLine.objects.filter(pledge__in=lines):
        line.shown = plain_number(line.target)
        lines[line.pledge_id].append(line)
    return [_page(pledge, lines[pledge.pk], before.get(pledge.pk)) for pledge in pledges]


def _page(pledge, lines, replaced):
    over, under = paragraphs(pledge.body)
    full = plain_number(sum(line.points for line in lines))
    return Page(pledge, title_lines(_phrases(pledge.title)), over, under, lines, full, replaced)


def _phrases(title):
    """Return the parts of a title between which it may be broken."""
    for word in ("目标管理责任书", "责任书"):
        if title.endswith(word) and title != word:
            return [title.removesuffix(word), word]
    return [title]


def _signed_before(pledges):
    """Return {pledge id: the signed pledge that it replaces}. One query."""
    rows = (
        Pledge.objects.signed().filter(sheet__in=[pledge.sheet_id for pledge in pledges]).order_by("number")
    )
    signed = {}
    for row in rows:
        signed.setdefault(row.sheet_id, []).append(row)
    return {
        pledge.pk: earlier[-1]
        for pledge in pledges
        if (earlier := [row for row in signed.get(pledge.sheet_id, ()) if row.number < pledge.number])
    }
