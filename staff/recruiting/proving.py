"""The code on the public notice of those to be hired."""

from orgs.proofs.papers import PaperKind, code_for
from staff.models import RecruitmentNotice


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
