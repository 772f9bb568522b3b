"""Remembering what is dear to compute, until something changes.

Upper floors register a stamp: a short value that changes with every write that could matter. What was
computed under one stamp is never shown under another, so nothing remembered is ever stale – but for what
says itself that it may be some minutes old.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

KEEP_SECONDS = 3600
MOST_KEPT = 100  # things; each is replaced, not joined, by what it is under the next stamp
STAMPS: list[Callable[[], object]] = []
_kept: OrderedDict[str, tuple] = OrderedDict()
_lock = threading.Lock()


def remember(key, make, *, stamp=None):
    """Return what `make()` gave under the present stamp; compute it if nothing is remembered.

    It is the very thing, not a copy, which would take as long to make of a matrix of two thousand cells as
    the matrix itself. Nobody may change it.

    :param key: names the thing and everything it depends on besides the data (scope, day).
    :param stamp: a narrower one, for what depends on part of the data only.
    """
    stamp = tuple(stamp() for stamp in STAMPS) if stamp is None else stamp
    with _lock:
        known, until, value = _kept.get(key, (None, 0, None))
        if known == stamp and time.monotonic() < until:
            _kept.move_to_end(key)
            return value
    return _keep(key, make(), stamp=stamp, seconds=KEEP_SECONDS)


def remember_for(seconds, key, make):
    """Return what `make()` gave no longer than `seconds` ago, whatever has changed since.

    For what is too dear to be computed anew on the first page after every change, and need not be exact.
    """
    with _lock:
        _, until, value = _kept.get(key, (None, 0, None))
        if time.monotonic() < until:
            return value
    return _keep(key, make(), stamp=None, seconds=seconds)


def _keep(key, value, *, stamp, seconds):
    with _lock:
        _kept[key] = (stamp, time.monotonic() + seconds, value)
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return value


def forget():
    """Forget everything, for tests, whose stamps begin anew."""
    with _lock:
        _kept.clear()
