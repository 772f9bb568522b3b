"""What a change of the tree must satisfy, asked when it is drafted and once more when it is carried out."""

import re

from orgs.changes.refusal import ChangeRefused
from orgs.coding import CODE_LENGTH, LEVEL_OF_KIND, PARENT_LEVELS, SHARED_DIGITS
from orgs.models import Unit, UnitChange, UnitChangePart, UnitPast

Kind = UnitChange.Kind
MOST_PARTS = 30


def refuse_unsound(change, parts):
    """Check a change with its parts; the parts need not be saved.

    :raises ChangeRefused: it cannot be carried out; the message says why and how to mend it.
    """
    if not parts:
        raise ChangeRefused("请选择要变更的单位。", "units")
    if len(parts) > MOST_PARTS:
        raise ChangeRefused(f"一次变更最多 {MOST_PARTS} 个单位，请分几次办理。", "units")
    for part in parts:
        _refuse_unit(change, part)
    _CHECKS[change.kind](change, parts)
    closing = _closing(parts)
    for part in {_target_key(part): part for part in parts}.values():
        _refuse_place(part)
        _refuse_code(part)
        _refuse_namesake(part, closing)


def _closing(parts):
    stay = {part.after_id for part in parts}
    return {part.before_id for part in parts} - stay


def _target_key(part):
    return part.after_id or f"{part.parent_after_id}{part.name_after}"


def _refuse_unit(change, part):
    for unit in filter(None, (part.before, part.after)):
        if not unit.path.startswith(change.county.path) or unit.is_county:
            raise ChangeRefused(f"“{unit.name}”不是{change.county.name}的乡镇、村或社区。", "units")
        if unit.valid_to is not None:
            raise ChangeRefused(f"“{unit.name}”已经撤销，不能再变更。", "units")
        if unit.valid_from and unit.valid_from >= change.effective_on:
            text = f"“{unit.name}”{unit.valid_from:%Y-%m-%d} 才设立，生效日期须晚于这一天。"
            raise ChangeRefused(text, "effective_on")
        later = UnitPast.objects.filter(unit=unit, until__gte=change.effective_on).order_by("-until").first()
        if later:
            text = f"“{unit.name}”在 {later.until:%Y-%m-%d} 之后已有变更，生效日期须更晚。"
            raise ChangeRefused(text, "effective_on")
        _refuse_planned(change, unit)


def _refuse_planned(change, unit):
    planned = UnitChangePart.objects.filter(change__state=UnitChange.State.PLANNED).exclude(change=change.pk)
    if planned.filter(before=unit).exists() or planned.filter(after=unit).exists():
        raise ChangeRefused(f"“{unit.name}”已在另一件待生效的变更中，请先办完或作废那一件。", "units")


def _refuse_place(part):
    level, parent = LEVEL_OF_KIND[part.kind_after], part.parent_after
    if parent.level not in PARENT_LEVELS[level]:
        raise ChangeRefused(f"“{part.name_after}”不能直接归“{parent.name}”管辖。", "parent")
    if parent.valid_to is not None:
        raise ChangeRefused(f"上级“{parent.name}”已经撤销。", "parent")


def _refuse_code(part):
    code, level = part.code_after, LEVEL_OF_KIND[part.kind_after]
    if not code:
        if level == Unit.Level.TOWNSHIP and part.makes_unit:
            raise ChangeRefused("新设乡镇（街道）须填写 9 位统计代码。", "code")
        return
    length, above = CODE_LENGTH[level], part.parent_after.code[: SHARED_DIGITS[level]]
    if not re.fullmatch(rf"[1-9]\d{{{length - 1}}}", code):
        raise ChangeRefused(f"代码“{code}”不对，应为 {length} 位数字。", "code")
    if not code.startswith(above):
        raise ChangeRefused(f"代码 {code} 不在上级“{part.parent_after.name}”（{above}）之下。", "code")
    used = Unit.objects.filter(code=code).exclude(pk=part.after_id).first()
    if used or UnitPast.objects.filter(code=code).exclude(unit=part.after_id).exists():
        whose = f"是“{used.name}”的代码" if used else "曾是另一单位的代码"
        raise ChangeRefused(f"代码 {code} {whose}，不能再用。", "code")


def _refuse_namesake(part, closing):
    others = Unit.objects.filter(parent=part.parent_after, name=part.name_after, valid_to=None)
    if others.exclude(pk=part.after_id).exclude(pk__in=closing).exists():
        text = f"“{part.parent_after.name}”下已有“{part.name_after}”，请另取名称，或先给其中一个更名。"
        raise ChangeRefused(text, "name")


def _check_rename(change, parts):
    part = parts[0]
    if part.name_after == part.name_before:
        raise ChangeRefused("新名称与原名称相同。", "name")


def _check_upgrade(change, parts):
    part = parts[0]
    if part.kind_after == part.kind_before:
        raise ChangeRefused("新类型与原类型相同；只改名称请办“更名”。", "kind")
    grassroots = LEVEL_OF_KIND[part.kind_after] in Unit.GRASSROOTS
    if grassroots != part.before.is_grassroots:
        raise ChangeRefused("乡镇（街道）与村（社区）之间不能改制。", "kind")


def _check_transfer(change, parts):
    for part in parts:
        if not part.before.is_grassroots:
            raise ChangeRefused("划转只办理村（社区）；整个乡镇并入请办“合并”。", "units")
        if part.parent_after_id == part.before.parent_id:
            raise ChangeRefused(f"“{part.name_before}”已属“{part.parent_after.name}”。", "parent")
    names = [part.name_after for part in parts]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ChangeRefused(f"划转的单位中有两个“{twice}”，请先给其中一个更名。", "units")


def _check_merge(change, parts):
    if len({part.before_id for part in parts}) < 2:
        raise ChangeRefused("合并至少要有两个单位。", "units")
    if len({part.before.is_grassroots for part in parts}) > 1:
        raise ChangeRefused("乡镇（街道）与村（社区）不能合并到一起。", "units")
    if parts[0].after_id and parts[0].after_id not in {part.before_id for part in parts}:
        raise ChangeRefused("承接单位须是合并的单位之一，或者新设。", "into")
    if (LEVEL_OF_KIND[parts[0].kind_after] in Unit.GRASSROOTS) != parts[0].before.is_grassroots:
        raise ChangeRefused("合并后的类型与原单位的层级不合。", "kind")
    if parts[0].before.is_township:
        _refuse_namesakes_below(parts)


def _refuse_namesakes_below(parts):
    children = Unit.objects.filter(parent__in=[part.before_id for part in parts], valid_to=None)
    seen = {}
    for child in children.select_related("parent").in_tree_order():
        if (other := seen.setdefault(child.name, child)) is not child:
            text = f"{other.parent.name}和{child.parent.name}都有“{child.name}”，合并前请先给其中一个更名。"
            raise ChangeRefused(text, "units")


def _check_split(change, parts):
    if not parts[0].before.is_grassroots:
        raise ChangeRefused("撤销分解只办理村（社区）；乡镇请先划转所属的村，再合并。", "units")
    if len(parts) < 2:
        raise ChangeRefused("分解至少要有两个去向。", "successors")
    if sum(part.is_main for part in parts) != 1:
        raise ChangeRefused("请指定一个承接单位：没有写明去向的人和单位自身的事项都归它。", "successors")
    for part in parts:
        if not part.is_main and not part.word_list:
            text = f"请写明哪些人去“{part.name_after}”：填写住址中的文字，如“三社、四社”。"
            raise ChangeRefused(text, "successors")
    targets = [_target_key(part) for part in parts]
    if len(set(targets)) < len(targets):
        raise ChangeRefused("两个去向是同一个单位。", "successors")


_CHECKS = {
    Kind.RENAME: _check_rename,
    Kind.UPGRADE: _check_upgrade,
    Kind.TRANSFER: _check_transfer,
    Kind.MERGE: _check_merge,
    Kind.SPLIT: _check_split,
}
