"""All models of the tree, its changes, its boards and their elections; Django finds them by these imports."""

from orgs.boards.models import Board, BoardRule, MemberDepartment, Seat, Term
from orgs.elections.models import Ballot, Candidate, Election, ElectionFile, ElectionRule, ElectionStep
from orgs.models.changes import UnitChange, UnitChangeMove, UnitChangePart
from orgs.models.past import UnitPast
from orgs.models.units import Unit, UnitQuerySet
from orgs.proofs.models import Proof, ProofFile

__all__ = [
    "Ballot",
    "Board",
    "BoardRule",
    "Candidate",
    "Election",
    "ElectionFile",
    "ElectionRule",
    "ElectionStep",
    "MemberDepartment",
    "Proof",
    "ProofFile",
    "Seat",
    "Term",
    "Unit",
    "UnitChange",
    "UnitChangeMove",
    "UnitChangePart",
    "UnitPast",
    "UnitQuerySet",
]
