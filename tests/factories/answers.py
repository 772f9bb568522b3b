from datetime import date

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from reports.answers.choices import State
from reports.answers.models import Answer, AnswerRecipe
from tests import workbooks
from tests.factories.accounts import UserFactory
from tests.factories.orgs import VillageFactory
from tests.factories.reports import MADE, SnapshotFactory

FORM = workbooks.xlsx(["单位", "残疾人数", "鞋码"], ["会师镇"])


def column(place, letter, title, key):
    return {
        "place": place, "letter": letter, "parts": [title], "title": title, "key": key, "near": "",
        "how": "known" if key else "unknown", "samples": [],
    }  # fmt: skip


def found():
    return [
        {
            "name": "附表1", "note": "", "target": "units", "top": 1, "bottom": 1, "first": 2,
            "rows": {"given": 1, "blank": 0, "totals": 0},
            "columns": [
                column(1, "A", "单位", "row.unit"), column(2, "B", "残疾人数", "persons"),
                column(3, "C", "鞋码", ""),
            ],
        }
    ]  # fmt: skip


class AnswerRecipeFactory(DjangoModelFactory):
    class Meta:
        model = AnswerRecipe

    unit = factory.SubFactory(VillageFactory)
    name = "残疾人基本情况统计表"
    look = factory.Sequence(lambda n: f"{n:064d}")
    columns = factory.LazyFunction(lambda: [found()[0]["columns"]])
    uses, used_at = 1, MADE
    made_by = factory.SubFactory(UserFactory)


class AnswerFactory(DjangoModelFactory):
    """A form of units that has been filled."""

    class Meta:
        model = Answer

    unit = factory.SubFactory(VillageFactory)
    as_of, filled_at = date(2026, 11, 22), MADE
    uploaded_by = factory.SubFactory(UserFactory)
    file_name = "附表1.xlsx"
    file = factory.LazyFunction(lambda: ContentFile(FORM, name="form.xlsx"))
    result = factory.LazyFunction(lambda: ContentFile(FORM, name="form.xlsx"))
    state, has_persons, needs = State.READY, False, ["report_make"]
    found = factory.LazyFunction(found)
    troubles = factory.LazyFunction(
        lambda: [{"sheet": "附表1", "row": 2, "cell": "A2", "message": "没有填。", "advice": "补填。"}]
    )
    counts = factory.LazyFunction(
        lambda: {"written": 1, "left": 0, "unknown": 1, "rows": 1, "persons": 0, "troubles": 1}
    )
    snapshot = factory.SubFactory(
        SnapshotFactory, unit=factory.SelfAttribute("..unit"), kind="answer.0", quarter=None
    )
