from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from assessments.appraisals.choices import STATE_TONES, Level, State
from assessments.appraisals.terms import Terms
from assessments.periods import FIRST_YEAR, LAST_YEAR
from assessments.schemes.models import Scheme
from core.models import TimeStamped
from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet


class AppraisalRule(DatedRule):
    """The terms by which a county appraises from `since` on; without a row those of `terms.DEFAULT` hold."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appraisal_rules", verbose_name="县（区）")
    content = models.JSONField("考核办法")

    class Meta:
        verbose_name = "专职委员考核办法"
        verbose_name_plural = "专职委员考核办法"
        constraints = dated_constraints(
            fields=["unit"],
            one_open="appraisalrule_one_open",
            one_a_day="appraisalrule_one_a_day",
            ends="appraisalrule_ends_after_it_begins",
            what="该县（区）",
            noun="考核办法",
        )

    def __str__(self):
        return f"{self.unit.name} {self.since:%Y-%m-%d} 起"

    @property
    def terms(self):
        """Return the `Terms` that this row keeps."""
        return Terms.from_json(self.content)


class AppraisalYearQuerySet(HandedDownQuerySet):
    """Read by the county and everybody below; changed only where `set_by` finds it."""

    unit_path = "county__path"

    def newest_first(self):
        return self.order_by("-year", "pk")


def _scheme(level):
    return models.ForeignKey(
        Scheme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=f"{level.label}日常考核表",
    )


class AppraisalYear(TimeStamped):
    """The appraisal of one county in one year, with the terms with which it began (docs/adr/0037)."""

    county = models.ForeignKey(Unit, models.PROTECT, related_name="appraisal_years", verbose_name="县（区）")
    year = models.PositiveSmallIntegerField("年度")
    basis = models.CharField("依据（文号）", max_length=120, blank=True)
    note = models.TextField("考核说明", max_length=1000, blank=True)
    terms_kept = models.JSONField("考核办法")
    township_scheme = _scheme(Level.TOWNSHIP)
    grassroots_scheme = _scheme(Level.GRASSROOTS)
    ballots_from = models.DateField("述职测评开始")
    ballots_until = models.DateField("述职测评截止")
    propose_until = models.DateField("提出等次截止")
    state = models.CharField("进度", max_length=10, choices=State, default=State.RUNNING)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="布置人"
    )
    opened_at = models.DateTimeField("布置时间")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="定案人",
    )
    closed_at = models.DateTimeField("定案时间", null=True, blank=True)

    objects = AppraisalYearQuerySet.as_manager()

    class Meta:
        verbose_name = "专职委员年度考核"
        verbose_name_plural = "专职委员年度考核"
        constraints = [
            models.UniqueConstraint(
                fields=["county", "year"],
                name="appraisalyear_once",
                violation_error_message="这一年度的专职委员考核已经布置。",
            ),
            models.CheckConstraint(
                name="appraisalyear_in_a_real_year",
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                violation_error_message="年度不正确。",
            ),
            models.CheckConstraint(
                name="appraisalyear_dates_in_order",
                condition=Q(ballots_until__gte=F("ballots_from"), propose_until__gte=F("ballots_until")),
                violation_error_message="测评截止不能早于开始，提出等次截止不能早于测评截止。",
            ),
            models.CheckConstraint(
                name="appraisalyear_final_by_somebody",
                condition=Q(state="final", closed_at__isnull=False, closed_by__isnull=False)
                | (~Q(state="final") & Q(closed_at=None, closed_by=None)),
                violation_error_message="已定的考核须有定案人和定案时间。",
            ),
        ]

    def __str__(self):
        return f"{self.year} 年度专职委员考核"

    def get_absolute_url(self):
        return f"{reverse('appraisals:board')}?county={self.county_id}&year={self.year}"

    @property
    def unit(self):
        return self.county

    @property
    def unit_path(self):
        return self.county.path

    @property
    def terms(self):
        """Return the `Terms` with which the year began."""
        return Terms.from_json(self.terms_kept)

    @property
    def tone(self):
        return STATE_TONES[State(self.state)]

    @property
    def is_running(self):
        return self.state == State.RUNNING

    @property
    def is_final(self):
        return self.state == State.FINAL

    @property
    def first_day(self):
        return date(self.year, 1, 1)

    @property
    def last_day(self):
        return date(self.year, 12, 31)

    def scheme_id_at(self, level):
        """Return the key of the table of daily points at a level of post, or None."""
        return self.township_scheme_id if level == Level.TOWNSHIP else self.grassroots_scheme_id
