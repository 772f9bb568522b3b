"""What becomes of pledges when a unit changes: what was signed stays as it was signed."""

from orgs.changes.followers import register_follower, staying

BY_SUCCESSOR = "责任书是双方当时签订的，留在原单位；承接单位的指标由甲方用“变更”补签"


def register_all():
    """State the rules of this room. What hangs on a sheet stays with the sheet."""
    register_follower(
        staying("assessments.Pledge", "责任书（甲方）", field="first_party", why=BY_SUCCESSOR),
        staying("assessments.PledgeText", "责任书文本", why="县（区）的规定，不随单位变"),
    )
