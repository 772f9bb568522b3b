"""What becomes of documents when a unit changes: what was printed keeps its name."""

from orgs.changes.followers import register_follower, staying


def register_all():
    """State the rules: snapshots and documents stay as they were made."""
    register_follower(
        staying("reports.Snapshot", "数据快照", why="已冻结的数据留在原单位，用原名称"),
        staying("reports.StatisticalHead", "统计表表头", why="表头由县（区）设置，随县保留"),
        staying("reports.DueRule", "报送日期", why="报送日期由县（区）设置，随县保留"),
        staying("reports.Answer", "上级表格", why="已回填的表格留在原单位，用原名称"),
        staying("reports.AnswerRecipe", "回填方案", why="回填方案属于县（区）"),
        staying("reports.Document", "报表和总结", why="已生成的报表留在原单位，用原名称"),
    )
