from assessments.appraisals.models.ballots import AppraisalCode, AppraisalMeeting, AppraisalTally
from assessments.appraisals.models.consequences import AppraisalConsequence
from assessments.appraisals.models.files import AppraisalFile
from assessments.appraisals.models.honours import HonourNominee, HonourSelection
from assessments.appraisals.models.marks import AppraisalMark
from assessments.appraisals.models.notices import AppraisalNotice, AppraisalObjection
from assessments.appraisals.models.people import Appraisal, AppraisalEntry, AppraisalReport
from assessments.appraisals.models.years import AppraisalRule, AppraisalYear

__all__ = [
    "Appraisal",
    "AppraisalCode",
    "AppraisalConsequence",
    "AppraisalEntry",
    "AppraisalFile",
    "AppraisalMark",
    "AppraisalMeeting",
    "AppraisalNotice",
    "AppraisalObjection",
    "AppraisalReport",
    "AppraisalRule",
    "AppraisalTally",
    "AppraisalYear",
    "HonourNominee",
    "HonourSelection",
]
