from collections import Counter

from django.shortcuts import redirect
from django.urls import reverse

from accounts.sending import send_pdf, send_workbook
from assessments.grading.choices import Move
from assessments.grading.columns import COLUMNS
from assessments.grading.forms.filters import RankFilter
from assessments.grading.paper import ranking_pdf
from assessments.grading.proving import code_of_ranking
from assessments.grading.selectors.plans import weak_units
from assessments.grading.services.planning import may_plan
from assessments.grading.tiers import matrix_of
from assessments.grading.views.asking import ranking_for, rounds_of
from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.sheets.writing import workbook
from orgs.proofs.papers import keep_code

FAR = 2  # tiers; a move that is named


@page(Permission.ASSESSMENT_VIEW)
def ranking(request):
    """The places of the units of the scope among all of their level: live, then as made final."""
    found = _found(request)
    if found is None:
        return _none(request)
    lines = found["lines"]
    context = found | {
        "lines": page_of(lines, request), "total": len(found["all"]), "number": len(found["ranking"].lines),
        "has": {
            name: any(getattr(line.grading, name) for line in lines) for name in ("group", "stars", "tier")
        },
        "counts": _counts(found["all"]), "may": _rights(request, found["round"]),
    }  # fmt: skip
    return render(request, "assessments/grading/ranking.html", context, fragment="results")


@page(Permission.ASSESSMENT_VIEW)
def ranking_export(request):
    """Send the ranking as filtered."""
    found = _found(request)
    if found is None:
        return redirect("grading:ranking")
    name = _name(found)
    content = workbook(name, COLUMNS, found["lines"])
    county, rows = found["round"].county, len(found["lines"])
    return send_workbook(request, name, content, persons=0, unit=county, rows=rows)


@page(Permission.ASSESSMENT_VIEW)
def ranking_print(request):
    """Show the ranking as filtered on paper, as it is annexed to a notice."""
    found = _found(request)
    if found is None:
        return redirect("grading:ranking")
    county = found["round"].county
    place = found["filters"].place or (county if request.scope.covers(county) else request.user.home_unit)
    whole, lines, unit = found["ranking"], found["lines"], place or county
    proof = code_of_ranking(whole, lines, unit, by=request.user)
    content = ranking_pdf(whole, lines, unit, proof=proof)
    answer = send_pdf(request, _name(found), content, persons=0, unit=county, rows=len(lines))
    return keep_code(request, answer, proof)


@page(Permission.ASSESSMENT_VIEW)
def tier_moves(request):
    """Tiers, who has moved against last year, and the weak units with their plans (升级晋位)."""
    found = _found(request)
    if found is None:
        return _none(request)
    lines, tiers = found["all"], found["ranking"].tiers
    tally = Counter(line.grading.tier for line in lines)
    base = f"{reverse('grading:ranking')}?round={found['round'].pk}"
    context = found | {
        "bars": [
            {"label": tier, "value": tally[tier], "url": f"{base}&tier={tier}"} for tier in tiers
        ],
        "number": len(lines), "tiers": tiers,
        "matrix": matrix_of({line.unit.pk: line.moved for line in lines}, tiers),
        "moves": [(move, sum(line.moved.move == move for line in lines)) for move in Move],
        "risen": [line for line in lines if (line.moved.steps or 0) >= FAR],
        "fallen": [line for line in lines if (line.moved.steps or 0) <= -FAR],
        "weak": [
            {"unit": one, "may_plan": may_plan(request.user, one.line.sheet)}
            for one in weak_units(found["ranking"], lines)
        ],
        "may": _rights(request, found["round"]),
    }  # fmt: skip
    return render(request, "assessments/grading/tier_moves.html", context, fragment="results")


def _found(request):
    """Return the ranking in view with its filters; None where no year has begun."""
    rounds, round_ = rounds_of(request)
    if round_ is None:
        return None
    whole = ranking_for(round_)
    lines = whole.seen_in(request.scope)
    filters = RankFilter(request.GET, scope=request.scope, ranking=whole)
    return {
        "rounds": rounds, "round": round_, "ranking": whole, "filters": filters, "all": lines,
        "lines": filters.apply(lines),
    }  # fmt: skip


def _none(request):
    context = {"year": view_year(request)}
    return render(request, "assessments/grading/none.html", context, fragment="results")


def _counts(lines):
    """Return [(grade, how many)] in the order of places."""
    return list(Counter(line.grading.grade for line in lines if line.grading.grade).items())


def _rights(request, round_):
    user, county = request.user, round_.county
    return {
        "manage": user.scope_of(Permission.ASSESSMENT_MANAGE).covers(county),
        "decide": user.scope_of(Permission.ASSESSMENT_DECIDE).covers(county),
    }


def _name(found):
    round_, whole = found["round"], found["ranking"]
    state = "结果" if whole.is_final else "名次"
    return f"{round_.county.name}{round_.year}年度{round_.get_subject_display()}考核{state}"
