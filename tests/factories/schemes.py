from datetime import datetime

import factory
from factory.django import DjangoModelFactory

from assessments.models import Band, Item, Scheme, Section
from assessments.schemes.choices import BandKind, SchemeState, Subject
from tests.factories.accounts import UserFactory
from tests.factories.assessments import SHANGHAI
from tests.factories.orgs import CountyFactory


class SchemeFactory(DjangoModelFactory):
    """A draft without a line; `published=True` puts it in force."""

    class Meta:
        model = Scheme

    county = factory.SubFactory(CountyFactory)
    year = 2026
    subject = Subject.TOWNSHIP
    name = "2026 年度乡镇残联目标考核方案"
    created_by = factory.SubFactory(UserFactory)

    class Params:
        published = factory.Trait(
            state=SchemeState.PUBLISHED,
            published_by=factory.SelfAttribute("created_by"),
            published_at=datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI),
        )
        for_villages = factory.Trait(subject=Subject.GRASSROOTS, name="2026 年度村（社区）残协目标考核方案")


class SectionFactory(DjangoModelFactory):
    class Meta:
        model = Section

    scheme = factory.SubFactory(SchemeFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = "政令畅通"
    points = 10


class ItemFactory(DjangoModelFactory):
    """按时参加会议，5 分，缺 1 人次扣 1 分（domain.md §3.3）."""

    class Meta:
        model = Item

    section = factory.SubFactory(SectionFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = "按时参加县残工委与县残联通知的会议"
    criterion = "缺1人次扣1分"
    points = 5
    rule = "per_miss"
    params = factory.LazyFunction(lambda: {"each": "1", "late": None, "unit": "人次"})

    class Params:
        by_task = factory.Trait(
            name="完成白内障患者检查任务",
            criterion="每人平均分，缺1例扣1人平均分",
            points=3,
            rule="proportional",
            params=factory.LazyFunction(lambda: {"unit": "例", "target": None, "over": None}),
            is_pledged=True,
        )
        added = factory.Trait(
            name="受市级以上表彰",
            criterion="每次加2分",
            points=0,
            rule="bonus",
            params=factory.LazyFunction(
                lambda: {"kinds": [{"key": "city", "name": "市级表彰", "each": "2"}], "cap": "5"}
            ),
        )
        vetoed = factory.Trait(
            name="资金截留",
            criterion="出现的总分计零分",
            points=0,
            rule="veto",
            params=factory.LazyFunction(
                lambda: {"kinds": [{"key": "money", "name": "截留资金"}], "effect": "zero"}
            ),
        )


class BandFactory(DjangoModelFactory):
    class Meta:
        model = Band

    scheme = factory.SubFactory(SchemeFactory)
    kind = BandKind.GRADE
    number = factory.Sequence(lambda n: n + 1)
    name = "优秀"
    from_points = 90
