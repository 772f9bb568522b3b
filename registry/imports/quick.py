"""Rows that say nothing odd – nearly all – read by looking up what their cells have said before.

Columns that say the same few things again and again are read by `registry.imports.rows` once for each thing
they say, and remembered; names, numbers and free texts are compared with the one spelling that needs no
tidying. Whatever is not as plain as that, or is wrong, is left to the thorough reading of the whole row.
"""

from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple

from core.sheets.cells import half_width, is_rounded, text_of
from registry.choices import Category, Grade
from registry.identity import CARD_SHAPE, ID_LENGTH, birth_date_of, card_problems, id_problems, sex_of
from registry.imports import cards, rows
from registry.imports.columns import WITHOUT_CONTENT
from registry.imports.entries import Entry, Reading
from registry.imports.values import BLANK, SUBSISTENCE_KEYS, is_blank

REMEMBERED = 50_000  # spellings of one column; then it is begun anew
AS_THEY_ARE = frozenset({str, date, type(None)})  # others are equal where they mean different things: 1, True
HOME = ("residence_township", "residence")


class Known(NamedTuple):
    """What some columns say together: facts of the person, their normal form, and single values by column."""

    facts: dict
    said: tuple
    values: dict


NO_CLUES = MappingProxyType({})  # of all rows that are sound
UNSURE = Known({}, (), {})  # something is wrong, and what, the whole row must tell
PLACES = {("county", "township", "village"): rows.read_places, HOME: rows.read_places}
CODED = {
    **{(key,): rows.read_choices for key in (*rows.CHOICES, "ethnicity")},
    tuple(SUBSISTENCE_KEYS): rows.read_subsistence,
    ("sex",): lambda reading: reading.choice("sex"),
    ("category",): lambda reading: reading.choice("category"),
    ("grade",): lambda reading: reading.choice("grade"),
    ("components",): cards.read_components,
    ("card_state",): lambda reading: reading.choice("card_state"),
}
DAYS = {
    ("birth_date",): rows.stated_birth,
    ("issued_on",): lambda reading: reading.day("issued_on"),
    ("expires_on",): lambda reading: reading.day("expires_on"),
}
DETAILS = {
    "components": "components",
    "issued_on": "issued_on",
    "expires_on": "expires_on",
    "state": "card_state",
}


class Remembering:
    """Columns that are read together, and what they have said before. `learn(row)` reads them anew."""

    def __init__(self, keys, places, learn):
        self.keys, self.learn, self.known = keys, learn, {}
        self.take = itemgetter(*(places[key] for key in keys))

    def read(self, row, cells):
        """Return what the columns say in a row, or `UNSURE`."""
        asked = self.take(cells)
        found = self.known.get(asked)
        if found is None:
            if len(self.known) > REMEMBERED:
                self.known.clear()
            found = self.known[asked] = self.learn(row, cells)
        return found


class QuickReader:
    """Reads plain rows for a `reader.RowReader`; `read` returns None for all others."""

    def __init__(self, reader):
        self.reader, self.today = reader, reader.today
        places = reader.layout.places
        self.spoken_about = {number for number, _ in reader.guidance.answers} | reader.returned.keys()
        self.is_able = {"name", "id_number"} <= places.keys() <= UNDERSTOOD
        if not self.is_able:
            return
        self.width = max((*places.values(), *reader.layout.titles)) + 1
        self.name, self.number = places["name"], places["id_number"]
        self.card = places.get("card_number", self.width)  # beyond the last: always blank
        coded = self._groups(CODED)
        self.groups = [*self._groups(PLACES), *self._together(coded), *self._groups(DAYS)]
        order = ["name", "id_number", *(key for group in self.groups for key in group.keys)]
        self.plain = [(key, places[key], read) for key, read in PLAIN.items() if key in places]
        order += [*(key for key, _, _ in self.plain), "card_number"]
        unread = [key for key in reader.keys if key not in order]
        self.unread = [places[key] for key in unread] + reader.other_places
        order += [*unread, *reader.other_places]
        self.in_order = itemgetter(*map(order.index, (*reader.keys, *reader.other_places)))

    def _groups(self, readers):
        """Return a `Remembering` for each group of columns that the file has."""
        layout, groups = self.reader.layout, []
        for keys, read in readers.items():
            present = [key for key in keys if key in layout.places]
            if present:
                places = {key: layout.places[key] for key in present}
                learn = partial(self._learn, replace(layout, places=places), (keys[0], read))
                groups.append(Remembering(present, places, learn))
        return groups

    def _together(self, groups):
        """Return a `Remembering` of all that groups say together: most rows are alike in many columns."""
        keys = [key for group in groups for key in group.keys]
        learn = partial(self._combine, groups)
        return [Remembering(keys, self.reader.layout.places, learn)] if groups else []

    def _learn(self, layout, column, row, cells):
        (key, read), reading = column, Reading(layout, row, reader=self.reader)
        value = read(reading)
        if reading.entry.problems:
            return UNSURE
        said = reading.content(layout.places, ())
        return Known(reading.entry.facts, said, {key: value} if value else {})

    @staticmethod
    def _combine(groups, row, cells):
        facts, said, values = {}, (), {}
        for group in groups:
            found = group.read(row, cells)
            if found is UNSURE:
                return UNSURE
            facts |= found.facts
            said += found.said
            values |= found.values
        return Known(facts, said, values)

    def read(self, row):
        """Return the `Entry` of a row that is plain in every column, otherwise None."""
        if not self.is_able or row.number in self.spoken_about:
            return None
        cells = [c if c.__class__ in AS_THEY_ARE else (c.__class__, c) for c in row.cells]
        cells += [None] * (self.width + 1 - len(cells))
        name, number = cells[self.name], plain_number(cells[self.number])
        if not is_plain_name(name) or len(number) != ID_LENGTH or id_problems(number, today=self.today):
            return None
        born, values = birth_date_of(number), {}
        facts = {"name": name, "id_number": number, "sex": sex_of(number), "birth_date": born}
        said = [name, number]
        for group in self.groups:
            found = group.read(row, cells)
            if found is UNSURE:
                return None
            facts.update(found.facts)
            said += found.said
            values.update(found.values)
        if not agree(values, facts):
            return None
        for key, place, read in self.plain:
            text = read(row.cells[place] if place < len(row.cells) else None)
            if text is None:
                return None
            said.append(text)
            if text:
                facts[key] = text
        card_number = plain_card(cells[self.card])
        card = None if card_number is None else self._card(values, card_number, number)
        if card is None:
            return None
        said.append(card_number)
        said += [half_width(text_of(row.cells[p])) if p < len(row.cells) else "" for p in self.unread]
        content = self.in_order(said)
        return Entry(
            row.number, name, number, facts=facts, card=card, clues=NO_CLUES, content=content, source=row
        )

    def _card(self, values, number, holder):
        """Return the facts of the certificate, None if something does not fit together."""
        category, grade = values.get("category", ""), values.get("grade", "")
        if card_problems(number, id_number=holder, category=category, grade=grade):
            return None
        if number:
            category, grade = category or Category(number[18]).value, grade or Grade(number[19]).value
        elif bool(category) != bool(grade):
            return None
        card = {"number": number, "category": category, "grade": grade} if category else {}
        for name, key in DETAILS.items():
            if key in values:
                card[name] = values[key]
        return card if self._days_fit(card) else None

    def _days_fit(self, card):
        issued, expires = card.get("issued_on"), card.get("expires_on")
        return not issued or (issued <= self.today and (not expires or expires > issued))


def agree(values, facts):
    """True if sex and birth date, where they are stated, are those of the ID number."""
    sex, birth = values.get("sex"), values.get("birth_date")
    return sex in (None, facts["sex"]) and (not birth or facts["birth_date"].isoformat().startswith(birth))


def is_plain_name(cell):
    """True if the cell is a Chinese name just as the register writes it."""
    if cell.__class__ is not str or len(cell) > rows.LENGTHS["name"]:
        return False
    return rows.PLAIN_NAME.fullmatch(cell) is not None and cell not in BLANK


def plain_number(cell):
    """Return a cell of letters and digits alone, in upper case; otherwise the empty text."""
    return cell.upper() if cell.__class__ is str and cell.isascii() and cell.isalnum() else ""


def plain_card(cell):
    """Return the certificate number that a cell holds alone, "" for a blank cell, otherwise None."""
    number = plain_number(cell)
    if CARD_SHAPE.fullmatch(number):
        return number
    is_blank_cell = cell is None or (cell.__class__ is str and is_blank(text_of(cell)))
    return "" if is_blank_cell else None


def plain_digits(cell, *, fewest, most):
    """Return the digits of a cell that holds nothing else, "" for a blank cell, None if it is neither."""
    text = text_of(cell)
    if fewest <= len(text) <= most and text.isascii() and text.isdigit():
        return None if is_rounded(cell) else text
    return "" if is_blank(text) else None


def plain_text(cell, *, most):
    """Return the text of a cell, "" if it is blank, None if it is too long."""
    text = text_of(cell)
    if is_blank(text):
        return ""
    return text if len(text) <= most else None


PLAIN = {
    "phone": partial(plain_digits, fewest=7, most=60),
    "guardian_phone": partial(plain_digits, fewest=7, most=60),
    "bank_account": partial(plain_digits, fewest=8, most=30),
    **{key: partial(plain_text, most=rows.LENGTHS[key]) for key in rows.TEXTS},
}
UNDERSTOOD = {
    "name", "id_number", "card_number", "age", *WITHOUT_CONTENT, *PLAIN, *chain(*PLACES, *CODED, *DAYS),
}  # fmt: skip
