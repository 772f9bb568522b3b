"""Reading the bank's answer: every row is matched by number, name and amount, or nothing is taken at all."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from core.sheets import Column, UnreadableSheet, Vocabulary, find_layout, read_sheets
from core.sheets.cells import half_width, text_of
from core.sheets.headers import letter_of
from staff.models import StipendLine
from staff.pay.amounts import CENT
from staff.pay.layouts import RETURN_KEYS

MOST_SHOWN = 50
APART = "、,，;；\n"


class ReturnRefused(Exception):
    """The answer is not taken; `problems` say what is wrong where, each fit to show to the user."""

    def __init__(self, message, problems=()):
        super().__init__(message)
        self.problems = list(problems)[:MOST_SHOWN]


@dataclass(frozen=True)
class Answer:
    """What the bank says of one line."""

    line: StipendLine
    is_paid: bool
    reason: str = ""


def read_return(file, run, layout):
    """Return the `Answer` to every line of a run that went to the bank.

    :raises ReturnRefused: no table, of another run, a row that does not fit, or lines without an answer.
    """
    required = ["line_id", "name", "amount"] + ([] if layout.failures_only else ["result"])
    titles = {key: layout.return_titles.get(key) or [RETURN_KEYS[key]] for key in RETURN_KEYS}
    vocabulary = Vocabulary([Column(key, names[0], tuple(names[1:])) for key, names in titles.items()])
    try:
        table = find_layout(read_sheets(file), vocabulary, required=tuple(required))
    except UnreadableSheet as problem:
        raise ReturnRefused(str(problem)) from problem
    reader = _Reader(table, run, layout)
    answers = [answer for row in table.body if (answer := reader.read(row))]
    if reader.problems:
        raise ReturnRefused("回盘文件与名册对不上，没有读入任何内容。", reader.problems)
    return reader.complete(answers)


class _Reader:
    """Reads the rows of one answer and keeps what is wrong with them."""

    def __init__(self, table, run, layout):
        self._table, self._run, self._layout = table, run, layout
        rows = StipendLine.objects.filter(run=run).to_be_paid().defer("explanation")
        self._lines = {str(line.pk): line for line in rows.in_roll_order()}
        self._seen, self.problems = {}, []
        words = layout.paid_words
        for mark in APART:
            words = words.replace(mark, " ")
        self._paid_words = set(words.split())

    def read(self, row):
        """Return the Answer of one row; None for a row of totals, an empty one, or one with a problem."""
        told = {key: half_width(text_of(self._table.cell(row, key))).strip() for key in RETURN_KEYS}
        if not any(told[key] for key in ("line_id", "amount")) or self._is_sum(row, told):
            return None
        line = self._line(row, told["line_id"].removesuffix(".0"))
        if line is None:
            return None
        fits = [self._name_fits(row, line, told["name"]), self._amount_fits(row, line, told["amount"])]
        is_paid = not self._layout.failures_only and told["result"] in self._paid_words
        reason = "" if is_paid else (told["reason"] or told["result"])
        if not is_paid and not reason:
            self._wrong(row, "result", f"没有写{line.name}的处理结果和退回原因。")
            return None
        return Answer(line, is_paid, reason[:200]) if all(fits) else None

    def complete(self, answers):
        """Return the answers with those that the bank leaves unsaid.

        :raises ReturnRefused: lines are missing where the bank answers every one.
        """
        missing = [line for key, line in self._lines.items() if key not in self._seen]
        if not self._layout.failures_only and missing:
            names = "、".join(line.name for line in missing[:5])
            raise ReturnRefused(
                f"名册里还有 {len(missing)} 笔没有回盘（{names}），没有读入任何内容。"
                "请向银行索取完整的回盘文件。"
            )
        return answers + [Answer(line, True) for line in missing]

    def _is_sum(self, row, told):
        words = " ".join(text_of(cell) for cell in row.cells[:4])
        return "合计" in words or "总计" in words or (not told["line_id"] and not told["name"])

    def _line(self, row, key):
        line = self._lines.get(key)
        if line is None:
            other = None
            if key.isascii() and key.isdigit() and len(key) < 18:
                other = StipendLine.objects.filter(pk=int(key)).select_related("run", "run__unit").first()
            is_other = other is not None and other.run_id != self._run.pk
            where = f"属于{other.run}的名册，不是这一份" if is_other else "不在这份名册送银行的明细里"
            self._wrong(row, "line_id", f"明细编号“{key[:20]}”{where}。")
            return None
        if key in self._seen:
            self._wrong(row, "line_id", f"{line.name}这一笔在第 {self._seen[key]} 行已经出现过。")
            return None
        self._seen[key] = row.number
        return line

    def _name_fits(self, row, line, name):
        if name == half_width(line.name):
            return True
        self._wrong(row, "name", f"姓名“{name[:20]}”与名册的“{line.name}”不同。")
        return False

    def _amount_fits(self, row, line, text):
        try:
            amount = Decimal(text.replace(",", "").removesuffix("元"))
        except InvalidOperation:
            self._wrong(row, "amount", f"金额“{text[:20]}”不是数字。")
            return False
        if amount.is_finite() and amount == line.amount:
            return True
        self._wrong(
            row, "amount", f"{line.name}的金额 {text[:20]} 与名册的 {line.amount.quantize(CENT)} 不同。"
        )
        return False

    def _wrong(self, row, key, message):
        letter = letter_of(self._table.places.get(key, 0))
        self.problems.append(f"第 {row.number} 行 {letter} 列：{message}")
