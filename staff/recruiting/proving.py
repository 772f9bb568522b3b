"""The codes on the notice of a recruitment and on the public notice of those to be hired."""

from orgs.proofs.papers import PaperKind, code_for
from staff.models import Recruitment, RecruitmentNotice
from staff.recruiting.choices import State
from staff.recruiting.paper import openings_of

ANNOUNCED = (
    "title", "conditions", "extra", "announced_on", "applies_from", "applies_until", "place", "phone",
    "exam_on", "exam_place",
)  # fmt: skip


def notice_stated(unit, key):
    """Return whom the notice names, with what marks, and how long it hangs; None if there is none."""
    notice = RecruitmentNotice.objects.filter(pk=key, unit=unit).select_related("recruitment").first()
    if notice is None:
        return None
    rows = [
        [own.name, own.sex, own.masked_id_number, own.opening.post.unit.code, own.opening.post.post_type,
         str(own.total)]
        for own in notice.candidates.for_list().order_by("opening__post__unit__path", "pk")
    ]  # fmt: skip
    return {
        "recruitment": notice.recruitment.number, "rows": rows, "from": notice.first_day,
        "until": notice.last_day, "place": notice.place,
    }  # fmt: skip


NOTICE = PaperKind("recruitment_notice", "专职委员拟聘公示", "notice", notice_stated)


def code_of_notice(notice, *, by):
    """Return the code of a notice."""
    about = f"{notice.first_day:%Y-%m-%d} 起公示"
    return code_for(NOTICE, notice.unit, notice.pk, reference=about, by=by)


def recruitment_stated(unit, key):
    """Return what the notice of a recruitment states: posts, conditions, days and places."""
    recruitment = Recruitment.objects.filter(pk=key, unit=unit).first()
    if recruitment is None:
        return None
    openings = openings_of(recruitment)
    return {name: getattr(recruitment, name) for name in ANNOUNCED} | {
        "openings": [[one.post.unit.code, one.post.post_type] for one in openings],
        "cancelled": recruitment.state == State.CANCELLED,
    }


RECRUITMENT = PaperKind("recruitment", "专职委员招聘公告", "recruitment", recruitment_stated)


def code_of_recruitment(recruitment, *, by):
    """Return the code of the notice of a recruitment; None for one that was cancelled."""
    if recruitment.state == State.CANCELLED:
        return None
    about = f"{recruitment.announced_on:%Y-%m-%d} 公告"
    return code_for(RECRUITMENT, recruitment.unit, recruitment.pk, reference=about, by=by)
