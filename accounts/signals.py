"""Sign-ins, failures and sign-outs on their way into the audit log."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from accounts import audit
from accounts.models import User


def signed_in(sender, request, user, **kwargs):
    audit.record(audit.Event.SIGN_IN, by=user, request=request)


def signed_out(sender, request, user, **kwargs):
    if user is not None:
        audit.record(audit.Event.SIGN_OUT, by=user, request=request)


def sign_in_failed(sender, credentials, request=None, **kwargs):
    """Write down a failure for accounts that exist; for others there is no one to write it about."""
    user = User.objects.filter(username=credentials.get("username") or "").first()
    if user is not None and request is not None:
        audit.record(audit.Event.SIGN_IN_FAILED, by=user, request=request)


def connect():
    """Connect the three; called once when the app is ready."""
    user_logged_in.connect(signed_in, dispatch_uid="audit-signed-in")
    user_logged_out.connect(signed_out, dispatch_uid="audit-signed-out")
    user_login_failed.connect(sign_in_failed, dispatch_uid="audit-sign-in-failed")
