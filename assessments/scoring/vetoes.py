"""一票否决: what has happened decides the whole result, whatever was earned."""

from assessments.scoring.numbers import ZERO, to_points
from assessments.scoring.params import check_none, check_rows
from assessments.scoring.rule import RuleType, unanswered
from assessments.scoring.slots import Score, Slot, SlotKind

# From the weakest to the strongest.
EFFECTS = {"no_excellent": "取消评优资格", "bottom_grade": "直接定为最低等次", "zero": "总分计 0 分"}


class Veto(RuleType):
    """`{kinds: [{key, name}], effect}`; a slot per kind: did it happen. The item carries no points."""

    code = "veto"
    label = "一票否决"
    example = "截留、挪用残疾人资金的，取消评优资格"
    earns = False

    def check(self, points, params):
        problems = check_none(points, self.label) + check_rows(params, "kinds", "否决情形")
        if params.get("effect") not in tuple(EFFECTS):
            problems.append("请选否决的后果：总分计 0 分、直接定为最低等次或取消评优资格。")
        return problems

    def slots(self, params):
        return [
            Slot(row["key"], row["name"], SlotKind.YES_NO, "出现此情形选“是”", bad=True)
            for row in params["kinds"]
        ]

    def describe(self, params):
        kinds = "、".join(row["name"] for row in params["kinds"])
        return f"{kinds}，出现任一情形的，{EFFECTS[params['effect']]}。"

    def judge(self, points, params, values, target):
        happened = [row["name"] for row in params["kinds"] if values[row["key"]]]
        none, unknown = to_points(ZERO), unanswered(values)
        if happened:
            words = f"出现{'、'.join(happened)}，{EFFECTS[params['effect']]}。"
            return Score(none, none, (), unknown, words, vetoed=True, effect=params["effect"])
        return Score(none, none, (), unknown, "尚未填全。" if unknown else "未出现否决情形。")


def strongest(effects):
    """Return the strongest of some effects, empty if there is none."""
    order = list(EFFECTS)
    return max((one for one in effects if one), key=order.index, default="")
