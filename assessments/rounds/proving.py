"""The code on the bulletin of a final year: its wording, and the frozen results that it states."""

from assessments.rounds.models import Bulletin, Round
from assessments.rounds.selectors.results import frozen_places
from orgs.proofs.papers import PaperKind, code_for

WORDED = ("number", "issued_on", "opening", "praise", "criticism", "closing")


def bulletin_stated(unit, key):
    """Return what the bulletin of a round states; None while there is none."""
    bulletin = Bulletin.objects.filter(round=key).first()
    round_ = Round.objects.filter(pk=key, county=unit).first()
    if bulletin is None or round_ is None or not round_.is_final:
        return None
    rows = [
        [place.unit.code, place.rank, str(place.total), place.grade, place.group, place.group_rank,
         place.stars, place.tier]
        for place in frozen_places(round_)
    ]  # fmt: skip
    return {"year": round_.year, "rows": rows} | {name: getattr(bulletin, name) for name in WORDED}


BULLETIN = PaperKind("assessment_bulletin", "年度考核结果通报", "round", bulletin_stated)


def code_of_bulletin(round_, *, by):
    """Return the code of the bulletin of a round."""
    about = f"{round_.year}年度{round_.get_subject_display()}考核"
    return code_for(BULLETIN, round_.county, round_.pk, reference=about, by=by)
