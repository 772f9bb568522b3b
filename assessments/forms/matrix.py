from urllib.parse import urlencode

from django import forms

from assessments.periods import Quarter, quarter_of
from assessments.selectors.matrix import items_of
from orgs.models import Unit

SHOWN = {
    "": "全部单位",
    "gaps": "只看未达标",
    "lacking": "只看有缺项",
    "open": "只看待查",
    "proof": "只看缺佐证",
}
KEEP = {
    "gaps": lambda row: not row.is_compliant,
    "lacking": lambda row: row.lacking > 0,
    "open": lambda row: row.open > 0,
    "proof": lambda row: row.lacks_evidence,
}


class MatrixFilter(forms.Form):
    """The filters above the matrix: list, township, quarter, state, item. Nonsense is ignored.

    It always shows what is really in force, so that an address without a query shows the defaults chosen.
    """

    county = forms.ChoiceField(label="县（区）", required=False)
    list = forms.CharField(required=False, widget=forms.HiddenInput)
    unit = forms.ChoiceField(label="乡镇（街道）", required=False)
    quarter = forms.ChoiceField(label="季度", required=False)
    show = forms.ChoiceField(label="范围", required=False, choices=[*SHOWN.items()])
    item = forms.ChoiceField(label="缺哪一项", required=False)

    def __init__(self, query, *, counties, checklists, townships, periods):
        self.county = chosen_county(query, counties)
        lists = {one.code: one for one in checklists}
        places = {str(unit.pk): unit for unit in townships}
        quarters = {str(period.number): period for period in periods}
        self.checklist = lists.get(query.get("list")) or next(iter(lists.values()), None)
        self.township = places.get(query.get("unit"))
        self.period = quarters.get(query.get("quarter")) or periods[-1]
        self.items = items_of(self.checklist, self.period) if self.checklist else []
        self.item = next((item for item in self.items if str(item.pk) == query.get("item")), None)
        self.show = query.get("show") if query.get("show") in SHOWN else ""
        super().__init__(
            {
                "county": self.county.pk,
                "list": self.checklist.code if self.checklist else "",
                "unit": self.township.pk if self.township else "",
                "quarter": self.period.number,
                "show": self.show,
                "item": self.item.pk if self.item else "",
            }
        )
        self.fields["county"].choices = [(county.pk, county.name) for county in counties]
        self.checklists = [
            {
                "name": one.name,
                "levels": measured_by(one),
                "query": self.query(list=code, unit="", item=""),
                "is_chosen": one == self.checklist,
            }
            for code, one in lists.items()
        ]
        self.fields["unit"].choices = [("", "全部"), *((key, unit.name) for key, unit in places.items())]
        self.fields["quarter"].choices = [(key, period.name) for key, period in quarters.items()]
        self.fields["item"].choices = [("", "不限"), *((item.pk, item.short_name) for item in self.items)]
        if len(counties) < 2:
            del self.fields["county"]
        if len(places) < 2:
            del self.fields["unit"]

    def apply(self, found):
        """Return the matrix with the rows that fit."""
        if self.show in KEEP:
            found = found.only(KEEP[self.show])
        if self.item:
            place = [item.pk for item in found.items].index(self.item.pk)
            found = found.only(lambda row: row.cells[place].is_lacking)
        return found

    def query(self, **changes):
        """Return the query string of the present choice with some fields changed."""
        chosen = {name: self.data[name] for name in ("county", "list", "unit", "quarter", "show")}
        return urlencode({name: value for name, value in (chosen | changes).items() if value})

    @property
    def place_fields(self):
        """Return the fields that say where and when, for pages that leave no rows out."""
        return [bound for bound in self if bound.name not in ("show", "item")]

    @property
    def measured(self):
        return measured_by(self.checklist)

    @property
    def place_word(self):
        """Return what the units of the list are called: 村（社区）, 乡镇（街道） or 县（区）."""
        if self.checklist.is_for_grassroots:
            return "村（社区）"
        return "、".join(Unit.Level(level).label for level in self.checklist.levels)

    @property
    def print_query(self):
        return sheet_query(self.checklist, self.township or self.county, self.period)

    @property
    def narrows(self):
        """True if rows are left out by state or item."""
        return bool(self.show or self.item)


def sheet_query(checklist, unit, period):
    """Return what the printed check sheet needs to know: its kind, unit, year and quarter."""
    kind = f"{checklist.code}_sheet"
    return urlencode({"kind": kind, "unit": unit.pk, "year": period.year, "quarter": period.number})


def chosen_county(query, counties):
    """Return the county that the query names, or the first one; None if there is none."""
    named = [county for county in counties if str(county.pk) == query.get("county")]
    return next(iter(named or counties), None)


def quarters_until(year, today):
    """Return the quarters of `year` that have begun, oldest first; the first one of a year to come."""
    periods = [Quarter(year, number) for number in range(1, 5)]
    return [period for period in periods if period <= quarter_of(today)] or periods[:1]


def measured_by(checklist):
    """Name the organisations that a list measures: 乡镇残联, 村（社区）残协."""
    if checklist.is_for_grassroots:
        return "村（社区）残协"
    return "、".join(f"{Unit.Level(level).label}残联" for level in checklist.levels)
