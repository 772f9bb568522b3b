"""The procedure of an application as plain data, and the pure rules about it.

An application keeps the procedure with which it began, so that a change of the rules does not move it.
"""

from dataclasses import asdict, dataclass, replace
from itertools import pairwise

from registry.applications.choices import Act, Level, Office, StepKind


class ProcedureNotSound(Exception):
    """The steps make no procedure; the message is fit to show to the user."""


@dataclass(frozen=True)
class StepRule:
    """One step: what it asks for, whose it is, and the days promised for it.

    A notice has `days` to be put up and again to be ended; it hangs for `notice_days`. `differs`: who has
    acted at another level or did the step before does not do this one; None is as usual, see `Procedure`.
    `office`: the organ whose word it is (`Office`); empty is as usual.
    """

    kind: str
    level: str
    name: str
    days: int
    counting: str = "working"
    notice_days: int = 0
    notice_counting: str = "calendar"
    differs: bool | None = None
    office: str = ""

    @property
    def is_notice(self):
        return self.kind == StepKind.NOTICE


@dataclass(frozen=True)
class Material:
    """One paper that an application comes with."""

    code: str
    name: str
    is_required: bool = True


@dataclass(frozen=True)
class Procedure:
    """The steps in their order, the papers, the rules of the votes, and how the result is handed out.

    `delivery` is None where nothing is handed out.
    """

    steps: tuple[StepRule, ...]
    materials: tuple[Material, ...] = ()
    source: str = ""
    quorum_percent: int = 50
    majority_percent: int = 50
    delivery: StepRule | None = None

    def as_json(self):
        """Return the same as plain values for a JSON column."""
        return asdict(self)

    @classmethod
    def from_json(cls, facts):
        """Return the Procedure that `as_json` gave; older ones said of the last step only who may do it."""
        facts = dict(facts)
        steps = [StepRule(**step) for step in facts["steps"]]
        if not facts.pop("approver_differs", True):
            steps[-1] = replace(steps[-1], differs=False)
        materials = tuple(Material(**material) for material in facts["materials"])
        delivery = StepRule(**facts["delivery"]) if facts.get("delivery") else None
        return cls(**{**facts, "steps": tuple(steps), "materials": materials, "delivery": delivery})

    def must_differ(self, number):
        """True if step `number` is for somebody who has no part in it yet.

        As usual, without a setting of its own: where the level changes, and at the approval.
        """
        step = self.steps[number]
        if step.differs is not None:
            return step.differs
        changes = number > 0 and self.steps[number - 1].level != step.level
        return changes or step.kind == StepKind.APPROVE

    def office_of(self, number):
        """Return the organ whose word step `number` is.

        As usual, without a setting of its own: 乡镇初审、县残联审核、县民政审定 (国发〔2015〕52号).
        """
        step = self.steps[number]
        if step.office or step.level != Level.COUNTY:
            return step.office or (Office.VILLAGE if step.level == Level.VILLAGE else Office.TOWNSHIP)
        return Office.FEDERATION if step.kind == StepKind.REVIEW else Office.CIVIL

    @property
    def deciding_office(self):
        """Return the organ that grants or refuses: that of the last step."""
        return self.office_of(len(self.steps) - 1)

    def back_from(self, number):
        """Return the step to which one is sent back from step `number`; None from the first.

        A notice hangs out what the step before it has found, so that this step is done again.
        """
        earlier = [place for place in range(number) if not self.steps[place].is_notice]
        return earlier[-1] if earlier else None

    def vote_problem(self, *, due, present, agree, against, abstain):
        """Return in words why a vote does not carry; None if it does.

        :param due: how many should have come; all numbers are heads.
        """
        if agree + against + abstain != present:
            return (
                f"同意、反对、弃权合计 {agree + against + abstain} 人，与到会 {present} 人不符，请核对票数。"
            )
        if present > due:
            return f"到会 {present} 人，多于应到 {due} 人，请核对。"
        if present * 100 <= due * self.quorum_percent:
            return f"到会 {present} 人，没有超过应到 {due} 人的 {self.quorum_percent}%，评议无效。"
        if agree * 100 <= present * self.majority_percent:
            return (
                f"同意 {agree} 票，没有超过到会 {present} 人的 {self.majority_percent}%，不能作为通过登记。"
            )
        return None


def must_be_sound(steps):
    """Refuse steps that cannot end in a grant.

    :raises ProcedureNotSound: no decision, no approval at the end, no notice, one first or two in a row,
        or a name that is missing or there twice.
    """
    kinds = [step.kind for step in steps]
    if kinds.count(StepKind.APPROVE) != 1 or kinds[-1] != StepKind.APPROVE:
        raise ProcedureNotSound("程序的最后一个环节必须是批准，而且只有一个。")
    if kinds.count(StepKind.DECIDE) != 1:
        raise ProcedureNotSound("程序中必须有且只有一个审核定档的环节。")
    if kinds[0] == StepKind.NOTICE:
        raise ProcedureNotSound("第一个环节不能是公示，公示前须先评议或审查。")
    if StepKind.NOTICE not in kinds:
        raise ProcedureNotSound("程序中至少保留一次公示。")
    if any(step.is_notice and step.notice_days < 1 for step in steps):
        raise ProcedureNotSound("公示天数至少为 1 天。")
    if any(step.is_notice and after.is_notice for step, after in pairwise(steps)):
        raise ProcedureNotSound("两次公示不能紧接着，中间须有评议、核查或审查。")
    names = [step.name.strip() for step in steps]
    if not all(names) or len({*names}) < len(names):
        raise ProcedureNotSound("每个环节都要有名称，名称不能重复。")


def standing(entries):
    """Return the entries that still hold, by step: {number: entry}; sending back undoes the steps after.

    :param entries: of one application, oldest first, each with `act`, `step_number` and `to_step`.
    """
    found = {}
    for entry in entries:
        if entry.act == Act.RETURN:
            found = {number: old for number, old in found.items() if number < entry.to_step}
        elif entry.act in (Act.PASS, Act.GRANT, Act.REFUSE):
            found[entry.step_number] = entry
    return found
