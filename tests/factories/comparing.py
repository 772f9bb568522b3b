from dataclasses import asdict
from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from registry.comparing.choices import Kind, RowState, State
from registry.comparing.defaults import PROFILES
from registry.comparing.fields import FIELDS
from registry.comparing.models.rows import joined
from registry.comparing.selectors.profiles import county_of
from registry.models import (
    Comparison,
    ComparisonDecision,
    ComparisonProfile,
    ComparisonRow,
    ComparisonTakeover,
    ComparisonTask,
)
from tests.factories.accounts import UserFactory
from tests.factories.orgs import CountyFactory, VillageFactory
from tests.factories.registry import PersonFactory

AT = datetime(2026, 11, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def meaning(code):
    """Return the profile of a kind of list as a comparison keeps it."""
    profile = PROFILES[code]
    return asdict(profile) | {"fields": list(profile.fields)}


class ComparisonFactory(DjangoModelFactory):
    """A comparison with its result, of a list of one name."""

    class Meta:
        model = Comparison

    class Params:
        code = "general"
        closed = factory.Trait(
            state=State.CLOSED,
            closed_at=AT,
            closed_by=factory.SelfAttribute("uploaded_by"),
            keep_until=date(2027, 1, 31),
        )

    unit = factory.SubFactory(CountyFactory)
    title = factory.Sequence(lambda n: f"第{n}份名单")
    sender = "县民政局"
    meaning = factory.LazyAttribute(lambda o: meaning(o.code))
    fields = factory.LazyAttribute(lambda o: list(o.meaning["fields"]))
    uploaded_by = factory.SubFactory(UserFactory)
    file = factory.LazyFunction(lambda: ContentFile("姓名,身份证号\n王芳,1\n".encode(), name="list.csv"))
    file_name = "list.csv"
    file_digest = factory.Sequence(lambda n: f"{n:064x}")
    state = State.READY
    compared_at = AT
    counts = factory.LazyFunction(lambda: {"rows": 1, "kinds": {}})
    columns = factory.LazyFunction(lambda: {"known": [["姓名", "姓名", "name", 0]], "unknown": []})
    sample = factory.LazyFunction(
        lambda: [
            {
                "sheet": "",
                "rows": [
                    {"number": 1, "look": "x", "texts": ["姓名", "身份证号"]},
                    {"number": 2, "look": "y", "texts": ["王芳", "1"]},
                ],
            }
        ]
    )


class ComparisonRowFactory(DjangoModelFactory):
    """A row that differs in the telephone number."""

    class Meta:
        model = ComparisonRow

    class Params:
        theirs = factory.LazyFunction(lambda: {"phone": "13900000001"})

    person = factory.SubFactory(PersonFactory, phone="13800000000")
    comparison = factory.SubFactory(
        ComparisonFactory, unit=factory.LazyAttribute(lambda o: county_of(o.factory_parent.person.unit))
    )
    kind = Kind.DIFFERING
    row = factory.Sequence(lambda n: n + 2)
    unit = factory.LazyAttribute(lambda o: o.person.unit if o.person else None)
    path = factory.LazyAttribute(lambda o: o.unit.path if o.unit else o.comparison.unit.path)
    diffs = factory.LazyAttribute(lambda o: joined(list(o.theirs)) if o.kind == Kind.DIFFERING else "")
    open_diffs = factory.SelfAttribute("diffs")
    content = factory.LazyAttribute(
        lambda o: {
            "name": o.person.name if o.person else "张三",
            "id_number": o.person.id_number if o.person else "",
            "values": o.theirs,
            "texts": [["姓名", "王芳"], ["联系电话", "13900000001"]],
            "event": "",
            "ours": {key: FIELDS[key].of(o.person) for key in o.theirs if o.person and key in FIELDS},
        }
    )


class ComparisonTaskFactory(DjangoModelFactory):
    class Meta:
        model = ComparisonTask

    unit = factory.SubFactory(VillageFactory)
    comparison = factory.SubFactory(
        ComparisonFactory, unit=factory.LazyAttribute(lambda o: county_of(o.factory_parent.unit))
    )
    sent_on, due_on, remind_on = date(2026, 11, 2), date(2026, 11, 30), date(2026, 11, 27)
    sent_by = factory.SubFactory(UserFactory)


def tasked_row(village, **facts):
    """Return a row that is out with a village."""
    person = PersonFactory(unit=village, phone="13800000000")
    comparison = facts.pop("comparison", None) or ComparisonFactory(unit=county_of(village))
    task = ComparisonTaskFactory(unit=village, comparison=comparison)
    return ComparisonRowFactory(
        person=person, comparison=comparison, task=task, state=RowState.TASKED, **facts
    )


class ComparisonTakeoverFactory(DjangoModelFactory):
    class Meta:
        model = ComparisonTakeover

    comparison = factory.SubFactory(ComparisonFactory)
    unit = factory.SelfAttribute("comparison.unit")
    field, count = "phone", 1
    by = factory.SubFactory(UserFactory)
    at = AT


class ComparisonDecisionFactory(DjangoModelFactory):
    class Meta:
        model = ComparisonDecision

    row = factory.SubFactory(ComparisonRowFactory)
    choice = "kept"
    by = factory.SubFactory(UserFactory)
    at = AT


class ComparisonProfileFactory(DjangoModelFactory):
    class Meta:
        model = ComparisonProfile

    unit = factory.SubFactory(CountyFactory)
    code, name = "dibao", "低保名单"
    fields = factory.LazyFunction(lambda: ["name"])
    only_here = only_there = True
    task_days, remind_days, keep_days = 7, 2, 30
    since = date(2026, 1, 1)
