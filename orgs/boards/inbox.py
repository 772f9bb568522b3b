"""What waits about boards, for the workbench."""

from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from orgs.boards.selectors.boards import board_tally


def boards_to_do(scope, day):
    """Return the terms that have run out or soon will, and the vacant seats. One query."""
    tally, listed, needs = board_tally(scope, day), reverse("boards:board_list"), Permission.BOARD_REVIEW
    rest = tally.later - tally.soon
    lines = (
        Todo(tally.past, "个班子任期已满", f"{listed}?due=past", "去安排换届", "尽快换届", "bad", needs),
        Todo(tally.soon, "个班子 90 天内届满", f"{listed}?due=90", "去安排换届", tone="warn", needs=needs),
        Todo(rest, "个班子 180 天内届满", f"{listed}?due=180", "去看看", "可以开始摸底", needs=needs),
        Todo(tally.vacant_seats, "个班子席位空缺", reverse("boards:vacancy_list"), "去补选", needs=needs),
    )
    return [line for line in lines if line.number > 0]


INBOX = Inbox(Permission.BOARD_VIEW, boards_to_do, order=205)
