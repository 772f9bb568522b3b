"""按任务比例: the points are shared by the task, what is not done loses its share."""

from assessments.scoring.numbers import LARGEST, ZERO, said, to_points
from assessments.scoring.params import amount, check_cost, check_full, check_unit
from assessments.scoring.rule import RuleType, unanswered
from assessments.scoring.slots import Gap, Score, Slot, SlotKind


class Proportional(RuleType):
    """`{unit, target: null|number, over: null|{each, cap}}`; slot `done`.

    The share of one is not rounded, only the points of the item are. No task (target 0) means full points and
    nothing above; without any target nothing is known.
    """

    code = "proportional"
    label = "按任务比例"
    example = "根据任务数，算出每人的平均分数，缺 1 例，扣减 1 人平均分"

    def check(self, points, params):
        problems = check_full(points) + check_unit(params)
        target = amount(params, "target")
        if params.get("target") is not None and (target is None or target < 0 or target > LARGEST):
            problems.append("任务数应为 0 或正数；各单位任务不同的请留空，在责任书中下达。")
        return problems + self._check_over(params)

    def _check_over(self, params):
        over = params.get("over")
        if over is None:
            return []
        if not isinstance(over, dict):
            return ["超额加分的格式不对。"]
        problems = check_cost(over, "each", "每超额一个的加分") + check_cost(over, "cap", "超额加分的上限")
        if not problems and amount(over, "each") > amount(over, "cap"):
            problems.append("每超额一个的加分多于加分上限，请核对。")
        return problems

    def slots(self, params):
        return [Slot("done", f"完成数（{params['unit']}）", SlotKind.COUNT)]

    def describe(self, params):
        unit, over = params["unit"], params.get("over")
        task = f"任务 {said(params['target'])} {unit}" if params.get("target") is not None else "按下达任务数"
        more = f"；超额 1 {unit}加 {said(over['each'])} 分，最多加 {said(over['cap'])} 分" if over else ""
        return f"{task}算出每{unit}平均分，缺 1 {unit}扣 1 {unit}平均分{more}。"

    def judge(self, points, params, values, target):
        target = amount(params, "target") if target is None else target
        full = to_points(points)
        if target is not None and target <= 0:
            return Score(full, full, words=f"没有任务，按满分计 {said(full)} 分。")
        unknown = unanswered(values) + (("target",) if target is None else ())
        if unknown:
            missing = "没有下达任务数" if target is None else "未填完成数"
            return Score(to_points(ZERO), full, (), unknown, f"{missing}，暂不计分。")
        return _judged(points, params, values["done"], target)


def _judged(points, params, done, target):
    unit = params["unit"]
    task = f"任务 {said(target)} {unit}，完成 {done} {unit}"
    if done < target:
        earned = to_points(points * done / target)
        lost = to_points(points) - earned
        gap = Gap("done", f"差 {said(target - done)} {unit}，扣 {said(lost)} 分", lost)
        return Score(earned, to_points(points), (gap,), (), f"{task}，{gap.words}，得 {said(earned)} 分。")
    over = params.get("over")
    extra = min((done - target) * amount(over, "each"), amount(over, "cap")) if over else ZERO
    earned = to_points(points + extra)
    more = f"，超额加 {said(extra)} 分" if extra else ""
    return Score(earned, to_points(points), (), (), f"{task}{more}，得 {said(earned)} 分。")
