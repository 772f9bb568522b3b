"""What every act of an appraisal does first and last: lock, ask who may, and leave an entry."""

from assessments.appraisals.choices import State
from assessments.appraisals.models import Appraisal, AppraisalEntry, AppraisalYear
from assessments.appraisals.rights import may_decide, may_enter
from assessments.appraisals.services.refusal import AppraisalRefused

OUTSIDE = "此人不由您所在的单位考核。"


def locked_year(year, *, by, states=()):
    """Return the year as it stands now, held until this transaction ends.

    :raises AppraisalRefused: the actor does not decide for the county, or the year has gone on.
    """
    rows = AppraisalYear.objects.select_for_update(of=("self",)).select_related("county")
    year = rows.get(pk=year.pk)
    if not may_decide(by, year):
        raise AppraisalRefused("该年度考核由县（区）残联办理。")
    must_be(year, states)
    return year


def must_be(year, states):
    """:raises AppraisalRefused: the year is in no such state."""
    if states and year.state not in states:
        raise AppraisalRefused(f"{year}已到“{State(year.state).label}”，不能再这样办理，请重新打开页面查看。")


def locked(appraisal, *, by, states=(State.RUNNING,), entering=True):
    """Return the appraisal as it stands now, held until this transaction ends.

    :param entering: True if the act is for those who assess; the member's own report is not.
    :raises AppraisalRefused: somebody else's to do, or the year has gone on.
    """
    rows = Appraisal.objects.select_for_update(of=("self",)).for_list()
    appraisal = rows.get(pk=appraisal.pk)
    if entering and not may_enter(by, appraisal):
        raise AppraisalRefused(OUTSIDE)
    must_be(appraisal.year, states)
    return appraisal


def must_be_seen(row, revision, who):
    """Tell the second of two who write at once that somebody was first.

    :param revision: what the writer saw when the form was opened.
    :raises AppraisalRefused: the row has changed since.
    """
    if revision is not None and row.revision != revision:
        raise AppraisalRefused(
            f"您填写期间，{who}已先保存。您填的内容还在下面，请核对后再保存一次。", field="revision"
        )


def must_say(text, what, field="reason"):
    """:raises AppraisalRefused: nothing was written."""
    if not text.strip():
        raise AppraisalRefused(f"请填写{what}。", field=field)


def note(appraisal, words, *, by, at, text=""):
    """Leave an entry in the history of the appraisal."""
    return AppraisalEntry.objects.create(
        appraisal=appraisal, words=words[:200], text=text[:300], by=by, at=at
    )


def note_all(appraisals, words, *, by, at):
    """Leave an entry in the history of many; `words(appraisal)` says which."""
    AppraisalEntry.objects.bulk_create(
        [AppraisalEntry(appraisal=one, words=words(one)[:200], by=by, at=at) for one in appraisals]
    )
