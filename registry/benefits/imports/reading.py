"""A row of a list of grants: who, which benefit, which tier, how much, from which month until which."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from core.encryption import digest
from core.sheets.cells import day_of, half_width, text_of
from registry.identity import tidy_number
from registry.imports.rows import read_id_number, read_name

MONTH = re.compile(r"(\d{4})[年./-]?(\d{1,2})[月]?")
YEARS = range(2000, 2101)
MOST = Decimal(1_000_000)
CENT = Decimal("0.01")
MOST_REASON = 200
MONTH_ADVICE = "按 2026-10 的样子填写。"
MONTHS = ("first_month", "from_month", "last_month")


def read_grant(reading, kinds):
    """Return the entry of a row.

    :param kinds: half-width name or short name → the benefit of the county.
    """
    read_name(reading)
    read_id_number(reading)
    entry = reading.entry
    entry.id_digest = digest(entry.id_number) if entry.id_number else ""
    entry.card = {"number": number} if (number := tidy_number(reading.stated("card_number"))) else {}
    kind = _kind(reading, kinds)
    entry.doing = {
        "kind": kind,
        "tier": reading.plain("tier", 40),
        "amount": amount_in(reading),
        "reason": reading.plain("reason", MOST_REASON),
        **{key: month_in(reading, key) for key in MONTHS},
    }
    entry.key = f"{entry.id_digest} {kind.pk}" if entry.id_digest and kind else ""
    entry.content = tuple(sorted((key, str(value)) for key, value in reading.said.items()))
    return entry


def _kind(reading, kinds):
    name = reading.need("kind", "填补贴名称，如护理补贴。")
    found = kinds.get(half_width(name)) if name else None
    if name and found is None:
        known = "、".join(dict.fromkeys(str(kind) for kind in kinds.values())) or "（还没有设定）"
        reading.refuse("kind", "value_unknown", f"没有名为“{name[:20]}”的补贴。", f"本县有：{known}。")
    return found


def amount_in(reading, key="amount"):
    """Return yuan to the cent, or None if the cell is blank or no amount."""
    text = (
        half_width(reading.stated(key)).replace(",", "").removesuffix("/月").removesuffix("元").lstrip("¥￥")
    )
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or not 0 <= amount < MOST:
        reading.refuse(
            key, "value_unknown", f"“{reading.text(key)[:20]}”不是金额。", "只写每月多少元，如 110。"
        )
        return None
    if amount != amount.quantize(CENT):
        reading.refuse(key, "value_unknown", "金额超过两位小数。", "核对金额。")
        return None
    reading.said[key] = amount.quantize(CENT)
    return reading.said[key]


def month_in(reading, key):
    """Return the first day of the month that a cell states, or None if it is blank or no month."""
    if not reading.stated(key):
        return None
    cell = reading.cell(key)
    text = half_width(text_of(cell))
    found = MONTH.fullmatch(text) if isinstance(cell, str | int) or text.isdigit() else None
    if found and int(found[1]) in YEARS and 1 <= int(found[2]) <= 12:
        month = date(int(found[1]), int(found[2]), 1)
    else:
        try:
            month = day_of(cell).replace(day=1)
        except (ValueError, AttributeError):
            message = f"“{reading.text(key)[:20]}”不是月份。"
            reading.refuse(key, "date_invalid", message, MONTH_ADVICE)
            return None
    reading.said[key] = month
    return month
