"""Facts about boards: how many villages below a township have a complete association."""

from assessments.scorefacts.kinds import TOWNSHIPS, FactKind
from assessments.scorefacts.links import by_id
from assessments.scorefacts.territory import Territory
from assessments.scoring import SlotKind
from core.permissions import Permission
from orgs.boards.selectors.facts import boards_in_office
from orgs.models import Unit


def _complete(units, asked):
    territory = Territory(units)
    villages = {pk: path for pk, path, level in territory.places(asked.until) if level in Unit.GRASSROOTS}
    found = boards_in_office(list(villages), asked.until)
    facts = territory.gathered((path, found[pk].is_met) for pk, path in villages.items())
    known = {pk: answers for pk, answers in facts.items() if any(answer is not None for answer in answers)}
    return territory.rates(
        {pk: (sum(answer is True for answer in answers), len(answers)) for pk, answers in known.items()},
        words="{whole} 个村（社区）中，残协班子在任期内且负责人到位的 {part} 个。",
        empty="所辖村（社区）没有登记残协班子。",
    )


KINDS = (
    FactKind(
        code="village_boards_complete",
        name="村（社区）残协班子齐全率",
        group="组织建设",
        definition=(
            "截至统计日，所辖村（社区）中残协班子在任期内、主席到位的占比；没有登记班子的村计为不齐。"
            "所辖村（社区）一个班子都没有登记的不作判定。"
        ),
        gives=SlotKind.PERCENT,
        measure=_complete,
        rows=by_id("boards:board_list"),
        rows_label="查看班子",
        rows_permission=Permission.BOARD_VIEW,
        levels=TOWNSHIPS,
    ),
)
