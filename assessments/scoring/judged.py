"""评审打分: somebody looks at the material and gives points."""

from assessments.scoring.numbers import ZERO, has_two_decimals, said, to_points
from assessments.scoring.params import amount, check_full, name_of, rows_of
from assessments.scoring.rule import RuleType, unanswered
from assessments.scoring.slots import AnswerRefused, Gap, Score, Slot, SlotKind

MOST_LEVELS = 10


class Judged(RuleType):
    """`{levels: [] or [{name, points}]}`; slot `points`: free from 0 to the points, or those of one level."""

    code = "judged"
    label = "评审打分"
    example = "查阅资料，好 5 分，较好 4 分，一般 3 分"

    def check(self, points, params):
        if not params.get("levels"):
            return check_full(points)
        levels = rows_of(params, "levels")
        given = [amount(row, "points") for row in levels]
        problems = check_full(points)
        if len(levels) > MOST_LEVELS or any(not name_of(row) for row in levels):
            problems.append(f"每一档都要有名称，最多 {MOST_LEVELS} 档。")
        if any(one is None or not ZERO <= one <= points or not has_two_decimals(one) for one in given):
            problems.append(f"各档分数应在 0 至 {said(points)} 分之间，最多两位小数。")
        elif len(set(given)) < len(given):
            problems.append("有两档的分数相同。")
        elif not given or max(given) != points:
            problems.append(f"最高一档应等于本项分值 {said(points)} 分。")
        return problems

    def slots(self, params):
        return [Slot("points", "评分", SlotKind.POINTS, _levels_words(params))]

    def describe(self, params):
        words = _levels_words(params)
        return f"查阅资料，{words}。" if words else "查阅资料，按质量评分。"

    def check_values(self, params, values, points):
        given = values["points"]
        if given is None:
            return
        if points is not None and given > points:
            raise AnswerRefused(f"评分 {said(given)} 分，超过本项分值 {said(points)} 分。", "points")
        levels = rows_of(params, "levels")
        if levels and given not in [amount(row, "points") for row in levels]:
            raise AnswerRefused(f"评分应为其中一档：{_levels_words(params)}。", "points")

    def judge(self, points, params, values, target):
        full, unknown = to_points(points), unanswered(values)
        if unknown:
            return Score(to_points(ZERO), full, (), unknown, "尚未评分。")
        earned = to_points(max(ZERO, min(points, values["points"])))
        names = {amount(row, "points"): name_of(row) for row in rows_of(params, "levels")}
        name = names.get(earned)
        words = f"评为“{name}”，得 {said(earned)} 分。" if name else f"评分 {said(earned)} 分。"
        if earned == full:
            return Score(earned, full, words=words)
        gap = Gap("points", f"评审少得 {said(full - earned)} 分", full - earned)
        return Score(earned, full, (gap,), (), words)


def _levels_words(params):
    levels = sorted(rows_of(params, "levels"), key=lambda row: amount(row, "points"), reverse=True)
    return "，".join(f"{name_of(row)} {said(row['points'])} 分" for row in levels)
