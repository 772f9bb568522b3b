"""Remembering what is dear to compute, until something changes.

Upper floors register a stamp: a short value that changes with every write that could matter. What was
computed under one stamp is never shown under another, so nothing remembered is ever stale.
"""

from collections.abc import Callable

from django.core.cache import cache

KEEP_SECONDS = 3600
STAMPS: list[Callable[[], object]] = []


def remember(key, make):
    """Return what `make()` gave under the present stamp; compute it if nothing is remembered.

    :param key: names the thing and everything it depends on besides the data (scope, day).
    """
    stamp = "-".join(str(stamp()) for stamp in STAMPS)
    return cache.get_or_set(f"{key}:{stamp}", make, KEEP_SECONDS)
