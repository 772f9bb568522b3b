"""Taking a filled-in table into a book: plan, look, apply. The plan and the real run are the same rows."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from core.permissions import Permission
from core.sheets import Column, UnreadableSheet, Vocabulary, find_layout, read_sheets
from core.sheets.cells import text_of
from registry.ledgers.choices import FieldKind
from registry.ledgers.models import LedgerBook, LedgerImport
from registry.ledgers.roster import Roster
from registry.ledgers.selectors.books import fields_of
from registry.ledgers.services.refusal import LedgerRefused
from registry.ledgers.services.rows import MOST_ROWS, RowChange, add_rows
from registry.ledgers.values import read_value
from registry.models import Person


@dataclass
class Plan:
    """What an import would do: rows to add, rows that are there already, problems by row and column."""

    rows: list = field(default_factory=list)  # {"row", "cells", "person"}
    repeated: int = 0
    problems: list = field(default_factory=list)  # {"row", "column", "message"}
    unknown: list = field(default_factory=list)

    @property
    def refused(self):
        """Return how many rows have a problem."""
        return len({problem["row"] for problem in self.problems})


def plan_rows(place, file):
    """Return the `Plan` of a workbook for one book.

    :raises UnreadableSheet: it is no table, or a required column is missing.
    """
    fields = [one for one in fields_of(place.ledger_type, place.period) if not one.is_drawn]
    vocabulary = Vocabulary([Column(one.key, one.title) for one in fields])
    required = [one.key for one in fields if one.is_required]
    layout = find_layout(read_sheets(file), vocabulary, required=required)
    plan = Plan(unknown=layout.unknown)
    reader = _Reader(fields, Roster(place.unit))
    seen = _standing_rows(place, fields)
    for row in layout.body:
        raw = {one.key: layout.cell(row, one.key) for one in fields}
        if not any(text_of(cell) for cell in raw.values()):
            continue
        cells, person, problems = reader.read(raw)
        if problems:
            plan.problems += [{"row": row.number, **problem} for problem in problems]
            continue
        key = _key_of(cells, person and person.pk, fields)
        if key in seen:
            plan.repeated += 1
            continue
        seen.add(key)
        plan.rows.append({"row": row.number, "cells": cells, "person": person and person.pk})
    if len(plan.rows) > MOST_ROWS:
        raise UnreadableSheet(f"一本台账最多 {MOST_ROWS:,} 行，这张表有 {len(plan.rows):,} 行。请按期分开。")
    return plan


class _Reader:
    """Reads the cells of a row by the kinds of its columns."""

    def __init__(self, fields, roster):
        self._fields, self._roster = fields, roster

    def read(self, raw):
        """Return (cells, person, problems) of a row given as {key: raw cell}."""
        cells, person, problems = {}, None, []
        for one in self._fields:
            try:
                value = read_value(one, raw[one.key])
                if one.is_person and value:
                    person = self._roster.find(value)
                    value = person.name
            except ValidationError as problem:
                problems.append({"column": one.title, "message": problem.messages[0]})
            else:
                cells[one.key] = value
        return cells, person, problems


def _standing_rows(place, fields):
    book = LedgerBook.objects.filter(
        unit=place.unit, ledger_type=place.ledger_type, start=place.period.start
    ).first()
    return {_key_of(row.cells, row.person_id, fields) for row in book.rows.all()} if book else set()


def _key_of(cells, person, fields):
    return (person, *(cells.get(one.key, "") for one in fields if one.kind != FieldKind.PERSON))


@transaction.atomic
def plan_import(place, file, *, by, at):
    """Keep an uploaded table with its plan and return the import, to be looked at and applied.

    :raises LedgerRefused: outside the scope, or the table cannot be read; the message says why.
    """
    if not by.scope_of(Permission.LEDGER_EDIT).covers(place.unit):
        raise LedgerRefused("该单位不在您的管辖范围内。")
    if place.is_generated:
        raise LedgerRefused(f"{place.ledger_type.name}由系统自动生成，不需导入。")
    try:
        plan = plan_rows(place, file)
    except UnreadableSheet as problem:
        raise LedgerRefused(str(problem), field="file") from problem
    file.seek(0)
    made = LedgerImport(
        unit=place.unit, ledger_type=place.ledger_type, start=place.period.start,
        uploaded_by=by, file_name=file.name[-200:], plan=vars(plan),
    )  # fmt: skip
    made.file.save(file.name[-80:], ContentFile(file.read()), save=False)
    made.save()
    return made


@transaction.atomic
def apply_import(made, place, *, by, at, is_partial):
    """Write the planned rows into the book, all or none, and return the book.

    :param is_partial: the clerk's word that rows with problems are left out.
    :raises LedgerRefused: applied already, problems without that word, nothing to write, a person has left.
    """
    made = LedgerImport.objects.select_for_update(of=("self",)).get(pk=made.pk)
    if not made.is_planned:
        raise LedgerRefused("这份表格已经导入，没有再写一次。")
    plan = Plan(**made.plan)
    if plan.problems and not is_partial:
        raise LedgerRefused(f"有 {plan.refused} 行有错误。请改正后重新上传，或勾选“有错的行先不导入”。")
    if not plan.rows:
        raise LedgerRefused("没有可以导入的行。")
    keys = {row["person"] for row in plan.rows if row["person"]}
    people = Person.objects.active().in_bulk(keys)
    if gone := keys - people.keys():
        raise LedgerRefused(f"核对之后有 {len(gone)} 人已不在册，没有导入任何一行。请重新上传核对。")
    changes = [RowChange(None, row["cells"], people.get(row["person"])) for row in plan.rows]
    book = add_rows(place, changes, by=by, at=at)
    made.state, made.applied_at = LedgerImport.State.APPLIED, at
    made.save()
    return book
