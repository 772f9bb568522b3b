"""Reading a list of payments as finance or 民政 sends it (domain.md §6.5), with the problems by cell."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from core.encryption import digest
from core.sheets import Column, UnreadableSheet, Vocabulary, find_layout, read_sheets
from core.sheets.cells import half_width, is_rounded, text_of
from registry.benefits.models import BenefitKind
from registry.benefits.selectors.payees import near_numbers
from registry.benefits.services.payments import PaymentLine, known_persons, masked_name
from registry.identity import id_problems, tidy_number

MOST_LINES = 100_000
MOST_SHOWN = 500
MOST_AMOUNT = Decimal(1_000_000)
CENT = Decimal("0.01")
COLUMNS = {
    "name": ("姓名", "领取人", "户主姓名", "享受人姓名"),
    "id_number": ("身份证号", "身份证号码", "公民身份号码", "证件号码", "证件号"),
    "amount": ("金额", "补贴金额", "发放金额", "实发金额", "应发金额"),
    "month": ("月份", "所属月份", "发放月份", "补贴月份", "续发月份"),
    "kind": ("补贴类型", "补贴种类", "补贴项目", "项目"),
}
REQUIRED = ("id_number", "amount")
VOCABULARY = Vocabulary([Column(key, titles[0], titles[1:]) for key, titles in COLUMNS.items()])
MONTH = re.compile(r"(\d{4})-?(\d{1,2})(-\d{1,2})?")
APART = str.maketrans({"年": "-", ".": "-", "/": "-", "月": None, "日": None})


def read_payments(file, *, county, kind, month, today):
    """Return (plan, lines): the plan holds counts, and the problems by cell.

    :param kind: of the lines that name none, or None; :param month: first day, of the lines that name none.
    :raises UnreadableSheet: it is no table, a column is missing, or there are too many lines.
    """
    layout = find_layout(read_sheets(file), VOCABULARY, required=REQUIRED)
    reader, known = _Reader(layout, county, kind, month, today), known_persons(county)
    problems, lines, strangers, unsound = [], [], [], []
    for row in layout.body:
        if not any(text_of(layout.cell(row, key)) for key in REQUIRED) or reader.is_sum(row):
            continue
        line, wrong = reader.read(row)
        problems += wrong
        unsound += [(problem, reader.named_by(row)) for problem in wrong if problem.pop("is_number", False)]
        if line is not None:
            lines.append(line)
            if digest(line.id_number) not in known:
                strangers.append({"row": row.number, "name": masked_name(line.name)})
    if len(lines) > MOST_LINES:
        raise UnreadableSheet(f"一份名册最多 {MOST_LINES:,} 行，这份有 {len(lines):,} 行。请按月分开。")
    _propose(unsound, county)
    total = sum((line.amount for line in lines), Decimal("0.00"))
    plan = {
        "lines": len(lines),
        "amount": str(total),
        "refused": len({problem["row"] for problem in problems}),
        "problems": problems[:MOST_SHOWN],
        "strangers": len(strangers),
        "strangers_shown": strangers[:MOST_SHOWN],
        "unused": list(layout.unknown),
    }
    return plan, lines


def _propose(unsound, county):
    """Add to problems of ID numbers who on the register is nearly meant, the number masked. One query."""
    near = near_numbers([named for _, named in unsound], county)
    for place, person in near.items():
        words = f"登记表里同名而号码相近的人是 {person.masked_id_number}，可能是号码写错。"
        unsound[place][0]["message"] += words


class _Reader:
    """Reads the rows of one list."""

    def __init__(self, layout, county, kind, month, today):
        self._layout, self._today = layout, today
        self._usual_kind, self._usual_month = kind, month
        self._kinds = {}
        for own in BenefitKind.objects.filter(unit=county).order_by("order", "pk"):
            for name in (own.name, own.short_name):
                self._kinds.setdefault(half_width(name), own)

    def is_sum(self, row):
        """True for the line of totals under the list."""
        words = " ".join(text_of(cell) for cell in row.cells[:4])
        return not text_of(self._layout.cell(row, "id_number")) and ("合计" in words or "总计" in words)

    def read(self, row):
        """Return (PaymentLine or None, problems) of one row."""
        values, problems = {}, []
        for key in ("id_number", "amount", "month", "kind"):
            try:
                values[key] = getattr(self, f"_{key}")(self._layout.cell(row, key))
            except ValueError as problem:
                cell = f"{self._letter(key)}{row.number}"
                problems.append(
                    {
                        "row": row.number,
                        "cell": cell,
                        "message": str(problem),
                        "is_number": key == "id_number",
                    }
                )
        if problems:
            return None, problems
        name = text_of(self._layout.cell(row, "name"))[:60]
        return PaymentLine(name=name, line=row.number, **values), []

    def named_by(self, row):
        """Return (name, ID number) as they stand in a row."""
        number = tidy_number(text_of(self._layout.cell(row, "id_number")))
        return text_of(self._layout.cell(row, "name")), number

    def _letter(self, key):
        """Return the letters of a column as Excel shows them; those of the ID number where it is missing."""
        place, letters = self._layout.places.get(key, self._layout.places["id_number"]), ""
        place += 1
        while place:
            place, rest = divmod(place - 1, 26)
            letters = chr(65 + rest) + letters
        return letters

    def _id_number(self, cell):
        if is_rounded(cell):
            raise ValueError("身份证号被 Excel 改成了数字，后几位已丢失，请把这一列设为文本后重新填写。")
        number = tidy_number(text_of(cell))
        if problems := id_problems(number, today=self._today):
            raise ValueError(f"{problems[0].message}{problems[0].advice}")
        return number

    def _amount(self, cell):
        text = half_width(text_of(cell)).replace(",", "").removesuffix("元")
        try:
            amount = Decimal(text)
        except InvalidOperation:
            raise ValueError(f"金额“{text[:20]}”不是数字。") from None
        if not amount.is_finite() or not 0 < amount < MOST_AMOUNT:
            raise ValueError("金额须大于 0、小于一百万元。")
        if amount != amount.quantize(CENT):
            raise ValueError(f"金额 {text[:20]} 超过两位小数，请核对。")
        return amount.quantize(CENT)

    def _month(self, cell):
        text = half_width(text_of(cell))
        if not text:
            if self._usual_month is None:
                raise ValueError("没有写月份。请补填，或在上传时选择月份。")
            return self._usual_month
        found = MONTH.fullmatch(text.translate(APART))
        if not found or not 1 <= int(found[2]) <= 12 or not 2000 <= int(found[1]) <= 2100:
            raise ValueError(f"月份“{text[:20]}”不对，请按 2026-10 的样子填写。")
        month = date(int(found[1]), int(found[2]), 1)
        if month > self._today:
            raise ValueError(f"月份 {month:%Y-%m} 还没有到。")
        return month

    def _kind(self, cell):
        text = half_width(text_of(cell))
        if not text:
            if self._usual_kind is None:
                raise ValueError("没有写补贴种类。请补填，或在上传时选择种类。")
            return self._usual_kind
        if text not in self._kinds:
            names = "、".join(dict.fromkeys(str(kind) for kind in self._kinds.values()))
            raise ValueError(f"没有名为“{text[:20]}”的补贴，本县有：{names}。")
        return self._kinds[text]
