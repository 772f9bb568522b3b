"""What becomes of checks when a unit changes: what was found at a unit was found there."""

from orgs.changes.followers import register_follower, staying


def register_all():
    """State the rules: checks stay, the successor is checked anew."""
    register_follower(
        staying("assessments.Check", "达标查验", why="查验结果留在原单位，只读；承接单位本季度重新查验"),
        staying("assessments.Evidence", "佐证材料", why="原单位的佐证留在原单位，只读；承接单位另行上传"),
        staying("assessments.Checklist", "检查清单", field="county", why="县（区）的规定，不随单位变"),
        staying(
            "assessments.ClosedQuarter", "已封存的季度", field="county", why="县（区）的记录，不随单位变"
        ),
        staying("assessments.Scheme", "考核方案", field="county", why="县（区）的规定，不随单位变"),
        staying("assessments.Round", "年度考核", field="county", why="县（区）的记录，不随单位变"),
        staying(
            "assessments.Sheet", "考核评分表", why="评分和得分留在原单位，只读；承接单位按自己的评分表考核"
        ),
    )
