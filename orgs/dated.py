"""What a county sets for itself from a day on: rows that follow each other, and are never overwritten."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.models import TimeStamped
from orgs.scoping import HandedDownQuerySet


class DatedQuerySet(HandedDownQuerySet):
    def in_force(self, on):
        """Keep the rows that hold on the day `on`."""
        return self.filter(Q(until=None) | Q(until__gte=on), since__lte=on)

    def coming(self, on):
        """Keep the rows that begin after the day `on`, the next first."""
        return self.filter(since__gt=on).order_by("since", "pk")

    def past(self, on):
        """Keep the rows that ended before the day `on`, the latest first."""
        return self.filter(until__lt=on).order_by("-until", "-pk")


class DatedRule(TimeStamped):
    """A rule that holds from `since` to `until`, or on and on while `until` is empty."""

    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def badge(self):
        """Return (text, tone) for its state today."""
        today = timezone.localdate()
        if self.since > today:
            return "尚未执行", "info"
        if self.until is not None and self.until < today:
            return "已停止", "none"
        return "执行中", "good"


def dated_constraints(*, fields, one_open, one_a_day, ends, what, noun, strictly=False):
    """Return the constraints of a `DatedRule`: one open row, one a day, an end not before the start.

    :param fields: what a row is about, such as unit and code.
    :param one_open: name of the first constraint; `one_a_day` and `ends` name the others.
    :param what: the thing that may have one row only, in Chinese; `noun` is what a row is called.
    :param strictly: True if a row must hold for more than a day.
    """
    after = Q(until__gt=F("since")) if strictly else Q(until__gte=F("since"))
    late = "终止日期须晚于起始日期。" if strictly else "终止日期不能早于起始日期。"
    return [
        models.UniqueConstraint(
            fields=fields,
            condition=Q(until=None),
            name=one_open,
            violation_error_message=f"{what}已有一条正在执行的{noun}。",
        ),
        models.UniqueConstraint(
            fields=[*fields, "since"],
            name=one_a_day,
            violation_error_message=f"{what}在这一天已有一条{noun}。",
        ),
        models.CheckConstraint(name=ends, condition=Q(until=None) | after, violation_error_message=late),
    ]


def begin_row(rows, new, *, refuse):
    """Let the unsaved row `new` hold from its `since` on, and return the row that says so now.

    The row before it ends the day before; one that began on the same day is corrected.

    :param rows: the rows about the same thing, locked.
    :param refuse: called with the first day of a later row, if there is one; it raises.
    """
    latest = rows.order_by("-since").first()
    if latest is not None and latest.since > new.since:
        refuse(latest.since)
    if latest is not None and latest.since == new.since:
        new.pk, new.created_at, new.until = latest.pk, latest.created_at, latest.until
        new._state.adding = False
    elif latest is not None and (latest.until is None or latest.until >= new.since):
        latest.until = new.since - timedelta(days=1)
        latest.save()
    new.save()
    return new
