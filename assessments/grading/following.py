"""What becomes of groups and tiers when a unit changes: what a year said of a unit stays with it."""

from orgs.changes.followers import register_follower, staying


def register_all():
    """State the rules of this room. What hangs on a sheet stays with the sheet."""
    register_follower(
        staying("assessments.GradingRule", "评定规则", why="县（区）的规定，不随单位变"),
        staying("assessments.GroupSeat", "考核组别成员", why="组别按年度编定；承接单位由县（区）另行编组"),
        staying("assessments.PastTier", "历史档次", why="档次是原单位当年的结果，不随单位变"),
    )
