"""`@page` says, in one line above each view, who may open it and whether it may write."""

from dataclasses import dataclass
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.views.decorators.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

READ_METHODS = frozenset({"GET", "HEAD"})
READ_SQL = (
    "SELECT",
    "SAVEPOINT",
    "RELEASE SAVEPOINT",
    "ROLLBACK TO SAVEPOINT",
    "WITH",
    "EXPLAIN",
    "DECLARE",
    "FETCH",
    "CLOSE",
)


class WriteDuringRead(RuntimeError):
    """A view tried to change the database while answering GET."""


class HeldBack(Exception):
    """A page does not do what was asked before something else is done; `response` says what."""

    def __init__(self, response):
        super().__init__("held back")
        self.response = response


@dataclass(frozen=True)
class PageSpec:
    """What `@page` was told, kept on the view so that tests can walk every address."""

    permission: str
    methods: frozenset[str]


def page(permission, *others, methods=("GET",)):
    """Guard a view: the permission, the HTTP methods, and read-only SQL for GET.

    `request.scope` becomes where the user holds that very permission; querysets take it with
    `within(request.scope)`. With `others`, any of them opens the page and `request.scope` is where the
    user holds one or another: such a view asks again, row by row, for the permission that the row needs.
    POST runs inside one transaction. What the view noted with `request.after_response(call)` runs when the
    read is over: that is how views of sensitive pages reach the audit log without the view being able to
    write. A view, or such a call, may raise `HeldBack` to give another answer: nothing is written then, and
    no further call is made.
    """
    allowed = set(methods) | ({"HEAD"} if "GET" in methods else set())

    def decorate(view):
        @require_http_methods(sorted(allowed))
        @wraps(view)
        def guarded(request, *args, **kwargs):
            request.permission = permission
            request.scope = request.user.scope_of(permission)
            for other in others:
                request.scope |= request.user.scope_of(other)
            if not request.scope:
                raise PermissionDenied
            try:
                response = _answer(view, request, *args, **kwargs)
            except HeldBack as held:
                response = held.response
            add_never_cache_headers(response)  # personal data stays out of shared caches and of the disk
            return response

        guarded.page = PageSpec(permission, frozenset(allowed))
        return guarded

    return decorate


def _answer(view, request, *args, **kwargs):
    """Return what the view says, after what it noted for afterwards is done."""
    afterwards = []
    request.after_response = afterwards.append
    if request.method in READ_METHODS:
        with connection.execute_wrapper(_refuse_writes):
            response = view(request, *args, **kwargs)
    else:
        with transaction.atomic():
            response = view(request, *args, **kwargs)
    for call in afterwards:
        call()
    return response


def open_page(view):
    """Mark a view that belongs to every signed-in user (or to visitors) and reaches no scoped row."""
    view.page = PageSpec("", frozenset())
    return view


def _refuse_writes(execute, sql, *rest):
    if not sql.lstrip("( \n").upper().startswith(READ_SQL):
        raise WriteDuringRead(sql)
    return execute(sql, *rest)
