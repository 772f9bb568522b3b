"""Writing the units of a change: names, kinds, codes, parents, paths, beginnings and ends."""

from datetime import timedelta

from orgs.coding import LEVEL_OF_KIND, provisional_code, taken
from orgs.models import Unit, UnitChangeMove, UnitPast
from orgs.scoping import STEP

FIGURES = ("population", "households")
UNIT = "orgs.Unit"


class Shaper:
    """Changes the units of one change; `moved_paths` maps old paths to new ones when it is done."""

    def __init__(self, change, parts):
        self.change, self.parts, self.moved_paths = change, parts, {}
        self.taken = taken(change.county.path)

    def shape(self):
        """Write all units of the change; the parts then know their successors."""
        kinds = self.change.Kind
        if self.change.kind == kinds.MERGE:
            self._merge()
        elif self.change.kind == kinds.SPLIT:
            self._split()
        else:
            for part in self.parts:
                self._alter(part.before, part)

    def close(self):
        """End the units that cease, once everything that follows has left them."""
        stay = {part.after_id for part in self.parts}
        for unit in {part.before.pk: part.before for part in self.parts}.values():
            if unit.pk not in stay:
                unit.valid_to = self.change.effective_on - timedelta(days=1)
                unit.save()

    def _merge(self):
        first = self.parts[0]
        target = first.after
        closing = [part.before for part in self.parts if part.before_id != first.after_id]
        if target is None:
            for unit in closing:  # so that the new unit may take over a name
                unit.valid_to = self.change.effective_on - timedelta(days=1)
                unit.save()
            target = self._make(first)
            for part in self.parts:
                part.after = target
                part.save()
        else:
            target = next(part.before for part in self.parts if part.before_id == first.after_id)
            self._alter(target, first)
            for part in self.parts:
                part.after = target
        self._add_up(target, closing)
        if target.is_township:
            for unit in closing:
                for child in Unit.objects.current().filter(parent=unit).in_tree_order():
                    self._move_below(child, target)

    def _split(self):
        origin = self.parts[0].before
        if origin.pk not in {part.after_id for part in self.parts}:
            origin.valid_to = self.change.effective_on - timedelta(days=1)
            origin.save()
        for part in self.parts:
            if part.after is None:
                part.after = self._make(part)
                part.save()

    def _make(self, part):
        """Return the new unit that a part describes."""
        parent, level = part.parent_after, LEVEL_OF_KIND[part.kind_after]
        code = part.code_after or provisional_code(parent, level, taken=self.taken.codes)
        path = self.taken.next_path(parent.path)
        self.taken.codes.add(code)
        return Unit.objects.create(
            name=part.name_after,
            kind=part.kind_after,
            level=level,
            parent=parent,
            path=path,
            code=code,
            code_is_provisional=not part.code_after,
            valid_from=self.change.effective_on,
        )

    def _alter(self, unit, part):
        """Give a unit that goes on its new facts, and remember the former ones."""
        level = LEVEL_OF_KIND[part.kind_after]
        facts = {"name": part.name_after, "kind": part.kind_after, "level": level}
        facts |= self._code_facts(unit, part.parent_after, level, part.code_after)
        self._write(unit, part.parent_after, facts)
        if unit.is_township and part.code_after:
            for child in Unit.objects.current().filter(parent=unit).in_tree_order():
                self._write(child, unit, self._code_facts(child, unit, child.level, ""))

    def _move_below(self, child, parent):
        self._write(child, parent, self._code_facts(child, parent, child.level, ""))

    def _code_facts(self, unit, parent, level, wanted):
        """Return the code: the one given, the own one where it fits, or one by the coding rule."""
        if wanted:
            self.taken.codes.add(wanted)
            return {"code": wanted, "code_is_provisional": False}
        if level == Unit.Level.TOWNSHIP or (unit.code.startswith(parent.code) and unit.level == level):
            return {}
        code = f"{parent.code}{unit.code[-3:]}"
        if code in self.taken.codes or unit.level != level:
            code = provisional_code(parent, level, taken=self.taken.codes)
        self.taken.codes.add(code)
        return {"code": code, "code_is_provisional": True}

    def _write(self, unit, parent, facts):
        changed = {name: value for name, value in facts.items() if getattr(unit, name) != value}
        if not changed and unit.parent_id == parent.pk:
            return
        remember(unit, self.change)
        for name, value in changed.items():
            setattr(unit, name, value)
        if unit.parent_id != parent.pk:
            old, unit.path = unit.path, self.taken.next_path(parent.path)
            unit.parent = parent
            self.moved_paths[old] = unit.path
        unit.save()

    def _add_up(self, target, closing):
        """Add the figures of the closing units to those of the successor, where all are known."""
        before = {name: getattr(target, name) for name in FIGURES}
        for name in FIGURES:
            own = [] if self.parts[0].makes_unit else [before[name]]
            figures = [*own, *(getattr(unit, name) for unit in closing)]
            if None not in figures:
                setattr(target, name, sum(figures))
        target.save()
        if not self.parts[0].makes_unit:
            UnitChangeMove.objects.create(
                change=self.change,
                follower=UNIT,
                before=target,
                after=target,
                restores=[[UNIT, target.pk, before]],
            )


def remember(unit, change):
    """Write down what the unit was until the day before the change; the first truth of a day stands."""
    facts = ("name", "code", "code_is_provisional", "level", "kind", "parent", "path")
    UnitPast.objects.get_or_create(
        unit=unit,
        until=change.effective_on - timedelta(days=1),
        defaults={name: getattr(unit, name) for name in facts} | {"change": change},
    )


def below_of(units):
    """Return the units and all that lies below them, closed ones too, in tree order."""
    found = {unit.pk: unit for unit in units}
    for unit in units:
        if len(unit.path) // STEP < 4:
            found |= {each.pk: each for each in Unit.objects.below(unit)}
    return sorted(found.values(), key=lambda unit: unit.path)
