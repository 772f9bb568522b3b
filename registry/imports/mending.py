"""Mending once for all rows: explaining a spelling, for this file and every later one."""

from django.db import transaction

from orgs.models import Unit
from registry.imports import batches
from registry.imports.aliases import BLANK
from registry.imports.mends import UNIT_KEYS, spelled
from registry.models import ImportAlias


@transaction.atomic
def explain(batch, *, by, meanings):
    """Remember what spellings of a batch mean, and read it again; return how many were explained.

    :param meanings: pairs of a group of `batch.counts["mends"]` and its meaning: a stored value, `BLANK`, or
        a unit's pk for villages and townships. That it is one of those on offer, the caller has checked.
    :raises batches.NotPossible: nothing was chosen, or the batch is being read or written, or is over.
    """
    if not meanings:
        raise batches.NotPossible("还没有选择任何一项。请至少为一种写法选定含义。")
    batch = batches.locked(batch)
    county = Unit.objects.get(path__in=[*batch.unit.ancestor_paths, batch.unit.path], level=Unit.Level.COUNTY)
    for group, meaning in meanings:
        is_unit = group["key"] in UNIT_KEYS
        ImportAlias.objects.update_or_create(
            county=county,
            township_id=group["place"] or None,
            key=group["key"],
            spelled=spelled(group["key"], group["raw"]),
            defaults={
                "unit": batch.unit,
                "raw": group["raw"],
                "meaning": "" if is_unit or meaning == BLANK else meaning,
                "meant_unit_id": int(meaning) if is_unit else None,
                "made_by": by,
            },
        )
    batches.replan(batch, by=by)
    return len(meanings)


@transaction.atomic
def remove_alias(alias):
    """Forget a spelling; what has been imported with it stays."""
    alias.delete()
