"""Facts about training: how often, and how many of those in post it reached (domain.md §0.3)."""

from collections import Counter

from assessments.scorefacts.kinds import FactKind
from assessments.scorefacts.links import by_id, plain
from assessments.scorefacts.sources.posts import GROUP, held_posts
from assessments.scorefacts.territory import Territory
from assessments.scoring import SlotKind
from core.permissions import Permission
from staff.models import Attendance, Training, TrainingRule
from staff.selectors.dated import RuleBook

EMPTY = "本年度还没有登记培训。"


class _Year:
    """The trainings of a year in the counties of the units, and who took part. Two queries."""

    def __init__(self, territory, asked):
        self.territory = territory
        days = (asked.since, asked.until)
        held = Training.objects.filter(territory.above_and_inside("unit__path"), held_on__range=days)
        self.held = list(held.order_by("pk").values_list("unit__path", "pk"))
        rows = Attendance.objects.filter(
            territory.in_counties("member__unit__path"), training__held_on__range=days
        )
        self.attended = list(rows.order_by("pk").values_list("member__unit__path", "training", "member"))
        paths = {path for path, *_ in (*self.held, *self.attended)}
        self._known = {
            county
            for county in territory.counties
            if any(path.startswith(county) or county.startswith(path) for path in paths)
        }

    def knows(self, path):
        """True if a training is recorded in the county of the path, or above it."""
        return self.territory.county_of(path) in self._known

    def times(self):
        """Return how often each member took part."""
        return Counter(member for *_, member in self.attended)


def _year(territory, asked):
    return asked.once("trainings", lambda: _Year(territory, asked))


def _held(units, asked):
    territory = Territory(units)
    year = _year(territory, asked)
    rows = [*year.held, *((path, training) for path, training, _ in year.attended)]
    return territory.counts(
        {pk: len(set(found)) for pk, found in territory.gathered(rows).items()},
        words="本年度举办或参加培训 {number} 次。",
        empty=EMPTY,
        is_known=lambda unit: year.knows(unit.path),
    )


def _reached(units, asked, wanted, words):
    territory = Territory(units)
    year = _year(territory, asked)
    times = year.times()
    reached = (
        (path, times[member] >= wanted(path), 1)
        for path, member, *_ in held_posts(units, asked)
        if year.knows(path)
    )
    return territory.rates(
        territory.sums(reached), words=words, empty="没有专职委员在岗，或本年度还没有登记培训。"
    )


def _trained(units, asked):
    return _reached(units, asked, lambda path: 1, "在岗 {whole} 人，本年度参加过培训 {part} 人。")


def _trained_enough(units, asked):
    book = asked.once("training rules", lambda: RuleBook.on(TrainingRule, asked.until))
    words = "在岗 {whole} 人，本年度参训达到规定次数 {part} 人。"
    return _reached(units, asked, lambda path: book.at(path).times_a_year, words)


KINDS = (
    FactKind(
        code="trainings_held",
        name="培训次数",
        group=GROUP,
        definition=(
            "本年度截至统计日，本单位（乡镇含所辖村）举办的，以及本单位的人参加的培训场次，同一场只计一次。"
            "全县本年度没有登记过培训的不作判定。"
        ),
        gives=SlotKind.COUNT,
        unit="次",
        measure=_held,
        rows=plain("staff:training_list"),
        rows_label="查看培训",
        rows_permission=Permission.STAFF_VIEW,
    ),
    FactKind(
        code="training_reach",
        name="培训覆盖率",
        group=GROUP,
        definition="在岗专职委员中，本年度至少参加过一次培训的人数占比。无人在岗或没有登记培训的不作判定。",
        gives=SlotKind.PERCENT,
        measure=_trained,
        rows=by_id("staff:member_list"),
        rows_label="查看专职委员",
        rows_permission=Permission.STAFF_VIEW,
    ),
    FactKind(
        code="training_times_met",
        name="培训达标率",
        group=GROUP,
        definition=(
            "在岗专职委员中，本年度参训次数达到县里规定（一般每年两次）的人数占比。"
            "无人在岗或没有登记培训的不作判定。"
        ),
        gives=SlotKind.PERCENT,
        measure=_trained_enough,
        rows=by_id("staff:member_list", alert="training"),
        rows_label="查看培训次数不足的人",
        rows_permission=Permission.STAFF_VIEW,
    ),
)
