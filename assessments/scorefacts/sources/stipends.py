"""Facts about stipends: paid in full, paid in time (domain.md §0.3, §4.4)."""

from datetime import timedelta

from assessments.scorefacts.kinds import FactKind, answered, unknown
from assessments.scorefacts.links import plain
from assessments.scorefacts.sources.posts import GROUP
from assessments.scorefacts.territory import Territory
from assessments.scoring import SlotKind
from core.permissions import Permission
from staff.selectors.facts import stipend_in_time, stipend_standing

LAST_OF_FIRST_HALF = 6
HALVES = {1: "上半年", 2: "下半年"}


def last_half(asked):
    """Return (year, half) of the last half-year that is over on the last day asked about."""
    after = asked.until + timedelta(days=1)
    if after.year > asked.year:
        return asked.year, 2
    return (asked.year, 1) if after.month > LAST_OF_FIRST_HALF else (asked.year - 1, 2)


def _paid(units, asked):
    territory, (year, half) = Territory(units), last_half(asked)
    places = {pk: path for pk, path, _ in territory.places(asked.until)}
    found = stipend_standing(list(places), year, half)
    rows = ((places[pk], own.people, own.people_short, own.months_short) for pk, own in found.items())
    sums, label = territory.sums(rows), f"{year} 年{HALVES[half]}"

    def tell(unit):
        people, short, months = sums.get(unit.pk, (0, 0, 0))
        if not people:
            return unknown(f"{label}没有应发补贴的专职委员。")
        if not months:
            return answered(True, f"{label}应发 {people} 人，已足额发放。")
        return answered(False, f"{label}应发 {people} 人，其中 {short} 人 {months} 个月尚未足额发放。")

    return {unit.pk: tell(unit) for unit in territory.units}


def _in_time(units, asked):
    territory = Territory(units)
    places = {pk: path for pk, path, _ in territory.places(asked.until)}
    found = stipend_in_time(list(places), asked.since, asked.until)
    return territory.rates(
        territory.sums((places[pk], *numbers) for pk, numbers in found.items()),
        words="到期应发 {whole} 人月，在期限内足额入账 {part} 人月，迟发或未发 {left} 人月。",
        empty="没有到期应发的补贴。",
    )


KINDS = (
    FactKind(
        code="stipends_paid",
        name="补贴足额发放",
        group=GROUP,
        definition=(
            "统计日之前最近一个已结束的半年，在岗专职委员应发的补贴都已足额入账；乡镇（街道）含所辖村（社区）。"
            "没有应发补贴的不作判定。"
        ),
        gives=SlotKind.YES_NO,
        measure=_paid,
        rows=plain("staff:run_list"),
        rows_label="查看补贴发放",
        rows_permission=Permission.STIPEND_VIEW,
    ),
    FactKind(
        code="stipends_in_time",
        name="补贴按时发放率",
        group=GROUP,
        definition=(
            "发放期限（发放期结束后的天数，由县里的发放规定确定）在本年度截至统计日的应发补贴，按人月计算，"
            "在期限之内足额入账的占比。没有到期应发的不作判定。"
        ),
        gives=SlotKind.PERCENT,
        measure=_in_time,
        rows=plain("staff:run_list"),
        rows_label="查看补贴发放",
        rows_permission=Permission.STIPEND_VIEW,
    ),
)
