"""From a file to a plan: everything that it would do and everything that is wrong, without writing a row."""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from django.conf import settings

from core.encryption import digest
from core.garbage import without_collecting
from core.sheets import Layout, UnreadableSheet, read_sheets
from core.sheets.reading import too_many_rows
from registry.imports.absent import find_absent
from registry.imports.applying import CARD
from registry.imports.body import person_rows
from registry.imports.comparing import card_differences, card_values, differences
from registry.imports.entries import Entry, problem_at
from registry.imports.guidance import Guidance
from registry.imports.mends import mends_of
from registry.imports.problems import KINDS
from registry.imports.reader import RowReader
from registry.imports.register import look_up
from registry.imports.repeats import mark_repeats
from registry.imports.rescue import propose_numbers
from registry.imports.returning import returned_rows, settle
from registry.imports.villages import VillageFinder, units_around
from registry.models import Certificate, Person

UNITS = ("unit", "residence")
ROWS_NAMED = 50  # per kind of problem, in the counts of a batch
RANGES_NAMED = 200


@dataclass
class Change:
    """A registered person, and what the row would change of them and of their current certificate."""

    entry: Entry
    person: Person
    card: Certificate | None
    before: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)
    card_values: dict = field(default_factory=dict)  # of the certificate as it will be; empty: it stays


@dataclass
class Plan:
    """What a file would do. Nothing is written until `applying.write` is called."""

    layout: Layout
    guidance: Guidance = field(default_factory=Guidance)
    units: dict = field(default_factory=dict)  # pk → unit, for names
    rows: int = 0
    new: list[Entry] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)  # row numbers
    refused: list[Entry] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    absent: list[tuple[int, int | None]] = field(default_factory=list)  # person's pk, row of a namesake
    covered: int = 0  # villages that the file is about

    @property
    def problems(self):
        """Return every problem in the order of the rows."""
        return [problem for entry in self.refused for problem in entry.problems]

    def counts(self):
        """Return the figures that a batch keeps and its page shows."""
        kinds = defaultdict(list)
        for entry in self.refused:
            for code in entry.codes:
                kinds[code].append(entry.row)
        return {
            "rows": self.rows,
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "unchanged_rows": ranges_of(self.unchanged),
            "refused": len(self.refused),
            "absent": len(self.absent),
            "covered": self.covered,
            "mends": mends_of(self.refused),
            "mark": self.mark(),
            "skipped": dict(Counter(reason for _, reason in self.skipped)),
            "kinds": {
                code: {"count": len(kinds[code]), "rows": kinds[code][:ROWS_NAMED]}
                for code in KINDS
                if code in kinds
            },
        }

    def mark(self):
        """Return a digest of what the plan would do: two plans with equal counts may still differ."""
        marks = hashlib.sha256(repr(self.guidance.aliases.mark).encode())
        marks.update(self._mark_of_new)
        for change in self.changed:
            person, after = change.person, sorted(change.after.items())
            marks.update(f"{change.entry.row} {person.pk} {person.updated_at} {after}\n".encode())
        return marks.hexdigest()

    @cached_property
    def _mark_of_new(self):
        """Return a keyed digest of every value of the new rows, column by column."""
        marks = hashlib.sha256("\n".join(str(entry.row) for entry in self.new).encode())
        for part in ("facts", "card"):
            rows = [getattr(entry, part) for entry in self.new]
            for name in sorted(set(chain.from_iterable(rows))):
                said = [values.get(name) for values in rows]
                if name in UNITS:
                    said = [unit and f"{unit.pk} {unit.path}" for unit in said]
                marks.update(f"\0{name}\n".encode() + "\n".join(map(str, said)).encode())
        return digest(marks.hexdigest()).encode()


def ranges_of(numbers):
    """Return ascending numbers in words, runs drawn together: 2–316、318; at most `RANGES_NAMED` runs."""
    runs = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    named = [str(first) if first == last else f"{first}–{last}" for first, last in runs[:RANGES_NAMED]]
    return "、".join(named) + ("等" if len(runs) > RANGES_NAMED else "")


def plain_track(items, *, total):
    """Iterate without telling anybody how far it is; a job passes its own `track`."""
    return items


def plan_file(file, *, scope, today, track=plain_track, guidance=None):
    """Return the plan for an open workbook or csv. A constant number of queries, however many rows.

    :param scope: where the importer may write; villages and persons elsewhere are refused.
    :param track: wraps the rows as they are read, to tell of progress and to stop on request.
    :param guidance: what people have said about the file.
    :raises HeaderUnknown: somebody has to say what its columns are.
    :raises UnreadableSheet: the file is no roster; its message is fit to show to the user.
    """
    return plan_sheets(read_sheets(file), scope=scope, today=today, track=track, guidance=guidance)


@without_collecting
def plan_sheets(sheets, *, scope, today, track=plain_track, guidance=None):
    """Return the plan for sheets that have been read; see `plan_file`."""
    guidance = guidance or Guidance()
    layout = guidance.layout_of(sheets)
    rows, skipped = person_rows(layout)
    if not rows:
        raise UnreadableSheet(
            f"第 {layout.header_number} 行是表头，下面一行人员也没有认出来。请确认名单就在表头下面。"
        )
    if len(rows) > settings.IMPORT_MAX_ROWS:
        raise too_many_rows()
    finder = VillageFinder(units_around(scope, today), scope, guidance.aliases)
    if not finder.villages:
        raise UnreadableSheet("机构名录里还没有村和社区，无法核对。请县残联先导入机构名录。")
    returned = returned_rows(layout, rows, scope)
    reader = RowReader(layout, finder, today, guidance=guidance, returned=returned)
    entries = [reader.read(row) for row in track(rows, total=len(rows))]
    mark_repeats(entries, reader)
    plan = Plan(layout, guidance, units=finder.by_id, rows=len(entries), skipped=skipped)
    _compare(plan, entries, scope)
    propose_numbers(plan.refused, scope=scope, today=today)
    _let_go(plan, entries)
    return plan


def _let_go(plan, entries):
    """Forget the cells that have been read: of a county's file they are a good part of the memory."""
    plan.layout.width  # noqa: B018 -- reckoned from the rows
    plan.layout.sheet.rows = []
    for entry in entries:
        entry.source, entry.id_digest, entry.card_digest = None, "", ""


def _compare(plan, entries, scope):
    for entry in entries:
        entry.content = ()  # has done its work
        entry.id_digest = digest(entry.id_number)
        entry.card_digest = digest(entry.card.get("number", ""))
    register = look_up([entry for entry in entries if not entry.problems], scope)
    for entry in entries:
        if not entry.problems:
            _place(plan, entry, register)
        if entry.problems:
            plan.refused.append(entry)
    plan.absent, covered = find_absent(entries, register.persons, scope)
    plan.covered = len(covered)


def _place(plan, entry, register):
    """Put a sound entry where it belongs, or add the problem that only the register can know."""
    person = register.persons.get(entry.id_digest)
    card = register.cards.get(person.pk) if person else None
    values = card_values(entry, card) if entry.card else {}
    objection = _objection(entry, person, register) or _card_objection(entry, values)
    if objection:
        key, code, message = objection
        problem = problem_at(plan.layout, entry.source, key, code=code, message=message)
        entry.add(problem)
    elif person is None:
        entry.card = values
        plan.new.append(entry)
    else:
        _weigh(plan, Change(entry, person, card, card_values=values))


def _objection(entry, person, register):
    """Return (key, code, message) of what the register has against the row, or None."""
    holder = register.card_holders.get(entry.card_digest)
    if entry.returned and (person is None or person.pk != entry.returned.key.person):
        return "row_key", "row_key", "行标识是另一个人的，与这一行的身份证号不符。"
    if entry.id_digest in register.elsewhere:
        return "id_number", "outside_scope", "已登记在其他单位。"
    if person is not None and person.is_archived:
        return "id_number", "outside_scope", "此人已归档，导入不会恢复归档的人员。"
    if holder is not None and (person is None or holder != person.pk):
        return "card_number", "card_id_mismatch", "该残疾人证号已登记在其他人名下。"
    if person is None and "unit" not in entry.facts:
        return "village", "village_unknown", "没有填写村（社区）。"
    return None


def _card_objection(entry, values):
    """Return (key, code, message) if no certificate can be made of the values, or None."""
    if values and not (values.get("category") and values.get("grade")):
        return "card_number", "value_unknown", "有残疾人证的日期等信息，但没有证号、类别和等级。"
    issued, expires = values.get("issued_on"), values.get("expires_on")
    if issued and expires and expires <= issued:
        key = "expires_on" if "expires_on" in entry.card else "issued_on"
        return key, "date_invalid", f"发证日期 {issued} 不早于有效期 {expires}。"
    return None


def _weigh(plan, change):
    """Keep a change if there is one."""
    change.before, change.after = differences(change.entry, change.person)
    before, after = card_differences(change.card_values, change.card)
    change.before |= before
    change.after |= after
    if change.entry.returned:
        settle(change, plan, plan.guidance)
    if not any(name.startswith(CARD) for name in change.after):
        change.card_values = {}
    if change.entry.problems:
        return
    if change.after:
        plan.changed.append(change)
    else:
        plan.unchanged.append(change.entry.row)
