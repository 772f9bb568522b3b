"""What the summary says of a situation, against what somebody who knows the county would write by hand.

Each situation changes one thing in the little county of `conftest.world` and looks at the sentences that must
follow from it, and at those that may not stand there any more.
"""

from datetime import date

import pytest

from assessments.models import Check
from assessments.services.checklists import install_defaults
from registry.choices import CardState
from registry.models import Person
from reports.models import Snapshot
from staff.choices import PostType
from staff.models import Appointment, Attendance, Post, StipendRun, Training
from tests.factories import CountyFactory, PersonFactory, TownshipFactory, VillageFactory
from tests.factories.staff import AppointmentFactory, PostFactory
from tests.reports.conftest import TODAY, seen
from tests.reports.test_year_summary import sentences, summarise


def year_before(world, **figures):
    """Let last year's summary have said these figures."""
    now = summarise(world.county).snapshot
    content = now.content
    for key, value in figures.items():
        content["figures"][key.replace("__", ".")]["value"] = value
    Snapshot.objects.create(
        kind=now.kind, unit=now.unit, year=2025, as_of="2025-12-31", content=content, digest="0" * 64,
        made_at=TODAY,
    )  # fmt: skip


def risen(world):
    year_before(world, register__total=1)


def fallen(world):
    year_before(world, register__total=9)


def stood_still(world):
    year_before(world, register__total=4)


def nobody_left_his_post(world):
    for post in Post.objects.exclude(appointments__until=None, appointments__isnull=False):
        AppointmentFactory(post=post, since=date(2026, 1, 1))


def posts_vacant_in_five_townships(world):
    for number, vacant in ((3, 4), (4, 3), (5, 2)):
        township = TownshipFactory(name=f"第{number}乡镇", parent=world.county)
        for _ in range(vacant):
            PostFactory(unit=VillageFactory(parent=township), established_on=date(2026, 11, 20))


def all_heads_in_office(world):
    assert not Post.objects.filter(post_type=PostType.TOWNSHIP_HEAD).exclude(appointments__until=None)


def a_head_left(world):
    Appointment.objects.filter(post__post_type=PostType.TOWNSHIP_HEAD).update(
        until=date(2026, 9, 1), end_reason="resigned"
    )


def no_card_expired(world):
    Person.objects.all().update(card_expires_on=date(2035, 1, 1))


def cards_expired_in_four_townships(world):
    for number, expired in ((3, 4), (4, 3), (5, 2)):
        village = VillageFactory(parent=TownshipFactory(name=f"第{number}乡镇", parent=world.county))
        PersonFactory.create_batch(
            expired, unit=village, card_state=CardState.VALID, category="4", grade="3",
            card_expires_on=date(2026, 1, 1),
        )  # fmt: skip


def everybody_trained_twice(world):
    courses = Training.objects.all()
    for appointment in Appointment.objects.filter(until=None, post__post_type__endswith="member"):
        for course in courses:
            Attendance.objects.update_or_create(
                training=course, member=appointment.member, defaults={"passed": True}
            )


def nobody_trained(world):
    Attendance.objects.all().delete()
    Training.objects.all().delete()


def second_half_not_rolled(world):
    StipendRun.objects.filter(state="draft").delete()


def everything_seen_and_there(world):
    for item in world.jiuyou.items.filter(decided_by="hand"):
        Check.objects.filter(unit=world.guocheng, item=item).delete()
        seen(world, world.guocheng, item)


def nothing_at_all(world):
    world.county = CountyFactory(name="新县")


def lists_but_no_data(world):
    world.county = CountyFactory(name="新县")
    TownshipFactory(name="新镇", parent=world.county)
    install_defaults(world.county)


def only_one_township_looked_at(world):
    world.county = world.guocheng


SITUATIONS = [
    (risen, ["全县登记残疾人4人", "比上年的1人增加3人。"], ["减少", "持平。一级"]),
    (fallen, ["比上年的9人减少5人。"], ["比上年的9人增加"]),
    (stood_still, ["与上年的4人持平。"], ["比上年的4人"]),
    (nobody_left_his_post, [], ["空缺专职委员岗位", "补齐空缺岗位"]),
    (
        posts_vacant_in_five_townships,
        ["空缺较多的是第3乡镇4个、第4乡镇3个、第5乡镇2个等。"],
        ["郭城驿镇1个等"],
    ),
    (all_heads_in_office, [], ["部分乡镇残联理事长空缺", "配齐空缺"]),
    (a_head_left, ["部分乡镇残联理事长空缺", "空缺1个。空缺的1个在", "配齐空缺的1个理事长岗位。"], []),
    (no_card_expired, ["已过期的0人"], ["残疾人证换领不及时", "办理换领"]),
    (
        cards_expired_in_four_townships,
        ["未换领的10人", "人数较多的是第3乡镇4人、第4乡镇3人、第5乡镇2人等。"],
        [],
    ),
    (everybody_trained_twice, ["参训2次以上的2人"], ["培训覆盖不够", "落实轮训"]),
    (nobody_trained, [], ["开展业务培训"]),
    (second_half_not_rolled, [], ["下半年补贴已造册未发放"]),
    (everything_seen_and_there, ["第四季度“九有”应查单位2个"], ["主要缺残联牌子"]),
    (
        nothing_at_all,
        ["辖0个乡镇（街道）、0个村（社区）。全县登记残疾人0人。", "没有发现缺项"],
        ["增加", "其中", "—"],
    ),
    (
        lists_but_no_data,
        ["第四季度“九有”应查单位1个，达标0个，达标率0.0%。", "“九有”有缺项的单位1个"],
        ["上年", "—"],
    ),
    (
        only_one_township_looked_at,
        ["郭城驿镇辖1个村（社区）。", "全镇登记残疾人1人"],
        ["会师镇"],
    ),
]


@pytest.mark.parametrize(
    ("situation", "said", "unsaid"), SITUATIONS, ids=lambda own: getattr(own, "__name__", "")
)
def test_the_summary_says_what_one_would_write_by_hand(world, situation, said, unsaid):
    situation(world)

    text = sentences(summarise(world.county))

    assert [words for words in said if words not in text] == [], text
    assert [words for words in unsaid if words in text] == [], text
