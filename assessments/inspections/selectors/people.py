"""Who may inspect in a county."""

from django.contrib.auth import get_user_model

from accounts.models import Posting
from accounts.roles import PERMISSIONS
from core.permissions import Permission

INSPECTING = [role for role, own in PERMISSIONS.items() if Permission.ASSESSMENT_REVIEW in own]


def inspectors_in(county):
    """Return the users who review units of the county today, by name."""
    postings = Posting.objects.in_force().filter(unit__path__startswith=county.path, role__in=INSPECTING)
    users = get_user_model().objects.filter(pk__in=postings.values("user"), is_active=True)
    return users.order_by("full_name", "pk")
