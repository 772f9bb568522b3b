"""Ledgers as a kind of import: one kind for each type of ledger, with the columns that the county has set."""

import datetime

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from core.jobs import JobFailed
from core.permissions import Permission
from core.sheets import Column, UnreadableSheet
from registry.imports.applying import MovedOn
from registry.imports.rows import FORMULA
from registry.imports.tables.columns import PROBLEM, Columns
from registry.imports.tables.kind import TableKind, remove
from registry.imports.tables.reading import NEW, UNCHANGED, TableEntry, TableReader
from registry.ledgers.choices import FieldKind
from registry.ledgers.models import LedgerBook, LedgerRow, LedgerType
from registry.ledgers.periods import period_of
from registry.ledgers.roster import Roster
from registry.ledgers.selectors.books import fields_of
from registry.ledgers.selectors.locks import is_locked
from registry.ledgers.services.books import Place, must_take_rows
from registry.ledgers.services.refusal import LedgerRefused
from registry.ledgers.services.rows import MOST_ROWS, RowChange, add_rows
from registry.ledgers.sheets import template_workbook
from registry.ledgers.values import read_value, shown
from registry.models import ImportBatch, Person

CLOSED = "这本台账已上报、审核或锁定"


class RowsReader(TableReader):
    """Reads the rows for one book, by the kinds of its columns."""

    def __init__(self, place):
        self.place = place
        self.fields = typed_fields(place)
        self.titles = {one.key: one.title for one in self.fields}
        self.roster = Roster(place.unit)

    def read(self, row):
        entry = TableEntry(row.number, source=row)
        cells, person = {}, None
        for one in self.fields:
            raw = self.layout.cell(row, one.key)
            try:
                value = self._value(one, raw)
                if one.is_person and value:
                    person = self.roster.find(value)
                    value = person.name
            except ValidationError as problem:
                code = "required_missing" if raw in (None, "") else "value_unknown"
                self.refuse(entry, one.key, code, problem.messages[0])
            else:
                cells[one.key] = value
        first = next((cells[f.key] for f in self.fields if f.kind == FieldKind.TEXT and cells.get(f.key)), "")
        entry.name = person.name if person else first
        entry.doing = {"cells": cells, "person": person}
        return entry

    @staticmethod
    def _value(field, raw):
        if isinstance(raw, str) and raw.strip().startswith(FORMULA[0]):
            raise ValidationError(f"{field.title}像是公式，不是内容。请删去公式，直接填写。")
        return read_value(field, raw)

    def weigh(self, entries):
        book = LedgerBook.objects.filter(
            unit=self.place.unit, ledger_type=self.place.ledger_type, start=self.place.period.start
        ).first()
        standing = list(book.rows.all()) if book else []
        seen = {self._key(row.cells, row.person_id) for row in standing}
        first = {}
        for entry in entries:
            if entry.problems:
                continue
            person = entry.doing["person"]
            key = self._key(entry.doing["cells"], person and person.pk)
            earlier = first.setdefault(key, entry)
            if earlier is not entry:
                message = f"与第 {earlier.row} 行的内容完全相同，只导入第 {earlier.row} 行。"
                self.refuse(entry, self.fields[0].key, "duplicate_in_file", message)
            else:
                entry.outcome = UNCHANGED if key in seen else NEW
                self._say(entry)
        new = sum(entry.outcome == NEW for entry in entries if not entry.problems)
        if len(standing) + new > MOST_ROWS:
            raise UnreadableSheet(
                f"一本台账最多 {MOST_ROWS:,} 行，已有 {len(standing):,} 行，又有 {new:,} 行。请按期分开。"
            )

    def _key(self, cells, person):
        return (person, *(cells.get(one.key, "") for one in self.fields if one.kind != FieldKind.PERSON))

    def _say(self, entry):
        row = LedgerRow(cells=entry.doing["cells"], person=entry.doing["person"])
        for one in self.fields:
            if text := shown(one, row):
                entry.say(one.title, "", text)


class LedgersKind(TableKind):
    """Rows for one book (domain.md §5). The key of a batch's kind ends with that of the type: ledger:12."""

    key = "ledger"
    title = "台账"
    place = "台账"
    noun = "行"
    permission = Permission.LEDGER_EDIT
    order = 50
    model = LedgerRow
    hints = (
        "先选单位、台账和月份；列就是台账里的各列，由系统带出的列（证号、类别等级等）不用填。",
        "在册残疾人写姓名，同名的写姓名和身份证号后四位；已经有的行不会重复。",
        "已上报、已审核和已锁定的台账不能导入。",
    )

    def columns(self, batch):
        fields = typed_fields(place_of_batch(batch))
        return Columns(
            (*(Column(one.key, one.title) for one in fields), PROBLEM),
            tuple(one.key for one in fields if one.is_required),
            tuple(one.key for one in fields),
        )

    def titles_of(self, mapping):
        return dict(type_of(mapping).fields.values_list("key", "title"))

    def subject(self, batch):
        return batch.options.get("subject", self.title)

    def done_url(self, batch):
        place = place_of_batch(batch)
        return reverse("ledgers:book_detail", args=[place.unit.pk, place.ledger_type.pk, place.period])

    def reader(self, batch, setting):
        place = place_of_batch(batch)
        try:
            must_take_rows(place, by=setting.by, at=timezone.now())
        except LedgerRefused as problem:
            raise UnreadableSheet(str(problem)) from problem
        return RowsReader(place)

    def write_entries(self, plan, batch, *, by, at):
        keys = {entry.doing["person"].pk for entry in plan.new if entry.doing["person"]}
        people = Person.objects.active().in_bulk(keys)
        if keys - people.keys():
            raise MovedOn
        changes = [RowChange(None, entry.doing["cells"], entry.doing["person"]) for entry in plan.new]
        try:
            book = add_rows(place_of_batch(batch), changes, by=by, at=at)
        except LedgerRefused as problem:
            raise JobFailed(f"{problem}没有写入任何数据。") from problem
        rows = list(book.rows.order_by("-order", "-pk")[: len(changes)])
        for entry, row in zip(plan.new, reversed(rows), strict=True):
            entry.target = row

    def in_use(self, batch, rows):
        """Keep every row of a book that has been handed in or locked since."""
        place = place_of_batch(batch)
        books = LedgerBook.objects.filter(rows__in=[row.target for row in rows]).distinct()
        today = timezone.localdate()
        is_closed = is_locked(place.unit, place.ledger_type, place.period, today)
        if is_closed or any(not book.is_draft for book in books):
            return {row.target: CLOSED for row in rows}
        return {}

    def take_back(self, batch, *, by, at, check):
        place = place_of_batch(batch)
        book = LedgerBook.objects.select_for_update(of=("self",)).get(
            unit=place.unit, ledger_type=place.ledger_type, start=place.period.start
        )
        taken = super().take_back(batch, by=by, at=at, check=check)
        book.row_count = book.rows.count()
        book.version += 1
        book.save()
        removed = len(taken.removed)
        audit.record(
            audit.Event.CHANGE, by=by, about=book, unit=book.unit, what="撤回台账行", removed=removed
        )
        return taken

    def undo_rows(self, batch, taken, *, by, at):
        remove(LedgerRow, [row.target for row in taken.removed])

    def template(self, batch, unit, user):
        place = place_of_batch(batch)
        people = Roster(unit).suggestions()
        return template_workbook(place.ledger_type, typed_fields(place), people=people)

    def template_name(self, batch, unit):
        return f"{unit.name}{batch.options['subject']}模板.xlsx".replace(" ", "")

    def batch_asked(self, asked, unit, scope):
        """Return an unsaved batch for the template of the type and month in the address, or None."""
        key, month = asked.get("type", ""), asked.get("start", "")
        types = LedgerType.objects.within(scope).active()
        found = (
            types.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 10 else None
        )
        start = day_named(month)
        if found is None or start is None or not found.is_kept_by(unit):
            return None
        place = Place(unit, found, period_of(found.period, start))
        return ImportBatch(kind=key_of(place), unit=unit, options=options_of(place))


def key_of(place):
    """Return the key of the kind that a book's batches bear."""
    return f"{LedgersKind.key}:{place.ledger_type.pk}"


def options_of(place):
    """Return what a batch keeps of its book besides unit and type."""
    return {"start": place.period.start.isoformat(), "subject": f"{place.ledger_type} {place.period.label}"}


def type_of(thing):
    """Return the type of ledger that a batch or a memory of columns is about."""
    return LedgerType.objects.select_related("county").get(pk=int(thing.kind.partition(":")[2]))


def place_of_batch(batch):
    """Return the `Place` of a batch's book."""
    ledger_type = type_of(batch)
    start = datetime.date.fromisoformat(batch.options["start"])
    return Place(batch.unit, ledger_type, period_of(ledger_type.period, start))


def typed_fields(place):
    """Return the columns of a book that somebody fills in."""
    return [one for one in fields_of(place.ledger_type, place.period) if not one.is_drawn]


def day_named(text):
    """Return the first day of the month that a text like 2026-10 names, or None."""
    try:
        return datetime.date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return None
