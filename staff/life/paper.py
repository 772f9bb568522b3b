"""The papers of a member: the personal file and the hand-over list."""

from core.documents import render_pdf
from registry.applications.selectors.procedures import county_of
from staff.selectors import people


def file_pdf(member, *, events, lines, relative=None):
    """Return the personal file (个人档案) as a PDF; numbers masked, stipends only if `lines` is given.

    :param relative: the disabled person by whom the member is eligible, if the reader may see who it is.
    """
    issuer = county_of(member.unit).federation_name
    context = {
        "member": member, "appointments": people.appointments_of(member), "events": events, "lines": lines,
        "attendances": people.trainings_of_member(member), "issuer": issuer, "relative": relative,
    }  # fmt: skip
    title = "残疾人专职委员个人档案"
    return render_pdf("staff/life/print/file.html", context, title=title, author=issuer)


def hand_over_pdf(hand_over):
    """Return the hand-over list (移交清单) as a PDF, with lines for the signatures."""
    issuer = county_of(hand_over.unit).federation_name
    context = {"hand_over": hand_over, "appointment": hand_over.appointment}
    return render_pdf("staff/life/print/hand_over.html", context, title="离任移交清单", author=issuer)
