"""Codes on the papers of a run that is locked, and on a member's statement: what they state of the rolls."""

from core.masking import masked_id_number
from orgs.proofs.papers import PaperKind, code_for
from staff.models import Member, StipendRun
from staff.pay.amounts import NOTHING
from staff.pay.selectors.lines import lines_for_roll, months_of_member

STATED = ("pay", "back_pay", "recovery", "bonus", "deduction", "personal", "amount", "employer")


def _run(unit, key):
    """Return the locked run with this key, if it has to do with the unit; a draft proves nothing."""
    run = StipendRun.objects.filter(pk=key).exclude(seal="").select_related("unit").first()
    return run if run is not None and unit.path.startswith(run.unit.path) else None


def _lines(run, unit):
    lines = lines_for_roll(run).select_related("member")
    return [line for line in lines if line.unit.path.startswith(unit.path)]


def _head(run, unit):
    return {"run": run.pk, "period": run.period, "unit": unit.code}


def roll_stated(unit, key):
    """Return what the roll with signatures states of the people of a unit."""
    run = _run(unit, key)
    if run is None:
        return None
    rows = [
        [line.unit.code, line.name, masked_id_number(line.member.id_number), line.months, str(line.amount),
         line.masked_bank_account]
        for line in _lines(run, unit)
    ]  # fmt: skip
    return _head(run, unit) | {"rows": rows}


def notice_stated(unit, key):
    """Return what the public notice states: only those who get money, and how long it hangs."""
    run = _run(unit, key)
    if run is None:
        return None
    rows = [
        [line.unit.code, line.name, masked_id_number(line.member.id_number), line.post_type, line.months,
         str(line.amount)]
        for line in lines_for_roll(run).select_related("member").to_be_paid()
        if line.unit.path.startswith(unit.path)
    ]  # fmt: skip
    return _head(run, unit) | {"rows": rows, "hangs": [run.notice_from, run.notice_until]}


def summary_stated(unit, key):
    """Return what the summary states: the sums of everybody of the unit, line by line without a name."""
    run = _run(unit, key)
    if run is None:
        return None
    rows = [
        [line.unit.code, line.payer, *(str(getattr(line, name)) for name in STATED)]
        for line in _lines(run, unit)
    ]
    return _head(run, unit) | {"rows": rows}


def statement_stated(unit, key):
    """Return what a member's own statement says of every month."""
    member = Member.objects.filter(pk=key).first()
    if member is None:
        return None
    months = months_of_member(member)
    rows = [
        [month.month, month.kind, str(month.amount), str(month.personal), month.payer, month.line.run.period,
         month.line.outcome]
        for month in months
    ]  # fmt: skip
    arrived = {month.line_id: month.line.amount for month in months if month.line.outcome == "paid"}
    return {"member": key, "rows": rows, "arrived": str(sum(arrived.values(), NOTHING))}


ROLL = PaperKind("stipend_roll", "补贴发放花名册", "run", roll_stated)
NOTICE = PaperKind("stipend_notice", "补贴发放公示表", "run", notice_stated)
SUMMARY = PaperKind("stipend_summary", "补贴发放汇总表", "run", summary_stated)
STATEMENT = PaperKind("stipend_statement", "个人补贴明细", "member", statement_stated)
OF_RUN = {"roll": ROLL, "notice": NOTICE, "summary": SUMMARY}


def code_of_run(what, run, lines, unit, *, by):
    """Return the code of a paper of a run about a unit; None for a draft, or if it shows others, too."""
    if not all(line.unit.path.startswith(unit.path) for line in lines):
        return None
    return code_for(OF_RUN[what], unit, run.pk, reference=run.period, by=by)


def code_of_statement(member, scope, *, by):
    """Return the code of a member's statement; None if whoever prints it does not see every month."""
    if months_of_member(member, scope).count() != months_of_member(member).count():
        return None
    return code_for(STATEMENT, member.unit, member.pk, reference="", by=by)
