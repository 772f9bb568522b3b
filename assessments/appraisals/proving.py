"""The code on the public notice of appraisals: names, units and grades as they hang on the wall."""

from assessments.appraisals.models import AppraisalNotice
from assessments.appraisals.papers import people_named
from orgs.proofs.papers import PaperKind, code_for


def notice_stated(unit, key):
    """Return whom the notice names with which grade, and how long it hangs; None if there is none."""
    notice = AppraisalNotice.objects.filter(pk=key, unit=unit).select_related("year__county").first()
    if notice is None:
        return None
    rows = [[one.unit.code, one.member.name, one.decided] for one in people_named(notice)]
    return {"kind": notice.kind, "year": notice.year.year, "rows": rows, "from": notice.first_day,
            "until": notice.last_day}  # fmt: skip


NOTICE = PaperKind("appraisal_notice", "专职委员考核公示", "notice", notice_stated)


def code_of_notice(notice, *, by):
    """Return the code of a notice."""
    about = f"{notice.year.year}年度{notice.get_kind_display()}"
    return code_for(NOTICE, notice.unit, notice.pk, reference=about, by=by)
