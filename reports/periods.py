"""Years and quarters of a report, and the day on which its figures are looked at."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from assessments.periods import Quarter, quarter_of
from orgs.models import Unit

FIRST_YEAR = 2000


class NotPossible(Exception):
    """The document cannot be made as asked; the message is fit to show to the user."""


@dataclass(frozen=True)
class HalfYear:
    """One half of a year, which goes by the quarter that it ends with: 2 or 4."""

    year: int
    quarter: int

    @property
    def start(self):
        return Quarter(self.year, self.quarter - 1).start

    @property
    def end(self):
        return Quarter(self.year, self.quarter).end

    @property
    def name(self):
        return "上半年" if self.quarter == 2 else "下半年"

    @property
    def label(self):
        return f"{self.year} 年{self.name}"


@dataclass(frozen=True)
class Subject:
    """What a report is about: one unit, one year, perhaps one quarter or half-year, as of one day.

    `about` names one row of the unit where the report is about that alone, as `person:12`.
    """

    unit: Unit
    year: int
    quarter: int | None
    as_of: date
    about: str = ""
    is_half: bool = False

    @property
    def child_end(self):
        """Return the length of the paths one step below the unit."""
        return len(self.unit.path) + 4

    @property
    def is_city(self):
        return self.unit.level == Unit.Level.CITY

    @property
    def areas_named(self):
        """Return what the places one step below the unit are called."""
        if self.is_city:
            return "县（区）"
        return "乡镇（街道）" if self.unit.is_county else "村（社区）"

    @property
    def period(self):
        return (HalfYear if self.is_half else Quarter)(self.year, self.quarter)

    @property
    def reference(self):
        """Return the period in short: 2026年, 2026年第三季度, 2026年上半年; of one row with its number."""
        own = f"（登记号 {self.about.partition(':')[2]}）" if self.about else ""
        return f"{self.year}年{own}" if self.quarter is None else f"{self.year}年{self.period.name}{own}"

    @property
    def whole(self):
        """Return how the unit speaks of itself: 全县、全镇、全村."""
        words = {
            Unit.Kind.CITY: "全市", Unit.Kind.COUNTY: "全县", Unit.Kind.DISTRICT: "全区",
            Unit.Kind.TOWN: "全镇", Unit.Kind.RURAL_TOWNSHIP: "全乡", Unit.Kind.SUBDISTRICT: "全街道",
            Unit.Kind.VILLAGE: "全村", Unit.Kind.COMMUNITY: "全社区",
        }  # fmt: skip
        return words[self.unit.kind]


def subject_of(unit, year, quarter=None, *, is_quarterly, is_half=False, as_of=None, about=""):
    """Return the subject with its as-of day: today, or the last day of a period that is over.

    :param is_half: it is about the half-year in which the quarter lies.

    :param as_of: another day of the year or quarter, not after today.

    :raises NotPossible: the period has not begun, or is no year or quarter at all.
    """
    today = timezone.localdate()
    if not FIRST_YEAR <= year <= today.year:
        raise NotPossible(f"年度应在 {FIRST_YEAR} 到 {today.year} 之间，不能是 {year}。")
    if not is_quarterly:
        return Subject(
            unit, year, None, _day_within(date(year, 1, 1), date(year, 12, 31), as_of or today), about
        )
    if quarter is None:
        quarter = quarter_of(today).number if year == today.year else 4
    if quarter not in range(1, 5):
        raise NotPossible(f"季度应在 1 到 4 之间，不能是 {quarter}。")
    quarter = quarter + quarter % 2 if is_half else quarter
    period = (HalfYear if is_half else Quarter)(year, quarter)
    if period.start > today:
        raise NotPossible(f"{period.label}还没有开始。")
    day = _day_within(period.start, period.end, as_of or today)
    return Subject(unit, year, quarter, day, about, is_half)


def _day_within(first, last, day):
    """Return the day, or the last day of the period if that is earlier.

    :raises NotPossible: the day is still to come, or before the period.
    """
    if not first <= day <= timezone.localdate():
        raise NotPossible(
            f"数据截止日期应在 {first} 到 {min(last, timezone.localdate())} 之间，不能是 {day}。"
        )
    return min(last, day)
