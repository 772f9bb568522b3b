"""What this room hangs into the menu and the inbox."""

from assessments.rounds.inbox import INBOX
from assessments.rounds.proving import BULLETIN
from core.permissions import Permission
from core.registers import MenuItem, register
from orgs.proofs.papers import register_papers


def register_all():
    """Register the menu entry and the inbox."""
    register_papers(BULLETIN)
    register(
        INBOX,
        MenuItem(
            group="考核",
            label="年度考核",
            url_name="rounds:round_list",
            permission=Permission.ASSESSMENT_VIEW,
            order=500,
            also=(
                "rounds:round_create",
                "rounds:round_detail",
                "rounds:round_edit",
                "rounds:sheet_detail",
                "rounds:sheet_fill",
                "rounds:sheet_submit",
                "rounds:sheet_extend",
                "rounds:sheet_exempt",
                "rounds:sheet_review",
                "rounds:item_detail",
                "rounds:item_appeal",
                "rounds:appeal_list",
                "rounds:appeal_detail",
                "rounds:meeting",
                "rounds:meeting_item",
                "rounds:standing_list",
                "rounds:round_finish",
                "rounds:bulletin",
            ),
        ),
    )
