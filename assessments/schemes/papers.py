"""A scheme as its table is printed: 考核项目 | 工作目标 | 分值 | 计分办法 (domain.md §3.1)."""

from assessments.schemes.choices import BandKind
from assessments.schemes.differences import bands_words
from assessments.scoring import said
from core.documents import render_pdf
from core.sheets.writing import Column, workbook

COLUMNS = (
    Column("考核项目", lambda row: row["section"], 18),
    Column("工作目标", lambda row: row["item"].row.name, 36),
    Column("分值", lambda row: row["item"].row.points, 8),
    Column("计分办法", lambda row: row["item"].words, 60),
    Column("计分规则", lambda row: row["item"].rule_label, 12),
    Column("完成期限", lambda row: due_words(row["item"].row), 12),
    Column("佐证", lambda row: "须上传" if row["item"].row.evidence_needed else "", 8),
    Column("指标", lambda row: "逐单位下达" if row["item"].row.is_pledged else "", 12),
)


def scheme_pdf(table):
    """Return the table of a scheme as a PDF, lying."""
    scheme = table.scheme
    bands = [(kind.label, bands_words(table.bands_of(kind))) for kind in BandKind]
    context = {"scheme": scheme, "table": table, "bands": [(label, words) for label, words in bands if words]}
    issuer = scheme.county.federation_name
    return render_pdf("assessments/schemes/print/scheme.html", context, title=str(scheme), author=issuer)


def scheme_workbook(table):
    """Return the table of a scheme as a workbook."""
    rows = [
        {"section": f"{section.row.name}（{said(section.row.points)} 分）", "item": item}
        for section in table.sections
        for item in section.items
    ]
    totals = ["合计", "", table.scheme.full_points, "", "", "", "", ""]
    return workbook(str(table.scheme), COLUMNS, rows, totals=totals)


def due_words(item):
    """Return until when an item is to be done."""
    return f"{item.due_month} 月底前" if item.due_month else "全年"
