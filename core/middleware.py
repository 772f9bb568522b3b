import uuid

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django_htmx.http import HttpResponseClientRedirect


class RequestNumber:
    """Gives each request a short number that the error page shows and the log repeats."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.number = uuid.uuid4().hex[:8].upper()
        response = self.get_response(request)
        response["X-Request-Number"] = request.number
        return response


class SignInRequired(LoginRequiredMiddleware):
    """Sends visitors to the sign-in page; an htmx request makes the whole browser go there.

    Without this, an expired session would paint the sign-in form inside a table.
    """

    def handle_no_permission(self, request, view_func):
        response = super().handle_no_permission(request, view_func)
        return HttpResponseClientRedirect(response.url) if request.htmx else response
