"""Lists as CSV, safe to open in Excel. Workbooks are written by `core.sheets`."""

import csv
import io

# A cell that begins so would be run as a formula; a leading quote makes Excel show it as text.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for GBK


def safe_cell(value):
    """Return the value as a text that Excel will not run as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_MARKS) else text


def csv_lines(titles, rows):
    """Yield the lines of a CSV file as UTF-8 bytes, with the mark that Excel needs to read Chinese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    for row in (titles, *rows):
        writer.writerow([safe_cell(cell) for cell in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
