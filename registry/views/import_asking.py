"""What an address of the import asks for: a batch or a kind. Without its permission it is not found."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from registry.imports.kinds import KINDS, batches_for, kind_of, kinds_for

LONG_KEY = 18  # digits that no key has


def batch_of(request, pk, **only):
    """Return the batch, or raise `Http404`; `request.scope` becomes that of its kind's permission."""
    batch = get_object_or_404(batches_for(request.user).newest_first().filter(**only), pk=pk)
    request.scope = request.user.scope_of(kind_of(batch).permission)
    return batch


def kind_asked(request, asked):
    """Return the kind that `?kind=` names, or the first that the user may import; `request.scope` follows.

    :raises Http404: no such kind, or not for this user.
    """
    allowed = kinds_for(request.user)
    kind = KINDS.get(asked) if asked else (allowed[0] if allowed else None)
    if kind is None or kind not in allowed:
        raise Http404
    request.scope = request.user.scope_of(kind.permission)
    return kind


def key_in(text):
    """Return the key that a text of a request names, or None."""
    is_key = text is not None and text.isascii() and text.isdigit() and len(text) < LONG_KEY
    return int(text) if is_key else None
