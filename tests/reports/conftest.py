"""One small county whose every figure can be counted by hand, on 22 November 2026."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import timezone

from accounts.roles import Role
from assessments.models import Check
from assessments.services.checklists import install_defaults
from registry.choices import ArchiveReason, CardState, Category, Grade, Hukou, Sex, Subsistence
from staff.choices import EndReason, PostType
from staff.pay.services.making import make_run
from tests.factories import (
    CertificateFactory,
    CommunityFactory,
    CountyFactory,
    PersonFactory,
    PostingFactory,
    TownshipFactory,
    VillageFactory,
    id_number,
)
from tests.factories.boards import SeatFactory, TermFactory
from tests.factories.staff import (
    AppointmentFactory,
    AttendanceFactory,
    PostFactory,
    StipendStandardFactory,
    TrainingFactory,
)
from tests.paying import FIRST, SECOND, closed

TODAY = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
JULY = datetime(2026, 7, 10, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def world():
    """会宁县, a little county."""
    return little_county("会宁县", "620422")


def little_county(name, code, *, parent=None, first=0):
    """Return a county with two townships, two villages, a community; people, posts, money, courses, checks.

    :param first: the number of the last person of another such county.
    """
    county = CountyFactory(name=name, code=code, parent=parent)
    huishi = TownshipFactory(name="会师镇", code=f"{code}100", parent=county)
    guocheng = TownshipFactory(name="郭城驿镇", code=f"{code}101", parent=county)
    here = SimpleNamespace(
        county=county,
        huishi=huishi,
        guocheng=guocheng,
        nanshi=VillageFactory(name="南什村", code=f"{code}100201", parent=huishi),
        xiguan=CommunityFactory(name="西关社区", code=f"{code}100001", parent=huishi),
        hongbaozi=VillageFactory(name="红堡子村", code=f"{code}101201", parent=guocheng),
    )
    here.clerk = PostingFactory(unit=county, role=Role.COUNTY_CLERK).user
    add_people(here, first=first)
    add_staff(here)
    add_money(here)
    add_checks(here)
    return here


def add_people(here, *, first=0):
    """Four on the register, two of them of 视力; one dead; one card expired, one expiring."""
    card = {"card_state": CardState.VALID, "hukou": Hukou.RURAL}
    person(here.nanshi, first + 1, name="王芳", sex=Sex.FEMALE, category=Category.VISION, grade=Grade.ONE,
           card_expires_on=date(2026, 10, 1), subsistence=Subsistence.DIBAO, **card)  # fmt: skip
    person(here.nanshi, first + 2, name="李强", birth_date=date(1950, 5, 1), category=Category.VISION,
           grade=Grade.THREE, card_expires_on=date(2030, 1, 1), **card)  # fmt: skip
    person(here.xiguan, first + 3, name="张伟", birth_date=date(2015, 5, 1), category=Category.INTELLECTUAL,
           grade=Grade.TWO, card_expires_on=date(2026, 12, 31), **card)  # fmt: skip
    somebody = person(here.hongbaozi, first + 4, name="赵敏", category=Category.PHYSICAL, grade=Grade.FOUR,
                      card_expires_on=date(2036, 3, 1), **card)  # fmt: skip
    CertificateFactory(person=somebody, issued_on=date(2026, 3, 1), expires_on=date(2036, 3, 1))
    person(here.hongbaozi, first + 5, name="孙丽", category=Category.PHYSICAL, grade=Grade.FOUR,
           archived_at=TODAY, archived_by=here.clerk, archive_reason=ArchiveReason.DEATH,
           archive_date=date(2026, 5, 1), **card)  # fmt: skip


def person(unit, number, *, birth_date=date(1980, 1, 1), sex=Sex.MALE, **facts):
    return PersonFactory(
        unit=unit, sex=sex, birth_date=birth_date, id_number=id_number(number, birth_date), **facts
    )


def add_staff(here):
    """Four posts of members: 会师镇 and 南什村 held, 西关社区 and 红堡子村 vacant; a 理事长 with a paper."""
    town = PostFactory(unit=here.huishi, post_type=PostType.TOWNSHIP_MEMBER)
    village = PostFactory(unit=here.nanshi)
    PostFactory(unit=here.xiguan, post_type=PostType.COMMUNITY_MEMBER, established_on=date(2026, 11, 13))
    empty = PostFactory(unit=here.hongbaozi)
    head = PostFactory(unit=here.huishi, post_type=PostType.TOWNSHIP_HEAD)
    at_town = AppointmentFactory(post=town, since=date(2026, 1, 1))
    at_village = AppointmentFactory(post=village)
    AppointmentFactory(post=head)
    office = TermFactory(board__unit=here.huishi, board__kind="township_federation")
    SeatFactory(term=office, post_code="director", post_name="理事长", document="会组发〔2022〕5 号")
    AppointmentFactory(post=empty, until=date(2026, 8, 31), end_reason=EndReason.RESIGNED)
    first = TrainingFactory(unit=here.county, held_on=date(2026, 4, 15))
    second = TrainingFactory(unit=here.county, held_on=date(2026, 9, 15), title="专职委员业务")
    AttendanceFactory(training=first, member=at_town.member)
    AttendanceFactory(training=second, member=at_town.member)
    AttendanceFactory(training=first, member=at_village.member, passed=False)


def add_money(here):
    """200 and 100 yuan a month; the first half-year paid to three, the second on the roll."""
    county = here.county
    StipendStandardFactory(
        unit=county, post_type=PostType.TOWNSHIP_MEMBER, monthly_amount=Decimal(200), since=date(2013, 1, 1)
    )
    StipendStandardFactory(unit=county, post_type=PostType.VILLAGE_MEMBER, monthly_amount=Decimal(100))
    checker = PostingFactory(unit=county, role=Role.COUNTY_MANAGER).user
    closed(county, FIRST, maker=here.clerk, checker=checker, at=JULY)
    make_run(county, SECOND, by=here.clerk, at=TODAY)


def add_checks(here):
    """Everything of 九有 seen at 会师镇, 牌子 missing at 郭城驿镇; nothing seen in the villages."""
    jiuyou, here.liuyou = install_defaults(here.county)
    here.jiuyou = jiuyou
    for item in jiuyou.items.filter(decided_by="hand"):
        seen(here, here.huishi, item)
    seen(here, here.guocheng, jiuyou.items.get(number=1), result=Check.Result.NO)


def seen(here, unit, item, *, result=Check.Result.YES):
    return Check.objects.create(
        unit=unit, item=item, year=2026, quarter=4, result=result, source=Check.Source.HAND,
        inspector=here.clerk, checked_on=timezone.localdate(TODAY),
    )  # fmt: skip
