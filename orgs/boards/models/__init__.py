from orgs.boards.models.boards import Board, Seat, Term
from orgs.boards.models.rules import BoardRule, MemberDepartment

__all__ = ["Board", "BoardRule", "MemberDepartment", "Seat", "Term"]
