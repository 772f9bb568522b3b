"""Results of certificates as a kind of import."""

from pathlib import Path

from django.db.models import Q

from core.encryption import digest
from core.permissions import Permission
from orgs.models import Unit
from registry.certificates.choices import CancelReason, CaseKind
from registry.certificates.imports.weighing import Weigher
from registry.certificates.models import CertificateCase
from registry.certificates.services.results import ISSUING, STATES, remove_cases, write_results
from registry.changes import announce
from registry.choices import Category, Grade
from registry.imports import undoing
from registry.imports.aliases import register_words
from registry.imports.applying import refuse_if_units_changed
from registry.imports.cards import read_card
from registry.imports.kinds import register_kind
from registry.imports.rows import read_id_number, read_name, read_phones, read_places, read_texts
from registry.imports.tables.columns import read_columns, read_words
from registry.imports.tables.kind import TableKind
from registry.imports.tables.reading import TableReader, TableReading, mark_twice
from registry.imports.villages import VillageFinder, units_around
from registry.models import ImportRow, Person

FILE = Path(__file__).with_name("columns.toml")
COLUMNS, SPELLED = read_columns(FILE), read_words(FILE)
CASES = [(kind.value, kind.label) for kind in CaseKind if kind in ISSUING or kind in STATES]


class ResultReader(TableReader):
    """Reads and weighs the rows of one list of results."""

    def __init__(self, setting):
        self.scope, self.today = setting.scope, setting.today
        self.guidance, self.returned = setting.guidance, {}
        self.titles, self.words = COLUMNS.titles, SPELLED
        units = units_around(setting.scope, setting.today)
        self.finder = VillageFinder(units, setting.scope, setting.guidance.aliases)

    def read(self, row):
        reading = TableReading(self.layout, row, reader=self)
        read_name(reading)
        read_id_number(reading)
        read_card(reading)
        entry = reading.entry
        kind = reading.word("case", f"请填：{'、'.join(label for _, label in CASES)}。")
        if not reading.stated("case"):
            reading.need("case", f"请填：{'、'.join(label for _, label in CASES)}。")
        reason = reading.word("reason", f"请填：{'、'.join(CancelReason.labels)}。")
        on = reading.day("done_on")
        if on and on > self.today:
            reading.refuse("done_on", "date_invalid", "办理日期还没有到。", "核对日期。")
        entry.key = entry.id_digest = digest(entry.id_number) if entry.id_number else ""
        entry.doing = {
            "kind": kind,
            "reason": reason or "",
            "on": on or entry.card.get("issued_on") or self.today,
            "number_digest": digest(entry.card.get("number", "")),
            "unfit": _read_newcomer(reading),
        }
        entry.content = tuple(sorted((key, str(value)) for key, value in reading.said.items()))
        return entry

    def weigh(self, entries):
        mark_twice(entries, ("id_number", COLUMNS.titles["id_number"]))
        Weigher(self.refuse).weigh(entries, self.scope)


def _read_newcomer(reading):
    """Read what only somebody needs who is not on the register yet, and return what is wrong with it.

    Of others the register knows it, and the row is not about that.
    """
    entry = reading.entry
    wrong = entry.problems
    entry.problems = ()
    read_places(reading)
    read_phones(reading)
    read_texts(reading)
    entry.problems, unfit = wrong, entry.problems
    return unfit


class CertificatesKind(TableKind):
    """办证、换证结果 (domain.md §1.3), by ID number; 新办 registers those whom the register does not know."""

    key = "certificates"
    title = "办证换证结果"
    place = "残疾人证"
    noun = "人"
    permission = Permission.CERTIFICATE_REVIEW
    order = 40
    model = Person
    levels = (Unit.Level.COUNTY, Unit.Level.TOWNSHIP)
    list_url = "certificates:case_list"
    hints = (
        "以身份证号认人；办理类型填新办、换领、变更、补办、冻结、解冻或注销。",
        "新办的人登记表里还没有的，填写乡镇和村（社区），随证一并登记；其他业务只办理登记表里已有的人。",
        "证号、类别、等级与原证的关系，与逐人办理时一样核对；原证留在历史里，每一行记为一件办结的业务。",
    )

    def columns(self, batch):
        return COLUMNS

    def reader(self, batch, setting):
        return ResultReader(setting)

    def write_entries(self, plan, batch, *, by, at):
        refuse_if_units_changed({e.facts["unit"].pk: e.facts["unit"] for e in plan.new})
        entries = [*plan.new, *plan.changed]
        results = [entry.doing["result"] for entry in entries]
        states = [(result.old.pk, result.old.state) if result.old else (None, "") for result in results]
        write_results(results, by=by, at=at, note=f"由“{batch.file_name}”导入")
        for entry, (key, state) in zip(entries, states, strict=True):
            entry.person = entry.target = entry.doing["result"].person
            _keep(entry, key, state)

    def tell_written(self, batch, *, by, at):
        announce(Person.objects.filter(import_rows__batch=batch), by=by, at=at)

    def plan_takeback(self, batch):
        return undoing.plan_takeback(batch, own={CertificateCase: list(_cases_of(batch).values())})

    def take_back(self, batch, *, by, at, check):
        cases = _cases_of(batch)

        def remove_history(plan):
            remove_cases([cases[row.pk] for row in (*plan.removed, *plan.restored)])

        own = {CertificateCase: list(cases.values())}
        taken = undoing.take_back(batch, at=at, check=check, first=remove_history, own=own)
        people, units = [row.person_id for row in taken.restored], {row.unit_id for row in taken.removed}
        announce(Person.objects.filter(Q(pk__among=people) | Q(unit__in=units)), by=by, at=at)
        return taken

    def link(self, row):
        return row.person.get_absolute_url() if row.person else ""

    def lists(self, batch, unit, user):
        units = list(Unit.objects.current().below(unit).in_tree_order())
        return {
            "township": [each.name for each in units if each.is_township],
            "village": list(dict.fromkeys(each.name for each in units if each.is_grassroots)),
            "case": [label for _, label in CASES],
            "reason": list(CancelReason.labels),
            "category": [str(label) for label in Category.labels],
            "grade": [str(label) for label in Grade.labels],
        }


def _cases_of(batch):
    """Return row's key → key of the case that the import has made of it."""
    rows = batch.rows.exclude(outcome=ImportRow.Outcome.REFUSED).values_list("pk", "before")
    return {pk: before["case"] for pk, before in rows if before and "case" in before}


def _keep(entry, key, state):
    """Note on an entry what taking it back needs, in the words of `registry.imports.undoing`."""
    result = entry.doing["result"]
    entry.before |= {"case": result.case.pk, "card.pk": key, "card.old_state": state}
    if result.made is not None:
        entry.after = {"card.pk": result.made.pk}
        return
    entry.before["card.state"] = state
    entry.after = {"card.pk": key, "card.state": result.old.state}
    if result.kind == CaseKind.CANCEL:
        person = result.person
        entry.before |= {"archived_at": None, "archived_by": None, "archive_reason": "", "archive_date": None}
        entry.after |= {
            "archived_at": person.archived_at.isoformat(),
            "archived_by": person.archived_by_id,
            "archive_reason": person.archive_reason,
            "archive_date": person.archive_date.isoformat(),
        }


def register_all():
    """Hang the kind and its words into the import."""
    register_kind(CertificatesKind())
    register_words("case", COLUMNS.titles["case"], CASES)
    register_words("reason", COLUMNS.titles["reason"], CancelReason.choices)
