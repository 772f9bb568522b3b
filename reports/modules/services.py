"""Keeping text modules: every name of a figure is looked up in the reports for which they are."""

from django.db import transaction
from django.utils import timezone

from reports.kinds import KINDS
from reports.modules.models import TextModule
from reports.modules.placing import names_in, unknown_names
from reports.modules.sections import HEADINGS, Section
from reports.periods import NotPossible
from reports.snapshots import newest


class ModuleRefused(Exception):
    """The module cannot be kept so; the message is fit to show."""


@transaction.atomic
def keep_module(unit, *, by, at, module=None, **facts):
    """Keep a new module of a unit, or what has become of one, and return it.

    :raises ModuleRefused: the name is taken, a kind has no such section, or no report has a figure so named.
    """
    same = TextModule.objects.filter(unit=unit, name=facts["name"]).standing()
    if same.exclude(pk=module.pk if module else None).exists():
        raise ModuleRefused("本单位已有同名的常用段落。")
    _check(unit, facts, timezone.localdate(at))
    module = module or TextModule(unit=unit)
    for name, value in facts.items():
        setattr(module, name, value)
    module.edited_by = by
    module.save()
    return module


@transaction.atomic
def withdraw_module(module, *, by, at):
    """Take a module out of use for good; papers that were made with it keep it."""
    module.withdrawn_at, module.edited_by = at, by
    module.save(update_fields=["withdrawn_at", "edited_by", "updated_at"])


def _check(unit, facts, today):
    section = Section(facts["section"])
    for code in facts["kinds"]:
        kind = KINDS[code]
        if section not in HEADINGS[code]:
            raise ModuleRefused(f"“{kind.name}”没有“{section.label}”这一部分，请换一个部分，或不选这种报表。")
        if not kind.suits(unit) and not facts["is_handed_down"]:
            raise ModuleRefused(f"“{kind.name}”适用于{kind.level_names}，{unit.name}用不上。")
        if not names_in(facts["text"]) or not kind.suits(unit):
            continue
        figures = figures_of(kind, unit, today)
        unknown = unknown_names(facts["text"], figures) if figures else []
        if unknown:
            raise ModuleRefused(
                f"“{kind.name}”里没有叫{'、'.join(f'【{name}】' for name in unknown)}的数字。"
                "请照编辑稿子时括号里的名称写，或不选这种报表。"
            )


def figures_of(kind, unit, today):
    """Return the figures of the newest report of a kind, or of one made now; empty where none can be."""
    snapshot = newest(kind.code, unit, today.year)
    if snapshot is not None:
        return snapshot.figures
    try:
        content, _ = kind.build(kind.subject(unit, today.year), None)
    except NotPossible:
        return {}
    return content["figures"]
