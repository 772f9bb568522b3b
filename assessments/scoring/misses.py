"""缺漏扣分: every miss costs, a late one a fraction of it."""

from assessments.scoring.numbers import has_two_decimals, said
from assessments.scoring.params import amount, check_cost, check_full, check_unit
from assessments.scoring.rule import RuleType, deducted
from assessments.scoring.slots import Gap, Slot, SlotKind


class PerMiss(RuleType):
    """`{each, late: null|points, unit}`; slots `missed` and, where lateness counts, `late`."""

    code = "per_miss"
    label = "缺漏扣分"
    example = "缺 1 次扣 1 分，迟报 1 次扣 0.5 分"

    def check(self, points, params):
        problems = check_full(points) + check_unit(params)
        problems += check_cost(params, "each", "每缺一次的扣分", points)
        return problems + self._check_late(params)

    def _check_late(self, params):
        if params.get("late") is None:
            return []
        late, each = amount(params, "late"), amount(params, "each")
        if late is None or late <= 0 or not has_two_decimals(late):
            return ["迟报的扣分应为大于 0、最多两位小数的分数；迟报不扣分的请留空。"]
        if each is not None and late > each:
            return [f"迟报扣 {said(late)} 分，多于缺漏扣的 {said(each)} 分，请核对。"]
        return []

    def slots(self, params):
        missed = Slot("missed", f"缺（{params['unit']}）", SlotKind.COUNT, bad=True)
        if params.get("late") is None:
            return [missed]
        return [missed, Slot("late", "迟（次）", SlotKind.COUNT, bad=True)]

    def describe(self, params):
        late = f"，迟报 1 次扣 {said(params['late'])} 分" if params.get("late") is not None else ""
        return f"缺 1 {params['unit']}扣 {said(params['each'])} 分{late}，扣完为止。"

    def judge(self, points, params, values, target):
        return deducted(points, values, list(_gaps(params, values)))


def _gaps(params, values):
    for key, name, cost, unit in (("missed", "缺", "each", params["unit"]), ("late", "迟", "late", "次")):
        if values.get(key):
            lost = values[key] * amount(params, cost)
            yield Gap(key, f"{name} {values[key]} {unit}，扣 {said(lost)} 分", lost)
