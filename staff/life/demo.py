"""An invented life in post: contracts renewed, talks, demands to mend, and hand-overs of those who left."""

from datetime import timedelta

from django.utils import timezone

from orgs.scoping import below
from staff.choices import MEMBER_POSTS, EndReason
from staff.life.choices import HANDED_OVER, EventKind
from staff.life.models import CareerEvent, HandOver
from staff.life.services import careers
from staff.models import Appointment
from staff.models.appointments import CONTRACT_WARNING_DAYS

CONTRACT_YEARS = 3
RENEWED_NOW, RENEWED_BEFORE, LEAVERS = 4, 24, 10
ENDS_IN = (-4, 9, 17, 24, 31, 38, 45, 52)  # days until the contracts of a few run out; one has just done so
# what was said, days ago, days until it was to be mended, days after which it was accepted
WARNED = (
    ("连续两个月没有上报月报，已谈话提醒，本人承诺改正。", 75, None, None),
    ("入户走访次数不足，谈话提醒，每月走访不少于 20 户。", 40, None, None),
    ("残疾人动态更新资料错漏较多，限期补正。", 120, 30, 26),
    ("村级台账未按季更新，限期整改。", 50, 30, None),
    ("无故缺席业务培训，限期参加补训。", 12, 30, None),
)
ACCEPTED = "已补正并经乡镇残联复核，资料齐全。"
WHY_LEFT = {
    EndReason.RESIGNED: "本人外出务工，书面提出辞职。",
    EndReason.EXPIRED: "聘期届满，本人不再续聘。",
    EndReason.TRANSFERRED: "调到其他岗位工作。",
    EndReason.UNFIT: "年度考核不称职，按规定解聘。",
}


def make_careers(county, *, at, by):
    """Write the events of some of those in post and of those who left last; return how many events."""
    today = timezone.localdate(at)
    held = Appointment.objects.filter(
        below(county.path, "post__unit__path"), post__post_type__in=MEMBER_POSTS
    ).select_related("member", "post__unit__parent")
    in_post = held.filter(until=None).order_by("contract_until", "pk")
    _let_run_out(in_post, today)
    _renew(in_post, today, at=at, by=by)
    _warn(in_post, today, at=at, by=by)
    _let_go(held.exclude(until=None).order_by("-until", "pk")[:LEAVERS], by=by)
    return CareerEvent.objects.filter(below(county.path, "appointment__post__unit__path")).count()


def _let_run_out(in_post, today):
    """Let the contracts of some run out about now."""
    chosen = list(in_post.order_by("pk"))
    chosen = chosen[:: max(1, len(chosen) // len(ENDS_IN))]
    for one, days in zip(chosen, ENDS_IN, strict=False):
        one.contract_until = today + timedelta(days=days)
        one.save()


def _renew(in_post, today, *, at, by):
    """Renew some contracts that end soon, and tell of some that were renewed when they ended before."""
    born_after = today.replace(year=today.year - 55, day=1)
    soon = in_post.filter(
        contract_until__range=(today, today + timedelta(days=CONTRACT_WARNING_DAYS)),
        member__birth_date__gt=born_after,
    )
    for one in soon[: RENEWED_NOW * 2 : 2]:  # every other one waits and is on the list of alerts
        until = one.contract_until.replace(year=one.contract_until.year + CONTRACT_YEARS, day=1)
        careers.renew(one, by=by, at=at, on=today, contract_until=until, text="年度考核称职，同意续聘。")
    later = in_post.filter(contract_until__gt=today + timedelta(days=CONTRACT_WARNING_DAYS))
    for one in later.filter(events=None)[:RENEWED_BEFORE]:
        before = one.contract_until.replace(year=one.contract_until.year - CONTRACT_YEARS, day=1)
        if before <= one.since:
            continue
        facts = [["原合同期至", before.isoformat()], ["合同期至", one.contract_until.isoformat()]]
        careers.add_event(one, EventKind.RENEWED, by=by, on=before, facts=facts, text="考核合格，续聘。")


def _warn(in_post, today, *, at, by):
    settled = list(in_post.filter(since__lt=today - timedelta(days=200)))
    chosen = settled[:: max(1, len(settled) // len(WARNED))]
    for one, (text, ago, days, accepted) in zip(chosen, WARNED, strict=False):
        on = today - timedelta(days=ago)
        kind = EventKind.TALK if days is None else EventKind.MENDING
        due_on = None if days is None else on + timedelta(days=days)
        event = careers.warn(one, by=by, at=at, kind=kind, on=on, text=text, due_on=due_on)
        if accepted is not None:
            careers.accept_mending(
                event, by=by, at=at, done_on=on + timedelta(days=accepted), result=ACCEPTED
            )


def _let_go(gone, *, by):
    """Write the leaving of those who have left last, and what they handed over; one has not yet."""
    for number, one in enumerate(gone):
        facts = [["离岗原因", one.get_end_reason_display()]]
        text = WHY_LEFT.get(one.end_reason, "")
        careers.add_event(one, EventKind.LEFT, by=by, on=one.until, facts=facts, text=text)
        if number:
            HandOver.objects.create(
                appointment=one, on=one.until, items=list(HANDED_OVER), by=by,
                receiver=f"{one.post.unit.name}文书", witness=f"{_township(one).name}残联理事长",
            )  # fmt: skip


def _township(appointment):
    unit = appointment.post.unit
    return unit.parent if unit.is_grassroots else unit
