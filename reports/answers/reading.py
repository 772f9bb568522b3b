"""What a workbook asks: its sheets with head, columns and rows, as plain values that an answer keeps."""

import hashlib
import re
from functools import partial

from core.sheets.errors import UnreadableSheet
from core.sheets.headers import spellings
from reports.answers.bodies import read_body
from reports.answers.choices import LEFT, PEOPLE, How, Target
from reports.answers.composing import REGISTER
from reports.answers.items import ROLES, WHERE, WHO, telling
from reports.answers.matching import YEAR, people_guess, unit_guess
from reports.answers.tables import Grid, find_head, first_body_row

GUESSES = {
    Target.UNITS: unit_guess,
    **{target: partial(people_guess, target=target) for target in PEOPLE},
}
MEMBERS_TITLE = re.compile("专职委员|专委|助残员")
TITLE_WEIGHT = 3  # columns that only the other sort has
LONG_NUMBER = re.compile(r"\d{7,}[\dXx]?")
SAMPLES, LETTERS = 2, 24
HIDDEN = "工作表是隐藏的，没有填写，原样保留。"
NO_HEAD = "没有找到表头：前 40 行里没有一行像列名。这张工作表不填写，原样保留。"
EMPTY = "工作表是空的。"
LOCKED = "工作表设有保护，单元格都锁定了，不能填写。请在 Excel 或 WPS 的“审阅”里撤销工作表保护，再上传。"
NO_TABLE = (
    "没有找到可以填写的表：每张工作表前 40 行里都没有一行像列名。"
    "请让一行写有“单位”“乡镇”或“姓名”“身份证号”等列名，再上传。"
)


def read_book(book, targets=None):
    """Return every sheet of a workbook as plain values, and the look of its heads.

    :param targets: what the rows of some sheets are about, by their name or their number among the tables.
    :raises UnreadableSheet: no sheet holds a table that can be filled.
    """
    sheets, said, number = [], targets or {}, 0
    for ws in book.worksheets:
        sheets.append(_sheet(ws, said.get(ws.title) or said.get(number)))
        number += bool(sheets[-1]["columns"])
    tables = [sheet for sheet in sheets if sheet["columns"]]
    if not tables:
        told = [f"工作表“{sheet['name']}”：{sheet['note']}" for sheet in sheets if sheet["note"] == LOCKED]
        raise UnreadableSheet("".join(told) or NO_TABLE)
    return sheets, look_of(tables)


def look_of(tables):
    """Return a digest of the heads: their words in their order, however decorated, without years."""
    said = "\n\n".join("\n".join(_plain(column["parts"]) for column in sheet["columns"]) for sheet in tables)
    return hashlib.sha256(said.encode()).hexdigest()


def _plain(parts):
    return "/".join((spellings(YEAR.sub("", part)) or ("",))[0] for part in parts)


def _sheet(ws, said=None):
    sheet = {"name": ws.title, "note": "", "target": "", "columns": []}
    if ws.sheet_state != "visible":
        return sheet | {"note": HIDDEN}
    grid = Grid.of(ws)
    if not grid.last_row:
        return sheet | {"note": EMPTY}
    heads = {target: find_head(grid, partial(_is_known, guess=guess)) for target, guess in GUESSES.items()}
    target = said if heads.get(said) else _target(heads, grid)
    if target is None:
        return sheet | {"note": NO_HEAD}
    head = heads[target]
    if ws.protection.sheet and not _has_open_cells(ws, head):
        return sheet | {"note": LOCKED}
    target, guess = Target(target), GUESSES[target]
    columns, taken = [], set()
    for column in head.columns:
        columns.append(_column(column, guess(column.parts), taken))
    first = first_body_row(grid, head)
    keys = [column["place"] for column in columns if column["key"] in (*ROLES, *WHO, *WHERE)]
    body = read_body(grid, head, first, keys=keys)
    for column in columns:
        column["samples"] = _samples(grid, body.given or body.blank, column["place"])
    rows = {"given": len(body.given), "blank": len(body.blank), "totals": len(body.totals)}
    return sheet | {
        "target": target.value, "columns": columns, "top": head.top, "bottom": head.bottom, "first": first,
        "rows": rows,
    }  # fmt: skip


def _is_known(parts, guess):
    """True if the words over a column are understood, be it that the clerk still has to confirm them."""
    found = guess(parts)
    return bool(found.key) or found.near.startswith(f"{REGISTER}.")


def _target(heads, grid):
    """Return what the rows of a sheet are about, or None."""
    people = {target: _keys(heads[target], GUESSES[target]) for target in PEOPLE if heads[target]}
    people = {target: keys for target, keys in people.items() if _names_people(keys)}
    if people:
        return max(people, key=lambda target: _weight(target, people[target], heads[target], grid))
    if heads[Target.UNITS] and _keys(heads[Target.UNITS], unit_guess) & set(ROLES):
        return Target.UNITS
    return None


def _keys(head, guess):
    return {guess(column.parts).key for column in head.columns}


def _names_people(keys):
    """True if columns tell whom the rows are about: a number, or a name and more than that."""
    return bool(keys & {"id_number", "card_number"}) or (
        "name" in keys and len(keys - {"", LEFT}) > len(WHO) - 1
    )


def _weight(target, keys, head, grid):
    """Return how much speaks for one sort of people: its own columns, and the title above the head."""
    above = (text for row in range(1, head.top) for _, text in grid.texts(row))
    said = any(MEMBERS_TITLE.search(text) for text in (grid.ws.title, *above))
    return len(keys & telling()[target]) + TITLE_WEIGHT * (said and target == Target.MEMBERS)


def _column(column, guess, taken):
    """Return a column as plain values; of two that mean the same only the first is sure."""
    key, near = guess.key, guess.near
    if key in taken and key != LEFT:
        key, near = "", key
    taken.add(key or None)
    how = How.KNOWN if key else How.NEAR if near else How.UNKNOWN
    return {
        "place": column.place, "letter": column.letter, "parts": list(column.parts), "title": column.title,
        "key": key, "near": near, "how": how.value, "samples": [],
    }  # fmt: skip


def _samples(grid, rows, place):
    texts = (grid.text(row, place) for row in rows)
    shown = [_masked(text) for text in texts if text]
    return shown[:SAMPLES]


def _masked(text):
    return LONG_NUMBER.sub(lambda found: f"{found[0][:3]}{'*' * (len(found[0]) - 3)}", text)[:LETTERS]


def _has_open_cells(ws, head):
    """True if a protected sheet lets people write into cells below its head."""
    return any(row > head.bottom and not cell.protection.locked for (row, _), cell in ws._cells.items())
