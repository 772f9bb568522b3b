"""What the page of one appraisal shows, gathered for its template."""

from assessments.appraisals.choices import ActState, Grade, NoticeKind, Side, State
from assessments.appraisals.models import Appraisal, AppraisalConsequence, AppraisalFile
from assessments.appraisals.rights import may_decide, may_enter, may_report
from assessments.appraisals.selectors.diary import DiaryYear, diaries_of
from assessments.appraisals.selectors.results import is_shown, outcome_of
from assessments.appraisals.selectors.tables import DAILY, items_of, part_of
from assessments.appraisals.services.reports import names_at
from assessments.appraisals.spans import spans_of
from core.permissions import Permission


def page_context(request, one):
    """Return the context of the page of one appraisal; the marks page shows parts of it, too."""
    outcome, terms = outcome_of(one), one.year.terms
    entering, running = may_enter(request.user, one), one.year.state == State.RUNNING
    return {
        "one": one,
        "outcome": outcome,
        "terms": terms,
        "by_points": outcome.grade(terms),
        "parts": _parts(one, outcome),
        "sides": _sides(request, one, terms),
        "spans": _spans(one),
        "consequences": _consequences(request, one),
        "objections": one.objections.order_by("pk"),
        "timeline": one.entries.select_related("by").order_by("-pk"),
        "may_enter": entering and running,
        "may_report": running and not one.is_excluded
        and may_report(request.user, one, names=names_at(one)),
        "may_decide": may_decide(request.user, one.year) and one.year.state != State.FINAL,
        "may_object": may_decide(request.user, one.year) and _hangs_out(one),
        "may_see_diary": request.user.scope_of(Permission.LEDGER_VIEW).covers(one.unit),
        "may_carry_out": request.user.scope_of(Permission.STAFF_EDIT).covers(one.unit),
    }  # fmt: skip


def next_of(request, one):
    """Return the next person of the same level on the list whom the user assesses, or None."""
    rows = Appraisal.objects.within(request.scope).included().filter(year=one.year, level=one.level)
    rows = list(rows.for_list().in_tree_order())
    after = [row.pk for row in rows].index(one.pk) + 1 if one in rows else len(rows)
    return next((row for row in rows[after:] if may_enter(request.user, row)), None)


def _hangs_out(one):
    """True while the result, or the choice for 优秀专职委员, hangs out."""
    if one.year.state == State.NOTICE:
        return not one.is_excluded
    notices = one.year.notices.filter(kind=NoticeKind.HONOURS, closed_on=None)
    return one.nominations.exists() and notices.exists()


def visible_consequences(request):
    """Return the proposals that the user may see: people hear of their own from a person, not from a list."""
    rows, home = AppraisalConsequence.objects.within(request.scope), request.user.home_unit
    return rows.exclude(state=ActState.PROPOSED) if home is not None and home.is_grassroots else rows


def _parts(one, outcome):
    parts = one.parts
    return [
        ("日常考核", parts.daily, outcome.daily), ("评议考核", parts.review, outcome.review),
        ("附加分", parts.bonus, outcome.bonus),
    ]  # fmt: skip


def _sides(request, one, terms):
    """Return for each side its audience, weight, report, tally and whether the result may be seen."""
    reports = {row.side: row for row in one.reports.select_related("written_by")}
    tallies = {row.side: row for row in one.tallies.select_related("meeting__unit")}
    found, files = [], {}
    rows = AppraisalFile.objects.within(request.scope).standing().filter(report__appraisal=one)
    for kept in rows.select_related("report"):
        files.setdefault(kept.report.side, []).append(kept)
    for side in Side:
        tally = tallies.get(side)
        shown = bool(tally) and is_shown(tally, terms)
        votes = [(grade.label, tally.votes.of(grade)) for grade in Grade] if shown else []
        found.append(
            {
                "side": side.value, "audience": one.audience(side), "weight": one.parts.weight(side),
                "report": reports.get(side), "files": files.get(side, []), "tally": tally, "is_shown": shown,
                "votes": [*votes, ("弃权", tally.abstained)] if shown else [],
            }
        )  # fmt: skip
    return found


def _spans(one):
    """Return for each period its span, items marked of how many, points, diary, and whether it counts."""
    items = [item for item in items_of(one) if part_of(item, one.year.terms) == DAILY]
    full = sum(item.points for item in items)
    marked, points = {}, {}
    keys = {item.pk for item in items}
    for mark in one.marks.all():
        if mark.item_id in keys:
            marked[mark.period] = marked.get(mark.period, 0) + 1
            points[mark.period] = points.get(mark.period, 0) + mark.points
    diary = diaries_of([one.unit], one.year.year).get(one.unit.pk, DiaryYear())
    held = one.appointment
    return [
        {
            "span": span, "marked": marked.get(span.number, 0), "items": len(items),
            "points": points.get(span.number), "full": full, "diary": diary.in_span(span),
            "counts": span.counts_for(held.since, held.until),
        }
        for span in spans_of(one.year.year, one.year.terms)
    ]  # fmt: skip


def _consequences(request, one):
    rows = visible_consequences(request).filter(appraisal=one)
    return list(rows.select_related("done_by", "event").order_by("pk"))
