"""What every page of a signed-in user shows around its content: menu, year, display preferences."""

import hashlib
from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core.freshness import remember
from core.registers import MENU

TEXT_SIZES = {"normal": "标准", "large": "大字", "huge": "特大字"}
CONTRASTS = {"normal": "标准", "high": "高对比"}
YEARS_BACK = 4


def frame(request):
    """Context processor: everything `base.html` needs; for visitors only the request number."""
    facts = {"request_id": getattr(request, "number", "")}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return facts
    return facts | {
        "menu": menu_for(request),
        "view_year": view_year(request),
        "years": years(),
        "display": display_of(user),
        "idle_seconds": settings.IDLE_SECONDS,
        "unit_in_view": user.home_unit,
    }


def years():
    """Return the years on offer in the top bar, newest first."""
    this_year = timezone.localdate().year
    return list(range(this_year, this_year - YEARS_BACK - 1, -1))


def view_year(request):
    """Return the year that the user has chosen to look at; the present one until they choose."""
    chosen = request.session.get("view_year")
    return chosen if chosen in years() else timezone.localdate().year


def display_of(user):
    """Return the user's text size and contrast as a mapping that templates read."""
    return {"text": user.text_size, "contrast": user.contrast}


def menu_for(request):
    """Return the side menu as groups of entries that this user may open."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    entries = [(item, request.user.scope_of(item.permission)) for item in MENU]
    allowed = [(item, scope) for item, scope in entries if scope]
    counts = _counts(allowed)
    return [
        {"label": label, "items": [_entry(item, counts, here) for item, _ in group]}
        for label, group in groupby(allowed, key=lambda pair: pair[0].group)
    ]


def _entry(item, counts, here):
    return {
        "label": item.label,
        "url": reverse(item.url_name),
        "count": counts.get(item.url_name),
        "current": here == item.url_name or here in item.also,
    }


def _counts(allowed):
    """Return what waits behind each entry that counts, all remembered together until something changes."""
    counting = [(item, scope) for item, scope in allowed if item.count]
    places = "|".join(f"{item.url_name}={scope.key}" for item, scope in counting)
    digest = hashlib.sha256(places.encode()).hexdigest()
    return remember(
        f"menu:{timezone.localdate()}:{digest}",
        lambda: {item.url_name: item.count(scope) for item, scope in counting},
    )
