"""Checking again whoever has been written: a few at once, many in a job."""

from core.jobs import enqueue
from registry.health.services.checking import MOST_AT_ONCE, check_persons

CHECK_UNITS = "health.check_units"


def check_again(people, *, by, at):
    """Check the persons of a queryset: at once if they are few, otherwise their villages in a job.

    Inside the caller's transaction; the job begins once that is committed.
    """
    keys = list(people.order_by().values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if not keys:
        return
    if len(keys) <= MOST_AT_ONCE:
        check_persons(keys, at=at)
        return
    units = sorted(set(people.order_by().values_list("unit_id", flat=True).distinct()))
    enqueue(CHECK_UNITS, by=by, units=units)
