"""专职委员 as a kind of import: lists of members with their posts, accounts and contracts."""

from copy import copy
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
from staff.services.many import Line, put_back, write_lines
from staff.services.refusal import StaffRefused

FILE = Path(__file__).with_name("columns.toml")
COLUMNS, SPELLED = read_columns(FILE), read_words(FILE)
IN_USE = "发放、培训等记录已经用到此人"
NAMED_BY = {Member: ["unit"], Appointment: ["member", "post__unit"]}  # for the audit log
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
        entries = [*plan.new, *plan.changed]
        lines = [_line(entry) for entry in entries]
        for entry in entries:
            _keep_before(entry)
        try:
            write_lines(lines, by=by, at=at)
        except StaffRefused as problem:  # the plan has asked all this; somebody was faster
            raise MovedOn from problem
        for entry, line in zip(entries, lines, strict=True):
            _keep_after(entry, line, at)

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
        held = {
            row.after["appointment"]: row.before["contract"]
            for row in taken.restored
            if row.before.get("contract")
        }
        put_back(_pairs(Appointment, held), by=by, at=at)
        put_back(_pairs(Member, {r.target: r.before["facts"] for r in taken.restored}), by=by, at=at)

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


def _line(entry):
    """Return what a row wants done."""
    doing, member = entry.doing, entry.doing["member"]
    facts = doing["facts"] if member else {"unit": entry.facts["unit"]} | doing["facts"]
    if doing["post"] is not None:
        return Line(facts, member, doing["post"], doing["since"], doing["contract"])
    return Line(facts, member, contract=doing["changed_contract"], held=doing["held"])


def _keep_before(entry):
    """Note on the entry what stood: what taking it back needs."""
    doing, member = entry.doing, entry.doing["member"]
    before = {name: _plain(getattr(member, name)) for name in doing["facts"]} if member else {}
    if doing["post"] is not None and member:
        before.setdefault("unit", member.unit_id)
    elif doing["changed_contract"]:
        held = doing["held"]
        entry.before["contract"] = {name: _plain(getattr(held, name)) for name in doing["changed_contract"]}
    entry.before["facts"] = before


def _keep_after(entry, line, at):
    entry.target = line.member
    entry.after = {"facts": {name: _plain(value) for name, value in entry.facts.items()}}
    if line.made is not None:
        entry.after |= {
            "appointment": line.made.pk,
            "appointment_made": line.post is not None,
            "appointment_at": at.isoformat(),
        }


def _pairs(model, values):
    """Return (the thing as it stands, as it was) of things of a model; `values`: key → plain values."""
    pairs = []
    things = model.objects.filter(pk__among=list(values)).select_related(*NAMED_BY[model])
    for thing in things.order_by("pk"):
        was = copy(thing)
        for name, value in values[thing.pk].items():
            kind = thing._meta.get_field(name)
            setattr(was, kind.attname, value if kind.is_relation else kind.to_python(value))
        pairs.append((thing, was))
    return pairs


def _plain(value):
    if isinstance(value, Unit):
        return value.pk
    return value.isoformat() if hasattr(value, "isoformat") else value


def register_all():
    """Hang the kind and its words into the import; called when the app is ready."""
    register_kind(StaffKind())
    for key, words in WORDS.items():
        register_words(key, COLUMNS.titles[key], words.choices)
