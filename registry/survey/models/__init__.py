from registry.survey.models.checks import SurveyCheck, SurveyCheckLine
from registry.survey.models.imports import SurveyImport
from registry.survey.models.lines import SurveyChange, SurveyLine, SurveySave
from registry.survey.models.rounds import SurveyRound, SurveyVillage

__all__ = [
    "SurveyChange",
    "SurveyCheck",
    "SurveyCheckLine",
    "SurveyImport",
    "SurveyLine",
    "SurveyRound",
    "SurveySave",
    "SurveyVillage",
]
