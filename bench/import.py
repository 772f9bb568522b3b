"""What the roster of a county costs: ours beside the floor and beside django-import-export, in one run."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from measuring import POSTGRES, ROOT, Databases, reachable, run_apart, workshop

sys.path.insert(0, str(ROOT))

from roster import write_roster

SIZES = (40_900, 136_400)
PLAIN_ROWS = 2_000  # more would take many minutes; the rest is reckoned from these
GOALS = {"times_floor": 5, "faster_than_plain": 8, "peak_mb": 700, "cost_per_row_apart": 0.15}


def main():
    """Bring rosters into both databases in all three ways; end with 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="*", default=SIZES, help="one or more sizes, 40900 136400")
    parser.add_argument("--postgres", default=POSTGRES, help="a database of a server that may make others")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one database only")
    parser.add_argument("--plain-rows", type=int, default=PLAIN_ROWS, help="rows for django-import-export")
    options = parser.parse_args()
    servers = {"sqlite": "", "postgresql": reachable(options.postgres)}
    servers = {name: url for name, url in servers.items() if url or name == "sqlite"}
    report = {"bench": "import", "goals": GOALS, "databases": {}}
    with workshop("import") as folder:
        rosters = {}
        for rows in options.rows:
            rosters[rows] = folder / f"{rows}.xlsx"
            write_roster(rosters[rows], rows=rows)
        for name, url in servers.items():
            if options.only in (None, name):
                report["databases"][name] = measure(rosters, url, options.plain_rows)
    report["missed"] = missed(report["databases"])
    print(json.dumps(report, ensure_ascii=False))
    return 1 if report["missed"] else 0


def measure(rosters, url, plain_rows):
    """Return the figures of each size on one kind of database, and how far their costs per row lie apart."""
    sizes = {}
    with tempfile.TemporaryDirectory(dir=next(iter(rosters.values())).parent) as folder:
        databases = Databases(Path(folder), url)
        try:
            for rows, path in rosters.items():
                sizes[rows] = compare(databases, path, rows, min(rows, plain_rows))
                tell("PostgreSQL" if url else "SQLite", rows, sizes[rows])
        finally:
            databases.close()
    per_row = [size["ours"]["cpu"] / rows for rows, size in sizes.items()]
    return {"sizes": sizes, "cost_per_row_apart": round(max(per_row) / min(per_row) - 1, 2)}


def compare(databases, path, rows, part):
    """Return what each way cost, and the ratios. All ratios are of processor time."""
    ways = {}
    for way, asked in (("floor", rows), ("ours", rows), ("plain", part)):
        with databases.new() as environment:
            ways[way] = run_apart("import_ways.py", way, path, asked, environment=environment)
    ours, floor, plain = ways["ours"], ways["floor"], ways["plain"]
    for clock in ("seconds", "cpu"):
        spent = (plain["trying"][clock] + plain["writing"][clock]) * rows / part
        plain[clock] = round(plain["reading"][clock] + spent, 1)
        plain[f"{clock}_without_trying"] = round(
            plain["reading"][clock] + plain["writing"][clock] * rows / part, 1
        )
    return ways | {
        "plain_measured_rows": part,
        "us_per_row": round(ours["cpu"] * 1_000_000 / rows),
        "times_floor": round(ours["cpu"] / floor["cpu"], 2),
        "faster_than_plain": round(plain["cpu"] / ours["cpu"], 2),
        "faster_than_plain_without_trying": round(plain["cpu_without_trying"] / ours["cpu"], 2),
        "times_floor_by_wall": round(ours["seconds"] / floor["seconds"], 2),
        "faster_than_plain_by_wall": round(plain["seconds"] / ours["seconds"], 2),
        "peak_mb": ours["peak_mb"],
    }


def tell(database, rows, size):
    """Print the figures of one size for people."""
    print(f"{database}, {rows:,} rows", flush=True)
    for way in ("floor", "ours", "plain"):
        spent = size[way]
        print(f"  {way:<6}{spent['seconds']:>8.1f} s {spent['cpu']:>8.1f} s cpu {spent['peak_mb']:>6} MB")
    for name, spent in size["ours"]["steps"].items():
        print(f"    {name:<6}{spent['seconds']:>6.1f} s {spent['cpu']:>8.1f} s cpu")
    print(
        f"  {size['times_floor']} × the floor, {size['faster_than_plain']} × faster than plain "
        f"({size['faster_than_plain_without_trying']} × if plain writes without trying first), "
        f"{size['us_per_row']} µs a row",
        flush=True,
    )


def missed(databases):
    """Return the goals that were missed, each with where."""
    found = []
    for name, database in databases.items():
        for rows, size in database["sizes"].items():
            where = f"{name} {rows}"
            if size["times_floor"] > GOALS["times_floor"]:
                found.append(f"times_floor: {where}")
            if size["faster_than_plain"] < GOALS["faster_than_plain"]:
                found.append(f"faster_than_plain: {where}")
            if size["peak_mb"] > GOALS["peak_mb"]:
                found.append(f"peak_mb: {where}")
        if database["cost_per_row_apart"] > GOALS["cost_per_row_apart"]:
            found.append(f"cost_per_row_apart: {name}")
    return found


if __name__ == "__main__":
    sys.exit(main())
