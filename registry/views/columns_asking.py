"""What the pages ask on which people say which row is the header of a table and what its columns are."""

from dataclasses import dataclass

SHOWN_ROWS = 12
FULL_ROW = 3  # cells that make a row look like a header when nothing else does
NUMBER_MAX = 9  # digits of a row number


@dataclass(frozen=True)
class Header:
    """The sheet asked for, by its place, and the number of its header row, 0 for none."""

    sample: list
    index: int
    number: int

    @property
    def sheet(self):
        return self.sample[self.index]

    @property
    def context(self):
        """Return what `registry/_columns.html` shows of it."""
        rows = self.sheet["rows"]
        return {
            "header": self.number,
            "index": self.index,
            "sheets": [each["sheet"] for each in self.sample],
            "rows": rows[:SHOWN_ROWS] if self.number < SHOWN_ROWS else rows,
        }

    def read_so_far(self, told):
        """Return {place: key} as the file has been read so far, if by this sheet and header.

        :param told: what reading has found: `sheet`, `header` and `known`, rows that end with key and place.
        """
        if told.get("sheet") != self.sheet["sheet"] or told.get("header") != self.number:
            return None
        return {column[-1]: column[-2] for column in told.get("known", ())}


def header_asked(request, sample, *, told, vocabulary):
    """Return the `Header` that a request names; nonsense is ignored, and the likeliest row taken.

    :param sample: the first rows of each sheet; told: what reading has found, as for `read_so_far`.
    """
    asked = request.POST if request.method == "POST" else request.GET
    index = number_in(asked.get("sheet"), most=len(sample) - 1) or 0
    rows = sample[index]["rows"]
    number = number_in(asked.get("header"))
    if number is None and index == 0:
        number = told.get("header")
    if number is None or number not in {0, *(row["number"] for row in rows)}:
        number = _likely_header(rows, vocabulary)
    return Header(sample, index, number)


def number_in(text, *, most=10**NUMBER_MAX):
    """Return the number that a text of a request names, up to `most`, or None."""
    if text and text.isascii() and text.isdigit() and len(text) <= NUMBER_MAX:
        return int(text) if int(text) <= most else None
    return None


def _likely_header(rows, vocabulary):
    """Return the number of the row with most known titles, else of the first that is well filled."""
    known = {
        row["number"]: sum(vocabulary.key_of(text) is not None for text in row["texts"] if text)
        for row in rows
    }
    best = max(known, key=known.get, default=0)
    if known.get(best):
        return best
    return next((row["number"] for row in rows if sum(map(bool, row["texts"])) >= FULL_ROW), best)
