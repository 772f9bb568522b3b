"""问题扣分: every incident costs; only where the rule says so may an item fall below zero."""

from assessments.scoring.numbers import ZERO, said
from assessments.scoring.params import amount, check_costs, check_full, check_rows, rows_of
from assessments.scoring.rule import RuleType, deducted
from assessments.scoring.slots import Gap, Slot, SlotKind


class Incident(RuleType):
    """`{kinds: [{key, name, each}], below_zero: bool, floor: null|number}`; a count per kind.

    With `below_zero` the item may fall to `floor` (zero or less), and may carry no points of its own.
    """

    code = "incident"
    label = "问题扣分"
    example = "发现截留扣 1 分，乱发造成不稳定扣 1 分；反映或上访出现一例扣 0.5 分"

    def check(self, points, params):
        below = params.get("below_zero")
        problems = check_rows(params, "kinds", "扣分情形")
        if below not in (None, True, False):
            problems.append("请选是否可扣至负分。")
        if below is not True:
            problems = check_full(points) + problems
        most = None if below is True else points
        problems += check_costs(rows_of(params, "kinds"), "each", "每例扣分", most)
        floor = amount(params, "floor")
        if below is True and (floor is None or floor > 0):
            problems.append("可扣至负分的，请写明最低分（0 或负数，如 -5）。")
        return problems

    def slots(self, params):
        return [Slot(row["key"], f"{row['name']}（例）", SlotKind.COUNT, bad=True) for row in params["kinds"]]

    def describe(self, params):
        costs = "，".join(f"{row['name']}每例扣 {said(row['each'])} 分" for row in params["kinds"])
        last = f"最低 {said(params['floor'])} 分" if params.get("below_zero") else "扣完为止"
        return f"{costs}，{last}。"

    def judge(self, points, params, values, target):
        floor = amount(params, "floor") if params.get("below_zero") else ZERO
        gaps = [_gap(row, values[row["key"]]) for row in params["kinds"] if values[row["key"]]]
        return deducted(points, values, gaps, floor)


def _gap(row, count):
    lost = count * amount(row, "each")
    return Gap(row["key"], f"{row['name']} {count} 例，扣 {said(lost)} 分", lost)
