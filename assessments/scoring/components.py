"""分项得分: every part that is there earns its points."""

from assessments.scoring.numbers import ZERO, said, to_points
from assessments.scoring.params import amount, check_costs, check_full, check_rows, rows_of
from assessments.scoring.rule import RuleType, unanswered
from assessments.scoring.slots import Gap, Score, Slot, SlotKind


class Components(RuleType):
    """`{parts: [{key, name, points}]}`; the parts add up to the points of the item."""

    code = "components"
    label = "分项得分"
    example = "镇（街）残联机构健全 2 分，有办公场地 1 分，有办公设备 1 分"

    def check(self, points, params):
        parts = rows_of(params, "parts")
        problems = check_full(points) + check_rows(params, "parts", "分项")
        problems += check_costs(parts, "points", "的分值")
        total = sum((amount(part, "points") or ZERO for part in parts), ZERO)
        if not problems and total != points:
            problems.append(f"各分项合计 {said(total)} 分，与本项分值 {said(points)} 分不符。")
        return problems

    def slots(self, params):
        return [Slot(part["key"], part["name"], SlotKind.YES_NO) for part in params["parts"]]

    def describe(self, params):
        return "，".join(f"{part['name']} {said(part['points'])} 分" for part in params["parts"]) + "。"

    def judge(self, points, params, values, target):
        worth = {part["key"]: amount(part, "points") for part in params["parts"]}
        names = {part["key"]: part["name"] for part in params["parts"]}
        gaps = tuple(
            Gap(key, f"未做到“{names[key]}”，不得 {said(worth[key])} 分", worth[key])
            for key, value in values.items()
            if value is False
        )
        unknown = unanswered(values)
        earned = to_points(sum((worth[key] for key, value in values.items() if value), ZERO))
        return Score(earned, to_points(points), gaps, unknown, _words(values, names, gaps, earned))


def _words(values, names, gaps, earned):
    done = [f"做到 {sum(1 for value in values.values() if value)} 项，共 {len(values)} 项"]
    unknown = [f"未填：{'、'.join(names[key] for key in unanswered(values))}"] if unanswered(values) else []
    return "；".join(done + [gap.words for gap in gaps] + unknown) + f"，得 {said(earned)} 分。"
