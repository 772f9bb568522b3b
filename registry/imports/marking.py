"""The clerk's own workbook, given back with the bad cells marked."""

from pathlib import PurePath

from core.sheets import UnreadableSheet, read_sheets
from core.sheets.marking import LAYOUT_KEPT_UP_TO, Marks, mark_xlsx, rebuild_xlsx
from registry.models import ImportRow


def marked_name(batch):
    """Return the name of the marked workbook."""
    return f"{PurePath(batch.file_name).stem[:150]}（错误标注）.xlsx"


def marked_workbook(batch):
    """Return the marked workbook of a planned batch as bytes.

    An xlsx keeps its layout; of other kinds, and of very long ones, a new xlsx is made with the same
    columns and row numbers.

    :raises UnreadableSheet: the stored file can no longer be read.
    """
    marks = marks_of(batch)
    with batch.file.open("rb") as file:
        content = file.read()
        file.seek(0)
        if batch.columns["kind"] == "xlsx" and batch.counts["rows"] <= LAYOUT_KEPT_UP_TO:
            marked = mark_xlsx(content, batch.columns["sheet"], marks)
            if marked is not None:
                return marked
        for sheet in read_sheets(file):
            if sheet.name == batch.columns["sheet"]:
                return rebuild_xlsx(sheet, marks)
    raise UnreadableSheet("原文件已经无法读取。")


def marks_of(batch):
    """Return what to mark: each bad cell with its problems, and all problems of a row in the last column."""
    places = {key: place for _, key, place in batch.columns["known"]}
    cells, notes = {}, {}
    for row in batch.rows.filter(outcome=ImportRow.Outcome.REFUSED).order_by("row"):
        for problem in row.problems:
            place, text = places.get(problem["key"]), advice_of(problem)
            if place is not None:
                before = cells.get((row.row, place))
                cells[row.row, place] = f"{before}\n{text}" if before else text
        notes[row.row] = "\n".join(f"{problem['column']}：{advice_of(problem)}" for problem in row.problems)
    return Marks(
        header_number=batch.columns["header"],
        width=batch.columns["width"],
        cells=cells,
        notes=notes,
        note_place=places.get("problem"),
    )


def advice_of(problem):
    """Return message, advice and proposal of a stored problem as one text."""
    proposal = f"建议改为：{problem['proposal']}" if problem["proposal"] else ""
    return f"{problem['message']}{problem['advice']}{proposal}"
