"""Bands of a draft, written kind by kind."""

from django.db import transaction

from assessments.schemes.bands import problems_of_bands
from assessments.schemes.fingerprints import of_bands
from assessments.schemes.models import Band, Scheme
from assessments.schemes.services.locking import draft_for_change, refuse_if_changed
from assessments.schemes.services.refusal import SchemeRefused


@transaction.atomic
def set_bands(scheme, kind, rows, *, seen, by, at):
    """Write the `BandRow`s as all bands of one kind; none at all takes the kind away. Return the bands.

    :raises SchemeRefused: the scheme is no draft, bands overlap or leave a gap, or somebody was faster.
    """
    before = Scheme.objects.select_related("changed_by").get(pk=scheme.pk)
    scheme = draft_for_change(scheme.pk, by=by)
    own = scheme.bands.filter(kind=kind)
    refuse_if_changed(before, seen, of_bands(own), "这些分数段")
    problems = problems_of_bands(rows, scheme.full_points + scheme.bonus_cap)
    if problems:
        raise SchemeRefused("".join(problems))
    own.delete()
    highest_first = sorted(rows, key=lambda one: -one.from_points)
    return Band.objects.bulk_create(
        Band(
            scheme=scheme,
            kind=kind,
            number=number,
            name=row.name,
            from_points=row.from_points,
            quota_percent=row.quota_percent,
            tone=row.tone,
        )
        for number, row in enumerate(highest_first, 1)
    )
