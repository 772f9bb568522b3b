"""Pairs that somebody has to confirm: unsound numbers, other numbers of the same name and birth."""

import re
from collections import defaultdict

from core import lookups  # noqa: F401 -- registers `among`
from core.encryption import digest
from orgs.scoping import STEP
from registry.identity import ID_LENGTH, check_digit, is_sound_id
from registry.imports.rescue import CODES, propose_numbers
from registry.models import Person

LOOKS_LIKE_DIGIT = str.maketrans("OQDIL|ZSB", "000111258")
OLD_ID = re.compile(r"\d{15}", re.ASCII)


def corrected(number, *, today):
    """Return the sound ID number that an unsound one plainly stands for, and why; two empty texts otherwise.

    The letter O for a nought, I for a one; the 15 digits of an old card get the century and the check digit.
    """
    if OLD_ID.fullmatch(number):
        stem = f"{number[:6]}19{number[6:]}"
        full = stem + check_digit(stem)
        return (
            (full, "名单上是 15 位的旧身份证号，换算成 18 位后相同。")
            if is_sound_id(full, today=today)
            else ("", "")
        )
    mended = number[:-1].translate(LOOKS_LIKE_DIGIT) + number[-1:].replace("O", "0")
    if mended != number and len(mended) == ID_LENGTH and is_sound_id(mended, today=today):
        return mended, "名单上的身份证号把数字写成了字母（如 0 写成 O），改正后相同。"
    return "", ""


def likely_pairs(entries, *, scope, today, taken):
    """Return row number → (person, reason) of those who are probably the same. Four queries at most.

    :param entries: entries that no number has matched.
    :param taken: keys of the persons who have been matched already; they are not proposed again.
    """
    unsound = [entry for entry in entries if entry.codes & CODES]
    wanted = {}  # row → (digest, reason)
    for entry in unsound:
        number, reason = corrected(entry.clues.get("number", ""), today=today)
        if number:
            wanted[entry.row] = digest(number), reason
    propose_numbers(unsound, scope=scope, today=today)
    for entry in unsound:
        proposed = next((p for p in entry.problems if p.key == "id_number" and p.proposal), None)
        if proposed is not None:
            reason = f"{proposed.advice.split('。')[0]}。"
            wanted.setdefault(entry.row, (digest(proposed.proposal), reason))
    people = Person.objects.within(scope).active()
    numbers = sorted({number for number, _ in wanted.values()})
    persons = {p.id_digest: p for p in people.filter(id_digest__among=numbers)} if numbers else {}
    pairs = {row: (persons[number], why) for row, (number, why) in wanted.items() if number in persons}
    sound = [entry for entry in entries if entry.id_digest]
    pairs |= _of_the_same_birth(sound, people)
    return _once_each(pairs, taken)


def _of_the_same_birth(entries, people):
    """Pair entries of sound but unknown numbers with the one person of that name, birth and township."""
    names = sorted({entry.name for entry in entries if entry.name})
    by_name = defaultdict(list)
    for person in people.filter(name__among=names) if names else ():
        by_name[person.name].append(person)
    pairs = {}
    for entry in entries:
        fits = [person for person in by_name.get(entry.name, ()) if _fits(entry, person)]
        if len(fits) == 1:
            pairs[entry.row] = fits[0], "姓名、出生日期和乡镇都相同，身份证号不同。"
    return pairs


def _fits(entry, person):
    unit = entry.facts.get("unit")
    if entry.facts.get("birth_date") != person.birth_date or unit is None:
        return False
    return unit.path[:-STEP] == person.unit_path[:-STEP]


def _once_each(pairs, taken):
    """Leave out persons who are matched already or proposed twice."""
    proposals = defaultdict(list)
    for row, (person, _) in pairs.items():
        proposals[person.pk].append(row)
    return {
        row: pair
        for row, pair in pairs.items()
        if pair[0].pk not in taken and len(proposals[pair[0].pk]) == 1
    }
