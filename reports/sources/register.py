"""The register of disabled persons: who is on it on the day, of which category, grade, sex, age and state."""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Min, Q
from django.utils import timezone

from core.permissions import Permission
from registry.benefits.facts import cards_of
from registry.choices import (
    SEVERE_GRADES,
    ArchiveReason,
    CardState,
    Category,
    Grade,
    Hukou,
    Sex,
    Subsistence,
)
from registry.models import Certificate, CertificateChange, Person
from registry.models.persons import EXPIRY_WARNING_DAYS
from reports.figures import Column, FrozenList
from reports.sources.places import PLACE_COLUMNS

AGE_BANDS = {"young": "0至15岁", "working": "16至59岁", "old": "60岁及以上"}
WORKING_AGE, OLD_AGE = 16, 60
CARDS = {
    "none": "无证", "valid": "有效", "expiring": f"{EXPIRY_WARNING_DAYS} 天内到期", "expired": "已过期",
    "frozen": "冻结", "cancelled": "注销", "replaced": "已换发",
}  # fmt: skip
UNKNOWN = {"": "未填"}
COLUMNS = [
    Column("id", "", shown=False),
    Column("name", "姓名"),
    *PLACE_COLUMNS,
    Column("category", "残疾类别", dict(Category.choices) | UNKNOWN),
    Column("grade", "残疾等级", dict(Grade.choices) | UNKNOWN),
    Column("sex", "性别", dict(Sex.choices)),
    Column("age", "年龄段", AGE_BANDS),
    Column("hukou", "户口性质", dict(Hukou.choices) | UNKNOWN),
    Column("subsistence", "低保特困", dict(Subsistence.choices) | UNKNOWN),
    Column("card", "残疾人证", CARDS),
]


def add_register(book, subject, places):
    """Freeze the persons on the register on the day and count them; `places` names their villages."""
    rows = _rows(subject, places)
    book.add_list(FrozenList("persons", "残疾人", Permission.PERSON_VIEW, COLUMNS, rows))
    book.group("残疾人登记")
    book.count("register.total", "登记残疾人", of="persons")
    _split(book, "sex", Sex.choices)
    _split(book, "age", AGE_BANDS.items())
    _split(book, "hukou", Hukou.choices)
    _split(book, "subsistence", [pair for pair in Subsistence.choices if pair[0] != Subsistence.NONE])
    book.count("register.severe", "重度残疾人（一级、二级）", of="persons", grade=SEVERE_GRADES)
    book.share("register.severe.share", "重度残疾人占比", part="register.severe", whole="register.total")
    book.group("残疾类别和等级")
    _split(book, "category", Category.choices)
    _split(book, "grade", Grade.choices)
    for category, name in Category.choices:
        for grade, level in Grade.choices:
            book.count(
                f"register.cell.{category}.{grade}", f"{name}残疾{level}",
                of="persons", category=category, grade=grade,
            )  # fmt: skip


def add_cards(book, subject, places):
    """Count the state of certificates, freeze those issued and those taken off the register in the year."""
    book.group("残疾人证")
    book.count("cards.expired", "残疾人证已过期", of="persons", card="expired")
    book.share("cards.expired.share", "已过期占比", part="cards.expired", whole="register.total")
    book.count("cards.expiring", f"{EXPIRY_WARNING_DAYS} 天内到期", of="persons", card="expiring")
    book.count("cards.frozen", "残疾人证冻结", of="persons", card="frozen")
    book.add_list(_issued(subject, places))
    book.count("cards.issued", "本年发证", of="issued", unit="本")
    book.add_list(_archived(subject, places))
    book.count("archived.total", "本年移出登记", of="archived")
    for reason, label in ArchiveReason.choices:
        book.count(f"archived.{reason}", label, of="archived", reason=reason)


def add_areas(book, places):
    """Count persons, severe cases and expired certificates of every area."""
    book.group("各地残疾人")
    for area in places.areas:
        name, path = area.name, area.path
        book.count(f"register.total.{path}", f"{name}登记残疾人", of="persons", area=path)
        book.count(
            f"register.severe.{path}", f"{name}重度残疾人", of="persons", area=path, grade=SEVERE_GRADES
        )
        book.count(f"cards.expired.{path}", f"{name}证件已过期", of="persons", area=path, card="expired")


def _split(book, column, choices):
    """Count the register by the values of a column, each with its share."""
    for value, label in choices:
        key = f"register.{column}.{value}"
        book.count(key, label, of="persons", **{column: value})
        book.share(f"{key}.share", f"{label}占比", part=key, whole="register.total")


def _rows(subject, places):
    """Return one row per person on the register on the day."""
    where = {pk: places.of(pk) for pk in places.units}
    return [
        [
            own.pk, own.name, *where[own.unit_id], own.category, own.grade, own.sex,
            age_band(own.birth_date, subject.as_of), own.hukou, own.subsistence, own.card,
        ]
        for own in people_on(subject)
    ]  # fmt: skip


class Known(NamedTuple):
    """A person as the register knew them on a day; `card` is the state of the certificate."""

    pk: int
    name: str
    unit_id: int
    sex: str
    birth_date: date
    hukou: str
    subsistence: str
    employment: str
    category: str
    grade: str
    card: str


FIELDS = (*Known._fields[:-1], "card_expires_on", "card_state")


def people_on(subject):
    """Return who is on the register on the day: not yet archived, already certified. Two to five queries.

    Category and grade are those that the certificate said then.
    """
    day = subject.as_of
    people = Person.objects.filter(unit_path__startswith=subject.unit.path).filter(
        Q(archived_at=None) | Q(archive_date__gt=day)
    )
    later, then = _first_certified_after(subject), _certified_otherwise(subject)
    rows = people.order_by("unit_path", "pinyin", "pk").values_list(*FIELDS)
    known = []
    for pk, *facts, category, grade, ends, state in rows.iterator():
        if pk not in later:
            category, grade, ends = then.get(pk) or (category, grade, ends)
            known.append(Known(pk, *facts, category, grade, card_of(category, state, ends, day)))
    return known


def _certified_otherwise(subject):
    """Return {person: (category, grade, expiry)} of those whose certificate was another on the day."""
    day = subject.as_of
    if day >= timezone.localdate():
        return {}
    here = {"person__unit_path__startswith": subject.unit.path}
    rewritten = CertificateChange.objects.filter(
        certificate__person__unit_path__startswith=subject.unit.path, since__gt=day
    ).values_list("certificate__person", flat=True)
    replaced = Certificate.objects.filter(is_current=True, issued_on__gt=day, **here).values_list(
        "person", flat=True
    )
    changed = {*rewritten, *replaced}
    held = {pk: [card for card in cards if _held(card, day)] for pk, cards in cards_of(changed).items()}
    return {
        pk: (cards[-1].category, cards[-1].grade, None if cards[-1].is_replaced else cards[-1].until)
        for pk, cards in held.items()
        if cards
    }


def _held(card, day):
    """True if it is the certificate of the day; one that ran out stays the one that somebody has."""
    begun = card.since is None or card.since <= day
    return begun and (not card.is_replaced or card.until is None or card.until >= day)


def _first_certified_after(subject):
    """Return the ids of those whose oldest certificate was issued after the day: not yet on the register."""
    cards = Certificate.objects.filter(person__unit_path__startswith=subject.unit.path).values("person")
    late = cards.annotate(first=Min("issued_on")).filter(first__gt=subject.as_of).order_by()
    return set(late.values_list("person", flat=True))


def age_band(birth, day):
    """Return the band of full years on the day."""
    years = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    return "young" if years < WORKING_AGE else "working" if years < OLD_AGE else "old"


def card_of(category, state, ends, day):
    """Return the state of a certificate on the day."""
    if not category:
        return "none"
    if state != CardState.VALID:
        return state or "valid"
    if ends is None or ends > day + timedelta(days=EXPIRY_WARNING_DAYS):
        return "valid"
    return "expired" if ends < day else "expiring"


def _issued(subject, places):
    cards = Certificate.objects.filter(
        person__unit_path__startswith=subject.unit.path,
        issued_on__year=subject.year, issued_on__lte=subject.as_of,
    )  # fmt: skip
    fields = cards.order_by("person__unit_path", "pk").values_list(
        "pk", "person__name", "person__unit", "category", "grade", "issued_on"
    )
    rows = [
        [pk, name, *places.of(unit), category, grade, day] for pk, name, unit, category, grade, day in fields
    ]
    columns = [
        Column("id", "", shown=False),
        Column("name", "姓名"),
        *PLACE_COLUMNS,
        Column("category", "残疾类别", dict(Category.choices)),
        Column("grade", "残疾等级", dict(Grade.choices)),
        Column("issued", "发证日期"),
    ]
    return FrozenList("issued", "本年发证", Permission.PERSON_VIEW, columns, rows)


def _archived(subject, places):
    people = Person.objects.archived().filter(
        unit_path__startswith=subject.unit.path,
        archive_date__year=subject.year, archive_date__lte=subject.as_of,
    )  # fmt: skip
    fields = people.order_by("unit_path", "pk").values_list(
        "pk", "name", "unit_id", "archive_reason", "archive_date"
    )
    rows = [[pk, name, *places.of(unit), reason, day] for pk, name, unit, reason, day in fields]
    columns = [
        Column("id", "", shown=False),
        Column("name", "姓名"),
        *PLACE_COLUMNS,
        Column("reason", "原因", dict(ArchiveReason.choices)),
        Column("date", "日期"),
    ]
    return FrozenList("archived", "移出登记", Permission.PERSON_VIEW, columns, rows)
