"""Every kind of report, by its code."""

from reports.kinds.annual_statistics import ANNUAL_STATISTICS
from reports.kinds.base_table import BASE_TABLE
from reports.kinds.bulletins import MONTH_DISPATCH, QUARTER_BULLETIN
from reports.kinds.checklist_sheets import JIUYOU_SHEET, LIUYOU_SHEET
from reports.kinds.compliance_summary import COMPLIANCE_SUMMARY
from reports.kinds.data_quality import DATA_QUALITY
from reports.kinds.elections_table import ELECTIONS_TABLE
from reports.kinds.foreign import FormKind
from reports.kinds.member_files import MEMBER_FILE
from reports.kinds.model_units import MODEL_UNITS
from reports.kinds.person_forms import PERSON_FORM
from reports.kinds.registry import ReportKind
from reports.kinds.rolls import MEMBER_ROLL, TRAINING_ROLL
from reports.kinds.subsidy_statistics import SUBSIDY_STATISTICS
from reports.kinds.work_reports import HALF_YEAR_BULLETIN, WORK_REPORT
from reports.kinds.year_summary import YEAR_SUMMARY

KINDS: dict[str, ReportKind] = {
    kind.code: kind
    for kind in (
        YEAR_SUMMARY,
        WORK_REPORT,
        HALF_YEAR_BULLETIN,
        QUARTER_BULLETIN,
        MONTH_DISPATCH,
        JIUYOU_SHEET,
        LIUYOU_SHEET,
        BASE_TABLE,
        ANNUAL_STATISTICS,
        SUBSIDY_STATISTICS,
        DATA_QUALITY,
        COMPLIANCE_SUMMARY,
        ELECTIONS_TABLE,
        MEMBER_ROLL,
        TRAINING_ROLL,
        MODEL_UNITS,
        PERSON_FORM,
        MEMBER_FILE,
    )
}


def kind_of(code):
    """Return the kind of a snapshot: of a report, or of the superior's own form."""
    return KINDS.get(code) or FormKind(code)
