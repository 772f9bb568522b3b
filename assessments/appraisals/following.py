"""What becomes of appraisals when a unit changes: those of people follow their posts."""

from orgs.changes.followers import register_follower, staying


def register_all():
    """State the rules: what a county has laid down and the meetings that were held stay."""
    register_follower(
        staying("assessments.AppraisalRule", "专职委员考核办法", why="县（区）的规定，不随单位变"),
        staying(
            "assessments.AppraisalYear", "专职委员年度考核", field="county", why="县（区）的记录，不随单位变"
        ),
        staying("assessments.AppraisalMeeting", "述职测评会", why="开过的测评会留在原单位，只读"),
        staying("assessments.AppraisalNotice", "考核公示", why="已张榜的公示留在原单位，只读"),
    )
