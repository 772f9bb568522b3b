"""The terms of a county, and the opening of a year with the list of those who are appraised."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from assessments.appraisals.choices import Level, State
from assessments.appraisals.models import Appraisal, AppraisalRule, AppraisalYear
from assessments.appraisals.selectors.years import terms_for
from assessments.appraisals.services.acting import locked_year
from assessments.appraisals.services.refusal import AppraisalRefused
from assessments.appraisals.spans import months_in_post
from assessments.schemes.choices import Subject
from assessments.schemes.models import Scheme
from core.permissions import Permission
from orgs.dated import begin_row
from orgs.scoping import below
from staff.choices import EndReason
from staff.models import Appointment

SUBJECTS = {Level.TOWNSHIP: Subject.TOWNSHIP_MEMBER, Level.GRASSROOTS: Subject.VILLAGE_MEMBER}
MOVED = "年内调岗，在后一岗位考核"


@transaction.atomic
def set_terms(county, terms, *, by, at, since):
    """Let other terms hold in the county from the day `since` on, and return the row.

    Years that are open keep theirs.

    :raises AppraisalRefused: outside the actor's scope, or a later row exists.
    """
    _must_manage(county, by)
    rows = AppraisalRule.objects.select_for_update().filter(unit=county)
    rule = AppraisalRule(unit=county, since=since, content=terms.as_json())
    return begin_row(rows, rule, refuse=_refuse_before)


@transaction.atomic
def open_year(county, *, by, at, year, **facts):
    """Open the appraisal of a year with the terms of today and the tables in force, and return it.

    :param facts: basis, note and the three dates.
    :raises AppraisalRefused: outside the actor's scope, opened already, or dates that do not fit.
    """
    _must_manage(county, by)
    if AppraisalYear.objects.filter(county=county, year=year).exists():
        raise AppraisalRefused(f"{year} 年度的专职委员考核已经布置。", field="year")
    if year > timezone.localdate(at).year:
        raise AppraisalRefused("不能布置以后年度的考核。", field="year")
    _must_be_in_order(facts)
    tables = {f"{level.value}_scheme": table_of(county, year, level) for level in Level}
    terms = terms_for(county, timezone.localdate(at))
    made = AppraisalYear.objects.create(
        county=county, year=year, terms_kept=terms.as_json(), opened_by=by, opened_at=at, **tables, **facts
    )
    _enrol(made, at=at)
    return made


@transaction.atomic
def edit_year(year, *, by, at, **facts):
    """Change the dates, the words and the tables of a year that is under way, and return it.

    :raises AppraisalRefused: somebody else's to do, the year has gone on, dates that do not fit, or another
        table once points were given by the one before.
    """
    year = locked_year(year, by=by, states=(State.RUNNING,))
    _must_be_in_order(facts)
    for level in Level:
        name = f"{level.value}_scheme"
        before, after = year.scheme_id_at(level), facts[name].pk if facts[name] else None
        marked = before and before != after
        if marked and Appraisal.objects.filter(year=year, level=level, marks__isnull=False).exists():
            raise AppraisalRefused("已按原来的考核表评过分，不能再换。", field=name)
    for name, value in facts.items():
        setattr(year, name, value)
    year.save()
    return year


@transaction.atomic
def refresh_list(year, *, by, at):
    """Bring the list up to date with those who came and went, and return how many rows are new.

    :raises AppraisalRefused: somebody else's to do, or the year has gone on.
    """
    year = locked_year(year, by=by, states=(State.RUNNING,))
    return _enrol(year, at=at)


def table_of(county, year, level):
    """Return the published table of daily points of a level of post in a year, or None."""
    rows = Scheme.objects.published().filter(county=county, year=year, subject=SUBJECTS[level])
    return rows.first()


def _enrol(year, *, at):
    today = timezone.localdate(at)
    held = Appointment.objects.filter(below(year.county.path, "post__unit__path")).of_members()
    held = held.touching(year.first_day, year.last_day).select_related("post").order_by("since", "pk")
    by_member = defaultdict(list)
    for one in held:
        by_member[one.member_id].append(one)
    listed = {row.appointment_id: row for row in Appraisal.objects.filter(year=year).select_for_update()}
    new, changed = [], []
    for appointments in by_member.values():
        for one in appointments:
            because = MOVED if one is not appointments[-1] else _reason_against(one, year, today)
            row = listed.get(one.pk)
            if row is None:
                level = Level.of(one.post.post_type)
                new.append(Appraisal(year=year, appointment=one, level=level, excluded_because=because))
            elif because and not row.excluded_because and not row.grade:
                row.excluded_because = because
                changed.append(row)
    Appraisal.objects.bulk_create(new)
    Appraisal.objects.bulk_update(changed, ["excluded_because"])
    return len(new)


def _reason_against(appointment, year, today):
    """Return why somebody is not graded by the rules; empty for those who are."""
    until = appointment.until
    if until is not None and until <= min(year.last_day, today):
        return f"{until:%Y-%m-%d} 已离岗（{EndReason(appointment.end_reason).label}）"
    months, least = months_in_post(year.year, appointment.since, until), year.terms.least_months
    return f"当年在岗 {months} 个月，不足 {least} 个月" if months < least else ""


def _must_manage(county, by):
    if not by.scope_of(Permission.APPRAISAL_MANAGE).covers(county):
        raise AppraisalRefused("该县（区）不在您的管辖范围内。")


def _must_be_in_order(facts):
    if facts["ballots_until"] < facts["ballots_from"]:
        raise AppraisalRefused("测评截止不能早于开始。", field="ballots_until")
    if facts["propose_until"] < facts["ballots_until"]:
        raise AppraisalRefused("提出等次截止不能早于测评截止。", field="propose_until")


def _refuse_before(day):
    raise AppraisalRefused(f"自 {day:%Y-%m-%d} 起已另有办法，请选择其后的日期。", field="since")
