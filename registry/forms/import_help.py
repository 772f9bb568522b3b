"""Forms by which a clerk helps an import along: what the columns are, what spellings mean."""

from dataclasses import dataclass, field

from django import forms

from core.sheets import ColumnChoice
from core.sheets.headers import letter_of
from orgs.fields import FlatSelect
from orgs.models import Unit
from registry.imports.aliases import BLANK, NEVER_BLANK, words_for
from registry.imports.columns import REQUIRED, TITLES, VOCABULARY
from registry.imports.mends import UNIT_KEYS

SHOWN_CELLS = 3  # of a column, to recognise it by
UNUSED = [("", "不用这一列")]
LATER = [("", "先不处理")]
AS_BLANK = [(BLANK, "当作没有填写")]


class ColumnsForm(forms.Form):
    """What each column of a sheet is, given its header row; guesses come from the titles.

    `known` is {index of a column: key} as the file has been read so far; where it is given, it counts.
    """

    vocabulary = VOCABULARY
    required = REQUIRED

    def __init__(self, *args, sheet, header, known=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheet, self.header = sheet, header
        rows = sheet["rows"]
        titles = next((row["texts"] for row in rows if row["number"] == header), [])
        below = [row["texts"] for row in rows if row["number"] > header]
        width = max((len(row["texts"]) for row in rows), default=0)
        words = [*UNUSED, *((key, column.title) for key, column in self.vocabulary.columns.items())]
        self.columns, guessed = [], set()
        for place in range(width):
            title = titles[place] if place < len(titles) else ""
            cells = [texts[place] for texts in below if place < len(texts) and texts[place]][:SHOWN_CELLS]
            if not (title or cells):
                continue
            guess = self.vocabulary.key_of(title) if title else None
            guess = known.get(place) if known else guess
            guess = None if guess in guessed else guess
            guessed.add(guess)
            name, letter = f"c{place}", letter_of(place)
            label = f"{letter} 列“{title}”" if title else f"{letter} 列"
            self.fields[name] = forms.ChoiceField(
                label=label, required=False, choices=words, initial=guess, widget=FlatSelect
            )
            column = {"name": name, "place": place, "letter": letter, "title": title, "cells": cells}
            self.columns.append(column)

    def shown(self):
        """Return the columns for the page, each with its bound field."""
        return [column | {"bound": self[column["name"]]} for column in self.columns]

    def clean(self):
        chosen = {}
        for column in self.columns:
            key = self.cleaned_data.get(column["name"])
            if key and key in chosen:
                other = letter_of(chosen[key])
                self.add_error(
                    column["name"],
                    f"“{self.vocabulary.title_of(key)}”已经选在 {other} 列，一项只能对应一列。",
                )
            elif key:
                chosen[key] = column["place"]
        missing = "”和“".join(TITLES[key] for key in self.required if key not in chosen)
        if missing:
            raise forms.ValidationError(f"请指出哪一列是“{missing}”。没有这一列的表不能导入。")
        self.choice = ColumnChoice(self.sheet["sheet"], self.header, chosen)
        return self.cleaned_data


class MendForm(forms.Form):
    """What each spelling on the page means; villages and townships only within the scope."""

    def __init__(self, *args, groups, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = []
        units = _units_by_place(groups, scope)
        for group in groups:
            options = _options(group, units)
            if not options:
                continue
            likely = [value for value, label in options if group["proposal"] and label == group["proposal"]]
            name, town = f"m{group['id']}", units.names.get(group["place"], "")
            self.fields[name] = forms.ChoiceField(
                label=f"{town}{group['column']}“{group['raw']}”的含义",
                required=False,
                choices=[*LATER, *options],
                initial=likely[0] if likely else "",
                widget=FlatSelect,
            )
            self.groups.append(group | {"name": name, "town": town})

    def shown(self):
        """Return the groups for the page, each with its bound field."""
        return [group | {"bound": self[group["name"]]} for group in self.groups]

    def meanings(self):
        """Return (group, meaning) of every spelling that was given one."""
        chosen = ((group, self.cleaned_data[group["name"]]) for group in self.groups)
        return [(group, meaning) for group, meaning in chosen if meaning]


@dataclass
class _Units:
    """What groups can mean: {township's pk, or 0 for the townships: [(pk, name)]}, and names of townships."""

    offered: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)


def _units_by_place(groups, scope):
    """Return the `_Units` that the groups can mean, within the scope."""
    towns = {group["place"] for group in groups if group["key"] == "village"}
    units = Unit.objects.within(scope).current()
    found = _Units()
    if towns:
        for unit in units.grassroots().filter(parent__in=towns).select_related("parent").in_tree_order():
            found.offered.setdefault(unit.parent_id, []).append((str(unit.pk), unit.name))
            found.names[unit.parent_id] = unit.parent.name
    if any(group["key"] == "township" for group in groups):
        found.offered[0] = [(str(unit.pk), unit.name) for unit in units.townships().in_tree_order()]
    return found


def _options(group, units):
    if group["key"] in UNIT_KEYS:
        return units.offered.get(group["place"], [])
    words = words_for(group["key"])
    return words if group["key"] in NEVER_BLANK else [*words, *AS_BLANK]
