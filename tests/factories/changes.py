"""A small county with real-looking codes, and changes of its tree, drafted and carried out."""

from datetime import UTC, date, datetime

from orgs.changes import services
from orgs.changes.services import PartFacts
from orgs.models import Unit, UnitChange
from tests.factories.accounts import PostingFactory
from tests.factories.orgs import CountyFactory, TownshipFactory, VillageFactory

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 1)
Kind = UnitChange.Kind


class SmallCounty:
    """一个县, two townships, three villages, and the manager who may change them."""

    def __init__(self):
        self.county = CountyFactory(name="会宁县", code="620422")
        self.town = TownshipFactory(name="会师镇", code="620422100", parent=self.county)
        self.other = TownshipFactory(name="甘沟驿镇", code="620422103", parent=self.county)
        self.zhang = self.village("张庄村", "620422100201")
        self.li = self.village("李湾村", "620422100202")
        self.far = self.village("老鸦村", "620422103201", parent=self.other)
        self.manager = PostingFactory(unit=self.county, as_manager=True).user

    def village(self, name, code, parent=None):
        return VillageFactory(name=name, code=code, parent=parent or self.town)

    def draft(self, kind, *parts, on=DAY, at=AT):
        return services.draft_change(
            self.county,
            kind,
            parts=list(parts),
            by=self.manager,
            at=at,
            effective_on=on,
            document="会政发〔2026〕15 号",
        )

    def do(self, kind, *parts, on=DAY, at=AT):
        """Draft, confirm and carry out a change; return it."""
        change = self.draft(kind, *parts, on=on, at=at)
        services.confirm_change(change, by=self.manager, at=at)
        return services.carry_out(change, by=self.manager, at=at)

    def merge(self, name="新庄村", *, into=None, on=DAY, at=AT):
        """Merge 张庄村 and 李湾村, into a new village or into one of them."""
        parts = [PartFacts(unit, into, name=name) for unit in (self.zhang, self.li)]
        return self.do(Kind.MERGE, *parts, on=on, at=at)

    def unit(self, name):
        return Unit.objects.current(DAY).get(name=name)


def make_change(village, *, state=UnitChange.State.DRAFT, made_by=None):
    """Return a change that would give the village a new name; drafted only."""
    county = village.parent.parent
    manager = made_by or PostingFactory(unit=county, as_manager=True).user
    change = UnitChange.objects.create(
        county=county,
        kind=Kind.RENAME,
        state=state,
        effective_on=DAY,
        document="会政发〔2026〕15 号",
        made_by=manager,
        confirmed_by=manager,
        confirmed_at=AT,
        carried_out_at=AT,
        result={"rows": [], "levels_before": {}, "levels_after": {}, "units": [village.pk]},
    )
    change.parts.create(
        before=village,
        after=village,
        name_before=village.name,
        code_before=village.code,
        kind_before=village.kind,
        parent_before=village.parent,
        name_after="新名村",
        kind_after=village.kind,
        parent_after=village.parent,
    )
    return change
