"""Who may be named as the investigator of a village: users posted there, and whom other floors know of.

A floor above the register offers the people it knows, so that the survey needs not know them.
"""

from django.db.models import Q

from accounts.models import Posting
from core.permissions import Permission

SOURCES = []


def offer(source):
    """Let `source(unit, on)` tell of people who work in a village: [(name, what they are)]."""
    if source not in SOURCES:
        SOURCES.append(source)


def known_investigators(village, user, on):
    """Return [(name, note)], best first: the user, then those of the village, then of the township.

    Of one name only the first is kept. Two queries, and those of the sources.
    """
    unit = village.unit
    posted = Posting.objects.in_force(on).filter(Q(unit=unit) | Q(unit=unit.parent_id), user__is_active=True)
    posted = posted.select_related("user").order_by("-unit__path", "pk")
    users = [
        (one.user.full_name, one.get_role_display()) for one in posted if one.grants(Permission.SURVEY_EDIT)
    ]
    offered = [person for source in SOURCES for person in source(unit, on)]
    known = {}
    for name, note in [(user.full_name, "本人"), *offered, *users]:
        if name:
            known.setdefault(name, note)
    return list(known.items())
