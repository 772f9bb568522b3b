"""How long the roster of a county takes to check and to write, on SQLite, in a folder that is thrown away."""

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from registry.identity import check_digit  # noqa: E402 -- found only now

UNITS = ROOT / "orgs" / "data" / "huining_units.csv"
ROWS = 40_900
GOAL_SECONDS = 60
HEADER = (
    "序号 姓名 性别 身份证号 残疾人证号 残疾类别 残疾等级 乡镇 村(社区) 联系电话 户口性质 是否低保 发证日期"
)
CATEGORIES, GRADES = "视力 听力 言语 肢体 智力 精神 多重".split(), "一级 二级 三级 四级".split()  # noqa: SIM905
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "芳伟强丽军秀英明华建国"


def main():
    """Check, write and check again; print the seconds as JSON; end with 1 if that was too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-imports-", dir=ROOT / "var") as folder:
        roster = Path(folder) / "roster.xlsx"
        write_roster(roster, rows=options.rows, rng=random.Random(options.seed))  # noqa: S311
        environment = _environment(folder)
        _manage(environment, "migrate", "--verbosity", "0")
        _manage(environment, "import_units", str(UNITS))
        checked = _import(environment, roster)
        used = _cpu_seconds()
        written = _import(environment, roster, "--apply")
        cpu = round(_cpu_seconds() - used, 1)
        again = _import(environment, roster)
    report = {
        "bench": "imports",
        "rows": options.rows,
        "check_seconds": checked["seconds"],
        "check_and_write_seconds": written["seconds"],
        "goal_seconds": GOAL_SECONDS,
        "within_goal": written["seconds"] < GOAL_SECONDS and again["unchanged"] == options.rows,
        "check_again_seconds": again["seconds"],
        "cpu_seconds": cpu,
    }
    print(json.dumps(report))
    return 0 if report["within_goal"] else 1


def write_roster(path, *, rows, rng):
    """Write a roster of invented people: every row right, ID numbers under the unassigned prefix 620499."""
    with UNITS.open(encoding="utf-8-sig", newline="") as file:
        places = [(u["上级"], u["名称"]) for u in csv.DictReader(file) if u["类型"] in ("村", "社区")]
    workbook = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    worksheet = workbook.add_worksheet("花名册")
    worksheet.write_row(0, 0, HEADER.split())
    taken = set()
    while len(taken) < rows:
        born = date(1935, 1, 1) + timedelta(days=rng.randrange(30_000))
        stem = f"620499{born:%Y%m%d}{rng.randrange(1000):03d}"
        if stem not in taken:
            taken.add(stem)
            _write_person(worksheet, len(taken), stem + check_digit(stem), rng.choice(places), rng)
    workbook.close()


def _write_person(worksheet, row, number, place, rng):
    category, grade = rng.randrange(7), rng.randrange(4)
    texts = [
        rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN),
        "男" if int(number[16]) % 2 else "女",
        number,
        f"{number}{category + 1}{grade + 1}",
        CATEGORIES[category],
        GRADES[grade],
        *place,
        f"1{rng.randrange(10**10):010d}",
        "农业",
        "是" if rng.random() < 0.2 else "否",
    ]
    worksheet.write_number(row, 0, row)
    for column, text in enumerate(texts, start=1):
        worksheet.write_string(row, column, text)
    worksheet.write(row, len(texts) + 1, date(2016, 1, 1) + timedelta(days=rng.randrange(3500)))


def _environment(folder):
    """Return this environment with the folder as the place for everything, and no other database."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    settings = {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    return environment | settings


def _cpu_seconds():
    """Return the processor time of all commands so far: what a busy machine does not lengthen."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _import(environment, roster, *options):
    return json.loads(_manage(environment, "import_persons", str(roster), "--json", *options))


def _manage(environment, *arguments):
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
