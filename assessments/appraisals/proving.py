"""The codes on the notice of appraisals, the bulletin of a final year and the list of those honoured."""

from assessments.appraisals.choices import HonourState
from assessments.appraisals.models import Appraisal, AppraisalNotice, AppraisalYear, HonourSelection
from assessments.appraisals.papers import nominees_of, people_named
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


def bulletin_stated(unit, key):
    """Return whom the bulletin of a final year names with which grade; None before it is final."""
    year = AppraisalYear.objects.filter(pk=key, county=unit).first()
    if year is None or not year.is_final:
        return None
    people = Appraisal.objects.filter(year=year).for_list().in_tree_order()
    rows = [
        [one.unit.code, one.member.name, one.excluded_because if one.is_excluded else one.decided]
        for one in people
    ]
    return {"year": year.year, "basis": year.basis, "closed": year.closed_at, "rows": rows}


def honours_stated(unit, key):
    """Return who was honoured, with the facts of each criterion; None while the selection goes on."""
    selection = HonourSelection.objects.filter(pk=key, year__county=unit).select_related("year").first()
    if selection is None or selection.state != HonourState.DONE:
        return None
    rows = [[one.appraisal.unit.code, one.appraisal.member.name, one.facts] for one in nominees_of(selection)]
    return {"title": selection.title, "year": selection.year.year, "on": selection.honoured_on,
            "places": selection.places, "rows": rows}  # fmt: skip


BULLETIN = PaperKind("appraisal_bulletin", "专职委员考核结果通报", "year", bulletin_stated)
HONOURS = PaperKind("appraisal_honours", "优秀专职委员名单", "selection", honours_stated)


def code_of_bulletin(year, scope, *, by):
    """Return the code of the bulletin; None for who sees only some of those that it names."""
    if not scope.covers(year.county):
        return None
    return code_for(BULLETIN, year.county, year.pk, reference=f"{year.year}年度", by=by)


def code_of_honours(selection, *, by):
    """Return the code of the list of those who are honoured."""
    return code_for(HONOURS, selection.unit, selection.pk, reference=f"{selection.year.year}年度", by=by)
