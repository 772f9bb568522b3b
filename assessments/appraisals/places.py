"""What this room hangs into the menu, the workbench, the unit page and the audit log."""

from auditlog.registry import auditlog
from django.db.models import Count, Q

from assessments.appraisals import following
from assessments.appraisals.choices import ActState, Grade, Standing
from assessments.appraisals.inbox import INBOX
from assessments.appraisals.models import (
    Appraisal,
    AppraisalConsequence,
    AppraisalFile,
    AppraisalMark,
    AppraisalMeeting,
    AppraisalNotice,
    AppraisalObjection,
    AppraisalReport,
    AppraisalRule,
    AppraisalYear,
    HonourNominee,
    HonourSelection,
)
from assessments.appraisals.proving import BULLETIN, HONOURS, NOTICE
from core.permissions import Permission
from core.registers import MenuItem, Panel, register
from orgs.proofs.papers import register_papers
from staff.panels import MemberPanel, hang

# Neither codes nor tallies: a log of their changes would tell who voted what (docs/adr/0037).
LOGGED = (
    Appraisal, AppraisalConsequence, AppraisalFile, AppraisalMark, AppraisalMeeting, AppraisalNotice,
    AppraisalReport, AppraisalRule, AppraisalYear, HonourNominee, HonourSelection,
)  # fmt: skip


PAGES = (
    "year_create", "year_edit", "year_result", "notice_create", "rule_list", "rule_edit", "appraisal_detail",
    "report_edit", "marks_edit", "grade_propose", "grade_decide", "appraisal_exclude", "appraisal_include",
    "objection_create", "objection_settle", "meeting_list", "meeting_create", "meeting_detail", "tally_edit",
    "consequence_list", "consequence_edit", "consequence_drop", "honour_detail", "honour_open",
    "honour_notice", "nominee_drop",
)  # fmt: skip


def unit_card(unit, user, scope):
    """Return what the unit page says of the newest year below it; None where nobody is appraised."""
    rows = Appraisal.objects.within(scope).included()
    year = AppraisalYear.objects.filter(appraisals__in=rows).newest_first().first()
    if year is None:
        return None
    counted = rows.filter(year=year).aggregate(
        people=Count("pk"), proposed=Count("pk", filter=~Q(proposed="")),
        decided=Count("pk", filter=~Q(decided="")),
    )  # fmt: skip
    graded = dict(
        rows.filter(year=year).exclude(decided="").values_list("decided").annotate(Count("pk")).order_by()
    )
    return {
        "year": year, **counted, "grades": [(grade.label, graded.get(grade, 0)) for grade in Grade],
    }  # fmt: skip


def member_card(member, user):
    """Return the appraisals, proposals and honours of a member that the user may see; None without any."""
    scope = user.scope_of(Permission.APPRAISAL_VIEW)
    rows = Appraisal.objects.within(scope).filter(appointment__member=member).select_related("year")
    appraisals = list(rows.order_by("-year__year", "-pk"))
    if not appraisals:
        return None
    open_ones = AppraisalConsequence.objects.within(user.scope_of(Permission.STAFF_EDIT))
    honours = HonourNominee.objects.within(scope).filter(appraisal__in=appraisals, standing=Standing.HONOURED)
    return {
        "appraisals": appraisals,
        "proposals": list(open_ones.filter(appraisal__in=appraisals, state=ActState.PROPOSED).order_by("pk")),
        "honours": list(honours.select_related("selection__year").order_by("-selection__honoured_on")),
    }


def register_all():
    """Register the menu entry, the cards, the inbox, the audit log and what follows a unit."""
    register_papers(NOTICE, BULLETIN, HONOURS)
    for model in LOGGED:
        auditlog.register(model, exclude_fields=["updated_at"])
    auditlog.register(
        AppraisalObjection, exclude_fields=["updated_at"],
        mask_fields=["phone", "who", "matter", "settlement"], mask_callable="core.masking.masked",
    )  # fmt: skip
    following.register_all()
    hang(MemberPanel("assessments/appraisals/_member_card.html", member_card, order=10))
    register(
        INBOX,
        MenuItem(
            group="队伍", label="专职委员考核", url_name="appraisals:board", order=325,
            permission=Permission.APPRAISAL_VIEW, also=tuple(f"appraisals:{name}" for name in PAGES),
        ),
        Panel(
            key="appraisals", title="专职委员考核", permission=Permission.APPRAISAL_VIEW,
            template="assessments/appraisals/_unit_card.html", context=unit_card, order=48,
        ),
    )  # fmt: skip
