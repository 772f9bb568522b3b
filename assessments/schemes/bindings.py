"""Which facts may answer which questions of an item."""

from assessments.scorefacts.registry import FACTS, fact_of
from assessments.scoring import RULES


def fits(fact, slot, subject):
    """True if a fact gives what a slot asks, for units of the subject's level."""
    levels = {str(level) for level in subject.levels}
    return slot.fits(fact.gives.value) and bool(levels & set(fact.levels))


def facts_for(slot, subject):
    """Return [(group, [(code, name)])] of all facts that may answer a slot; nobody's facts score people."""
    groups = {}
    if not subject.is_people:
        for fact in FACTS.values():
            if fits(fact, slot, subject):
                groups.setdefault(fact.group, []).append((fact.code, fact.name))
    return list(groups.items())


def fact_name(code):
    """Return the name of a fact, or its code where it is none any more."""
    fact = fact_of(code)
    return fact.name if fact else code


def problems_of_bindings(subject, rule, params, bindings):
    """Return the problems of bindings of slots to facts, in Chinese; the rule must be sound."""
    slots = {slot.key: slot for slot in RULES[rule].slots(params)}
    problems = []
    for key, code in (bindings or {}).items():
        fact, slot = fact_of(code), slots.get(key)
        if slot is None:
            problems.append(f"系统判定“{fact_name(code)}”没有对应的填报项。")
        elif fact is None:
            problems.append(f"“{slot.label}”的系统判定“{code}”已不存在，请另选。")
        elif subject.is_people:
            problems.append(f"“{slot.label}”不能用系统判定：专职委员由人评分。")
        elif not fits(fact, slot, subject):
            problems.append(f"系统判定“{fact.name}”不能回答“{slot.label}”，请另选。")
    return problems
