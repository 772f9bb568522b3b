from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import SignInForm
from core.pages import open_page


@open_page
@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request):
    """Let a user in; the signals of `accounts.signals` write success and failure to the audit log."""
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return redirect(_next_page(request))
    if request.user.is_authenticated:
        return redirect(_next_page(request))
    return render(request, "accounts/sign_in.html", {"form": form, "next": request.GET.get("next", "")})


@open_page
@require_POST
def sign_out(request):
    logout(request)
    return redirect("accounts:sign_in")


def locked_out(request, response=None, credentials=None, *args, **kwargs):
    """Answer for django-axes when an account is locked: say why, for how long, and who can help."""
    return render(request, "accounts/locked.html", status=429)


def _next_page(request):
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url("reports:workbench")
