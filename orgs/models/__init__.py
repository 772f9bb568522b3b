"""All models of the tree, of its boards and of their elections; Django finds them through these imports."""

from orgs.boards.models import Board, BoardRule, MemberDepartment, Seat, Term
from orgs.models.units import Unit, UnitQuerySet

__all__ = [
    "Board",
    "BoardRule",
    "MemberDepartment",
    "Seat",
    "Term",
    "Unit",
    "UnitQuerySet",
]
