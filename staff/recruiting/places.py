"""What this room hangs into the menu, the workbench and the audit log."""

from auditlog.registry import auditlog
from django.utils import timezone

from core.permissions import Permission
from core.registers import MenuItem, SearchProvider, register
from orgs.proofs.papers import register_papers
from staff.models import (
    Candidate,
    CandidateObjection,
    EligibilityOverride,
    NumberRule,
    Opening,
    Recruitment,
    RecruitmentNotice,
    RecruitmentRule,
)
from staff.recruiting.inbox import INBOX
from staff.recruiting.proving import NOTICE, RECRUITMENT
from staff.recruiting.selectors.recruitments import matching, waiting_in

MASKED = {
    Candidate: ["id_number", "phone"],
    CandidateObjection: ["phone", "who", "matter", "settlement"],
}


def recruitments_waiting(scope):
    """Return how many applicants wait for review, and candidates to be hired."""
    waiting = waiting_in(scope, timezone.localdate())
    return waiting.to_review + waiting.to_hire


def find_recruitments(text, scope):
    """Return up to ten recruitments for the global search as (label, note, url)."""
    found = matching(Recruitment.objects.within(scope), text).newest_first()[:10]
    return [(one.title, f"{one.number}，{one.get_state_display()}", one.get_absolute_url()) for one in found]


def register_all():
    """Register the menu entry, the search, the inbox and the audit log."""
    register_papers(NOTICE, RECRUITMENT)
    for model, masked in MASKED.items():
        auditlog.register(
            model, exclude_fields=["updated_at", "pinyin", "id_digest", "phone_digest", "checks"],
            mask_fields=masked, mask_callable="core.masking.masked",
        )  # fmt: skip
    for model in (EligibilityOverride, NumberRule, Opening, Recruitment, RecruitmentNotice, RecruitmentRule):
        auditlog.register(model, exclude_fields=["updated_at"])
    register(
        INBOX,
        MenuItem(
            group="队伍", label="招聘", url_name="recruiting:recruitment_list",
            permission=Permission.STAFF_VIEW, order=306, count=recruitments_waiting,
            also=tuple(f"recruiting:{name}" for name in (
                "recruitment_create", "recruitment_detail", "recruitment_cancel", "recruitment_finish",
                "candidate_create", "candidate_detail", "candidate_edit", "candidate_refuse",
                "candidate_withdraw", "candidate_drop", "candidate_hire", "override_create",
                "marks_edit", "notice_create", "objection_create", "objection_settle", "rule_list",
                "rule_edit", "number_edit",
            )),
        ),
        SearchProvider("招聘", Permission.STAFF_VIEW, find_recruitments, order=32),
    )  # fmt: skip
