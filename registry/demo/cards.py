"""Certificates: a number that follows from ID, category and grade, ten years of validity, a few troubles."""

from datetime import timedelta

from core.encryption import digest
from registry.choices import CardState, Category, Grade
from registry.demo import chances
from registry.models import Certificate
from registry.models.persons import EXPIRY_WARNING_DAYS
from registry.services.certificates import VALID_YEARS, copy_to_person, expiry_of

EXPIRED_SHARE = 0.03
EXPIRING_SHARE = 0.02
LATELY_SHARE, LATELY_DAYS, LONG_AGO_DAYS = 0.85, 400, 1400  # most let it run out lately
REISSUED_SHARE = 0.02
FROZEN_SHARE = 0.002
FIRST_YEAR = 2012  # when the county began to issue the certificates of today
RENEWED_SHARE = 0.88  # of those who could have had one since then
REGRADED_SHARE = 0.2
YOUNGEST_DAYS = 300
SINGLE_CATEGORIES = [category for category in Category if category != Category.MULTIPLE]


class CardWriter:
    """Makes the certificates of persons as they stand on the day `today`."""

    def __init__(self, *, rng, today):
        self._rng = rng
        self._today = today

    def cards(self, person, sketch):
        """Return the unsaved certificates of a person, the current one first, and copy it onto the person."""
        issued_on = self._issue_date(sketch.birth)
        current = _card(
            person,
            number=f"{person.id_number}{sketch.category}{sketch.grade}{self._suffix()}",
            category=sketch.category,
            grade=sketch.grade,
            components=self._components(sketch),
            issued_on=issued_on,
            state=CardState.FROZEN if self._rng.random() < FROZEN_SHARE else CardState.VALID,
        )
        copy_to_person(person, current)
        before = _years_before(issued_on)
        had_one = before.year >= FIRST_YEAR and before > sketch.birth + timedelta(days=YOUNGEST_DAYS)
        if had_one and self._rng.random() < RENEWED_SHARE:
            return [current, self._earlier(current, before)]
        return [current]

    def _issue_date(self, birth):
        draw = self._rng.random()
        if draw < EXPIRED_SHARE:
            longest = LATELY_DAYS if self._rng.random() < LATELY_SHARE else LONG_AGO_DAYS
            days = -self._rng.randint(1, longest)
        elif draw < EXPIRED_SHARE + EXPIRING_SHARE:
            days = self._rng.randint(0, EXPIRY_WARNING_DAYS)
        else:
            days = self._rng.randint(EXPIRY_WARNING_DAYS + 1, VALID_YEARS * 365)
        issued_on = _years_before(self._today + timedelta(days=days))
        # A child's certificate is at most as old as the child.
        return max(issued_on, min(birth + timedelta(days=YOUNGEST_DAYS), self._today))

    def _suffix(self):
        return "B1" if self._rng.random() < REISSUED_SHARE else ""

    def _components(self, sketch):
        """Name two or three kinds; the most severe of them gives the whole its grade (办法 art. 13)."""
        if sketch.category != Category.MULTIPLE:
            return ""
        kinds = sorted(self._rng.sample(SINGLE_CATEGORIES, 3 if self._rng.random() < 0.15 else 2))
        worst = self._rng.choice(kinds)
        milder = [grade for grade in Grade if grade >= sketch.grade]
        grades = [sketch.grade if kind == worst else self._rng.choice(milder) for kind in kinds]
        return "、".join(f"{kind.label}{grade.label}" for kind, grade in zip(kinds, grades, strict=True))

    def _earlier(self, current, issued_on):
        """Return the certificate that ran out when the current one was issued; some had another grade."""
        grade = current.grade
        if current.category != Category.MULTIPLE and self._rng.random() < REGRADED_SHARE:
            grade = chances.GRADES[current.category].of(self._rng)
        return _card(
            current.person,
            number=f"{current.number[:18]}{current.category}{grade}",
            category=current.category,
            grade=grade,
            components=current.components,
            issued_on=issued_on,
            state=CardState.REPLACED,
            is_current=False,
        )


def _card(person, *, number, issued_on, **facts):
    return Certificate(
        person=person,
        number=number,
        number_digest=digest(number),
        issued_on=issued_on,
        expires_on=expiry_of(issued_on),
        **facts,
    )


def _years_before(day):
    """Return the same day ten years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - VALID_YEARS)
    except ValueError:
        return day.replace(year=day.year - VALID_YEARS, day=28)
