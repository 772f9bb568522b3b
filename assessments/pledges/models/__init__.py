from assessments.pledges.models.pledges import Pledge, PledgeLine
from assessments.pledges.models.scans import PledgeScan
from assessments.pledges.models.texts import PledgeText

__all__ = ["Pledge", "PledgeLine", "PledgeScan", "PledgeText"]
