from assessments.rounds.models.marks import Mark
from assessments.rounds.models.results import Result, ResultItem
from assessments.rounds.models.rounds import Round
from assessments.rounds.models.sheets import Sheet, Target

__all__ = ["Mark", "Result", "ResultItem", "Round", "Sheet", "Target"]
