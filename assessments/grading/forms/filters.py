"""The filters above the ranking. Empty means all; nonsense is ignored, never an error page."""

from django import forms

from orgs.filters import ALL, UnitPlaceFilter


class RankFilter(UnitPlaceFilter):
    """Narrows the ranking to a township, a group, a grade or a tier; places stay those among all."""

    group = forms.ChoiceField(label="组别", required=False)
    grade = forms.ChoiceField(label="等次", required=False)
    tier = forms.ChoiceField(label="档次", required=False)

    def __init__(self, *args, ranking, **kwargs):
        self.ranking = ranking
        super().__init__(*args, **kwargs)

    def offer(self):
        super().offer()
        if len(self.fields["township"].queryset[:2]) < 2:
            del self.fields["township"]
        for name in ("group", "grade", "tier"):
            known = dict.fromkeys(getattr(line.grading, name) for line in self.ranking.lines)
            self.fields[name].choices = [("", ALL), *((one, one) for one in known if one)]
            if len(self.fields[name].choices) < 3:
                del self.fields[name]

    @property
    def shown(self):
        """Return the fields that people see."""
        return [self[name] for name in ("township", "group", "grade", "tier") if name in self.fields]

    @property
    def is_used(self):
        return bool(self.place or any(self.chosen(name) for name in ("group", "grade", "tier")))

    def apply(self, lines):
        """Return the lines that fit."""
        for name in ("group", "grade", "tier"):
            if value := self.chosen(name):
                lines = [line for line in lines if getattr(line.grading, name) == value]
        if place := self.place:
            lines = [line for line in lines if line.unit.path.startswith(place.path)]
        return lines
