"""What becomes of inspections when a unit changes: what was found at a unit was found there."""

from orgs.changes.followers import register_follower, staying


def register_all():
    """State the rules: all stays; the successor is drawn or added anew."""
    register_follower(
        staying("assessments.InspectionPlan", "督查计划", field="county", why="县（区）的记录，不随单位变"),
        staying("assessments.Visit", "督查", why="检查情况和问题留在原单位，只读；承接单位另行安排检查"),
    )
