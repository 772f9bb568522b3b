"""Which rows under the header are about persons: blank, total, signature and repeated header rows are not."""

import re

from core.sheets.cells import half_width, text_of
from registry.identity import tidy_number
from registry.imports.columns import VOCABULARY, WITHOUT_CONTENT

WHO = ("id_number", "card_number")
FEW_CELLS = 2
TOTAL = re.compile(r"(合计|小计|总计|共计|累计|总人数|本页|总数)")
COUNT = re.compile(r"共\d+[人名户条行]")
SIGNATURE = re.compile(
    r"(制表|填表|填报|审核|复核|经办|负责|主管|分管|主要领导|单位负责|联系|打印|报送|日期|时间|电话)"
    r"[^：:]{0,8}[：:]"
)
SEALED = re.compile(r"(盖章|签章|签字|签名|公章)")
NUMBER = re.compile(r"\d{5}")  # a signature or a date may stand in the column of the ID number, too
REMARK = re.compile(r"(注|说明|备注|填表说明|填报说明)\d?[：:]")


def person_rows(layout):
    """Return the rows about persons, and (row number, reason) of those that were left out."""
    rows, skipped = [], []
    for row in layout.body:
        reason = why_not(layout, row)
        if reason:
            skipped.append((row.number, reason))
        else:
            rows.append(row)
    return rows, skipped


def why_not(layout, row):
    """Return why a row is not about a person (空白、合计、签字、表头、说明), or nothing if it is."""
    if any(NUMBER.search(tidy_number(text_of(layout.cell(row, key)))) for key in WHO):
        return ""
    texts = [text for cell in row.cells if (text := half_width(text_of(cell)))]
    has_name = bool(text_of(layout.cell(row, "name")))
    if not texts:
        return "空白"
    if any(TOTAL.match(text) or COUNT.match(text) for text in texts[:2]):
        return "合计"
    if SIGNATURE.match(texts[0]) or (SEALED.search("".join(texts)) and not has_name):
        return "签字"
    if REMARK.match(texts[0]):
        return "说明"
    if _repeats_header(layout, row):
        return "表头"
    stated = [key for key in layout.places if key not in WITHOUT_CONTENT and text_of(layout.cell(row, key))]
    return "" if has_name or len(stated) > FEW_CELLS else "空白"


def _repeats_header(layout, row):
    """True for a header that is printed again on a new page, and for the second line of a header."""
    known = sum(
        VOCABULARY.key_of(text_of(cell)) is not None
        for cell in row.cells
        if isinstance(cell, str) and 1 < len(cell) < 20
    )
    return known >= 3
