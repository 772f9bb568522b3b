"""How long `manage.py demo` takes with the whole county, on SQLite, in a folder that is thrown away."""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PERSONS = 40_900
GOAL_SECONDS = 60


def main():
    """Load the demo into a new database and print the seconds as JSON; end with 1 if that was too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=PERSONS)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-demo-", dir=ROOT / "var") as folder:
        environment = _environment(Path(folder))
        _manage(environment, "migrate", "--verbosity", "0")
        began, used = time.monotonic(), _cpu_seconds()
        _manage(environment, "demo", "--persons", str(options.persons), "--seed", str(options.seed))
        seconds, cpu = round(time.monotonic() - began, 1), round(_cpu_seconds() - used, 1)
        size = round((Path(folder) / "zhucan.sqlite3").stat().st_size / 1024 / 1024)
    report = {
        "bench": "demo",
        "persons": options.persons,
        "seconds": seconds,
        "goal_seconds": GOAL_SECONDS,
        "within_goal": seconds < GOAL_SECONDS,
        "cpu_seconds": cpu,
        "database_mb": size,
    }
    print(json.dumps(report))
    return 0 if report["within_goal"] else 1


def _environment(folder):
    """Return this environment with the folder as the place for everything, and no other database."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    settings = {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    return environment | settings


def _cpu_seconds():
    """Return the processor time of all commands so far: what a busy machine does not lengthen."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _manage(environment, *arguments):
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    subprocess.run(command, env=environment, check=True)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
