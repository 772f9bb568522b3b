"""指标目标: an indicator with a weight and a value to reach, upwards or downwards."""

from assessments.scoring.numbers import ZERO, said, to_points
from assessments.scoring.params import amount, check_full, check_unit
from assessments.scoring.rule import RuleType, unanswered
from assessments.scoring.slots import Gap, Score, Slot, SlotKind

DIRECTIONS = {">=": "不低于", "<=": "不高于"}
BELOW = {"none": "不得分", "proportional": "按比例得分"}


class Weight(RuleType):
    """`{unit, direction: ">=" | "<=", target: null|number, below}`; slot `value`.

    By share an indicator that should be high earns value ÷ target, one that should be low target ÷ value.
    """

    code = "weight"
    label = "指标目标"
    example = "贫困残疾人生活补助比例，权重 4，目标 ≥50%"

    def check(self, points, params):
        problems = check_full(points) + check_unit(params)
        if params.get("direction") not in tuple(DIRECTIONS):
            problems.append("请选目标方向：不低于，或不高于。")
        target = amount(params, "target")
        if params.get("target") is not None and (target is None or target < 0):
            problems.append("目标值应为 0 或正数；各单位目标不同的请留空，在责任书中下达。")
        if params.get("below") not in tuple(BELOW):
            problems.append("请选未达目标时怎样计分：不得分，或按比例。")
        return problems

    def slots(self, params):
        return [
            Slot("value", f"完成值（{params['unit']}）", SlotKind.NUMBER, bad=params["direction"] == "<=")
        ]

    def describe(self, params):
        given, unit = params.get("target"), params["unit"]
        target = "下达的目标值" if given is None else f" {said(given)}{'' if unit == '%' else ' '}{unit}"
        return f"{DIRECTIONS[params['direction']]}{target}，得满分；未达到的{BELOW[params['below']]}。"

    def judge(self, points, params, values, target):
        target = amount(params, "target") if target is None else target
        full = to_points(points)
        unknown = unanswered(values) + (("target",) if target is None else ())
        if unknown:
            missing = "没有下达目标值" if target is None else "未填完成值"
            return Score(to_points(ZERO), full, (), unknown, f"{missing}，暂不计分。")
        value, unit = values["value"], params["unit"]
        shown = f"完成 {said(value)} {unit}，目标{DIRECTIONS[params['direction']]} {said(target)} {unit}"
        share = _share(value, target, params["direction"])
        if share >= 1:
            return Score(full, full, words=f"{shown}，得 {said(full)} 分。")
        earned = to_points(points * share if params["below"] == "proportional" else ZERO)
        gap = Gap("value", f"未达目标，少得 {said(full - earned)} 分", full - earned)
        return Score(earned, full, (gap,), (), f"{shown}，{BELOW[params['below']]}，得 {said(earned)} 分。")


def _share(value, target, direction):
    """Return how much of the target is reached: 1 and more if it is, never below zero."""
    if direction == ">=":
        return 1 if value >= target else max(ZERO, value / target) if target > 0 else ZERO
    return 1 if value <= target else target / value
