"""What it costs to export the register as a workbook, beside XlsxWriter writing the very same cells."""

import argparse
import json
import sys

from measuring import Stopwatch, environment_of, manage, run_apart, use_django, workshop

SIZES = (40_900, 136_400)
GOALS = {"times_xlsxwriter": 1.3, "memory_apart_mb": 20}


def main():
    """Export registers of both sizes; end with 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="*", default=SIZES)
    parser.add_argument(
        "--way", choices=WAYS, help="one way on the database in use: what this script runs apart"
    )
    options = parser.parse_args()
    if options.way:
        use_django()
        print(json.dumps(WAYS[options.way]()))
        return 0
    sizes = {}
    with workshop("export") as folder:
        for rows in options.rows:
            place = folder / str(rows)
            place.mkdir()
            environment = environment_of(place) | {"DEMO_PASSWORD": "Zhucan-2026"}
            manage(environment, "migrate", "--verbosity", "0")
            manage(environment, "demo", "--persons", str(rows))
            sizes[rows] = {way: run_apart("export.py", "--way", way, environment=environment) for way in WAYS}
            ours, floor = sizes[rows]["ours"], sizes[rows]["xlsxwriter"]
            sizes[rows]["times_xlsxwriter"] = round(ours["cpu"] / floor["cpu"], 2)
            print(
                f"{rows:,}: ours {ours}, XlsxWriter {floor}, {sizes[rows]['times_xlsxwriter']} ×", flush=True
            )
    peaks = [size["ours"]["peak_mb"] for size in sizes.values()]
    apart = max(peaks) - min(peaks)
    slow = any(size["times_xlsxwriter"] > GOALS["times_xlsxwriter"] for size in sizes.values())
    report = {"bench": "export", "goals": GOALS, "sizes": sizes, "memory_apart_mb": apart}
    report["within_goals"] = not slow and apart <= GOALS["memory_apart_mb"]
    print(json.dumps(report))
    return 0 if report["within_goals"] else 1


def ours():
    """Ask for the export as the county's clerk does, filtered, and take what is sent piece by piece."""
    from django.test import Client
    from django.urls import reverse

    from accounts.models import User

    user = User.objects.get(username="xianjingban")
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    watch = Stopwatch()
    response = client.get(reverse("registry:person_export"), FILTER | {"as": "xlsx"})
    size = sum(map(len, response.streaming_content))
    return watch.read() | {"mb": round(size / 1024 / 1024, 1)}


def xlsxwriter():
    """Write the same cells, which are in memory already, in the way of XlsxWriter that needs least memory."""
    import tempfile

    import xlsxwriter

    from registry.columns import PERSON_COLUMNS, export_rows
    from registry.models import Person

    rows = list(export_rows(Person.objects.active().order_by("unit_path", "pinyin", "id")))
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        watch = Stopwatch()
        workbook = xlsxwriter.Workbook(file.name, {"constant_memory": True, "strings_to_formulas": False})
        worksheet = workbook.add_worksheet()
        worksheet.write_row(0, 0, [column.title for column in PERSON_COLUMNS])
        for number, row in enumerate(rows, start=1):
            for place, text in enumerate(row):
                worksheet.write_string(number, place, text)
        workbook.close()
        return watch.read() | {"rows": len(rows), "cells": len(rows) * len(PERSON_COLUMNS)}


FILTER = {"sort": "name"}
WAYS = {"ours": ours, "xlsxwriter": xlsxwriter}

if __name__ == "__main__":
    sys.exit(main())
