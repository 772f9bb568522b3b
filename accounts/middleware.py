import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts import audit

STAMP = "last_seen"
STAMP_EVERY = 30  # seconds between two session writes


def _go(request, url):
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


class IdleSignOut:
    """Ends a session in which nothing happened for `settings.IDLE_SECONDS`; the page warns before."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = time.time()
            seen = request.session.get(STAMP, now)
            if now - seen > settings.IDLE_SECONDS:
                logout(request)
                messages.info(request, "您离开较久，已自动退出，请重新登录。")
                return _go(request, f"{reverse(settings.LOGIN_URL)}?next={request.path}")
            if STAMP not in request.session or now - seen > STAMP_EVERY:
                request.session[STAMP] = now
        return self.get_response(request)


class PasswordChangeRequired:
    """Leads a user whose password is new-made or too old to the page where it is changed."""

    OPEN = ("accounts:password_change", "accounts:sign_out", "accounts:keep_alive", "accounts:preferences")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated and (user.must_change_password or user.password_is_expired):
            allowed = {reverse(name) for name in self.OPEN}
            if request.path not in allowed and not request.path.startswith(settings.STATIC_URL):
                return _go(request, reverse("accounts:password_change"))
        return self.get_response(request)


class AuditActor:
    """Makes the signed-in user, the page and the filter part of every audit entry of the request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        actor = request.user if request.user.is_authenticated else None
        with audit.acting(actor, **audit.place_of(request)):
            return self.get_response(request)
