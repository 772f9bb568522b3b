from staff.talents.models.rules import TalentRule
from staff.talents.models.talents import Talent

__all__ = ["Talent", "TalentRule"]
