"""The papers of a run: roll with signatures, public notice, summary, and a member's own statement."""

from dataclasses import dataclass
from decimal import Decimal

from core.masking import masked_id_number
from core.sheets.writing import Column, workbook
from orgs.proofs.papers import pdf_with_code
from staff.choices import Payer
from staff.pay.amounts import NOTHING, money
from staff.pay.selectors.lines import by_township, lines_for_roll, months_of_member, township_of

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Paper:
    """One sort of paper: what it is called and its template."""

    name: str
    template: str


PAPERS = {
    "roll": Paper("补贴发放花名册", "staff/pay/print/roll.html"),
    "notice": Paper("补贴发放公示表", "staff/pay/print/notice.html"),
    "summary": Paper("补贴发放汇总表", "staff/pay/print/summary.html"),
}
STATEMENT = "个人补贴明细"


def _yuan(name):
    return lambda line: getattr(line, name).quantize(CENT)


PLACE = (
    Column("乡镇（街道）", lambda line: township_of(line.unit).name),
    Column("单位", lambda line: line.unit.name),
    Column("姓名", lambda line: line.name),
)
# Account numbers stand in full in the bank's file alone.
ROLL_COLUMNS = (
    *PLACE,
    Column("身份证号", lambda line: masked_id_number(line.member.id_number), 22),
    Column("岗位类型", lambda line: line.get_post_type_display(), 16),
    Column("资金来源", lambda line: line.get_payer_display(), 16),
    Column("月数", lambda line: line.months, 6),
    Column("应发（元）", _yuan("pay")),
    Column("补发（元）", _yuan("back_pay")),
    Column("追回（元）", _yuan("recovery")),
    Column("奖励（元）", _yuan("bonus")),
    Column("扣款（元）", _yuan("deduction")),
    Column("个人保险（元）", _yuan("personal")),
    Column("上期待扣（元）", _yuan("carried_in")),
    Column("结转待扣（元）", _yuan("carried_out")),
    Column("实发（元）", _yuan("amount")),
    Column("单位保险（元）", _yuan("employer")),
    Column("开户银行", lambda line: line.bank_name, 16),
    Column("银行账号", lambda line: line.masked_bank_account, 12),
    Column("发放结果", lambda line: line.get_outcome_display(), 10),
    Column("签名", lambda line: "", 12),
)
NOTICE_COLUMNS = (
    *PLACE,
    Column("身份证号", lambda line: masked_id_number(line.member.id_number), 22),
    Column("岗位类型", lambda line: line.get_post_type_display(), 16),
    Column("月数", lambda line: line.months, 6),
    Column("实发（元）", _yuan("amount")),
)
SUMMARY_COLUMNS = (
    Column("乡镇（街道）", lambda group: group.township.name, 20),
    Column("人数", lambda group: group.people, 8),
    *(
        Column(title, lambda group, name=name: total(group.lines, name))
        for title, name in (
            ("应发（元）", "pay"), ("补发（元）", "back_pay"), ("追回（元）", "recovery"),
            ("奖励（元）", "bonus"), ("扣款（元）", "deduction"), ("个人保险（元）", "personal"),
            ("实发（元）", "amount"), ("单位保险（元）", "employer"),
        )
    ),
)  # fmt: skip
STATEMENT_COLUMNS = (
    Column("月份", lambda month: f"{month.month:%Y-%m}"),
    Column("类别", lambda month: month.get_kind_display(), 8),
    Column("金额（元）", lambda month: month.amount.quantize(CENT)),
    Column("个人保险（元）", lambda month: month.personal.quantize(CENT)),
    Column("资金来源", lambda month: month.get_payer_display(), 16),
    Column("名册", lambda month: month.line.run.period, 24),
    Column("发放结果", lambda month: month.line.get_outcome_display(), 12),
    Column("入账日期", lambda month: month.line.paid_on or ""),
)


def total(lines, name):
    """Return the sum of one part of several lines."""
    return sum((getattr(line, name) for line in lines), NOTHING).quantize(CENT)


def lines_for(what, run, scope):
    """Return the lines that a paper prints: of a notice only those with money in them."""
    lines = lines_for_roll(run, scope).select_related("member")
    return list(lines.to_be_paid() if what == "notice" else lines)


def paper_pdf(what, run, lines, unit, *, proof=None):
    """Return the PDF of a paper of a run for the people of a unit, with its code if there is one."""
    paper, groups = PAPERS[what], by_township(lines)
    for line in lines:
        line.shown_id = masked_id_number(line.member.id_number)
    context = {
        "run": run, "unit": unit, "groups": groups, "lines": lines,
        "people": len({line.member_id for line in lines}), "amount": total(lines, "amount"),
        "rows": [_summary_row(group.township.name, group.lines) for group in groups],
        "total": _summary_row("合计", lines), "payers": _payers(lines),
    }  # fmt: skip
    title = [unit.name, run.period.replace(" ", ""), f"专职委员{paper.name}"]
    return pdf_with_code(paper.template, context, proof, title=title, author=run.unit.federation_name)


def paper_workbook(what, run, lines, unit):
    """Return the same as an xlsx file."""
    title = f"{unit.name}{run.period}{PAPERS[what].name}".replace(" ", "")
    if what == "summary":
        groups = by_township(lines)
        row = _summary_row("合计", lines)
        totals = ["合计", row["people"], *(row[name] for name in _SUMMED)]
        return workbook(title, SUMMARY_COLUMNS, groups, totals=totals)
    columns = ROLL_COLUMNS if what == "roll" else NOTICE_COLUMNS
    totals = [_total_cell(column, lines) for column in columns]
    return workbook(title, columns, lines, totals=["合计", *totals[1:]])


_SUMMED = ("pay", "back_pay", "recovery", "bonus", "deduction", "personal", "amount", "employer")


def _summary_row(name, lines):
    sums = {part: total(lines, part) for part in _SUMMED}
    return {"name": name, "people": len({line.member_id for line in lines}), **sums}


def _payers(lines):
    """Return the sums by payer of the lines."""
    keys = dict.fromkeys(sorted(line.payer for line in lines))
    return [_summary_row(Payer(key).label, [line for line in lines if line.payer == key]) for key in keys]


def _total_cell(column, lines):
    if not column.title.endswith("（元）"):
        return ""
    return sum((column.value(line) for line in lines), NOTHING)


def statement_of(member, scope):
    """Return (months, sum that has arrived) of a member, newest first."""
    months = list(months_of_member(member, scope))
    arrived = {month.line_id: month.line.amount for month in months if month.line.outcome == "paid"}
    return months, money(sum(arrived.values(), NOTHING))


def statement_pdf(member, scope, today, *, proof=None):
    """Return a member's statement as a PDF, with its code if there is one."""
    months, arrived = statement_of(member, scope)
    context = {"member": member, "months": months, "arrived": arrived, "today": today,
               "shown_id": masked_id_number(member.id_number)}  # fmt: skip
    title = [member.name, STATEMENT]
    return pdf_with_code(
        "staff/pay/print/statement.html", context, proof, title=title, author=member.unit.federation_name
    )


def statement_workbook(member, scope):
    """Return the same as an xlsx file."""
    months, _ = statement_of(member, scope)
    return workbook(f"{member.name}{STATEMENT}", STATEMENT_COLUMNS, months)
