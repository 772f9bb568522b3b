"""The roles of the field and what each may do; where they may do it comes from the posting."""

from django.db.models import TextChoices

from core.permissions import Permission


class Role(TextChoices):
    """三员 (system, security, audit) and the business roles (domain.md §9.1, issue text)."""

    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"
    COUNTY_MANAGER = "county_manager", "县级管理"
    COUNTY_CLERK = "county_clerk", "县级经办"
    TOWNSHIP_CLERK = "township_clerk", "乡镇经办"
    VILLAGE_MEMBER = "village_member", "村级专职委员"
    LEADER = "leader", "领导只读"
    FINANCE = "finance", "财政"
    CITY_VIEWER = "city_viewer", "市级只读"


EVERYONE = frozenset({Permission.WORKBENCH_VIEW, Permission.JOB_VIEW, Permission.UNIT_VIEW})
READING = EVERYONE | {
    Permission.BOARD_VIEW,
    Permission.STAFF_VIEW,
    Permission.CHECK_VIEW,
    Permission.ASSESSMENT_VIEW,
    Permission.APPRAISAL_VIEW,
    Permission.REPORT_VIEW,
}
SEEING_PERSONS = frozenset(
    {
        Permission.PERSON_VIEW,
        Permission.HEALTH_VIEW,
        Permission.SERVICE_VIEW,
        Permission.LEDGER_VIEW,
        Permission.PETITION_VIEW,
        Permission.SURVEY_VIEW,
        Permission.BENEFIT_VIEW,
        Permission.COMPARISON_VIEW,
    }
)
VILLAGE = (
    READING
    | SEEING_PERSONS
    | {
        Permission.BOARD_EDIT,
        Permission.PERSON_EDIT,
        Permission.HEALTH_EDIT,
        Permission.SERVICE_EDIT,
        Permission.LEDGER_EDIT,
        Permission.PETITION_EDIT,
        Permission.SURVEY_EDIT,
        Permission.BENEFIT_EDIT,
        Permission.COMPARISON_EDIT,
        Permission.CHECK_EDIT,
        Permission.ASSESSMENT_SCORE,
        Permission.APPRAISAL_EDIT,
    }
)
TOWNSHIP = VILLAGE | {
    Permission.BOARD_REVIEW,
    Permission.PERSON_REVEAL,
    Permission.PERSON_IMPORT,
    Permission.PERSON_EXPORT,
    Permission.SURVEY_REVIEW,
    Permission.BENEFIT_CHECK,
    Permission.COMPARISON_MANAGE,
    Permission.TRAINING_ENROL,
    Permission.STIPEND_VIEW,
    Permission.STIPEND_CONFIRM,
    Permission.ASSESSMENT_REVIEW,
    Permission.REPORT_MAKE,
    Permission.REPORT_MANAGE,
}
COUNTY = TOWNSHIP | {
    Permission.BOARD_MANAGE,
    Permission.CERTIFICATE_REVIEW,
    Permission.HEALTH_MANAGE,
    Permission.SERVICE_MANAGE,
    Permission.LEDGER_MANAGE,
    Permission.PETITION_MANAGE,
    Permission.SURVEY_MANAGE,
    Permission.BENEFIT_APPROVE,
    Permission.BENEFIT_MANAGE,
    Permission.UNIT_EDIT,
    Permission.STAFF_EDIT,
    Permission.STIPEND_EDIT,
    Permission.CHECKLIST_EDIT,
    Permission.STATISTICS_MANAGE,
    Permission.ASSESSMENT_MANAGE,
    Permission.APPRAISAL_MANAGE,
}
# Account numbers leave the house only in the hands of those who answer for the money.
MONEY = frozenset({Permission.STIPEND_APPROVE, Permission.STIPEND_EXPORT})

PERMISSIONS: dict[str, frozenset[Permission]] = {
    # The three administrators see no person: power over accounts and power over data stay apart.
    Role.SYSTEM_ADMIN: EVERYONE | {Permission.ACCOUNT_VIEW, Permission.ACCOUNT_EDIT},
    Role.SECURITY_ADMIN: EVERYONE
    | {Permission.ACCOUNT_VIEW, Permission.POSTING_EDIT, Permission.EXPORT_RULE},
    Role.AUDIT_ADMIN: EVERYONE | {Permission.ACCOUNT_VIEW, Permission.AUDIT_VIEW},
    Role.COUNTY_MANAGER: COUNTY
    | MONEY
    | {
        Permission.UNIT_CHANGE,
        Permission.ASSESSMENT_DECIDE,
        Permission.EXPORT_APPROVE,
        Permission.ACCOUNT_VIEW,
        Permission.ACCOUNT_EDIT,
        Permission.POSTING_EDIT,
    },
    Role.COUNTY_CLERK: COUNTY,
    Role.TOWNSHIP_CLERK: TOWNSHIP,
    Role.VILLAGE_MEMBER: VILLAGE,
    Role.LEADER: READING | SEEING_PERSONS | {Permission.STIPEND_VIEW, Permission.REPORT_MAKE},
    Role.FINANCE: READING | MONEY | {Permission.STIPEND_VIEW},
    # The city reads; but where a county has nobody else to approve an export, it has to.
    Role.CITY_VIEWER: READING | {Permission.STIPEND_VIEW, Permission.REPORT_MAKE, Permission.EXPORT_APPROVE},
}

# At which level of the tree a role is held; a posting elsewhere is refused.
LEVELS: dict[str, frozenset[str]] = {
    Role.TOWNSHIP_CLERK: frozenset({"township"}),
    Role.VILLAGE_MEMBER: frozenset({"village", "community"}),
    Role.CITY_VIEWER: frozenset({"city"}),
}
COUNTY_LEVEL = frozenset({"county"})

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


def levels_of(role):
    """Return the levels of the tree at which `role` may be held."""
    return LEVELS.get(role, COUNTY_LEVEL)
