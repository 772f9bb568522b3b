"""The demo's assessments: last year from pledge to final result, and the present year under way."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from assessments.demo.endings import close_year
from assessments.demo.marks import Marker
from assessments.demo.pledging import sign_pledges
from assessments.rounds.choices import Phase
from assessments.rounds.models import Mark, Round, Sheet
from assessments.rounds.services.opening import Days, open_round
from assessments.schemes.choices import Subject
from assessments.schemes.models import Scheme
from assessments.schemes.services.drafting import copy_to_year, install_template
from assessments.schemes.services.publishing import publish
from assessments.weather.models import WeatherDay
from assessments.weather.selectors.outlooks import outlooks_of
from orgs.scoping import EVERYWHERE

SUBJECTS = (Subject.TOWNSHIP, Subject.GRASSROOTS)
HANDED_IN = 0.6  # of the units, how many have handed in their self-score by now
SELF_FROM, SELF_UNTIL, REVIEW_UNTIL, MEETING, APPEALS = (11, 1), (12, 10), (12, 25), (12, 28), (12, 31)
NINE = time(9, 0)


@transaction.atomic
def make_assessments(county, *, rng, at, by, people):
    """Give `county` last year's assessment with its results and the present year's under way.

    :param by: the county clerk who reviews.
    :param people: {user name: user} of the demo accounts.
    Returns how many marks were written.
    """
    today = timezone.localtime(at).date()
    manager, scorer = people["xianguanli"], people["xiangzhen"]
    for subject in SUBJECTS:
        old = install_template(county, today.year - 1, subject, f"{subject}_starter", by=by, at=at)
        old = _published(old, by=manager, on=date(today.year - 1, 1, 8))
        past = Marker(_round(old, by=by, at=at), rng=rng, scorer=scorer, reviewer=by)
        _hold_last_year(past, at=at, manager=manager)
        new = copy_to_year(old, today.year, by=by, at=at)
        new = _published(new, by=manager, on=min(today, date(today.year, 1, 8)))
        running = Marker(_round(new, by=by, at=at), rng=rng, scorer=scorer, reviewer=by)
        _hold_this_year(running, rng=rng, today=today, manager=manager)
    return Mark.objects.filter(sheet__unit__path__startswith=county.path).count()


def _published(scheme, *, by, on):
    published = publish(scheme, by=by, at=_moment(on))
    Scheme.objects.filter(pk=published.pk).update(published_at=_moment(on))
    return published


def _round(scheme, *, by, at):
    """Begin the year of a scheme on its usual days."""
    days = Days(*(date(scheme.year, *day) for day in (SELF_FROM, SELF_UNTIL, REVIEW_UNTIL, MEETING, APPEALS)))
    return open_round(scheme, days, by=by, at=at)


def _hold_last_year(marker, *, at, manager):
    """Run a year that is over: targets, self-scores, reviews, appeal, equal points, final."""
    round_, year = marker.round, marker.round.year
    marker.set_targets()
    scored_at, reviewed_at = _moment(date(year, 12, 5)), _moment(date(year, 12, 20))
    marker.review_everything(scored_at=scored_at, reviewed_at=reviewed_at)
    Sheet.objects.filter(round=round_).update(
        self_at=scored_at, self_by=marker.scorer, county_at=reviewed_at, county_by=marker.reviewer
    )
    close_year(marker, manager=manager, at=_moment(date(year + 1, 1, 1)))


def _hold_this_year(marker, *, rng, today, manager):
    """Let the present year be as far as the day allows."""
    marker.set_targets()
    if marker.round.subject == Subject.TOWNSHIP:
        sign_pledges(marker, manager=manager, today=today, rng=rng)
    if today >= marker.round.self_from:
        Round.objects.filter(pk=marker.round.pk).update(phase=Phase.SELF)
        marker.round.phase = Phase.SELF
        _score_some(marker, rng=rng, today=today)
    _remember_the_months(marker, today=today)


def _score_some(marker, *, rng, today):
    """Let most units have scored themselves and handed it in; one of the rest has not begun."""
    own = [sheet for sheet in marker.sheets if sheet.unit_id in marker.homes]
    others = [sheet for sheet in marker.sheets if sheet not in own]
    done = rng.sample(others, round(len(others) * HANDED_IN))
    on = marker.round.self_from + (today - marker.round.self_from) / 2
    marker.score_themselves(done, at=_moment(on))
    Sheet.objects.filter(pk__in=[sheet.pk for sheet in done]).update(
        self_at=_moment(on), self_by=marker.scorer
    )


def _remember_the_months(marker, *, today):
    """Write what every unit had at the end of each month, from today's score backwards."""
    seen = outlooks_of(marker.round, EVERYWHERE, on=today)
    ends = [date(today.year, month, 1) - timedelta(days=1) for month in range(2, today.month + 1)]
    days = []
    for one in seen:
        for number, day in enumerate(ends, 1):
            share = Decimal(number) / (len(ends) + 1)
            so_far = (one.so_far * (Decimal("0.4") + share * Decimal("0.6"))).quantize(Decimal("0.01"))
            days.append(
                WeatherDay(
                    sheet=one.sheet, day=day, so_far=min(so_far, one.so_far),
                    expected=max(so_far, one.expected - (1 - share) * 4), best=one.best,
                )
            )  # fmt: skip
        days.append(
            WeatherDay(sheet=one.sheet, day=today, so_far=one.so_far, expected=one.expected, best=one.best)
        )
    WeatherDay.objects.bulk_create(days, batch_size=1000)


def _moment(day):
    return timezone.make_aware(datetime.combine(day, NINE))
