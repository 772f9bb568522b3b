"""The directory of units as a kind of import: new, renamed and changed units, by the plan of the command."""

from django.urls import reverse

from core.permissions import Permission
from core.sheets import Column
from core.sheets.cells import text_of
from orgs.coding import CODE_LENGTH
from orgs.imports import units as importing
from orgs.imports.unit_plan import Plan
from orgs.imports.unit_rows import COLUMNS as NAMES
from orgs.imports.unit_rows import REQUIRED, unit_row
from orgs.models import Unit
from registry.imports.applying import MovedOn
from registry.imports.rows import FORMULA
from registry.imports.tables.columns import PROBLEM, Columns
from registry.imports.tables.kind import TableKind, referred_to, remove
from registry.imports.tables.reading import CHANGED, NEW, UNCHANGED, TableEntry, TableReader
from registry.models import ImportRow

COLUMNS = Columns(
    (*(Column(key, names[0], tuple(names[1:])) for key, names in NAMES.items()), PROBLEM),
    REQUIRED,
    tuple(NAMES),
)
KEY_OF = {title: key for key, title in COLUMNS.titles.items()}
LABELS = {
    name: str(Unit._meta.get_field(name).verbose_name)
    for name in ("name", "code", "population", "households")
}
TYPES = ("镇", "乡", "街道", "村", "社区")
LOWEST_TO_IMPORT = (Unit.Level.TOWNSHIP, *Unit.GRASSROOTS)
IN_USE = "已有人员、台账等记录用到这个单位"
ABOVE_KEPT = "其下有保留的单位"
MOST_NAME = Unit._meta.get_field("name").max_length


class UnitReader(TableReader):
    """Reads the rows of a directory and lets the planner of `orgs` judge them all together."""

    titles = COLUMNS.titles

    def __init__(self, batch, setting):
        self.home, self.scope = batch.unit, setting.scope

    def read(self, row):
        cells = {key: text_of(self.layout.cell(row, key)) for key in NAMES}
        line = unit_row(row.number, cells)
        entry = TableEntry(row.number, name=line.name, source=row, doing={"row": line})
        if line.name.startswith(FORMULA):
            self.refuse(entry, "name", "value_unknown", "名称像是公式，不是文字。")
        elif len(line.name) > MOST_NAME:
            self.refuse(entry, "name", "value_unknown", f"名称超过 {MOST_NAME} 个字。")
        if line.level is not None and line.level not in LOWEST_TO_IMPORT:
            message = "这里只导入乡镇（街道）、村和社区，县级以上单位请在机构名录里修改。"
            self.refuse(entry, "kind", "outside_scope", message)
        return entry

    def weigh(self, entries):
        self._refuse_outside(entries)
        sound = {entry.row: entry for entry in entries if not entry.problems}
        under = self.home if not self.home.is_grassroots else None
        rows = [entry.doing["row"] for entry in sound.values()]
        plan = importing.make_plan(rows, under=under, within=self.scope, may_rename=True)
        for problem in plan.problems:
            self.refuse(sound[problem.row], KEY_OF[problem.column], "unit_conflict", problem.message)
        for number, entry in sound.items():
            if not entry.problems:
                self._settle(entry, plan.units[number], plan.before.get(number, {}))

    def _refuse_outside(self, entries):
        codes = [entry.doing["row"].code for entry in entries if entry.doing["row"].code]
        found = Unit.objects.filter(code__among=codes).values_list("code", "path", "valid_to")
        stands = {code: (path, closed) for code, path, closed in found}
        for entry in entries:
            path, closed = stands.get(entry.doing["row"].code, ("", None))
            if path and not self.scope.covers_path(path):
                self.refuse(
                    entry, "code", "outside_scope", "这个代码是其他县（区）的单位，不在您的导入范围内。"
                )
            elif closed is not None:
                self.refuse(entry, "code", "unit_conflict", "这个代码的单位已经撤销，请改用新的代码。")

    def _settle(self, entry, unit, before):
        entry.doing["unit"] = unit
        entry.target = unit if unit.pk else None
        if unit.pk is None:
            entry.outcome = NEW
            entry.say("上级", "", unit.parent)
            entry.say("代码", "", f"{unit.code}{'（暂编）' if unit.code_is_provisional else ''}")
            for name in ("population", "households"):
                if getattr(unit, name) is not None:
                    entry.say(LABELS[name], "", getattr(unit, name))
            return
        entry.outcome = CHANGED if before else UNCHANGED
        entry.before["facts"] = before
        for name, old in before.items():
            if name in LABELS:
                entry.say(LABELS[name], old, getattr(unit, name))


class UnitsKind(TableKind):
    """机构名录; a new row comes below its 上级, or below the unit of the batch."""

    key = "units"
    title = "机构名录"
    place = "机构名录"
    noun = "个单位"
    permission = Permission.UNIT_EDIT
    order = 20
    model = Unit
    levels = (Unit.Level.COUNTY, Unit.Level.TOWNSHIP)
    list_url = "orgs:unit_list"
    hints = (
        "一个单位一行：名称、类型（镇、乡、街道、村、社区）和上级；上级可以写名称或代码。",
        "代码认得出的单位，名称不同就是更名，户籍人口、户数不同就更新；划转和撤并须走单位变更。",
    )

    def columns(self, batch):
        return COLUMNS

    def reader(self, batch, setting):
        return UnitReader(batch, setting)

    def write_entries(self, plan, batch, *, by, at):
        entries = sorted((*plan.new, *plan.changed), key=lambda e: (len(e.doing["unit"].path), e.row))
        made = Plan(
            new=[e.doing["unit"] for e in entries if e.outcome == NEW],
            changed=[e.doing["unit"] for e in entries if e.outcome == CHANGED],
        )
        if Unit.objects.filter(path__among=[unit.path for unit in made.new]).exists():
            raise MovedOn
        importing.apply(made, by=by, at=at)
        for entry in entries:
            entry.target = entry.doing["unit"]

    def in_use(self, batch, rows):
        new = [row.target for row in rows if row.outcome == ImportRow.Outcome.NEW]
        used = referred_to(Unit, new, except_for=(Unit,))
        other_children = Unit.objects.filter(parent__in=new).exclude(pk__in=new)
        used |= set(other_children.values_list("parent", flat=True))
        return dict.fromkeys(used, IN_USE)

    def plan_takeback(self, batch):
        taken = super().plan_takeback(batch)
        paths = dict(Unit.objects.filter(pk__in=[r.target for r in taken.removed]).values_list("pk", "path"))
        kept = Unit.objects.filter(pk__in=[row.target for row in taken.kept]).values_list("path", flat=True)
        above = {path[:end] for path in kept for end in range(4, len(path), 4)}
        for row in [row for row in taken.removed if paths[row.target] in above]:
            row.kept_because = ABOVE_KEPT
            taken.removed.remove(row)
            taken.kept.append(row)
        return taken

    def undo_rows(self, batch, taken, *, by, at):
        remove(Unit, [row.target for row in taken.removed])
        units = Unit.objects.in_bulk([row.target for row in taken.restored])
        for row in taken.restored:
            for name, value in row.before["facts"].items():
                setattr(units[row.target], name, value)
            units[row.target].save()

    def link(self, row):
        is_gone = row.batch.is_undone and row.outcome == NEW and not row.kept_because
        return "" if row.target is None or is_gone else reverse("orgs:unit_detail", args=[row.target])

    def lists(self, batch, unit, user):
        above = Unit.objects.current().below(unit).exclude(level__in=Unit.GRASSROOTS).in_tree_order()
        return {"kind": list(TYPES), "parent": [each.name for each in above]}

    template_notes = (
        "一个单位一行，上级在前在后都可以；上级写名称，同名的写代码。",
        f"乡镇（街道）的代码 {CODE_LENGTH[Unit.Level.TOWNSHIP]} 位，必填。",
        f"村和社区的代码 {CODE_LENGTH[Unit.Level.VILLAGE]} 位，不知道的留空，由系统暂编。",
        "已有的单位按代码认；名称不同就是更名，人口和户数不同就更新。",
    )
