"""What every act of a recruitment does first and last: lock, ask who may, and leave an entry."""

from core.permissions import Permission
from staff.recruiting.choices import State
from staff.recruiting.models import Candidate, Recruitment, RecruitmentEntry
from staff.services.refusal import StaffRefused, must_cover

OUTSIDE = "这次招聘不在您的管辖范围内。"


def locked(recruitment, *, by, states=()):
    """Return the recruitment as it stands now, held until this transaction ends.

    :param states: those in which the act makes sense; in any other somebody was faster, or it is the back
        button.
    :raises StaffRefused: outside the actor's scope, or gone on.
    """
    rows = Recruitment.objects.select_for_update(of=("self",)).select_related("unit")
    recruitment = rows.get(pk=recruitment.pk)
    must_cover(by, Permission.STAFF_EDIT, recruitment.unit, OUTSIDE)
    if states and recruitment.state not in states:
        raise StaffRefused(
            f"“{recruitment.title}”已到“{State(recruitment.state).label}”，不能再这样办理，请重新打开页面查看。"
        )
    return recruitment


def locked_candidate(candidate, *, by, states=(), standings=()):
    """Return the candidate as they stand now, with their recruitment locked first.

    :raises StaffRefused: outside the actor's scope, or the recruitment or the candidate has gone on.
    """
    recruitment = locked(candidate.recruitment, by=by, states=states)
    rows = Candidate.objects.select_for_update(of=("self",)).for_list()
    candidate = rows.select_related("person", "relative").get(pk=candidate.pk)
    candidate.recruitment = recruitment
    if standings and candidate.standing not in standings:
        raise StaffRefused(
            f"{candidate.name}现在是“{candidate.get_standing_display()}”，不能再这样办理，请重新打开页面查看。"
        )
    return candidate


def note(recruitment, words, *, by, at, candidate=None, text=""):
    """Leave an entry in the history of the recruitment."""
    return RecruitmentEntry.objects.create(
        recruitment=recruitment, candidate=candidate, words=words, text=text, by=by, at=at
    )


def advance(recruitment, state):
    """Bring the recruitment to a state and save it."""
    recruitment.state = state
    recruitment.save()


def must_say(text, what, field="reason"):
    """:raises StaffRefused: nothing was written."""
    if not text.strip():
        raise StaffRefused(f"请填写{what}。", field=field)
