"""Schemes as their list and pages need them."""

from django.db.models import Count, Q

from assessments.models import Scheme
from assessments.schemes.choices import SchemeState


def schemes_seen(scope, managing):
    """Return the schemes of a scope; drafts only where `managing`, the scope of those who make them, is."""
    schemes = Scheme.objects.within(scope)
    drafts = Scheme.objects.set_by(managing).filter(state=SchemeState.DRAFT)
    seen = schemes.filter(~Q(state=SchemeState.DRAFT) | Q(pk__in=drafts.values("pk")))
    return seen.select_related("county", "published_by", "changed_by", "copied_from")


def for_list(schemes):
    """Return them with the number of their items, the newest year first."""
    counted = schemes.annotate(item_count=Count("sections__items"))
    return counted.order_by("county__path", "-year", "subject", "-version")


def copyable(county):
    """Return the schemes of a county that may be copied to another year, the newest first."""
    done = Scheme.objects.filter(county=county).exclude(state=SchemeState.DRAFT)
    return done.order_by("-year", "subject", "-version")
