from staff.recruiting.models.candidates import Candidate, EligibilityOverride
from staff.recruiting.models.notices import CandidateObjection, RecruitmentNotice
from staff.recruiting.models.recruitments import Opening, Recruitment, RecruitmentEntry, RecruitmentRule

__all__ = [
    "Candidate",
    "CandidateObjection",
    "EligibilityOverride",
    "Opening",
    "Recruitment",
    "RecruitmentEntry",
    "RecruitmentNotice",
    "RecruitmentRule",
]
