"""Which of several dated rules holds at a place: the newest one of the nearest unit above."""

from orgs.scoping import STEP


class RuleBook:
    """Rules that units set for themselves and all below; `default()` makes the one that holds without any."""

    def __init__(self, rules, *, default):
        """Take rules with their unit fetched, oldest first."""
        self._by_path = {rule.unit.path: rule for rule in rules}
        self._default = default

    @classmethod
    def on(cls, model, day):
        """Read every rule of `model` that has begun by `day`. One query."""
        rules = model.objects.filter(since__lte=day).select_related("unit").order_by("since", "pk")
        return cls(rules, default=model)

    def at(self, path):
        """Return the rule that holds for the unit with this path."""
        for end in range(len(path), 0, -STEP):
            if rule := self._by_path.get(path[:end]):
                return rule
        return self._default()
