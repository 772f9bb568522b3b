"""May somebody stand: age, schooling, 负面清单, kinship and the election committee. Pure, no database."""

from dataclasses import dataclass
from datetime import date

from orgs.boards.choices import Education
from orgs.elections.choices import Answer

SCHOOLING = list(Education.values)


@dataclass(frozen=True)
class Finding:
    """Something that speaks against a candidate; one that `bars` must be settled before the review passes."""

    text: str
    bars: bool


def age_on(born, day):
    """Return the full years on `day` of somebody born on `born`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def findings_about(candidate, plan, *, on, others=(), board=(), committee=()):
    """Return what speaks against a candidate, what bars first.

    :param candidate: has name, birth_date, education, answers ({code: answer}) and relatives
        ([{name, relation}]), and `is_same_person`.
    :param on: the day by which the age counts: that of the vote.
    :param others: the other candidates of the election; `board`: who stays in the board.
    :param committee: the names of the election committee.
    """
    found = [
        finding
        for condition in plan.conditions
        if (finding := _condition(candidate, condition, on)) is not None
    ]
    found += _answers(candidate, plan)
    found += _relatives(candidate, plan, others, board)
    if candidate.name in committee:
        found.append(Finding("是选举委员会成员，被提名为候选人的须先退出选举委员会。", True))
    return sorted(found, key=lambda finding: not finding.bars)


def _condition(candidate, condition, on: date):
    if condition.code == "education":
        if not candidate.education:
            return Finding("没有填写文化程度。", False)
        if SCHOOLING.index(candidate.education) < SCHOOLING.index(condition.value):
            wanted, has = Education(condition.value).label, Education(candidate.education).label
            return Finding(f"文化程度为{has}，低于“{wanted}”。", condition.bars)
        return None
    age, limit = age_on(candidate.birth_date, on), int(condition.value)
    if condition.code == "youngest" and age < limit:
        return Finding(f"选举日 {age} 周岁，未满 {limit} 周岁。", condition.bars)
    if condition.code == "oldest" and age > limit:
        return Finding(f"选举日 {age} 周岁，超过 {limit} 周岁。", condition.bars)
    return None


def _answers(candidate, plan):
    given = [(item, candidate.answers.get(item.code, "")) for item in plan.negatives]
    found = [Finding(f"负面清单：{item.name}。", True) for item, answer in given if answer == Answer.YES]
    if missing := [item for item, answer in given if answer not in Answer.values]:
        found.append(Finding(f"负面清单还有 {len(missing)} 项没有核实。", True))
    return found


def _relatives(candidate, plan, others, board):
    found = []
    for relative in candidate.relatives:
        relation = plan.relation(relative["relation"])
        if relation is None:
            continue
        for people, where in ((others, "候选人"), (board, "留任成员")):
            if any(one.name == relative["name"] for one in people):
                end = "须回避，两人不能同时列为人选" if relation.bars else "请联审时考虑回避"
                found.append(Finding(f"与{where}{relative['name']}是{relation.name}，{end}。", relation.bars))
    for other in others:
        for relative in other.relatives:
            known = any(own["name"] == other.name for own in candidate.relatives)
            relation = plan.relation(relative["relation"])
            if relative["name"] == candidate.name and relation and not known:
                end = "须回避，两人不能同时列为人选" if relation.bars else "请联审时考虑回避"
                found.append(Finding(f"与候选人{other.name}是{relation.name}，{end}。", relation.bars))
    return found
