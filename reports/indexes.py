"""The index at the end of a paper: which number stands for which figure, what it counts, how to open it.

A figure has the number of its place among the figures of the snapshot, so that it keeps it on every paper
and in every text that states the same snapshot.
"""

from collections import Counter
from itertools import product

from django.conf import settings

DIGITS = 12  # of the digest, in the short address: enough to tell snapshots apart, few enough to type


def numbers_of(content):
    """Return {key: number} of the figures of a content, in the order of its groups."""
    keys = dict.fromkeys(key for _, own in content["groups"] for key in own if key in content["figures"])
    return {key: number for number, key in enumerate(keys, start=1)}


def key_at(content, number):
    """Return the key of the figure with a number, None if there is none."""
    keys = list(numbers_of(content))
    return keys[number - 1] if 1 <= number <= len(keys) else None


def address_of(snapshot):
    """Return where the figures of a snapshot open, without their number."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/f/{snapshot.digest[:DIGITS]}/"


def with_index(content, snapshot, lists):
    """Return the content of a paper with numbers at the figures of its prose, and what they stand for.

    :param lists: those of the snapshot, kept or not yet.
    """
    numbers = numbers_of(content)
    blocks = [
        block | {"segments": [_numbered(segment, numbers) for segment in block["segments"]]}
        for block in content["blocks"]
    ]
    named = {own.get("key") for block in content["blocks"] for own in block["segments"]}
    index = {
        "annex": len(content["tables"]) + bool(content.get("pictures")) + 1,
        "address": address_of(snapshot),
        "entries": _entries(content["figures"], numbers, named, lists),
        "grids": [_grid(table, numbers, place) for place, table in enumerate(content["tables"], start=1)],
    }
    index["grids"] = [grid for grid in index["grids"] if grid["rows"]]
    return content | {"blocks": blocks, "index": index}


def _numbered(segment, numbers):
    number = numbers.get(segment.get("key"))
    return segment if number is None else segment | {"ref": number}


def _entries(figures, numbers, named, lists):
    found = {own.key: own for own in lists}
    tallies = {}
    return [
        {
            "number": number, "label": figures[key]["label"], "text": figures[key]["text"],
            "means": _meaning(figures[key], found, numbers), "rows": _rows(figures[key], found, tallies),
        }
        for key, number in numbers.items() if key in named
    ]  # fmt: skip


def _meaning(figure, lists, numbers):
    """Say in words what a figure counts: the list and the condition, or what it is made of."""
    if figure["elsewhere"]:
        return "取自上年的快照"
    said = []
    if figure["made_of"]:
        parts = "、".join(f"[{numbers[key]}]" for key in figure["made_of"] if key in numbers)
        said.append(f"由{parts}算得")
    if frozen := lists.get(figure["list"]):
        said.append("，".join([f"清单“{frozen.label}”", *_conditions(figure, frozen)]))
    return "；".join(said) or "—"


def _conditions(figure, frozen):
    columns = {column["key"]: column for column in frozen.columns}
    for key, values in figure["where"].items():
        column = columns[key]
        if column["label"]:
            words = "、".join(str(column["labels"].get(value, value)) for value in values)
            yield f"{column['label']}为{words}"


def _rows(figure, lists, tallies):
    """Return how many rows of its list a figure stands on; None where no list stands behind it."""
    frozen = lists.get(figure["list"])
    if frozen is None:
        return None
    wanted = tuple(figure["where"])
    name = (frozen.key, wanted)
    if name not in tallies:
        at = {column["key"]: place for place, column in enumerate(frozen.columns)}
        places = [at[key] for key in wanted]
        tallies[name] = Counter(tuple(row[place] for place in places) for row in frozen.rows)
    return sum(tallies[name][values] for values in product(*figure["where"].values()))


def _grid(table, numbers, place):
    """Return the numbers of the figures of a table, each in the row and column of its figure."""
    rows = [
        (row["cells"][0]["text"], [numbers.get(cell["key"], "") for cell in row["cells"][1:]])
        for row in table["rows"]
    ]
    used = [at for at in range(len(table["head"]) - 1) if any(own[at] for _, own in rows)]
    return {
        "annex": place,
        "title": table["title"],
        "head": [table["head"][0], *(table["head"][at + 1] for at in used)],
        "rows": [(name, [own[at] for at in used]) for name, own in rows if any(own)],
    }
