"""Reading a directory of units: rows → plan → apply. One refused row and nothing is written."""

import re

from django.db import transaction
from django.utils import timezone

from orgs.coding import CODE_LENGTH, PARENT_LEVELS, SHARED_DIGITS, provisional_code, taken
from orgs.imports.unit_plan import Plan, Problem, UnitsRefused, remember_names
from orgs.imports.unit_rows import KINDS, UnitRow, read_unit_rows
from orgs.models import Unit
from orgs.scoping import EVERYWHERE

FACTS = ("population", "households")


def plan_file(file, *, under=None):
    """Return the plan for an uploaded csv or workbook; see `make_plan`.

    :raises core.sheets.UnreadableSheet: not a workbook, or columns are missing.
    """
    return make_plan(read_unit_rows(file), under=under)


def make_plan(rows, *, under=None, within=EVERYWHERE, may_rename=False):
    """Check every row, collect every problem, and lay out the tree. Three queries, however many rows.

    :param rows: `UnitRow`s.
    :param under: the unit under which rows without a parent are hung; none for the root.
    :param within: the scope of the units that rows may name or change.
    :param may_rename: a code that is known may come with a new name.
    """
    return _Planner(list(rows), under, within=within, may_rename=may_rename).plan()


@transaction.atomic
def apply(plan, *, by, at):
    """Write the plan and return it.

    :param by: the acting user, or None on the command line; the audit log knows them by its context.
    :raises UnitsRefused: the plan has problems.
    """
    if plan.problems:
        raise UnitsRefused(f"{plan.refused} 行有问题，没有写入任何单位。")
    for unit in plan.new:  # parents come first
        unit.parent = unit.parent  # takes over the key that saving the parent has given it
        unit.save()
    for unit in plan.changed:
        unit.save()
    remember_names(plan, timezone.localdate(at))
    return plan


class _Planner:
    def __init__(self, rows, under, *, within, may_rename):
        self.rows, self.may_rename = rows, may_rename
        self.result = Plan(rows=len(rows))
        everywhere = list(Unit.objects.current().select_related("parent").in_tree_order())
        existing = [unit for unit in everywhere if within.covers(unit)]
        self.under = under
        self.by_code = {unit.code: unit for unit in existing}
        self.by_place = {(unit.parent_id, unit.name): unit for unit in existing}
        self.existing_names = _grouped(existing, key=lambda unit: unit.name)
        self.file_names = _grouped(rows, key=lambda row: row.name)
        self.file_codes = {row.code: row for row in reversed(rows) if row.code}  # the first one counts
        self.taken = taken()
        self.taken.codes |= {row.code for row in rows if row.code}
        self.units = self.result.units
        self.siblings = {}

    def plan(self):
        for row in self.rows:
            self._check_alone(row)
        sound = [row for row in self.rows if not self._is_refused(row)]
        for row in self._parents_first(sound):
            self._place(row)
        return self.result

    def _refuse(self, row, column, code, message):
        self.result.problems.append(Problem(row.number, column, code, message))

    def _is_refused(self, row):
        return any(problem.row == row.number for problem in self.result.problems)

    def _check_alone(self, row):
        if not row.name:
            self._refuse(row, "名称", "name_missing", "名称为空，请填写单位名称。")
        if row.level is None:
            known = "、".join(KINDS)
            self._refuse(row, "类型", "kind_unknown", f"类型“{row.kind_text}”不认识，请填写：{known}。")
            return
        length = CODE_LENGTH[row.level]
        if row.code and not re.fullmatch(rf"[1-9]\d{{{length - 1}}}", row.code):
            self._refuse(
                row,
                "代码",
                "code_invalid",
                f"代码“{row.code}”不对，{row.kind_text}的代码应为 {length} 位数字。",
            )
        elif row.code and self.file_codes[row.code] is not row:
            self._refuse(
                row,
                "代码",
                "code_duplicate",
                f"代码 {row.code} 与第 {self.file_codes[row.code].number} 行重复。",
            )
        elif not row.code and row.level not in Unit.GRASSROOTS:
            self._refuse(row, "代码", "code_missing", f"{row.kind_text}必须填写 {length} 位统计代码。")
        for name in row.bad_numbers:
            self._refuse(row, name, "number_invalid", f"“{name}”应为不小于 0 的整数。")

    def _parents_first(self, rows):
        """Yield rows so that each comes after its parent; refuse the ones that go round in a circle."""
        parents = {row.number: self._parent_row(row) for row in rows}
        done, waiting = set(), list(rows)
        while waiting:
            ready = [r for r in waiting if parents[r.number] is None or parents[r.number].number in done]
            if not ready:
                for row in waiting:
                    self._refuse(
                        row,
                        "上级",
                        "loop",
                        f"“{row.name}”与上级“{row.parent}”互为上下级，成了循环，请核对“上级”列。",
                    )
                return
            for row in ready:
                done.add(row.number)
                yield row
            waiting = [row for row in waiting if row.number not in done]

    def _parent_row(self, row):
        """Return the row of the same file that `row` names as its parent, if there is just one."""
        if not row.parent:
            return None
        if row.parent in self.file_codes:
            return self.file_codes[row.parent]
        named = [r for r in self.file_names.get(row.parent, []) if r.level in PARENT_LEVELS[row.level]]
        if row in self.file_names.get(row.parent, []) and not named:
            return row  # its own parent
        if not named:
            named = [r for r in self.file_names.get(row.parent, []) if r.parent and self._names(r, row)]
        return named[0] if len(named) == 1 else None

    @staticmethod
    def _names(other, row):
        return other.parent in {row.name, row.code}

    def _parent_unit(self, row):
        """Return (parent, found): the unit above, planned or existing; found is False after a refusal."""
        if not row.parent:
            return self.under, True
        parent_row = self._parent_row(row)
        if parent_row is not None:
            if parent_row.number in self.units:
                return self.units[parent_row.number], True
            self._refuse(
                row,
                "上级",
                "parent_refused",
                f"上级“{row.parent}”（第 {parent_row.number} 行）有问题，先改正它。",
            )
            return None, False
        if row.parent in self.by_code:
            return self.by_code[row.parent], True
        candidates = [
            unit for unit in self.existing_names.get(row.parent, []) if unit.level in PARENT_LEVELS[row.level]
        ]
        if len(candidates) == 1:
            return candidates[0], True
        many = bool(candidates) or len(self.file_names.get(row.parent, [])) > 1
        code, text = (
            ("parent_ambiguous", f"有不止一个单位叫“{row.parent}”，请在“上级”列改填它的代码。")
            if many
            else ("parent_unknown", f"找不到上级“{row.parent}”，请先填写上级单位或改正名称。")
        )
        self._refuse(row, "上级", code, text)
        return None, False

    def _place(self, row):
        parent, found = self._parent_unit(row)
        if not found or not self._fits_under(row, parent):
            return
        key = (id(parent), row.name)
        if key in self.siblings:
            self._refuse(
                row,
                "名称",
                "duplicate_sibling",
                f"“{row.name}”与第 {self.siblings[key]} 行同名且同属一个上级。",
            )
            return
        self.siblings[key] = row.number
        unit = self._existing(row, parent)
        if unit is None:
            self._add(row, parent)
        else:
            self._compare(row, unit, parent)

    def _fits_under(self, row, parent):
        level = parent.level if parent else None
        if level not in PARENT_LEVELS[row.level]:
            above = parent.name if parent else "（空）"
            self._refuse(
                row, "上级", "parent_level", f"{row.kind_text}不能直接归“{above}”管辖，请核对“上级”列。"
            )
            return False
        if row.code and parent:
            shared = SHARED_DIGITS[row.level]
            if row.code[:shared] != parent.code[:shared]:
                self._refuse(
                    row,
                    "代码",
                    "code_not_below",
                    f"代码 {row.code} 不在上级“{parent.name}”（{parent.code}）之下。",
                )
                return False
        return True

    def _existing(self, row, parent):
        if row.code and row.code in self.by_code:
            return self.by_code[row.code]
        return (
            self.by_place.get((parent.pk if parent else None, row.name))
            if parent is None or parent.pk
            else None
        )

    def _compare(self, row, unit, parent):
        namesake = self.by_place.get((unit.parent_id, row.name), unit)
        if unit.name != row.name and not self.may_rename:
            self._refuse(
                row, "名称", "renamed", f"代码 {row.code} 现为“{unit.name}”，更名须走单位变更，不能用导入改。"
            )
            return
        if namesake is not unit:
            self._refuse(
                row,
                "名称",
                "duplicate_sibling",
                f"“{row.name}”在{unit.parent or '同一上级'}下已有，代码不同。",
            )
            return
        if row.parent and parent is not None and unit.parent_id != parent.pk:
            self._refuse(
                row, "上级", "moved", f"“{unit.name}”现属“{unit.parent}”，划转须走单位变更，不能用导入改。"
            )
            return
        self.units[row.number] = unit
        wanted = {name: getattr(row, name) for name in FACTS if getattr(row, name) is not None}
        if unit.name != row.name:
            wanted["name"] = row.name
        if row.code and unit.code != row.code:
            wanted |= {"code": row.code, "code_is_provisional": False}
        changes = {name: value for name, value in wanted.items() if getattr(unit, name) != value}
        self.result.before[row.number] = {name: getattr(unit, name) for name in changes}
        for name, value in changes.items():
            setattr(unit, name, value)
        if changes:
            self.result.changed.append(unit)
        else:
            self.result.unchanged += 1

    def _add(self, row, parent):
        top = parent.path if parent else ""
        code = row.code or provisional_code(parent, row.level, taken=self.taken.codes)
        self.taken.codes.add(code)
        unit = Unit(
            name=row.name,
            level=row.level,
            kind=row.kind,
            parent=parent,
            path=self.taken.next_path(top),
            code=code,
            code_is_provisional=not row.code,
            population=row.population,
            households=row.households,
        )
        self.units[row.number] = unit
        self.result.new.append(unit)


def _grouped(things, key):
    groups = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return groups


__all__ = ["Plan", "Problem", "UnitRow", "UnitsRefused", "apply", "make_plan", "plan_file"]
