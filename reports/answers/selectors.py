"""Looking at what was reported: the sheets of an answer, their rows and columns, and the figures behind."""

from reports.answers.choices import LEFT, PEOPLE
from reports.answers.items import SENSITIVE, any_item, item_of, people_items, roles
from reports.models import SnapshotList

PLACE_COLUMNS = 4  # of a list of rows, after its id: unit, township, area, level


def tables_filled(answer):
    """Return the sheets of an answer that were filled, with the figure that counts their rows."""
    figures, found = answer.snapshot.figures, []
    for number, sheet in enumerate(answer.tables):
        is_people = sheet["target"] in PEOPLE
        key = f"{'people' if is_people else 'rows'}.{number}"
        if key in figures:
            found.append(
                {
                    "number": number, "name": sheet["name"], "is_people": is_people, "key": key,
                    "figure": figures[key], "columns": sheet["columns"],
                }
            )  # fmt: skip
    return found


def persons_named(answer):
    """Return how many people the form named when it came."""
    return sum(sheet["rows"]["given"] for sheet in answer.tables if sheet["target"] in PEOPLE)


def sensitive_titles(answer):
    """Return the titles of the columns of people that hold sensitive numbers."""
    titles = {
        column["key"]: people_items(sheet["target"])[column["key"]].title
        for sheet in answer.tables
        if sheet["target"] in PEOPLE
        for column in sheet["columns"]
        if column["key"] in SENSITIVE and column["key"] in people_items(sheet["target"])
    }
    return [titles[key] for key in SENSITIVE if key in titles]


def reported_columns(table):
    """Return the columns of a sheet of units that were filled, as (words of the head, item)."""
    found = []
    for column in table["columns"]:
        item = None if column["key"] in roles() else item_of(column["key"])
        if item is not None and item.key != "serial":
            found.append({"title": column["title"], "item": item})
    return found


def reported_rows(snapshot, table, columns):
    """Return the rows of a sheet of units: unit, township, and for each column its text and its figure."""
    frozen = SnapshotList.objects.filter(snapshot=snapshot, key=table["key"]).first()
    rows = []
    for path, name, township, _, _, *texts in frozen.rows if frozen else []:
        cells = [
            {"text": text, "key": key if (key := f"{column['item'].key}.{path}") in snapshot.figures else ""}
            for column, text in zip(columns, texts, strict=False)
        ]
        rows.append({"name": name, "township": township, "cells": cells})
    return rows


def in_words(columns):
    """Return the columns of a recipe with what fills them in words."""
    return [column | {"words": _meaning(column["key"])} for column in columns]


def _meaning(key):
    if key in ("", LEFT):
        return "没有认出，留空并标黄" if key == "" else "留空，不标"
    item = any_item(key)
    return item.title if item else "这一项已经没有了，留空"
