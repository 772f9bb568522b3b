"""Rules on ID and certificate numbers, and on what they contradict."""

from datetime import timedelta

from core.encryption import digest
from registry.choices import CardState, Category, Sex
from registry.health.rules.catalogue import Hit, finder
from registry.identity import CARD_SHAPE, ID_LENGTH, birth_date_of, card_problems, sex_of, tidy_number
from registry.models import Person

ENDED = {CardState.FROZEN: "冻结", CardState.CANCELLED: "注销"}
DIGIT_CODES = ("card_category_mismatch", "card_grade_mismatch")


@finder("id_invalid")
def id_invalid(batch, threshold):
    problems = batch.id_problems
    for subject in batch.active if problems else ():
        if problem := problems.get(subject.pk):
            yield Hit(subject.pk, problem.message, (subject.id_number,))


@finder("birth_mismatch")
def birth_mismatch(batch, threshold):
    for subject in batch.sound:
        number, born = subject.id_number, subject.birth_date
        if number[6:14] != f"{born.year:04d}{born.month:02d}{born.day:02d}":
            yield Hit(
                subject.pk,
                f"登记的出生日期是 {born}，身份证号里是 {birth_date_of(number)}。",
                (number, born),
            )


@finder("sex_mismatch")
def sex_mismatch(batch, threshold):
    for subject in batch.sound:
        if subject.sex != sex_of(subject.id_number):
            said, meant = Sex(subject.sex).label, sex_of(subject.id_number).label
            detail = f"登记为{said}，身份证号第 17 位表示{meant}。"
            yield Hit(subject.pk, detail, (subject.id_number, subject.sex))


@finder("card_number_shape")
def card_number_shape(batch, threshold):
    for subject, card in batch.carded:
        if not CARD_SHAPE.fullmatch(tidy_number(card.number)):
            detail = f"残疾人证号有 {len(card.number)} 位或含有别的字符，应为 20 位（补发的后加 B1 等）。"
            yield Hit(subject.pk, detail, (card.number,))


@finder("card_number_id")
def card_number_id(batch, threshold):
    twice = _owners(batch)
    for subject, card in _strange_stems(batch):
        if card.number[:ID_LENGTH] not in twice:
            detail = "残疾人证号的前 18 位与身份证号不一致。"
            yield Hit(subject.pk, detail, (subject.id_number, card.number))


@finder("id_twice")
def id_twice(batch, threshold):
    owners = _owners(batch)
    for subject, card in _strange_stems(batch):
        if owner := owners.get(card.number[:ID_LENGTH]):
            pk, name, unit_id = owner
            whom = f"同村的{name}" if unit_id == subject.unit_id else "另一个登记在册的人"
            detail = f"残疾人证号的前 18 位是{whom}的身份证号。"
            yield Hit(subject.pk, detail, (card.number, pk), digest(f"twice {pk}"))


def _strange_stems(batch):
    """Return those whose certificate number has the right shape and begins with another ID number."""
    return [
        (subject, card)
        for subject, card in batch.carded
        if card.number[:ID_LENGTH] != subject.id_number and CARD_SHAPE.fullmatch(card.number)
    ]


def _owners(batch):
    """Return {ID number: (pk, name, unit)} of the persons to whom strange stems belong. One query."""
    stems = {digest(card.number[:ID_LENGTH]): card.number[:ID_LENGTH] for _, card in _strange_stems(batch)}
    if not stems:
        return {}
    county = batch.run.county_path
    owners = Person.objects.active().filter(id_digest__in=stems, unit_path__startswith=county)
    return {
        stems[row[0]]: row[1:] for row in owners.values_list("id_digest", "pk", "name", "unit_id").order_by()
    }


@finder("card_number_category")
def card_number_category(batch, threshold):
    for subject, card in batch.carded:
        number = card.number
        if len(number) < 20 or (number[18] == card.category and number[19] == card.grade):
            continue
        problems = card_problems(number, category=card.category, grade=card.grade)
        words = "".join(problem.message for problem in problems if problem.code in DIGIT_CODES)
        if words:
            yield Hit(subject.pk, words, (number, card.category, card.grade))


@finder("card_missing")
def card_missing(batch, threshold):
    for subject in batch.active:
        if not subject.category or not subject.grade:
            missing = "类别和等级" if not subject.category else "等级"
            detail = f"没有残疾人证的{missing}。"
            yield Hit(subject.pk, detail, (subject.category, subject.grade))


@finder("card_expired")
def card_expired(batch, threshold):
    last_good = batch.today - timedelta(days=threshold or 0)
    for subject in batch.active:
        until = subject.card_expires_on
        if until is not None and until < last_good and subject.card_state == CardState.VALID:
            yield Hit(subject.pk, f"残疾人证已于 {until} 到期。", (until,))


@finder("card_ended")
def card_ended(batch, threshold):
    for subject in batch.active:
        if subject.card_state in ENDED:
            state = ENDED[subject.card_state]
            yield Hit(subject.pk, f"残疾人证状态为{state}，人仍在册。", (subject.card_state,))


@finder("components_missing")
def components_missing(batch, threshold):
    for subject in batch.active:
        if subject.category == Category.MULTIPLE:
            card = batch.cards.get(subject.pk)
            if card and not card.components:
                yield Hit(subject.pk, "多重残疾没有填写由哪些残疾构成。", (card.number,))
