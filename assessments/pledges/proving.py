"""The code on 责任书: parties, text and targets as they were issued."""

from assessments.pledges.models import Pledge
from assessments.pledges.paper import pages_of
from orgs.proofs.papers import PaperKind, code_for

OF_LINE = ("number", "section", "name", "points", "measure", "target")


def pledge_stated(unit, key):
    """Return what a pledge states; None if there is none of this unit."""
    pledge = Pledge.objects.for_page().filter(pk=key, sheet__unit=unit).first()
    if pledge is None:
        return None
    (page,) = pages_of([pledge])
    replaced = page.replaced
    return {
        "code": pledge.code, "title": pledge.title, "first": pledge.first_party.code, "body": pledge.body,
        "lines": [[getattr(line, name) for name in OF_LINE] for line in page.lines],
        "replaced": [replaced.code, replaced.signed_on, pledge.reason] if replaced else [],
        "recalled": pledge.is_recalled,
    }  # fmt: skip


PLEDGE = PaperKind("pledge", "目标管理责任书", "pledge", pledge_stated)


def code_of_pledge(pledge, *, by):
    """Return the code of a pledge; None for one that was recalled."""
    if pledge.is_recalled:
        return None
    return code_for(PLEDGE, pledge.sheet.unit, pledge.pk, reference=pledge.code, by=by)
