from datetime import date

import factory
from factory.django import DjangoModelFactory

from assessments.models import Recognition, WeakPlan
from tests.factories.accounts import UserFactory
from tests.factories.rounds import SheetFactory


class WeakPlanFactory(DjangoModelFactory):
    class Meta:
        model = WeakPlan

    sheet = factory.SubFactory(SheetFactory)
    tier = "薄弱"
    measures = "补齐名册，逐户核对。"
    responsible = "李文秀"
    helper = "王建国"
    due_on = date(2027, 3, 31)
    by = factory.SubFactory(UserFactory)


class RecognitionFactory(DjangoModelFactory):
    class Meta:
        model = Recognition

    sheet = factory.SubFactory(SheetFactory)
    kind = "reward"
    name = "年度考核优秀单位"
    reason = "考核 96 分"
    decided_on = date(2026, 11, 20)
    by = factory.SubFactory(UserFactory)
