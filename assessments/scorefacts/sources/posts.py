"""Facts about posts and those who hold them (domain.md §0.3, §4)."""

from assessments.scorefacts.kinds import FactKind
from assessments.scorefacts.links import by_id
from assessments.scorefacts.territory import Territory
from assessments.scoring import SlotKind
from core.permissions import Permission
from staff.life.choices import AlertKind
from staff.models import Appointment, Post
from staff.selectors.posts import posts_by_unit

GROUP = "队伍建设"


def held_posts(units, asked):
    """Return the 专职委员 in post on the last day: [(path, member, permit, end of contract)]. One query."""

    def read():
        rows = Appointment.objects.within(Territory(units).scope).in_force(asked.until).of_members()
        columns = ("post__unit__path", "member", "work_permit_number", "contract_until")
        return list(rows.order_by("post__unit__path", "pk").values_list(*columns))

    return asked.once("held posts", read)


def _filled(units, asked):
    territory = Territory(units)
    known = territory.counties_with(Post.objects.existing(asked.until), "unit__path")
    tally = posts_by_unit(territory.scope, asked.until) if known else {}
    counts = ((row.unit.path, row.members.due - row.members.short, row.members.due) for row in tally.values())
    return territory.rates(
        territory.sums(counts),
        words="应配 {whole} 名，配备 {part} 名，缺 {left} 名。",
        empty="按配备规则不设岗位，或全县还没有设岗。",
    )


def _licensed(units, asked):
    territory = Territory(units)
    return territory.rates(
        territory.sums((path, bool(permit), 1) for path, _, permit, _ in held_posts(units, asked)),
        words="在岗 {whole} 人，登记上岗证 {part} 人。",
        empty="没有专职委员在岗。",
    )


def _lapsed(units, asked):
    territory = Territory(units)
    ends = [(path, until) for path, *_, until in held_posts(units, asked) if until]
    lapsed = territory.totals((path, until < asked.until) for path, until in ends)
    return territory.counts(
        lapsed,
        words="在岗人员中合同到期未续的 {number} 人。",
        empty="没有登记在岗人员的合同期限。",
        is_known=lambda unit: unit.pk in lapsed,
    )


KINDS = (
    FactKind(
        code="posts_filled",
        name="专职委员配备率",
        group=GROUP,
        definition=(
            "截至统计日，在岗专职委员占按县里配备规则应配人数的比例；一个单位多配的不抵另一个单位缺的。"
            "乡镇（街道）含所辖村（社区）。按规则不设岗位、全县还没有设岗的不作判定。"
        ),
        gives=SlotKind.PERCENT,
        measure=_filled,
        rows=by_id("staff:tally_list"),
        rows_label="查看岗位配备",
        rows_permission=Permission.STAFF_VIEW,
    ),
    FactKind(
        code="permits_held",
        name="持证上岗率",
        group=GROUP,
        definition="截至统计日，在岗专职委员中登记了上岗证号的人数占比。无人在岗的不作判定。",
        gives=SlotKind.PERCENT,
        measure=_licensed,
        rows=by_id("staff:member_list", alert="permit"),
        rows_label="查看无上岗证的人",
        rows_permission=Permission.STAFF_VIEW,
    ),
    FactKind(
        code="contracts_lapsed",
        name="合同到期未续人数",
        group=GROUP,
        definition="截至统计日仍在岗、聘用合同期限已过的专职委员人数。在岗人员都没有登记合同期限的不作判定。",
        gives=SlotKind.COUNT,
        unit="人",
        measure=_lapsed,
        rows=by_id("life:alert_list", kind=AlertKind.CONTRACT_OVER.value),
        rows_label="查看合同到期的人",
        rows_permission=Permission.STAFF_VIEW,
    ),
)
