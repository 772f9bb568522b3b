"""The table that `test_access` reads: address → method, roles that may, and the object in its URL."""

from dataclasses import dataclass

from accounts.roles import Role
from tests import access_objects

ALL = frozenset(Role)
SA, SE, AU = Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN
CM, CC, TC, VM = Role.COUNTY_MANAGER, Role.COUNTY_CLERK, Role.TOWNSHIP_CLERK, Role.VILLAGE_MEMBER
LE, FI, CV = Role.LEADER, Role.FINANCE, Role.CITY_VIEWER

COUNTY = {CM, CC}
ENTERING = {CM, CC, TC}
WRITING = {CM, CC, TC, VM}
READING = {CM, CC, TC, VM, LE, FI, CV}
SEEING_PERSONS = {CM, CC, TC, VM, LE}
SEEING_MONEY = {CM, CC, TC, LE, FI, CV}
MAKING_REPORTS = {CM, CC, TC, LE, CV}


@dataclass(frozen=True)
class Address:
    """One line of the table."""

    method: str
    roles: frozenset
    kind: str | None = None
    more: tuple = ()

    def arguments(self, village, user):
        """Return the URL's arguments, making an object of the kind at `village` (or owned by `user`)."""
        made = access_objects.make(self.kind, village, user).args if self.kind else []
        return [*made, *self.more]


def get(roles, kind=None, *more):
    return Address("get", frozenset(roles), kind, more)


def post(roles, kind=None, *more):
    return Address("post", frozenset(roles), kind, more)


PUBLIC = {"accounts:sign_in"}
OPEN = {
    "accounts:sign_out",
    "accounts:keep_alive",
    "accounts:preferences",
    "accounts:password_change",
}

ADDRESSES = {
    "core:search": get(ALL),
    "core:job_list": get(ALL),
    "core:job_detail": get(ALL, "job"),
    "core:job_cancel": post(ALL, "job"),
    "core:job_restart": post(ALL, "job"),
    "core:job_file": get(ALL, "job", "upload"),
    # --- orgs ---
    "orgs:unit_list": get(ALL),
    "orgs:unit_children": get(ALL, "unit"),
    "orgs:unit_detail": get(ALL, "unit"),
    "orgs:unit_edit": get(COUNTY, "unit"),
    # --- accounts ---
    "accounts:user_list": get({SA, SE, AU, CM}),
    "accounts:user_create": get({SA, CM}),
    "accounts:user_detail": get({SA, SE, AU, CM}, "account"),
    "accounts:user_edit": get({SA, CM}, "account"),
    "accounts:password_reset": post({SA, CM}, "account"),
    "accounts:user_set_active": post({SA, CM}, "account"),
    "accounts:user_unlock": post({SE, CM}, "account"),
    "accounts:posting_create": get({SE, CM}, "account"),
    "accounts:posting_end": post({SE, CM}, "posting"),
    "accounts:audit_list": get({AU}),
    "accounts:audit_export": get({AU}),
    # --- registry ---
    "registry:person_list": get(SEEING_PERSONS),
    "registry:person_export": get(ENTERING),
    "registry:person_create": get(WRITING),
    "registry:person_detail": get(SEEING_PERSONS, "person"),
    "registry:person_photo": get(SEEING_PERSONS, "person_with_photo"),
    "registry:person_reveal": get(ENTERING, "person"),
    "registry:person_edit": get(WRITING, "person"),
    "registry:person_archive": post(WRITING, "person"),
    "registry:person_restore": post(WRITING, "person"),
    "registry:import_list": get(ENTERING),
    "registry:import_create": get(ENTERING),
    "registry:import_template": get(ENTERING),
    "registry:import_detail": get(ENTERING, "batch"),
    "registry:import_apply": post(ENTERING, "batch"),
    "registry:import_undo": post(ENTERING, "batch"),
    "registry:import_file": get(ENTERING, "batch", "original"),
    "registry:person_workbook": get(ENTERING),
    "registry:import_columns": get(ENTERING, "batch_to_map"),
    "registry:import_mend": get(ENTERING, "batch_to_map"),
    "registry:import_answers": post(ENTERING, "batch_to_map"),
    "registry:import_absent": get(ENTERING, "batch_to_map"),
    "registry:import_absent_export": get(ENTERING, "batch_to_map"),
    "registry:import_memory": get(ENTERING),
    "registry:import_alias_remove": post(ENTERING, "alias"),
    "registry:import_mapping_forget": post(ENTERING, "mapping"),
    # --- certificates ---
    "certificates:case_list": get(SEEING_PERSONS),
    "certificates:case_create": get(WRITING),
    "certificates:case_arrive": get(WRITING),
    "certificates:case_start": get(WRITING, "person_with_card", "renew"),
    "certificates:case_detail": get(SEEING_PERSONS, "case"),
    "certificates:case_step": post(WRITING, "case", "review"),
    "certificates:case_return": post(WRITING, "case"),
    "certificates:case_resume": post(WRITING, "case"),
    "certificates:case_withdraw": post(WRITING, "case"),
    "certificates:expiry_list": get(SEEING_PERSONS),
    "certificates:expiry_export": get(ENTERING),
    "certificates:expiry_renew": post(WRITING),
    "certificates:household_list": get(SEEING_PERSONS),
    "certificates:household_detail": get(SEEING_PERSONS, "person"),
    "certificates:rule_list": get(COUNTY),
    "certificates:rule_edit": get(COUNTY, "county"),
    "certificates:holiday_list": get(COUNTY),
    "certificates:holiday_remove": post(COUNTY, "holiday"),
    # --- health ---
    "health:board": get(SEEING_PERSONS),
    "health:unit_board": get(SEEING_PERSONS, "unit"),
    "health:check": post(COUNTY, "county"),
    "health:finding_list": get(SEEING_PERSONS),
    "health:finding_export": get(ENTERING),
    "health:findings_keep": post(WRITING),
    "health:finding_detail": get(SEEING_PERSONS, "finding"),
    "health:finding_mend": post(WRITING, "finding"),
    "health:finding_archive": post(WRITING, "finding"),
    "health:finding_keep": post(WRITING, "finding"),
    "health:finding_reopen": post(WRITING, "finding"),
    "health:rule_list": get(SEEING_PERSONS),
    "health:rule_edit": get(COUNTY, "county", "too_old"),
    # --- needs ---
    "needs:need_list": get(SEEING_PERSONS),
    "needs:need_export": get(ENTERING),
    "needs:register_print": get(SEEING_PERSONS),
    "needs:need_pick": get(WRITING),
    "needs:need_create": get(WRITING, "person"),
    "needs:need_detail": get(SEEING_PERSONS, "need"),
    "needs:need_edit": get(WRITING, "need"),
    "needs:need_step": post(WRITING, "need", "refer"),
    "needs:project_list": get(SEEING_PERSONS),
    "needs:project_board": get(SEEING_PERSONS),
    "needs:project_create": get(COUNTY),
    "needs:project_detail": get(SEEING_PERSONS, "project"),
    "needs:project_edit": get(COUNTY, "project"),
    "needs:project_remove": post(COUNTY, "project"),
    "needs:quota_edit": get(COUNTY, "project"),
    "needs:project_township": get(SEEING_PERSONS, "project_and_township"),
    "needs:quota_villages": get(WRITING, "project_and_township"),
    "needs:completion_list": get(SEEING_PERSONS, "project"),
    "needs:completion_export": get(ENTERING, "project"),
    "needs:completion_create": get(WRITING, "project"),
    "needs:completion_detail": get(SEEING_PERSONS, "completion"),
    "needs:completion_edit": get(WRITING, "completion"),
    "needs:completion_remove": post(WRITING, "completion"),
    "needs:evidence_create": post(WRITING, "completion"),
    "needs:evidence_file": get(SEEING_PERSONS, "completion_evidence"),
    "needs:evidence_withdraw": get(WRITING, "completion_evidence"),
    # --- ledgers ---
    "ledgers:index": get(SEEING_PERSONS),
    "ledgers:board": get(SEEING_PERSONS),
    "ledgers:board_review": post(WRITING, "township"),
    "ledgers:board_export": get(SEEING_PERSONS),
    "ledgers:unit_month": get(SEEING_PERSONS, "ledger_unit"),
    "ledgers:books_unchanged": post(WRITING, "ledger_unit"),
    "ledgers:books_review": post(WRITING, "ledger_unit"),
    "ledgers:year_print": post(SEEING_PERSONS, "ledger_unit"),
    "ledgers:book_detail": get(SEEING_PERSONS, "ledger_book"),
    "ledgers:book_edit": get(WRITING, "ledger_book"),
    "ledgers:book_roll": post(WRITING, "ledger_book"),
    "ledgers:book_step": post(WRITING, "ledger_book"),
    "ledgers:book_export": get(SEEING_PERSONS, "ledger_book"),
    "ledgers:book_template": get(WRITING, "ledger_book"),
    "ledgers:book_print": post(SEEING_PERSONS, "ledger_book"),
    "ledgers:import_create": get(WRITING, "ledger_book"),
    "ledgers:import_detail": get(WRITING, "ledger_import"),
    "ledgers:import_apply": post(WRITING, "ledger_import"),
    "ledgers:print_detail": get(SEEING_PERSONS, "ledger_print"),
    "ledgers:print_file": get(SEEING_PERSONS, "ledger_print"),
    "ledgers:lock_list": get(SEEING_PERSONS),
    "ledgers:lock_create": get(WRITING),
    "ledgers:exception_create": get(WRITING),
    "ledgers:diary_list": get(SEEING_PERSONS),
    "ledgers:diary_create": get(WRITING),
    "ledgers:diary_edit": get(WRITING, "diary_entry"),
    "ledgers:diary_remove": post(WRITING, "diary_entry"),
    "ledgers:type_list": get(COUNTY),
    "ledgers:type_create": get(COUNTY),
    "ledgers:type_defaults": post(COUNTY, "county"),
    "ledgers:type_detail": get(COUNTY, "ledger_type"),
    "ledgers:type_edit": get(COUNTY, "ledger_type"),
    "ledgers:field_create": get(COUNTY, "ledger_type"),
    "ledgers:field_edit": get(COUNTY, "ledger_field"),
    "ledgers:field_end": get(COUNTY, "ledger_field"),
    # --- petitions ---
    "petitions:petition_list": get(SEEING_PERSONS),
    "petitions:petition_export": get(SEEING_PERSONS),
    "petitions:petition_create": get(WRITING),
    "petitions:petition_detail": get(SEEING_PERSONS, "petition"),
    "petitions:petition_edit": get(WRITING, "petition"),
    "petitions:petition_step": get(WRITING, "petition", "accept"),
    "petitions:petition_reveal": get(ENTERING, "petition"),
    "petitions:petition_link": post(WRITING, "petition"),
    "petitions:petition_unlink": post(WRITING, "petition"),
    "petitions:petition_letter": get(SEEING_PERSONS, "petition_replied"),
    "petitions:file_create": post(WRITING, "petition"),
    "petitions:file_show": get(SEEING_PERSONS, "petition_file"),
    "petitions:file_withdraw": get(WRITING, "petition_file"),
    "petitions:table": get(SEEING_PERSONS),
    "petitions:table_print": post(SEEING_PERSONS),
    "petitions:table_export": get(SEEING_PERSONS),
    "petitions:figures": get(SEEING_PERSONS),
    "petitions:rule_list": get(COUNTY),
    "petitions:rule_create": get(COUNTY, "county"),
    "petitions:rule_edit": get(COUNTY, "county", "inquiry"),
    # --- staff ---
    "staff:member_list": get(READING),
    "staff:member_export": get(READING),
    "staff:member_create": get(COUNTY),
    "staff:member_detail": get(READING, "member"),
    "staff:member_edit": get(COUNTY, "member"),
    "staff:appointment_create": get(COUNTY),
    "staff:appointment_edit": get(COUNTY, "appointment"),
    "staff:appointment_end": get(COUNTY, "appointment"),
    "staff:post_list": get(READING),
    "staff:vacancy_export": get(READING),
    "staff:post_create": get(COUNTY),
    "staff:post_abolish": get(COUNTY, "post"),
    "staff:township_posts": get(READING, "township"),
    "staff:posts_establish": post(COUNTY, "county"),
    "staff:allocation_create": get(COUNTY, "county"),
    "staff:training_list": get(READING),
    "staff:training_export": get(READING),
    "staff:training_create": get(COUNTY),
    "staff:training_detail": get(READING, "training"),
    "staff:training_edit": get(COUNTY, "training"),
    "staff:attendance_create": get(COUNTY, "training"),
    "staff:attendance_export": get(READING, "training"),
    "staff:attendance_edit": get(COUNTY, "attendance"),
    "staff:attendance_remove": post(COUNTY, "attendance"),
    "staff:run_list": get(SEEING_MONEY),
    "staff:run_make": post(COUNTY),
    "staff:run_detail": get(SEEING_MONEY, "run"),
    "staff:run_review": post(COUNTY, "run"),
    "staff:run_pay": post(COUNTY, "run"),
    "staff:run_roll": get(SEEING_MONEY, "run"),
    "staff:run_export": get({CM, CC, FI}, "run"),
    "staff:line_detail": get(SEEING_MONEY, "line"),
    "staff:standard_list": get(SEEING_MONEY),
    "staff:standard_create": get(COUNTY),
    "staff:rule_create": get(COUNTY),
    # --- assessments ---
    "assessments:matrix": get(READING),
    "assessments:matrix_export": get(READING),
    "assessments:compliance_summary": get(READING),
    "assessments:quarter_close": get(COUNTY, "county_past_quarter"),
    "assessments:unit_checks": get(READING, "unit_quarter"),
    "assessments:unit_check_edit": get(WRITING, "unit_quarter"),
    "assessments:cell_detail": get(READING, "cell"),
    "assessments:cell_edit": get(WRITING, "cell"),
    "assessments:cell_confirm": post(WRITING, "overruled_cell"),
    "assessments:evidence_create": post(WRITING, "cell"),
    "assessments:evidence_file": get(READING, "evidence"),
    "assessments:evidence_withdraw": get(WRITING, "evidence"),
    "assessments:checklist_list": get(COUNTY),
    "assessments:checklist_detail": get(COUNTY, "checklist"),
    "assessments:checklist_create": get(COUNTY, "county"),
    "assessments:checklist_defaults": post(COUNTY, "county"),
    "assessments:item_create": get(COUNTY, "checklist"),
    "assessments:item_edit": get(COUNTY, "item"),
    "assessments:item_end": get(COUNTY, "item"),
    # --- reports ---
    "reports:workbench": get(ALL),
    "reports:document_list": get(READING),
    "reports:document_create": get(MAKING_REPORTS),
    "reports:document_detail": get(READING, "document"),
    "reports:document_preview": get(READING, "document"),
    "reports:document_file": get(READING, "document"),
    "reports:snapshot_detail": get(READING, "snapshot"),
    "reports:figure_detail": get(READING, "figure"),
}
