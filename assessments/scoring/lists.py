"""资料齐全: every list that is missing costs."""

from assessments.scoring.numbers import said
from assessments.scoring.params import amount, check_cost, check_full, check_rows
from assessments.scoring.rule import RuleType, deducted
from assessments.scoring.slots import Gap, Slot, SlotKind


class ListGap(RuleType):
    """`{lists: [{key, name}], each}`; a slot per list: 有 or 无."""

    code = "list_gap"
    label = "资料齐全"
    example = "残疾少年儿童名册、在读名册、失学或免读名册，少 1 项扣 1 分"

    def check(self, points, params):
        problems = check_full(points) + check_rows(params, "lists", "资料")
        return problems + check_cost(params, "each", "每少一项的扣分", points)

    def slots(self, params):
        return [Slot(row["key"], row["name"], SlotKind.YES_NO, "有或无") for row in params["lists"]]

    def describe(self, params):
        names = "、".join(row["name"] for row in params["lists"])
        return f"{names}，少 1 项扣 {said(params['each'])} 分，扣完为止。"

    def judge(self, points, params, values, target):
        each = amount(params, "each")
        gaps = [
            Gap(row["key"], f"缺{row['name']}，扣 {said(each)} 分", each)
            for row in params["lists"]
            if values[row["key"]] is False
        ]
        return deducted(points, values, gaps)
