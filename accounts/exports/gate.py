"""The gate before every file with people in it: it lets the file pass, marks it, or asks for an application.

What is not more than the limit of the place passes freely. Beyond, an approval of somebody else must stand
for the same user, the same address and filters, no more rows than approved, and no wider a reach.
"""

from urllib.parse import urlencode

from django.core import signing
from django.utils import timezone

from accounts.exports import services
from accounts.exports.forms import RequestForm
from accounts.exports.models import EVERYTHING
from accounts.exports.selectors import approvers_of, newest_for, place_of, rule_for
from accounts.exports.words import TURNING, filters_of, kinds_of
from core.encryption import digest
from core.htmx import render
from core.pages import HeldBack
from core.sending import GATES
from core.stamping import Stamp

SALT = "accounts.exports"
HELD = 403
ONE = 1  # a paper about one person is that person's paper, not a list of people


def listen():
    """Stand before every download; called once when the app is ready."""
    if gate not in GATES:
        GATES.append(gate)


def gate(request, cargo):
    """Return the stamp for a file about to leave, or None if it may go as it is.

    :raises HeldBack: it needs an application, or one is waiting.
    """
    if cargo.persons <= ONE:
        return None
    place = place_of(request.scope, request.user.home_unit)
    rule = rule_for(place, timezone.localdate())
    is_small = cargo.persons <= rule.free_rows
    if is_small and not rule.small_needs_reason:
        return None
    known = newest_for(request.user, address_of(request))
    able = [each for each in known if is_small or each.decided_by_id]  # without an approver: for small lists
    release = next((each for each in able if not _why_not(each, cargo.persons, request.scope)), None)
    if release is None:
        raise HeldBack(_ask(request, cargo, place, rule, latest=known[0] if known else None))
    if request.method != "HEAD":
        request.after_response(lambda: _count(request, cargo, release))
    return _stamp(request.user, release, is_shown=not is_small)


def address_of(request):
    """Return the digest by which an address is known again, however its list is sorted or laid out."""
    return digest(f"{request.path}?{urlencode(sorted(_narrowing(request)))}")


def _narrowing(request):
    return [pair for name in request.GET for pair in _pairs(request, name) if name not in TURNING]


def _pairs(request, name):
    return [(name, value.strip()) for value in request.GET.getlist(name) if value.strip()]


def _why_not(release, persons, scope):
    """Return in words why an application does not let a list out now; empty if it does."""
    if not release.is_usable:
        return f"申请 {release.number}：{release.badge[0]}。"
    if persons > release.most_persons:
        return (
            f"申请 {release.number} 同意的是 {release.persons} 人，最多 {release.most_persons} 人，"
            f"现在名单上有 {persons} 人，须重新申请。"
        )
    if not release.covers(scope):
        return f"申请 {release.number} 之后您的权限范围有变化，须重新申请。"
    return ""


def _ask(request, cargo, place, rule, *, latest=None):
    """Return the page that says why the file does not come, with the form to apply for it."""
    facts = {
        "unit": place.pk, "what": cargo.what[:200], "path": request.path, "query": _query(request),
        "address": address_of(request), "filters": filters_of(cargo.filters, request.GET),
        "kinds": kinds_of(cargo.fields)[:200], "persons": cargo.persons,
        "reach": EVERYTHING if request.scope.everywhere else request.scope.key,
    }  # fmt: skip
    token = signing.dumps(facts | {"user": request.user.pk}, salt=SALT, compress=True)
    told = _why_not(latest, cargo.persons, request.scope) if latest and not latest.is_waiting else ""
    form = RequestForm(initial={"token": token})
    asked = facts | {"unit": place}
    return ask_page(request, asked, rule, form, latest=latest, told=told, status=HELD)


def ask_page(request, asked, rule, form, *, latest=None, told="", status=None):
    """Return the page on which one applies for a list."""
    approvers, is_above = approvers_of(asked["unit"], request.user)
    context = {
        "asked": asked, "rule": rule, "form": form, "latest": latest, "told": told,
        "is_small": asked["persons"] <= rule.free_rows, "approvers": approvers, "is_above": is_above,
    }  # fmt: skip
    return render(request, "accounts/exports/ask.html", context, fragment="form", status=status)


def _query(request):
    return urlencode([pair for name in request.GET if name != "page" for pair in _pairs(request, name)])


def _count(request, cargo, release):
    """Write down that the file goes out, or give another answer if it may not any more."""
    try:
        services.count_download(
            release, persons=cargo.persons, at=timezone.now(), remote_addr=request.META.get("REMOTE_ADDR")
        )
    except services.ExportRefused as problem:
        place = release.unit
        rule = rule_for(place, timezone.localdate())
        raise HeldBack(_ask(request, cargo, place, rule)) from problem


def _stamp(user, release, *, is_shown):
    now = timezone.localtime()
    home = user.home_unit
    holder = f"{user} · {home.federation_name}" if home else str(user)
    return Stamp(
        release.number, release.get_purpose_display(), holder, f"{now:%Y-%m-%d %H:%M}", release.reason,
        is_shown,
    )  # fmt: skip
