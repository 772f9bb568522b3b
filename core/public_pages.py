"""Pages that everybody may open without signing in, and that nobody may use to try codes out."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from core.pages import open_page
from core.throttle import address_of


def public_page(*, looks, misses, wait):
    """Return a decorator that opens a view to everybody, but not to those who only try codes out.

    :param looks: the `Throttle` of all requests of an address; `misses` of those that end in 404.
    :param wait: the template shown, with status 429, to whoever has used up either.
    """

    def decorate(view):
        @open_page
        @login_not_required
        @wraps(view)
        def guarded(request, *args, **kwargs):
            address = address_of(request)
            if not (looks.is_open(address) and misses.is_open(address)):
                return render(request, wait, status=429)
            looks.count(address)
            response = view(request, *args, **kwargs)
            if response.status_code == 404:
                misses.count(address)
            add_never_cache_headers(response)
            return response

        return guarded

    return decorate
