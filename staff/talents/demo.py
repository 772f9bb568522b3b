"""An invented pool of talents of some thirty people."""

from datetime import timedelta

from django.utils import timezone

from registry.choices import Education
from registry.models import Person
from staff.models import Member, Talent
from staff.talents.choices import Field

PERSONS, MEMBERS = 26, 6
SPECIALTIES = {
    Field.ARTS: ("剪纸", "板胡演奏", "书法", "秦腔演唱"),
    Field.SPORT: ("坐式排球", "轮椅篮球", "田径投掷"),
    Field.CRAFT: ("刺绣", "草编", "根雕", "皮影制作"),
    Field.BUSINESS: ("开办农村电商店", "经营农家乐"),
    Field.FARMING: ("肉羊养殖", "马铃薯良种繁育", "中药材种植"),
    Field.MASSAGE: ("盲人保健按摩",),
    Field.TECHNOLOGY: ("计算机维修", "网页制作"),
}
HONOURS = ("县级自强模范", "全县残疾人技能竞赛一等奖", "市残疾人运动会银牌", "乡镇致富带头人", "")


def make_talents(county, *, rng, at, by):
    """Write the pool; return how many are in it."""
    today = timezone.localdate(at)
    able = Person.objects.active().filter(
        unit_path__startswith=county.path, birth_date__year__lt=today.year - 18
    )
    keys = list(able.order_by("pk").values_list("pk", flat=True))
    chosen = rng.sample(keys, min(PERSONS, len(keys)))
    people = Person.objects.filter(pk__in=chosen).select_related("unit__parent").order_by("pk")
    members = Member.objects.filter(unit__path__startswith=county.path, appointments__until=None)
    members = members.select_related("unit__parent").order_by("pk")[:MEMBERS]
    rows = [_talent(rng, today, by, person=one) for one in people]
    rows += [_talent(rng, today, by, member=one) for one in members]
    Talent.objects.bulk_create(rows)
    return len(rows)


def _talent(rng, today, by, **who):
    (one,) = who.values()
    field = Field.WORK if "member" in who else rng.choice(list(SPECIALTIES))
    unit = one.unit
    return Talent(
        unit=unit, field=field, made_by=by, entered_on=today - timedelta(days=rng.randrange(30, 900)),
        specialty=rng.choice(SPECIALTIES.get(field, ("基层残疾人工作",))),
        education=one.education or Education.JUNIOR, honours=rng.choice(HONOURS),
        recommended_by=(unit.parent if unit.is_grassroots else unit).federation_name, **who,
    )  # fmt: skip
