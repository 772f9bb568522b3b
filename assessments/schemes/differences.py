"""What differs between two versions of a scheme, item by item along their lineage."""

from dataclasses import dataclass

from assessments.schemes.bindings import fact_name
from assessments.schemes.choices import BandKind
from assessments.scoring import said


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ItemDifference:
    """An item that changed, with everything about it that did."""

    item: object
    section: str
    changes: tuple


@dataclass(frozen=True)
class Difference:
    """Everything that differs: `head` of the scheme as a whole, then items added, removed and changed."""

    head: tuple
    added: tuple
    removed: tuple
    changed: tuple
    same_count: int

    @property
    def is_empty(self):
        return not (self.head or self.added or self.removed or self.changed)


def difference_of(old, new):
    """Return the `Difference` between two `Table`s."""
    before, after = _by_lineage(old), _by_lineage(new)
    pairs = [(before[key], after[key]) for key in after if key in before]
    changed = [
        ItemDifference(item, section, changes)
        for (was, was_in), (item, section) in pairs
        if (changes := tuple(_item_changes((was, was_in), (item, section))))
    ]
    return Difference(
        head=tuple(_head_changes(old, new)),
        added=tuple(after[key] for key in after if key not in before),
        removed=tuple(before[key] for key in before if key not in after),
        changed=tuple(changed),
        same_count=len(pairs) - len(changed),
    )


def _by_lineage(table):
    return {
        item.row.lineage: (item, section.row.name) for section in table.sections for item in section.items
    }


def _item_changes(before, after):
    (was, was_in), (now, now_in) = before, after
    yield from _changed("考核项目", was_in, now_in)
    yield from _changed("工作目标", was.row.name, now.row.name)
    yield from _changed("分值", said(was.row.points), said(now.row.points))
    yield from _changed("计分规则", _rule(was), _rule(now))
    yield from _changed("计分办法", was.row.criterion, now.row.criterion)
    yield from _changed("系统判定", _facts(was.row), _facts(now.row))
    yield from _changed("逐单位下达指标", _yes(was.row.is_pledged), _yes(now.row.is_pledged))
    yield from _changed("须上传佐证", _yes(was.row.evidence_needed), _yes(now.row.evidence_needed))
    yield from _changed("完成月份", _month(was.row), _month(now.row))


def _head_changes(old, new):
    yield from _changed("名称", old.scheme.name, new.scheme.name)
    yield from _changed("依据（文号）", old.scheme.basis, new.scheme.basis)
    yield from _changed("满分", said(old.scheme.full_points), said(new.scheme.full_points))
    yield from _changed("加分上限", said(old.scheme.bonus_cap), said(new.scheme.bonus_cap))
    yield from _changed("考核项目", _sections(old), _sections(new))
    for kind in BandKind:
        yield from _changed(kind.label, bands_words(old.bands_of(kind)), bands_words(new.bands_of(kind)))


def _changed(label, before, after):
    if before != after:
        yield Change(label, before, after)


def _rule(item):
    return f"{item.rule_label}：{item.rule_words}" if item.rule_words else item.rule_label


def _facts(row):
    return "、".join(fact_name(code) for _slot, code in sorted((row.bindings or {}).items()))


def _yes(value):
    return "是" if value else "否"


def _month(row):
    return f"{row.due_month} 月" if row.due_month else ""


def _sections(table):
    return "、".join(f"{one.row.name} {said(one.row.points)} 分" for one in table.sections)


def bands_words(bands):
    """Return bands in one line: 优秀 90 分以上（名额 30%），良好 80 分以上."""
    return "，".join(
        f"{one.name} {said(one.from_points)} 分以上"
        + (f"（名额 {said(one.quota_percent)}%）" if one.quota_percent is not None else "")
        for one in bands
    )
