"""Questions about accounts."""

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Q

from accounts.models import Posting, User


def accounts_of(scope):
    """Return the accounts that an administrator of the scope looks after.

    Those with a posting there, and those made there that have none anywhere yet (they see nothing).
    """
    if scope.everywhere:
        return User.objects.filter(is_superuser=False)
    placed = Posting.objects.within(scope).values("user")
    made_here = Q(postings=None) & scope.as_q("origin__path")
    return User.objects.filter(
        Q(pk__in=placed) | Q(pk__in=User.objects.filter(made_here)), is_superuser=False
    )


def is_locked(user):
    """True while failed sign-ins keep the account closed."""
    attempts = AccessAttempt.objects.filter(
        username=user.username, failures_since_start__gte=settings.AXES_FAILURE_LIMIT
    )
    return attempts.exists()
