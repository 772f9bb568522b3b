from assessments.rounds.models.appeals import Appeal
from assessments.rounds.models.entries import Act, RoundEntry
from assessments.rounds.models.marks import Mark
from assessments.rounds.models.papers import Bulletin, Meeting
from assessments.rounds.models.results import Result, ResultItem
from assessments.rounds.models.rounds import Round
from assessments.rounds.models.sheets import Sheet, Target

__all__ = [
    "Act",
    "Appeal",
    "Bulletin",
    "Mark",
    "Meeting",
    "Result",
    "ResultItem",
    "Round",
    "RoundEntry",
    "Sheet",
    "Target",
]
