from orgs.elections.models.ballots import Ballot
from orgs.elections.models.candidates import Candidate
from orgs.elections.models.elections import Election, ElectionFile, ElectionRule, ElectionStep

__all__ = ["Ballot", "Candidate", "Election", "ElectionFile", "ElectionRule", "ElectionStep"]
