"""质量关口: a fault of the work costs a part of the points, or all of them."""

from assessments.scoring.numbers import said
from assessments.scoring.params import amount, check_costs, check_full, check_rows, name_of, rows_of
from assessments.scoring.rule import RuleType, deducted
from assessments.scoring.slots import Gap, Slot, SlotKind


class Gate(RuleType):
    """`{gates: [{key, name, deduct} or {key, name, all: true}]}`; a slot per gate: did the fault occur."""

    code = "gate"
    label = "质量关口"
    example = "未组织调查摸底和筛选的扣 1 分；影响上级检查验收的不得分"

    def check(self, points, params):
        gates = rows_of(params, "gates")
        problems = check_full(points) + check_rows(params, "gates", "关口")
        problems += [
            f"“{name_of(row)}”扣分与“不得分”只能填一样。"
            for row in gates
            if row.get("all") and row.get("deduct") is not None
        ]
        return problems + check_costs([row for row in gates if not row.get("all")], "deduct", "扣分", points)

    def slots(self, params):
        return [
            Slot(row["key"], row["name"], SlotKind.YES_NO, "出现此情形选“是”", bad=True)
            for row in params["gates"]
        ]

    def describe(self, params):
        return "；".join(f"{row['name']}的{_cost_words(row)}" for row in params["gates"]) + "。"

    def judge(self, points, params, values, target):
        gaps = [_gap(row, points) for row in params["gates"] if values[row["key"]]]
        return deducted(points, values, gaps)


def _gap(row, points):
    lost = points if row.get("all") else amount(row, "deduct")
    return Gap(row["key"], f"{row['name']}，{_cost_words(row)}", lost)


def _cost_words(row):
    return "不得分" if row.get("all") else f"扣 {said(row['deduct'])} 分"
