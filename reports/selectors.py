"""Reading snapshots: figures in groups, and the frozen rows behind one of them."""

from reports.figures import matching_rows
from reports.indexes import numbers_of
from reports.models import SnapshotList


def figure_groups(snapshot):
    """Return the figures of a snapshot as (label, [(key, number, figure)]) in the order of the report."""
    groups, numbers = snapshot.content["groups"], numbers_of(snapshot.content)
    return [
        (label, [(key, numbers[key], snapshot.figures[key]) for key in keys if key in snapshot.figures])
        for label, keys in groups
    ]


def groups_of_form(snapshot):
    """Return of a form of the superior only what counts its rows: it may have thousands of figures."""
    return [
        (label, rows)
        for label, figures in figure_groups(snapshot)
        if (rows := [own for own in figures if own[0] == own[2]["list"]])
    ]


def list_behind(snapshot, figure):
    """Return the frozen list (its rows not yet read) that a figure counts; None if it is made of others."""
    return SnapshotList.objects.filter(snapshot=snapshot, key=figure["list"]).defer("rows").first()


def rows_behind(figure, frozen):
    """Return the frozen rows that a figure counts; none where no list stands behind it."""
    return matching_rows(figure, frozen.columns, frozen.rows) if frozen is not None else []


def shown_columns(frozen):
    """Return the columns of a frozen list that a reader sees."""
    return [column for column in frozen.columns if column["shown"]] if frozen is not None else []


def rows_in_words(frozen, rows):
    """Return frozen rows as cells for the page: the shown columns, coded values in words."""
    return [cells_in_words(frozen.columns, row) for row in rows]


def cells_in_words(columns, row):
    """Return one frozen row as cells for the page."""
    return [
        {"text": _word(row[place], column), "is_number": column["is_number"]}
        for place, column in enumerate(columns)
        if column["shown"]
    ]


def _word(value, column):
    return column["labels"].get(value, value) if isinstance(value, str) else value


def last_headed(documents, *, kind, unit):
    """Return the newest of some documents of a kind and unit that had a head over it, or None."""
    return documents.filter(kind=kind, unit=unit).exclude(masthead="").order_by("-pk").first()
