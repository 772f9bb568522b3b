"""A county's own wording of the pledge."""

from django.db import transaction

from assessments.pledges.models import PledgeText
from assessments.pledges.services.refusal import PledgeRefused
from assessments.pledges.wording import LONGEST, Wording
from core.permissions import Permission
from orgs.dated import begin_row


@transaction.atomic
def save_text(county, subject, wording, *, by, at, since):
    """Print pledges of a subject in this wording from the day `since` on, and return the row.

    Pledges that are out keep the words with which they were issued.

    :raises PledgeRefused: not the actor's, a place that is not known, no place for the table, or a later row.
    """
    if not by.scope_of(Permission.ASSESSMENT_MANAGE).covers(county):
        raise PledgeRefused("责任书文本由县（区）残联规定。")
    wording = Wording(wording.title.strip(), wording.body.strip())
    if len(wording.body) > LONGEST:
        raise PledgeRefused(f"正文不能超过 {LONGEST} 字。", field="body")
    for problem in wording.problems():
        raise PledgeRefused(problem, field="body")
    rows = PledgeText.objects.select_for_update().filter(unit=county, subject=subject)
    row = PledgeText(unit=county, subject=subject, title=wording.title, body=wording.body, since=since)
    return begin_row(rows, row, refuse=_refuse_before)


def _refuse_before(day):
    raise PledgeRefused(f"自 {day:%Y-%m-%d} 起已另有文本，请选择其后的日期。", field="since")
