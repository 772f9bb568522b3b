"""What every act does: leave an entry in the timeline, and say whose step is next and until when."""

from datetime import timedelta

from django.utils import timezone

from registry.applications.choices import Counting, State
from registry.applications.defaults import REMIND_DAYS
from registry.applications.models import ApplicationEntry
from registry.applications.services.refusal import unit_at
from registry.workdays import calendar_of


def days_after(county, day, days, counting):
    """Return the last of `days` days that begin on the day after `day` (民法典 art. 201)."""
    if counting == Counting.CALENDAR:
        return day + timedelta(days=days)
    return calendar_of(county).after(day, days)


def note(application, act, *, by, at, on=None, **more):
    """Write an entry of the timeline for the present step and return it; without a day it is of today."""
    return ApplicationEntry.objects.create(
        application=application, act=act, step_number=application.step_number,
        step_name=application.step_name, level=application.step_level, due_on=application.due_on,
        on=on or timezone.localdate(at), at=at, by=by, unit=application.handler_unit, **more,
    )  # fmt: skip


def arrive(application, number, *, on):
    """Bring the application to the step of that number on the day `on`; its promised days run from then."""
    step = application.procedure.steps[number]
    application.step_number, application.step_kind = number, step.kind
    application.step_level, application.step_name = step.level, step.name
    application.handler_unit = unit_at(application, step.level)
    application.since_on, application.notice = on, None
    wait_until(application, days_after(application.county, on, step.days, step.counting))


def wait_until(application, day):
    """Set the present deadline, and the day from which it is pointed out."""
    application.due_on, application.remind_on = day, day - timedelta(days=REMIND_DAYS)


def close(application, state, *, on, outcome=""):
    """Take the application out of all lists of steps that wait; what came of it is to be told in writing.

    Who takes an application back need not be told.
    """
    application.state, application.closed_on, application.outcome = state, on, outcome
    application.due_on = application.remind_on = application.notice = None
    delivery = application.procedure.delivery
    if delivery is None or state == State.WITHDRAWN:
        return
    application.handler_unit = unit_at(application, delivery.level)
    application.deliver_by = days_after(application.county, on, delivery.days, delivery.counting)
