"""A table's plan as the rows that its batch keeps."""

from registry.imports.storing import NAME_MAX, keep_counts, refused_rows, replace_rows
from registry.models import ImportRow


def store_table(batch, plan):
    """Replace the batch's rows and counts by those of the plan, without saving the batch itself."""
    rows = [table_row(batch, entry) for entry in (*plan.new, *plan.changed)]
    replace_rows(batch, rows + refused_rows(batch, plan))
    keep_counts(batch, plan)


def table_row(batch, entry, *, version=None):
    """Return the row of a new or changed entry.

    :param version: the target's `updated_at` once the entry is written.
    """
    return ImportRow(
        batch=batch,
        row=entry.row,
        outcome=entry.outcome,
        name=entry.name[:NAME_MAX],
        before={"shown": entry.shown, **entry.before},
        after=entry.after,
        person=entry.person,
        target=entry.target.pk if entry.target is not None else None,
        person_version=version,
    )
