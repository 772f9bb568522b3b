from django import forms

from orgs.models import Unit

ORDERS = {
    "": "按机构顺序",
    "low": "预计得分从低到高",
    "high": "预计得分从高到低",
    "gap": "差分从多到少",
}
SORTED = {
    "low": lambda one: (one.expected, one.unit.path),
    "high": lambda one: (-one.expected, one.unit.path),
    "gap": lambda one: (-(one.best - one.so_far), one.unit.path),
}


class WeatherFilter(forms.Form):
    """Which round, which township, in which order. Nonsense is ignored."""

    round = forms.ChoiceField(label="考核对象", required=False)
    unit = forms.ChoiceField(label="乡镇（街道）", required=False)
    order = forms.ChoiceField(label="排序", required=False, choices=[*ORDERS.items()])

    def __init__(self, query, *, rounds, scope):
        self.rounds = {str(one.pk): one for one in rounds}
        self.chosen = self.rounds.get(query.get("round")) or next(iter(rounds), None)
        townships = Unit.objects.within(scope).current().townships().in_tree_order()
        places = {str(unit.pk): unit for unit in townships}
        self.township = places.get(query.get("unit"))
        self.order = query.get("order") if query.get("order") in SORTED else ""
        super().__init__(
            {
                "round": str(self.chosen.pk) if self.chosen else "",
                "unit": self.township.pk if self.township else "",
                "order": self.order,
            }
        )
        counties = {one.county_id for one in rounds}
        self.fields["round"].choices = [
            (key, self._name(one, len(counties) > 1)) for key, one in self.rounds.items()
        ]
        self.fields["unit"].choices = [("", "全部"), *((key, unit.name) for key, unit in places.items())]
        if len(places) < 2 or (self.chosen and self.chosen.subject == "township"):
            del self.fields["unit"]
            self.township = None

    @staticmethod
    def _name(round_, names_county):
        subject = round_.get_subject_display()
        return f"{round_.county.name} {subject}" if names_county else subject

    def sort(self, outlooks):
        """Return the outlooks in the order asked for."""
        return sorted(outlooks, key=SORTED[self.order]) if self.order else list(outlooks)
