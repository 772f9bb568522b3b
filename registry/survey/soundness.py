"""Whether a form holds together: jumps, conditions and options, and whether every question can be reached.

Pure Python without the database, as `registry.survey.rules`, whose forms it looks at.
"""

from itertools import product

from registry.survey.choices import QuestionKind
from registry.survey.rules import ANY, Subject

CHOSEN = (QuestionKind.SINGLE, QuestionKind.MULTI)
OLDEST = 120


def faults_of(form):
    """Return what is wrong with a form, as texts that name the question and how to mend it."""
    places = {code: place for place, code in enumerate(form.questions)}
    found = []
    for question in form.questions.values():
        found += _faults_of_jumps(question, places)
        found += _faults_of_conditions(question)
        if question.kind in CHOSEN and not question.offered:
            found.append(f"{question.code} 没有可选的选项。")
    return found or _faults_of_reach(form)


def unreachable(form):
    """Return the codes of the questions that are on and that nobody can come to, whatever they answer."""
    questions = list(form.questions.values())
    places = {question.code: place for place, question in enumerate(questions)}
    reached = set()
    for asked in _kinds_of_people(questions):
        reached |= _reached(questions, places, asked)
    return [one.code for one in questions if not one.is_off and one.code not in reached]


def _faults_of_jumps(question, places):
    found = []
    for option, target in question.skips.items():
        if target not in places:
            found.append(f"{question.code} 跳转到 {target}，但调查表里没有这一题，请改选后面的题。")
        elif places[target] <= places[question.code]:
            found.append(f"{question.code} 的跳转目标 {target} 不在它的后面，请改选后面的题。")
        if option != ANY and (question.kind != QuestionKind.SINGLE or option not in question.options):
            found.append(f"{question.code} 没有单选的选项 {option}，不能按它跳转。")
    return found


def _faults_of_conditions(question):
    found = []
    for condition in question.when:
        first, last = condition.get("age_from", 0), condition.get("age_to", OLDEST)
        if first > last:
            found.append(f"{question.code} 的年龄条件从 {first} 岁到 {last} 岁，请把起止年龄写对。")
        if not condition.get("categories", ("",)) or not condition.get("grades", ("",)):
            found.append(f"{question.code} 的条件没有一种残疾类别或等级，请至少选一种，或不设这一项条件。")
    return found


def _faults_of_reach(form):
    lost = unreachable(form)
    if not lost:
        return []
    return [
        f"{'、'.join(lost)} 总被前面的跳转越过，谁也答不到。请改跳转或条件，或设为本轮不问。"
    ]  # one text: the cause is usually one jump


def _kinds_of_people(questions):
    """Return the sets of codes asked of somebody, for each kind of people that conditions tell apart."""
    conditions = [condition for question in questions for condition in question.when]
    ages = {0}
    for condition in conditions:
        ages |= {condition.get("age_from", 0), condition.get("age_to", OLDEST) + 1}
    categories = {"", *(one for condition in conditions for one in condition.get("categories", ()))}
    grades = {"", *(one for condition in conditions for one in condition.get("grades", ()))}
    return {
        frozenset(one.code for one in questions if not one.is_off and one.fits(Subject(*facts)))
        for facts in product(sorted(age for age in ages if age <= OLDEST), categories, grades)
    }


def _reached(questions, places, asked):
    """Return the codes of `asked` that some answers lead to; follows every way on from each question."""
    reached, open_places = set(), {0}
    for place, question in enumerate(questions):
        if place not in open_places:
            continue
        if question.code not in asked:
            open_places.add(place + 1)
            continue
        reached.add(question.code)
        open_places |= {place + 1 if target is None else places[target] for target in _ways_on(question)}
    return reached


def _ways_on(question):
    """Return the targets that answers to a question lead to; None is the next question."""
    if question.kind == QuestionKind.SINGLE:
        ways = {question.target(option) or None for option in question.offered}
    else:
        ways = {question.skips.get(ANY)}
    return ways | {None} if question.is_optional else ways
