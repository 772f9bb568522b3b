"""加分: points on top of the hundred, up to a cap."""

from assessments.scoring.numbers import ZERO, said, to_points
from assessments.scoring.params import amount, check_cost, check_costs, check_none, check_rows, rows_of
from assessments.scoring.rule import RuleType, unanswered
from assessments.scoring.slots import Score, Slot, SlotKind


class Bonus(RuleType):
    """`{kinds: [{key, name, each}], cap}`; a count per kind, the item itself carries no points."""

    code = "bonus"
    label = "加分"
    example = "多完成 1 人加 1 分，被安排训练 1 人加 1 分，参加比赛 1 人加 2 分"
    earns = False

    def check(self, points, params):
        problems = check_none(points, self.label) + check_rows(params, "kinds", "加分情形")
        problems += check_cost(params, "cap", "加分上限")
        return problems + check_costs(rows_of(params, "kinds"), "each", "每次加分")

    def slots(self, params):
        return [Slot(row["key"], row["name"], SlotKind.COUNT) for row in params["kinds"]]

    def describe(self, params):
        kinds = "，".join(f"{row['name']}每次加 {said(row['each'])} 分" for row in params["kinds"])
        return f"{kinds}，最多加 {said(params['cap'])} 分。"

    def judge(self, points, params, values, target):
        earned = {row["key"]: (values[row["key"]] or 0) * amount(row, "each") for row in params["kinds"]}
        bonus = to_points(min(sum(earned.values(), ZERO), amount(params, "cap")))
        told = [
            f"{row['name']} {values[row['key']]} 次，加 {said(earned[row['key']])} 分"
            for row in params["kinds"]
            if values[row["key"]]
        ]
        words = "；".join(told or ["没有加分情形"]) + f"，计 {said(bonus)} 分。"
        return Score(bonus, to_points(ZERO), (), unanswered(values), words)
