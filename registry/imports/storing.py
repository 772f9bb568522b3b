"""A plan as the rows that a batch keeps: what people look at, and what taking back needs."""

from dataclasses import asdict

from core import bulk
from core.garbage import without_collecting
from orgs.models import Unit
from registry.imports.absent import replace_absences
from registry.imports.aliases import meaning_in_words, title_of
from registry.models import ImportRow

NAME_MAX = ImportRow._meta.get_field("name").max_length
make_row = bulk.maker(ImportRow)
AT_ONCE = bulk.AT_ONCE
SHOWN_PROBLEM = ("key", "column", "code", "message", "advice", "proposal", "raw")


def parts_of(items):
    """Return a list in slices that are held in memory at once."""
    return [items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE)]


@without_collecting
def store_plan(batch, plan):
    """Replace the batch's rows and counts by those of the plan, without saving the batch itself."""
    replace_rows(batch, [])
    for some in parts_of(plan.new):
        bulk.insert([new_row(batch, entry) for entry in some], at=None)
    for some in parts_of(plan.changed):
        bulk.insert([changed_row(batch, change) for change in some], at=None)
    bulk.insert(refused_rows(batch, plan), at=None)
    replace_absences(batch, plan)
    keep_counts(batch, plan)


def keep_counts(batch, plan):
    """Note the plan's figures and the columns it found on the batch."""
    layout = plan.layout
    batch.counts = plan.counts()
    batch.columns = {
        "sheet": layout.sheet.name,
        "kind": layout.sheet.kind,
        "header": layout.header_number,
        "width": layout.width,
        "known": [[layout.titles[place], key, place] for key, place in layout.places.items()],
        "unknown": layout.unknown,
        "other_sheets": layout.other_tables,
        "memory": plan.guidance.used.pk if plan.guidance.used else None,
        "aliases": [
            [title_of(alias), alias.raw, meaning_in_words(alias)]
            for alias in plan.guidance.aliases.used.values()
        ],
    }


def replace_rows(batch, rows, *, but=""):
    """Write the rows of a batch in the place of those it has, of which those of the outcome `but` stay."""
    batch.rows.exclude(outcome=but)._raw_delete(batch.rows.db)  # nothing refers to them
    for some in parts_of(rows):
        bulk.insert(some, at=None)


def point_new_rows(batch, plan, persons, *, at):
    """Let the stored rows of new persons point to the persons `persons` (keys), if they are the plan's rows.

    What they say is the same: `Plan.mark` has compared every value with what people have seen.

    :return: whether they were the plan's rows; a batch that nobody has looked at has none.
    """
    stored = batch.rows.filter(outcome=ImportRow.Outcome.NEW).order_by("row")
    entries, keys = iter(plan.new), []
    for pk, row, name in stored.values_list("pk", "row", "name").iterator(AT_ONCE):
        entry = next(entries, None)
        if entry is None or (row, name) != (entry.row, entry.name[:NAME_MAX]):
            return False
        keys.append(pk)
    if len(keys) != len(plan.new):
        return False
    bulk.point(ImportRow, keys, "person", persons, person_version=at)
    return True


def new_row(batch, entry, person=None, version=None):
    """Return the row of somebody who is not registered yet; with `person` (a key), of somebody who now is."""
    after = _plain(entry.facts)
    for name, value in entry.card.items():
        after[f"card.{name}"] = value
    return make_row(
        batch=batch,
        row=entry.row,
        outcome=ImportRow.Outcome.NEW,
        name=entry.name[:NAME_MAX],
        after=after,
        person_id=person,
        person_version=version,
    )


def changed_row(batch, change, *, version=None):
    """Return the row of a change with before and after.

    :param version: the person's `updated_at` once the change is written.
    """
    return make_row(
        batch=batch,
        row=change.entry.row,
        outcome=ImportRow.Outcome.CHANGED,
        name=change.entry.name[:NAME_MAX],
        before=change.before,
        after=change.after,
        person=change.person,
        person_version=version,
    )


def refused_rows(batch, plan):
    """Return the rows of the refusals with their problems."""
    return [
        make_row(
            batch=batch,
            row=entry.row,
            outcome=ImportRow.Outcome.REFUSED,
            name=entry.name[:NAME_MAX],
            codes=" ".join(sorted(entry.codes)),
            problems=[
                {name: value for name, value in asdict(problem).items() if name in SHOWN_PROBLEM}
                for problem in entry.problems
            ],
        )
        for entry in plan.refused
    ]


def _plain(facts):
    """Return the facts with units as their keys, fit for JSON."""
    return {name: value.pk if isinstance(value, Unit) else value for name, value in facts.items()}
