"""专职委员 as a kind of import: lists of members with their posts, accounts and contracts."""

from pathlib import Path

from django.urls import reverse

from core.permissions import Permission
from orgs.models import Unit
from registry import choices
from registry.imports.aliases import register_words
from registry.imports.applying import MovedOn
from registry.imports.kinds import register_kind
from registry.imports.tables.columns import read_columns, read_words
from registry.imports.tables.kind import TableKind, referred_to, remove
from registry.imports.tables.reading import TableReader, TableReading, mark_twice
from registry.imports.villages import VillageFinder, units_around
from registry.models import ImportRow
from staff.imports.reading import WORDS, read_member
from staff.imports.weighing import Weigher
from staff.models import Appointment, Member
from staff.services.appointments import appoint, update_contract
from staff.services.members import create_member, update_member
from staff.services.refusal import StaffRefused

FILE = Path(__file__).with_name("columns.toml")
COLUMNS, SPELLED = read_columns(FILE), read_words(FILE)
IN_USE = "发放、培训等记录已经用到此人"
POST_TOUCHED = "任职情况之后又有改动"


class MemberReader(TableReader):
    """Reads and weighs the rows of one list."""

    def __init__(self, batch, setting):
        self.home, self.scope, self.today = batch.unit, setting.scope, setting.today
        self.guidance, self.returned = setting.guidance, {}
        self.titles, self.words = COLUMNS.titles, SPELLED
        units = units_around(setting.scope, setting.today)
        self.finder = VillageFinder(units, setting.scope, setting.guidance.aliases)

    def read(self, row):
        return read_member(TableReading(self.layout, row, reader=self), self.home)

    def weigh(self, entries):
        mark_twice(entries, ("id_number", COLUMNS.titles["id_number"]))
        Weigher(self.refuse).weigh(entries, self.scope)


class StaffKind(TableKind):
    """Lists of 专职委员 (domain.md §4.3); written through the services that the forms use."""

    key = "staff"
    title = "专职委员名册"
    place = "专职委员档案"
    noun = "人"
    permission = Permission.STAFF_EDIT
    order = 30
    model = Member
    levels = (Unit.Level.COUNTY, Unit.Level.TOWNSHIP)
    list_url = "staff:member_list"
    hints = (
        "以身份证号认人：已登记的更新联系电话、账户和合同，没有登记的建立档案；写有到岗日期的，安排到该单位空缺的岗位上。",
        "一人两岗、岗位有人、到岗时不满十六周岁等，与逐个登记时一样不予写入。空白的格子不会改动原有的内容。",
    )

    def columns(self, batch):
        return COLUMNS

    def reader(self, batch, setting):
        return MemberReader(batch, setting)

    def write_entries(self, plan, batch, *, by, at):
        try:
            for entry in (*plan.new, *plan.changed):
                _write(entry, by=by, at=at)
        except StaffRefused as problem:  # the plan has asked all this; somebody was faster
            raise MovedOn from problem

    def in_use(self, batch, rows):
        made = [row.after["appointment"] for row in rows if row.after.get("appointment_made")]
        changed = [row.after["appointment"] for row in rows if row.after.get("appointment")]
        stamps = {
            key: stamp.isoformat()
            for key, stamp in Appointment.objects.filter(pk__in=changed).values_list("pk", "updated_at")
        }
        paid = referred_to(Appointment, made, except_for=())
        new = [row.target for row in rows if row.outcome == ImportRow.Outcome.NEW]
        known = referred_to(Member, new, except_for=(Appointment,))
        own = dict.fromkeys(made)
        others = Appointment.objects.filter(member__in=new).exclude(pk__in=own)
        known |= set(others.values_list("member", flat=True))
        why = {}
        for row in rows:
            key = row.after.get("appointment")
            if key and stamps.get(key) != row.after["appointment_at"]:
                why[row.target] = POST_TOUCHED
            elif row.target in known or (key in paid and key in own):
                why[row.target] = IN_USE
        return why

    def undo_rows(self, batch, taken, *, by, at):
        made = [
            row.after["appointment"]
            for row in (*taken.removed, *taken.restored)
            if row.after.get("appointment_made")
        ]
        remove(Appointment, made)
        remove(Member, [row.target for row in taken.removed])
        members = Member.objects.in_bulk([row.target for row in taken.restored])
        held = [row.after["appointment"] for row in taken.restored if row.before.get("contract")]
        appointments = Appointment.objects.in_bulk(held)
        for row in taken.restored:
            if row.before.get("contract"):
                _restore(appointments[row.after["appointment"]], row.before["contract"])
            _restore(members[row.target], row.before["facts"])

    def link(self, row):
        is_gone = row.batch.is_undone and row.outcome == ImportRow.Outcome.NEW and not row.kept_because
        return "" if row.target is None or is_gone else reverse("staff:member_detail", args=[row.target])

    def lists(self, batch, unit, user):
        units = list(Unit.objects.current().below(unit).in_tree_order())
        named = {key: [str(label) for label in words.labels] for key, words in WORDS.items()}
        return named | {
            "township": [each.name for each in units if each.is_township],
            "village": list(dict.fromkeys(each.name for each in units if each.is_grassroots)),
            "sex": [str(label) for label in choices.Sex.labels],
            "education": [str(label) for label in choices.Education.labels],
        }


def _write(entry, *, by, at):
    """Write one row through the services, and note on the entry what taking it back needs."""
    doing, member = entry.doing, entry.doing["member"]
    before = {name: _plain(getattr(member, name)) for name in doing["facts"]} if member else {}
    if member is None:
        facts = {"unit": entry.facts["unit"]} | doing["facts"]
        member = create_member(by=by, at=at, **facts)
    elif doing["facts"]:
        member = update_member(member, by=by, at=at, **doing["facts"])
    made, held = None, doing["held"]
    if doing["post"] is not None:
        before.setdefault("unit", member.unit_id)
        made = appoint(member, doing["post"], by=by, at=at, since=doing["since"], **doing["contract"])
    elif doing["changed_contract"]:
        entry.before["contract"] = {n: _plain(getattr(held, n)) for n in doing["changed_contract"]}
        made = update_contract(held, by=by, at=at, **doing["changed_contract"])
    entry.target, entry.before["facts"] = member, before
    entry.after = {"facts": {name: _plain(value) for name, value in entry.facts.items()}}
    if made is not None:
        entry.after |= {
            "appointment": made.pk,
            "appointment_made": doing["post"] is not None,
            "appointment_at": made.updated_at.isoformat(),
        }


def _restore(thing, values):
    """Put plain values back on a member or an appointment and save it."""
    for name, value in values.items():
        field = thing._meta.get_field(name)
        setattr(thing, field.attname, field.to_python(value) if not field.is_relation else value)
    thing.save()


def _plain(value):
    if isinstance(value, Unit):
        return value.pk
    return value.isoformat() if hasattr(value, "isoformat") else value


def register_all():
    """Hang the kind and its words into the import; called when the app is ready."""
    register_kind(StaffKind())
    for key, words in WORDS.items():
        register_words(key, COLUMNS.titles[key], words.choices)
