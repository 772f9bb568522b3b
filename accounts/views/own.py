"""What every signed-in user may do for themselves; none of it reaches a scoped row."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.forms import PasswordForm
from accounts.models import User
from core.navigation import years
from core.pages import open_page


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
def keep_alive(request):
    """Answer the idle warning's “继续使用”; the middleware has renewed the session."""
    return HttpResponse(status=204)


@open_page
@require_POST
def preferences(request):
    """Remember text size and contrast with the user, and the year in view with the session."""
    user, changed = request.user, []
    for field, choices in (("text_size", User.TextSize), ("contrast", User.Contrast)):
        value = request.POST.get(field)
        if value in choices.values and getattr(user, field) != value:
            setattr(user, field, value)
            changed.append(field)
    if changed:
        user.save(update_fields=changed)
    year = request.POST.get("year", "")
    if year in {str(each) for each in years()}:
        request.session["view_year"] = int(year)
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if safe else "reports:workbench")


@open_page
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request):
    form = PasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        services.change_password(request.user, form.cleaned_data["new"], by=request.user, at=timezone.now())
        update_session_auth_hash(request, request.user)
        messages.success(request, "密码已修改，下次请用新密码登录。")
        return redirect("reports:workbench")
    forced = request.user.must_change_password or request.user.password_is_expired
    return render(request, "accounts/password_change.html", {"form": form, "forced": forced})
