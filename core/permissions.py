"""The vocabulary of what the product guards; roles (in `accounts.roles`) are sets of these."""

from enum import StrEnum, auto


class Permission(StrEnum):
    """Every act that a page can ask for."""

    WORKBENCH_VIEW = auto()
    JOB_VIEW = auto()
    UNIT_VIEW = auto()
    UNIT_EDIT = auto()
    PERSON_VIEW = auto()
    PERSON_EDIT = auto()
    PERSON_REVEAL = auto()
    PERSON_IMPORT = auto()
    PERSON_EXPORT = auto()
    CERTIFICATE_REVIEW = auto()
    HEALTH_VIEW = auto()
    HEALTH_EDIT = auto()
    HEALTH_MANAGE = auto()
    SERVICE_VIEW = auto()
    SERVICE_EDIT = auto()
    SERVICE_MANAGE = auto()
    LEDGER_VIEW = auto()
    LEDGER_EDIT = auto()
    LEDGER_MANAGE = auto()
    PETITION_VIEW = auto()
    PETITION_EDIT = auto()
    PETITION_MANAGE = auto()
    STAFF_VIEW = auto()
    STAFF_EDIT = auto()
    STIPEND_VIEW = auto()
    STIPEND_EDIT = auto()
    STIPEND_EXPORT = auto()
    CHECK_VIEW = auto()
    CHECK_EDIT = auto()
    CHECKLIST_EDIT = auto()
    REPORT_VIEW = auto()
    REPORT_MAKE = auto()
    ACCOUNT_VIEW = auto()
    ACCOUNT_EDIT = auto()
    POSTING_EDIT = auto()
    AUDIT_VIEW = auto()
