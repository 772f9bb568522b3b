"""One vote by one code. Kept are sums and that the code is used: never who voted what (docs/adr/0037)."""

import unicodedata

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessments.appraisals.choices import Grade, State
from assessments.appraisals.models import AppraisalCode, AppraisalTally
from assessments.appraisals.services.refusal import AppraisalRefused
from core.encryption import digest

ABSTAINED = "abstained"
CHOICES = [*Grade.choices, (ABSTAINED, "弃权")]


class WrongCode(AppraisalRefused):
    """There is no such code. Counted by the door, against guessing."""


def open_ballot(code, *, at):
    """Return (the meeting, its tallies) that a code opens. Two queries.

    :raises WrongCode: no such code.
    :raises AppraisalRefused: used already, too early, or over.
    """
    slip = _slip(code)
    if slip.is_used:
        raise AppraisalRefused("这个测评码已经投过票，一个测评码只能用一次。", field="code")
    _must_be_open(slip.meeting, at)
    return slip.meeting, _people(slip.meeting)


@transaction.atomic
def cast_vote(code, choices, *, at):
    """Cast one vote about everybody in the meeting; nothing is kept of who cast it.

    :param choices: {appraisal pk: a grade or `ABSTAINED`}
    :raises WrongCode: no such code.
    :raises AppraisalRefused: used already, too early, over, or somebody is left out.
    """
    slip = _slip(code)
    _must_be_open(slip.meeting, at)
    people = _people(slip.meeting)
    known = {value for value, _ in CHOICES}
    left = [one.appraisal.member.name for one in people if choices.get(one.appraisal_id) not in known]
    if left:
        raise AppraisalRefused(f"请给{'、'.join(left)}选择一项，不想表态的选“弃权”。", field="votes")
    # Of two who send one code at once, the database lets the first one change the row.
    if not AppraisalCode.objects.filter(pk=slip.pk, is_used=False).update(is_used=True):
        raise AppraisalRefused("这个测评码已经投过票，一个测评码只能用一次。", field="code")
    for one in people:
        choice = choices[one.appraisal_id]
        AppraisalTally.objects.filter(pk=one.pk).update(**{choice: F(choice) + 1})


def plain_code(text):
    """Return a code as it is kept, whatever width, case and blanks it was typed in."""
    text = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in text if character.isalnum())


def _slip(code):
    rows = AppraisalCode.objects.filter(digest=digest(plain_code(code)))
    slip = rows.select_related("meeting__unit", "meeting__year").first() if plain_code(code) else None
    if slip is None:
        raise WrongCode("没有这个测评码，请对照纸条重新输入。", field="code")
    return slip


def _must_be_open(meeting, at):
    opens, closes = timezone.localtime(meeting.opens_at), timezone.localtime(meeting.closes_at)
    if at < meeting.opens_at:
        raise AppraisalRefused(f"投票 {opens:%Y-%m-%d %H:%M} 开始，请到时再来。", field="code")
    if meeting.is_closed or at >= meeting.closes_at or meeting.year.state != State.RUNNING:
        raise AppraisalRefused(f"投票已于 {closes:%Y-%m-%d %H:%M} 截止。", field="code")


def _people(meeting):
    rows = AppraisalTally.objects.filter(meeting=meeting).select_related(
        "appraisal__appointment__member", "appraisal__appointment__post__unit"
    )
    return list(rows.order_by("appraisal__appointment__post__unit__path", "pk"))
