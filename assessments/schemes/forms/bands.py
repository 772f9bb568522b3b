"""Bands of one kind as a table of inputs."""

from dataclasses import dataclass

from django import forms

from assessments.models import Band
from assessments.schemes.bands import BandRow, problems_of_bands
from assessments.schemes.choices import BandKind
from assessments.schemes.fingerprints import of_bands
from assessments.schemes.forms.fields import AmountField, Seen
from assessments.scoring import decimal_of
from core.forms import FlatSelect

SPARE_ROWS, MOST_ROWS = 2, 20
HEADS = ("名称", "起始分（含）", "止于（不含）", "名额比例（%）", "颜色")


@dataclass(frozen=True)
class Line:
    """One row of inputs on the page."""

    number: int
    cells: list
    key: str = ""


class BandsForm(Seen, forms.Form):
    """Rows `b_<number>_…`; a row without a name and points is left out."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    rows = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, scheme, kind, row_count, **kwargs):
        super().__init__(*args, **kwargs)
        self.scheme, self.kind, self.row_count = scheme, BandKind(kind), row_count
        for number in range(row_count):
            for name, field in self._cells(number):
                self.fields[f"b_{number}_{name}"] = field

    def _cells(self, number):
        start = f"第 {number + 1} 行"
        yield "name", _labelled(forms.CharField(max_length=20, required=False), f"{start}名称")
        yield "from", _labelled(AmountField("", required=False), f"{start}起始分")
        yield "below", _labelled(AmountField("", required=False), f"{start}止于")
        if self.kind == BandKind.GRADE:
            yield "quota", _labelled(AmountField("", required=False), f"{start}名额比例")
        choices = Band.Tone.choices
        tone = forms.ChoiceField(choices=choices, required=False, initial=Band.Tone.NONE)
        tone.widget = FlatSelect(choices=choices)
        yield "tone", _labelled(tone, f"{start}颜色")

    @property
    def heads(self):
        return [head for head in HEADS if self.kind == BandKind.GRADE or "名额" not in head]

    @property
    def lines(self):
        return [
            Line(number + 1, [self[name] for name in self.fields if name.startswith(f"b_{number}_")])
            for number in range(self.row_count)
        ]

    def clean(self):
        values = super().clean()
        if self.errors:
            return values
        rows = [row for number in range(self.row_count) if (row := self._row(values, number))]
        if not self.errors:
            for problem in problems_of_bands(rows, self.scheme.full_points + self.scheme.bonus_cap):
                self.add_error(None, problem)
            values["bands"] = rows
        return values

    def _row(self, values, number):
        given = {
            name: values.get(f"b_{number}_{name}") for name in ("name", "from", "below", "quota", "tone")
        }
        if not given["name"] and given["from"] is None:
            return None
        if not given["name"] or given["from"] is None:
            self.add_error(None, f"第 {number + 1} 行的名称和起始分都要填。")
            return None
        return BandRow(
            given["name"],
            decimal_of(given["from"]),
            decimal_of(given["below"]),
            decimal_of(given["quota"]),
            given["tone"] or Band.Tone.NONE,
        )


def bands_form(scheme, kind, bands):
    """Return the form with the bands as they stand, the highest first."""
    values = {"seen": of_bands(bands), "rows": min(MOST_ROWS, len(bands) + SPARE_ROWS)}
    above = None
    for number, band in enumerate(bands):
        values |= {
            f"b_{number}_name": band.name,
            f"b_{number}_from": band.from_points,
            f"b_{number}_below": above,
            f"b_{number}_quota": band.quota_percent,
            f"b_{number}_tone": band.tone,
        }
        above = band.from_points
    return BandsForm(scheme=scheme, kind=kind, row_count=values["rows"], initial=values)


def row_count_of(posted, more=0):
    """Return how many rows a posted form shows."""
    text = posted.get("rows") or ""
    given = int(text) if text.isdecimal() and len(text) < 4 else SPARE_ROWS
    return min(MOST_ROWS, given + more)


def _labelled(field, label):
    field.label = label
    field.widget.attrs["aria-label"] = label
    return field
