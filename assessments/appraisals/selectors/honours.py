"""Who may be 优秀专职委员: each criterion met or not, with its fact."""

from collections import Counter
from dataclasses import dataclass

from assessments.appraisals.choices import Criterion, Grade
from assessments.appraisals.models import Appraisal
from assessments.appraisals.selectors.diary import DiaryYear, diaries_of
from registry.models.identified import full_years
from staff.life.choices import WARNINGS
from staff.models import Appointment, Attendance, CareerEvent


@dataclass(frozen=True)
class Met:
    """One criterion about one person."""

    criterion: str
    is_met: bool
    fact: str

    @property
    def title(self):
        return Criterion(self.criterion).label

    @property
    def tone(self):
        return "good" if self.is_met else "bad"


@dataclass(frozen=True)
class CandidateLine:
    """Somebody who may be chosen, or why not."""

    appraisal: Appraisal
    checks: tuple

    @property
    def meets_all(self):
        return all(check.is_met for check in self.checks)

    @property
    def unmet(self):
        return [check for check in self.checks if not check.is_met]


def candidates_of(year):
    """Return everybody with 优秀, best points first, each with all criteria. Five queries."""
    rows = Appraisal.objects.filter(year=year, decided=Grade.EXCELLENT).included().for_list()
    people = list(rows.order_by("-total", "appointment__post__unit__path", "pk"))
    return [CandidateLine(one, checks) for one, checks in zip(people, _checks(people, year), strict=True)]


def _checks(people, year):
    terms = year.terms
    members = [one.appointment.member_id for one in people]
    warned = Counter(
        CareerEvent.objects.filter(
            appointment__member__in=members, kind__in=WARNINGS, on__range=(year.first_day, year.last_day)
        ).values_list("appointment__member", flat=True)
    )
    trained = Counter(
        Attendance.objects.filter(
            member__in=members, passed=True, training__held_on__year=year.year
        ).values_list("member", flat=True)
    )
    since = _since(members, year)
    diaries = diaries_of({one.appointment.post.unit_id for one in people}, year.year)
    for one in people:
        member = one.appointment.member_id
        facts = {
            "years": full_years(since[member], year.last_day),
            "warned": warned[member],
            "months": diaries.get(one.appointment.post.unit_id, DiaryYear()).full_months(terms.honour_diary),
            "trained": trained[member],
        }
        yield tuple(_measure(one, facts, terms))


def _measure(one, facts, terms):
    yield Met(Criterion.GRADE, True, f"{Grade(one.decided).label}，{one.total} 分")
    years = facts["years"]
    yield Met(Criterion.YEARS, years >= terms.honour_years, f"满 {years} 年，要求满 {terms.honour_years} 年")
    warned = facts["warned"]
    yield Met(Criterion.INCIDENT, not (terms.honour_clean and warned), f"{warned} 次" if warned else "没有")
    months = facts["months"]
    yield Met(
        Criterion.DIARY, months >= terms.honour_months,
        f"每月满 {terms.honour_diary} 条的有 {months} 个月，要求 {terms.honour_months} 个月",
    )  # fmt: skip
    trained = facts["trained"]
    yield Met(
        Criterion.TRAINED,
        trained >= terms.honour_trainings,
        f"{trained} 次，要求 {terms.honour_trainings} 次",
    )


def _since(members, year):
    """Return {member: the first day in any post of a 专职委员}."""
    rows = Appointment.objects.of_members().filter(member__in=members, since__lte=year.last_day)
    found = {}
    for member, since in rows.order_by("-since").values_list("member", "since"):
        found[member] = since
    return found
