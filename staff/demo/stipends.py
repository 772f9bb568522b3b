"""The county's standards since 2011 and its pay runs, made by the services themselves.

The last half-years are closed; two payments of the latest of them came back and were paid again. The run of
the present half-year is with the townships.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Posting
from core.permissions import Permission
from staff.choices import Payer, PostType, RunState
from staff.models import Member, PayPolicy, StipendLine, StipendStandard
from staff.pay.layouts import SHIPPED
from staff.pay.periods import months_of
from staff.pay.services import adjustments, banking, confirming, making, noticing, returning, reviewing

# SEED0: 50, 80, 100 yuan a month for the villages (低保加补贴); 200, later 500 where a welfare post pays.
STANDARDS = (
    (PostType.VILLAGE_MEMBER, Payer.COUNTY_BUDGET, ((2011, 50), (2012, 80), (2013, 100))),
    (PostType.COMMUNITY_MEMBER, Payer.WELFARE_POST, ((2011, 200), (2019, 500))),
    (PostType.TOWNSHIP_MEMBER, Payer.WELFARE_POST, ((2011, 200), (2019, 500))),
)
PAID_HALVES = 3
CHANGED_ACCOUNTS = 4
FAILED = 2
SECOND_ABOVE = Decimal(300_000)  # 示例
BEGAN = date(2011, 1, 1)
ADJUSTED = (  # 示例: the last is not decided yet
    ("bonus", 100, "上半年考核优秀，按考核办法奖励"),
    ("bonus", 60, "动态更新入户调查按期完成，质量抽查合格"),
    ("deduction", 50, "无故缺席县级业务培训，按考核办法扣发"),
    ("deduction", 30, "月报连续两月逾期"),
)
WHY = ("账号与户名不符", "账户已销户")
SHEET = b"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>> endobj
trailer <</Root 1 0 R>>
%%EOF
"""  # an empty sheet for the scan of a paper
BANK_HEADS = ",".join(("明细编号", "姓名", "补贴金额", "处理结果", "退回原因"))


def make_standards(county):
    """Write the history of what each type of post is paid a month, and how a run goes."""
    standards = []
    for post_type, payer, history in STANDARDS:
        ends = [date(year, 1, 1) - timedelta(days=1) for year, _ in history[1:]] + [None]
        for (year, amount), until in zip(history, ends, strict=True):
            standard = StipendStandard(unit=county, post_type=post_type, payer=payer, until=until)
            standard.since, standard.monthly_amount = date(year, 1, 1), Decimal(amount)
            standard.with_dibao = payer == Payer.COUNTY_BUDGET
            standards.append(standard)
    StipendStandard.objects.bulk_create(standards)
    PayPolicy.objects.create(unit=county, since=BEGAN, second_above=SECOND_ABOVE, source="示例")


def make_runs(county, people, *, at, by, reviewer=None):
    """Make and close the runs of the last half-years, then bring the present one to the townships."""
    present = _half_of(timezone.localdate(at))
    cast = _Cast(county, by, reviewer)
    without = _hand_in_accounts(county, people)
    if cast.is_complete:
        for number in range(PAID_HALVES, 0, -1):
            year, half = _halves_before(present, number)
            day = datetime(year, 6 * half, 8, 2, 30, tzinfo=UTC)
            _pay(cast, months_of(year, half), day, failed=FAILED if number == 1 else 0, people=people)
    for member in without:
        member.bank_name = member.bank_account = ""
        member.save()
    _change_accounts(county, people)
    if cast.is_complete:
        _adjust(cast, months_of(*present)[0], at)
    run = making.make_run(county, months_of(*present), by=by, at=at)
    if run.people and cast.is_complete:
        run = confirming.open_run(run, by=by, at=at)
        parts = list(run.townships.order_by("township__path"))
        for part in parts[: len(parts) * 2 // 3]:
            confirming.confirm_township(part, by=cast.reviewer, at=at)


class _Cast:
    """Who does what: maker, reviewer, and who approves and sends to the bank; all three differ."""

    def __init__(self, county, maker, reviewer):
        self.county, self.maker = county, maker
        self._postings = list(
            Posting.objects.filter(unit=county).exclude(user=maker).select_related("user").order_by("pk")
        )
        self.reviewer = reviewer or self._first(Permission.STIPEND_EDIT)
        self.approver = self._first(Permission.STIPEND_APPROVE, but=self.reviewer) or self._first(
            Permission.STIPEND_APPROVE
        )

    @property
    def is_complete(self):
        return self.reviewer is not None and self.approver is not None

    def _first(self, permission, but=None):
        able = (one.user for one in self._postings if one.grants(permission) and one.user != but)
        return next(able, None)


def _pay(cast, months, at, *, failed, people):
    """Take one run all the way; `failed` payments come back and are paid again."""
    run = making.make_run(cast.county, months, by=cast.maker, at=at)
    if not run.people:
        return
    run = confirming.open_run(run, by=cast.maker, at=at)
    for part in run.townships.all():
        confirming.confirm_township(part, by=cast.reviewer, at=at + timedelta(days=1))
    run = reviewing.review_run(run, by=cast.reviewer, at=at + timedelta(days=2))
    if run.state == RunState.REVIEWED:
        run = reviewing.approve_run(run, by=cast.approver, at=at + timedelta(days=2, hours=3))
    run = noticing.start_notice(run, by=cast.maker, at=at + timedelta(days=3))
    run = noticing.end_notice(run, by=cast.maker, at=at + timedelta(days=10))
    run = _through_the_bank(cast, run, at + timedelta(days=10, hours=1), failed=failed)
    if failed:
        again = _pay_again(cast, run, at + timedelta(days=14), people=people)
        returning.close_run(again, by=cast.maker, at=at + timedelta(days=16))
    returning.close_run(run, by=cast.maker, at=at + timedelta(days=16))


def _pay_again(cast, run, at, *, people):
    for line in run.lines.filter(outcome="failed").select_related("member", "member__unit"):
        line.member.bank_name, line.member.bank_account = people.new_account()
        line.member.save()
    again = returning.make_follow_up(run, by=cast.maker, at=at)
    again = reviewing.review_run(again, by=cast.reviewer, at=at)
    return _through_the_bank(cast, again, at + timedelta(hours=1), failed=0)


def _through_the_bank(cast, run, at, *, failed):
    """Export a run and read the invented answer of the bank."""
    layout = banking.install_layouts(cast.county)[0]
    banking.export_run(run, layout, by=cast.approver, at=at)
    rows = list(
        StipendLine.objects.filter(run=run).to_be_paid().order_by("pk").values_list("pk", "name", "amount")
    )
    bad = {pk: why for (pk, *_), why in zip(rows[11::97][:failed], WHY, strict=False)}
    paid = SHIPPED["paid_words"].split("、")[0]
    told = [
        f"{pk},{name},{amount:.2f},{'失败' if pk in bad else paid},{bad.get(pk, '')}"
        for pk, name, amount in rows
    ]
    file = ContentFile("\n".join([BANK_HEADS, *told]).encode("gb18030"), name=f"回盘{run.pk}.csv")
    later = at + timedelta(days=2)
    returning.take_return(run, file, by=cast.approver, at=later, paid_on=timezone.localdate(later))
    run.refresh_from_db()
    return run


def _hand_in_accounts(county, people):
    """Let those without an account have one while the past is paid, and return them."""
    missing = Member.objects.filter(bank_digest="", unit__path__startswith=county.path)
    members = list(missing.select_related("unit").order_by("pk"))
    for member in members:
        member.bank_name, member.bank_account = people.new_account()
        member.save()
    return members


def _change_accounts(county, people):
    """Give a few members another account since they were last paid, one of them somebody else's."""
    lines = StipendLine.objects.filter(run__unit=county).order_by("-run__first_month", "pk")
    chosen = list(dict.fromkeys(lines.values_list("member", flat=True)))[7::61][:CHANGED_ACCOUNTS]
    members = list(Member.objects.filter(pk__in=chosen).select_related("unit").order_by("pk"))
    for member in members:
        member.bank_name, member.bank_account = people.new_account()
    if len(members) > 1:
        members[0].bank_name, members[0].bank_account = members[1].bank_name, members[1].bank_account
    for member in members:
        member.save()


def _adjust(cast, month, at):
    """Propose bonuses and deductions of the present period; another decides all but the last."""
    lines = StipendLine.objects.filter(run__unit=cast.county, amount__gt=100).order_by(
        "-run__first_month", "pk"
    )
    keys = list(dict.fromkeys(lines.values_list("member", flat=True)))[3::53][: len(ADJUSTED)]
    members = Member.objects.filter(pk__in=keys).select_related("unit").order_by("pk")
    for number, (member, (kind, yuan, reason)) in enumerate(zip(members, ADJUSTED, strict=False), start=1):
        proposal = adjustments.propose(
            member, by=cast.maker, at=at, kind=kind, month=month, amount=Decimal(yuan), reason=reason,
            upload=ContentFile(SHEET, name="考核结果（示例）.pdf"),
        )  # fmt: skip
        if number < len(ADJUSTED):
            adjustments.decide(proposal, by=cast.reviewer, at=at, approved=True)


def _half_of(day):
    return day.year, 1 if day.month <= 6 else 2


def _halves_before(present, number):
    year, half = present
    place = year * 2 + half - 1 - number
    return place // 2, place % 2 + 1
