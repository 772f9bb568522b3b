"""A draft comes into force: it is frozen, and takes the place of the version before."""

from django.db import transaction

from assessments.rounds.services.opening import adopt_version
from assessments.rounds.services.refusal import RoundRefused
from assessments.schemes.checking import problems_of_table
from assessments.schemes.choices import SchemeState
from assessments.schemes.models import Scheme
from assessments.schemes.selectors.tables import table_of
from assessments.schemes.services.locking import FROZEN
from assessments.schemes.services.refusal import SchemeRefused


@transaction.atomic
def publish(scheme, *, by, at):
    """Freeze a draft and put it in the place of the version in force. Return it.

    A year that runs already goes on by the new version; what was marked stays.
    :raises SchemeRefused: no draft, a table not sound (all reasons are said), or a year that is final.
    """
    scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if not scheme.is_draft:
        raise SchemeRefused(FROZEN[scheme.state])
    problems = problems_of_table(table_of(scheme))
    if problems:
        raise SchemeRefused("方案还不能发布：" + "".join(str(problem) for problem in problems))
    in_force = Scheme.objects.published().filter(
        county=scheme.county, year=scheme.year, subject=scheme.subject
    )
    for old in in_force.select_for_update():
        old.state = SchemeState.SUPERSEDED
        old.save()
    scheme.state, scheme.published_by, scheme.published_at = SchemeState.PUBLISHED, by, at
    scheme.save()
    try:
        adopt_version(scheme, by=by, at=at)
    except RoundRefused as problem:
        raise SchemeRefused(str(problem)) from problem
    return scheme
