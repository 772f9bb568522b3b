"""ID rescue: for a number that is unsound, the true one proposed from the register or the certificate."""

from collections import defaultdict
from dataclasses import replace

from rapidfuzz.distance import DamerauLevenshtein

from core import lookups  # noqa: F401 -- registers `among`
from registry.identity import CARD_SHAPE, ID_LENGTH, is_sound_id
from registry.models import Person

CODES = frozenset({"id_missing", "id_length", "id_scientific", "id_checksum", "id_birthdate", "id_masked"})
TELLING_DIGITS = 14  # six of the place and eight of the birth date
SLIPS = 2  # characters that may be wrong, missing or swapped


def propose_numbers(refused, *, scope, today):
    """Add the number of the one person in the scope who fits to the problems of an ID number. One query."""
    wanting = [entry for entry in refused if _wants(entry)]
    names = {entry.name for entry in wanting if entry.name}
    people = (
        Person.objects.within(scope)
        .active()
        .filter(name__among=sorted(names))
        .only("name", "id_number", "phone", "birth_date")
    )
    by_name = defaultdict(list)
    for person in people:
        by_name[person.name].append(person)
    for entry in wanting:
        fits = [(person, why) for person in by_name[entry.name] if (why := _why_same(entry, person))]
        if len(fits) == 1:
            person, why = fits[0]
            _propose(entry, person.id_number, f"登记表里有一位同名且{why}相符的人。")
        elif not fits and _card_speaks(entry, today):
            _propose(entry, entry.card["number"][:ID_LENGTH], "残疾人证号的前 18 位是一个正确的身份证号。")


def _wants(entry):
    return any(p.key == "id_number" and p.code in CODES and not p.proposal for p in entry.problems)


def _why_same(entry, person):
    """Return what speaks for the person besides the name, or nothing."""
    if entry.card.get("number", "").startswith(person.id_number):
        return "残疾人证号"
    phone = entry.facts.get("phone")
    if phone and phone == person.phone:
        return "电话"
    beginning = entry.clues.get("beginning", "")
    if len(beginning) >= TELLING_DIGITS and person.id_number.startswith(beginning):
        return "号码前段"
    number = entry.clues.get("number", "")
    if len(number) >= TELLING_DIGITS and _is_slip(number, person.id_number):
        return "号码大部分"
    birth = entry.clues.get("birth", "")
    return "出生日期" if len(birth) > 4 and person.birth_date.isoformat().startswith(birth) else ""


def is_near(number, true_number):
    """True if one number may be the other with a slip or two, or names the same place and birth date."""
    return _is_slip(number, true_number) or (
        len(number) >= TELLING_DIGITS and number[:TELLING_DIGITS] == true_number[:TELLING_DIGITS]
    )


def _is_slip(number, true_number):
    return DamerauLevenshtein.distance(number, true_number, score_cutoff=SLIPS) <= SLIPS


def _card_speaks(entry, today):
    number = entry.card.get("number", "")
    return bool(CARD_SHAPE.fullmatch(number)) and is_sound_id(number[:ID_LENGTH], today=today)


def _propose(entry, number, reason):
    entry.problems = [
        replace(problem, proposal=number, advice=f"{reason}{problem.advice}")
        if problem.key == "id_number" and problem.code in CODES
        else problem
        for problem in entry.problems
    ]
