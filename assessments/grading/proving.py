"""The codes on the ranking of a final year and on the lists of plaques, 示范点, rewards and criticisms."""

from datetime import date
from functools import partial

from assessments.grading.choices import RecognitionKind
from assessments.grading.paper import LIST_TITLES
from assessments.grading.selectors.proposals import recognised
from assessments.grading.selectors.ranking import ranking_of
from assessments.rounds.models import Round
from orgs.proofs.papers import PaperKind, code_for

OF_PLACE = ("rank", "group", "group_rank", "grade", "stars", "tier")


def _round(unit, key):
    return Round.objects.filter(pk=key, county=unit).select_related("county").first()


def ranking_stated(unit, key):
    """Return the frozen places of all units of a round; None until they are final."""
    round_ = _round(unit, key)
    if round_ is None or not round_.is_final:
        return None
    rows = [
        [line.unit.code, str(line.total), line.veto, line.moved.words,
         *(getattr(line.grading, name) for name in OF_PLACE)]
        for line in ranking_of(round_, date(round_.year, 12, 31)).lines
    ]  # fmt: skip
    return {"year": round_.year, "final": round_.final_at, "rows": rows}


def list_stated(kind, unit, key):
    """Return what a county has decided of one kind; None if nothing."""
    round_ = _round(unit, key)
    rows = list(recognised(round_, kind)) if round_ else []
    told = [[row.sheet.unit.code, row.name, row.reason, row.decided_on] for row in rows]
    return {"year": round_.year, "rows": told} if told else None


RANKING = PaperKind("assessment_ranking", "年度考核名次表", "round", ranking_stated)
LISTS = {
    kind: PaperKind(f"recognition_{kind.value}", LIST_TITLES[kind], "round", partial(list_stated, kind))
    for kind in RecognitionKind
}


def code_of_ranking(ranking, lines, unit, *, by):
    """Return the code of the ranking of a whole county; None for a part of it, or before it is final."""
    round_ = ranking.round
    if unit != round_.county or len(lines) != len(ranking.lines):
        return None
    return code_for(RANKING, unit, round_.pk, reference=_about(round_), by=by)


def code_of_list(round_, kind, scope, *, by):
    """Return the code of a list; None for who sees only some of those on it."""
    if not scope.covers(round_.county):
        return None
    return code_for(LISTS[kind], round_.county, round_.pk, reference=_about(round_), by=by)


def _about(round_):
    return f"{round_.year}年度{round_.get_subject_display()}考核"
