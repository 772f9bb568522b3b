"""Invented needs of about an eighth of the persons, and the projects of this year and the last.

Everything follows from `rng` and the register; nothing is saved row by row.
"""

from datetime import timedelta

from django.db import transaction

from core import bulk
from registry.models import Person
from registry.needs.choices import Source
from registry.needs.defaults import NEED_KINDS
from registry.needs.demo.maker import Maker
from registry.needs.demo.projects import make_projects
from registry.needs.demo.ways import move_on
from registry.needs.models import Need

NEED_SHARE = 0.12
SECOND_NEED_SHARE = 0.12
DAYS_BACK = 480
# How often each kind is named; what a category asks for comes first.
WEIGHTS = {
    "rehabilitation": 20, "aids": 22, "education": 3, "employment": 7, "training": 10, "housing": 7,
    "care": 8, "barrier_free": 9, "assistance": 8, "certificate": 4, "culture": 2, "rights": 2, "other": 2,
}  # fmt: skip
BY_CATEGORY = {
    "1": (("rehabilitation", "白内障手术"), ("aids", "盲杖"), ("aids", "助视器")),
    "2": (("aids", "助听器"), ("rehabilitation", "听力语言训练")),
    "4": (
        ("aids", "轮椅"),
        ("aids", "拐杖或助行器"),
        ("aids", "假肢"),
        ("barrier_free", "坡道和扶手"),
        ("rehabilitation", "肢体功能训练"),
    ),
    "5": (("care", "日间照料"), ("rehabilitation", "智力康复训练")),
    "6": (("rehabilitation", "精神病服药或住院"), ("care", "寄宿托养")),
}
OWN_SHARE = 0.55  # of the needs that go with the category
SOURCES = (*(Source.VISIT,) * 4, Source.SURVEY, Source.CALL, Source.OFFICE)
DETAILS = ("", "", "", "本人提出，家属同意。", "走访时提出，希望尽快办理。", "家庭困难，请优先安排。")


@transaction.atomic
def make_needs(county, *, rng, at, by):
    """Write needs with their history, projects with quotas and completion lists; return how many needs.

    :param by: the user who is said to have written everything down.
    """
    maker = Maker(county, rng, at, by)
    columns = ("id", "unit_path", "unit_id", "category", "grade", "birth_date", "subsistence")
    found = Person.objects.filter(archived_at=None, unit_path__startswith=county.path)
    people = list(found.order_by("pk").values_list(*columns, named=True))
    needs = _needs(maker, people)
    bulk.insert(needs, at=at)
    served = make_projects(maker, people, needs)
    move_on(maker, needs, served)
    return len(needs)


def _needs(maker, people):
    rng, codes = maker.rng, list(WEIGHTS)
    needs = []
    for person in people:
        if rng.random() >= NEED_SHARE:
            continue
        keys = {_key(rng, codes, person.category)}
        if rng.random() < SECOND_NEED_SHARE:
            keys.add(_key(rng, codes, person.category))
        for key in sorted(keys):
            needs.append(_need(maker, person, key))
    return needs


def _key(rng, codes, category):
    own = BY_CATEGORY.get(category)
    if own and rng.random() < OWN_SHARE:
        return rng.choice(own)
    [code] = rng.choices(codes, WEIGHTS.values())
    return code, rng.choice(NEED_KINDS[code].items)


def _need(maker, person, key):
    rng = maker.rng
    kind, item = key
    need = Need(
        person_id=person.id, item=item, detail=rng.choice(DETAILS),
        source=rng.choice(SOURCES),
        registered_on=maker.today - timedelta(days=int(DAYS_BACK * rng.random() ** 1.4)),
    )  # fmt: skip
    need.follow(NEED_KINDS[kind])
    return need
