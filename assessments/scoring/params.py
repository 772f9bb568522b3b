"""Reading and checking of params; every problem in words that say where and what."""

import re

from assessments.scoring.numbers import decimal_of, has_two_decimals, said

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_NAME = 200
LONGEST_UNIT = 20
MOST_ROWS = 60


def rows_of(params, name):
    """Return the rows under a name, only those that are objects."""
    rows = params.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def amount(holder, name):
    """Return the decimal under a name, None if there is none."""
    return decimal_of(holder.get(name))


def check_rows(params, name, noun):
    """Return the problems of named rows: none at all, too many, no name, the same key or name twice."""
    rows, raw = rows_of(params, name), params.get(name)
    if not rows:
        return [f"至少要有一条{noun}。"]
    problems = [f"{noun}的格式不对。"] if len(rows) != len(raw) else []
    if len(rows) > MOST_ROWS:
        problems.append(f"{noun}超过 {MOST_ROWS} 条，请分成几项。")
    if any(not _is_key(row.get("key")) for row in rows):
        problems.append(f"{noun}的编号应为小写字母开头的字母、数字。")
    problems += _repeated(rows, "key", f"{noun}的编号")
    if any(not name_of(row) or len(name_of(row)) > LONGEST_NAME for row in rows):
        problems.append(f"每条{noun}都要有名称，不超过 {LONGEST_NAME} 字。")
    return problems + _repeated(rows, "name", f"{noun}名称")


def _is_key(value):
    return isinstance(value, str) and bool(KEY.fullmatch(value))


def name_of(row):
    """Return the name of a row without blanks around it, empty if it has none."""
    value = row.get("name")
    return value.strip() if isinstance(value, str) else ""


def _repeated(rows, name, noun):
    seen, twice = set(), []
    for row in rows:
        value = row.get(name)
        text = value.strip() if isinstance(value, str) else ""
        if text and text in seen and text not in twice:
            twice.append(text)
        seen.add(text)
    return [f"{noun}重复：{'、'.join(twice)}。"] if twice else []


def check_cost(holder, name, where, most=None):
    """Return the problems of an amount of points above zero with two decimals, at most `most`."""
    value = amount(holder, name)
    if value is None or value <= 0:
        return [f"{where}应填大于 0 的分数。"]
    if not has_two_decimals(value):
        return [f"{where}最多两位小数。"]
    if most is not None and value > most:
        return [f"{where} {said(value)} 分，超过本项分值 {said(most)} 分。"]
    return []


def check_costs(rows, name, where, most=None):
    """Return the problems of the amounts of all rows, each with the name of its row."""
    return [
        problem
        for row in rows
        for problem in check_cost(row, name, f"“{name_of(row) or '未命名'}”{where}", most)
    ]


def check_unit(params):
    """Return the problems of the word in which something is counted."""
    unit = params.get("unit")
    if isinstance(unit, str) and 0 < len(unit.strip()) <= LONGEST_UNIT:
        return []
    return [f"请填计量单位（如人次、例），不超过 {LONGEST_UNIT} 字。"]


def check_full(points):
    """Return the problem of an item that must carry points and does not."""
    return [] if points > 0 else ["这种计分办法要有大于 0 的分值。"]


def check_none(points, label):
    """Return the problem of an item that must not carry points and does."""
    return [] if points == 0 else [f"{label}不占百分制分值，分值应为 0。"]
