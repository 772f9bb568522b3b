"""How far each need has come, and the steps of its way."""

from datetime import timedelta

from core import bulk
from registry.needs.choices import NeedState, Result, Satisfaction, Step
from registry.needs.defaults import NEED_KINDS
from registry.needs.models import NeedStep

MEASURES = ("已上门评估并落实。", "已联系办理，手续齐全。", "已安排到定点机构。", "已发放到人，本人签收。")
REASONS = {
    Result.PARTLY: "资金有限，先解决一部分。",
    Result.UNSOLVED: "本年度没有相应名额，列入下年度计划。",
    Result.NO_LONGER: "本人已自行解决。",
}
RESULTS = (Result.SOLVED,) * 17 + (Result.PARTLY, Result.UNSOLVED, Result.NO_LONGER)
SATISFACTIONS = (Satisfaction.SATISFIED,) * 16 + (Satisfaction.MOSTLY,) * 4 + (Satisfaction.DISSATISFIED,)


def move_on(maker, needs, served):
    """Take each need as far as its age lets expect, and write the steps of its way."""
    steps = []
    for need in needs:
        steps += _way(maker, need, served.get(need))
    changed = ["state", "result", "closed_on", "satisfaction", "referred_to"]
    bulk.update([need for need in needs if need.state != NeedState.REGISTERED], changed, at=maker.at)
    bulk.insert(steps, at=maker.at)


def _way(maker, need, completion):
    rng, today = maker.rng, maker.today
    kind, is_late = NEED_KINDS[need.kind], need.due_on < today
    steps = [_step(maker, need, Step.REGISTER, need.registered_on, note=need.detail)]
    referred = need.registered_on + timedelta(days=rng.randint(1, 20))
    if completion:
        steps.append(
            _step(
                maker, need, Step.MEASURE, completion.done_on, amount=completion.amount,
                completion_id=completion.pk, note=f"列入年度项目“{completion.project.name}”",
                organisation=maker.county.federation_name,
            )
        )  # fmt: skip
        return steps + _end(maker, need, on=completion.done_on, result=Result.SOLVED, completion=completion)
    if referred >= today or rng.random() < (0.03 if is_late else 0.2):
        return steps
    need.state, need.referred_to = NeedState.REFERRED, kind.department
    steps.append(_step(maker, need, Step.REFER, referred, organisation=kind.department))
    in_hand = referred + timedelta(days=rng.randint(3, max(4, kind.days // 2)))
    if in_hand >= today or rng.random() < (0.03 if is_late else 0.3):
        return steps
    need.state = NeedState.IN_HAND
    note = rng.choice(MEASURES)
    steps.append(_step(maker, need, Step.MEASURE, in_hand, organisation=kind.department, note=note))
    end = in_hand + timedelta(days=rng.randint(1, kind.days))
    if end >= today or rng.random() < (0.06 if is_late else 0.45):
        return steps
    return steps + _end(maker, need, on=end, result=rng.choice(RESULTS))


def _end(maker, need, *, on, result, completion=None):
    need.state, need.result, need.closed_on = NeedState.CLOSED, result, on
    key = completion.pk if completion else None
    steps = [
        _step(maker, need, Step.RESULT, on, value=result, note=REASONS.get(result, ""), completion_id=key)
    ]
    asked = on + timedelta(days=maker.rng.randint(2, 30))
    if asked < maker.today and maker.rng.random() < 0.85:
        need.satisfaction = maker.rng.choice(SATISFACTIONS)
        note = "等待时间较长。" if need.satisfaction == Satisfaction.DISSATISFIED else ""
        steps.append(_step(maker, need, Step.SATISFACTION, asked, value=need.satisfaction, note=note))
    return steps


def _step(maker, need, step, on, **facts):
    return NeedStep(need_id=need.pk, step=step, on=on, by_id=maker.by.pk, at=maker.at, **facts)
