"""A roster of invented people: every row right, ID numbers under the unassigned prefix 620499."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from registry.identity import check_digit

UNITS = Path(__file__).resolve().parents[1] / "orgs" / "data" / "huining_units.csv"
HEADER = [
    "序号",
    "姓名",
    "性别",
    "身份证号",
    "残疾人证号",
    "残疾类别",
    "残疾等级",
    "乡镇",
    "村(社区)",
    "联系电话",
    "户口性质",
    "是否低保",
    "发证日期",
]
CATEGORIES, GRADES = "视力 听力 言语 肢体 智力 精神 多重".split(), "一级 二级 三级 四级".split()  # noqa: SIM905
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "芳伟强丽军秀英明华建国"


def write_roster(path, *, rows, seed=1):
    """Write a roster of `rows` people in the villages of 会宁县 to the xlsx file `path`."""
    rng = random.Random(seed)  # noqa: S311
    with UNITS.open(encoding="utf-8-sig", newline="") as file:
        places = [(u["上级"], u["名称"]) for u in csv.DictReader(file) if u["类型"] in ("村", "社区")]
    workbook = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    worksheet = workbook.add_worksheet("花名册")
    worksheet.write_row(0, 0, HEADER)
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
