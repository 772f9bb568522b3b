"""Every kind of report, by its code."""

from reports.kinds.base_table import BASE_TABLE
from reports.kinds.bulletins import MONTH_DISPATCH, QUARTER_BULLETIN
from reports.kinds.checklist_sheets import JIUYOU_SHEET, LIUYOU_SHEET
from reports.kinds.foreign import FormKind
from reports.kinds.registry import ReportKind
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
    )
}


def kind_of(code):
    """Return the kind of a snapshot: of a report, or of the superior's own form."""
    return KINDS.get(code) or FormKind(code)
