"""达标率: a rate earns the points at its line, below it nothing, a share, or a step."""

from itertools import pairwise

from assessments.scoring.numbers import HUNDRED, ZERO, has_two_decimals, said, to_points
from assessments.scoring.params import amount, check_full, rows_of
from assessments.scoring.rule import RuleType, unanswered
from assessments.scoring.slots import AnswerRefused, Gap, Score, Slot, SlotKind

BELOW = {"none": "不得分", "proportional": "按比例得分", "steps": "分档得分"}
ASKS = {"percent": "填百分数", "parts": "填达标数和总数"}
MOST_STEPS = 10


class Rate(RuleType):
    """`{line, below, steps: [{from, points}], ask}`; slot `percent`, or `part` and `whole` if ask is "parts".

    A whole of 0 that somebody states means that there is nobody to reach: full points. A rate is compared
    exactly, never rounded before.
    """

    code = "rate"
    label = "达标率"
    example = "就业率达 90% 以上得 2 分"

    def check(self, points, params):
        problems, line = check_full(points), amount(params, "line")
        if line is None or not ZERO < line <= HUNDRED:
            problems.append("达标线应大于 0、不超过 100（%）。")
        if params.get("below") not in tuple(BELOW):
            problems.append("请选未达标时怎样计分：不得分、按比例或分档。")
        if params.get("ask", "percent") not in tuple(ASKS):
            problems.append("请选填百分数，或填达标数和总数。")
        if params.get("below") == "steps" and line is not None:
            problems += _check_steps(rows_of(params, "steps"), line, points)
        return problems

    def slots(self, params):
        if params.get("ask") == "parts":
            return [
                Slot("part", "达标数", SlotKind.COUNT),
                Slot("whole", "总数", SlotKind.COUNT, "没有此类对象的填 0，按满分计"),
            ]
        return [Slot("percent", "比率（%）", SlotKind.PERCENT)]

    def describe(self, params):
        line = f"达到 {said(params['line'])}% 得满分，"
        if params["below"] != "steps":
            return f"{line}未达到的{BELOW[params['below']]}。"
        steps = sorted(rows_of(params, "steps"), key=lambda row: amount(row, "from"), reverse=True)
        told = "，".join(f"达到 {said(row['from'])}% 得 {said(row['points'])} 分" for row in steps)
        return f"{line}{told}，再低不得分。"

    def check_values(self, params, values, points):
        part, whole = values.get("part"), values.get("whole")
        if part is not None and whole is not None and part > whole:
            raise AnswerRefused(f"达标数 {part} 大于总数 {whole}，请核对。", "part")

    def judge(self, points, params, values, target):
        full, unknown = to_points(points), unanswered(values)
        if unknown:
            return Score(to_points(ZERO), full, (), unknown, "比率未填全，暂不计分。")
        if values.get("whole") == 0:
            return Score(full, full, words=f"没有此类对象，按满分计 {said(full)} 分。")
        rate = _rate(values)
        line = amount(params, "line")
        shown = f"达标率 {said(to_points(rate))}%，目标 {said(line)}%"
        if rate >= line:
            return Score(full, full, words=f"{shown}，得 {said(full)} 分。")
        earned = to_points(_below(points, params, rate))
        slot = next(iter(values))
        gap = Gap(slot, f"未达到 {said(line)}%，少得 {said(full - earned)} 分", full - earned)
        return Score(earned, full, (gap,), (), f"{shown}，{BELOW[params['below']]}，得 {said(earned)} 分。")


def _rate(values):
    if "percent" in values:
        return values["percent"]
    return HUNDRED * min(values["part"], values["whole"]) / values["whole"]


def _below(points, params, rate):
    if params["below"] == "proportional":
        return points * rate / amount(params, "line")
    if params["below"] == "steps":
        reached = [amount(row, "points") for row in rows_of(params, "steps") if rate >= amount(row, "from")]
        return max(reached, default=ZERO)
    return ZERO


def _check_steps(steps, line, points):
    if not 0 < len(steps) <= MOST_STEPS:
        return [f"分档得分要有 1 至 {MOST_STEPS} 档。"]
    pairs = [(amount(row, "from"), amount(row, "points")) for row in steps]
    if any(low is None or earned is None for low, earned in pairs):
        return ["每一档都要填起点（%）和得分。"]
    pairs.sort()
    problems = []
    if any(not ZERO <= low < line for low, _earned in pairs):
        problems.append(f"各档的起点应在 0 至达标线 {said(line)}% 之间，且低于达标线。")
    if any(not ZERO <= earned <= points or not has_two_decimals(earned) for _low, earned in pairs):
        problems.append(f"各档得分应在 0 至 {said(points)} 分之间，最多两位小数。")
    if len({low for low, _earned in pairs}) < len(pairs):
        problems.append("有两档的起点相同。")
    elif any(one[1] > two[1] for one, two in pairwise(pairs)):
        problems.append("起点高的一档得分不能比低的一档少。")
    return problems
