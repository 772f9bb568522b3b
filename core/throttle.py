"""Slowing down those who try things out on the pages that everybody may open.

The count is kept in the process: with several processes a visitor has that many times the tries, which for
codes of 54 bits is as good as none.
"""

import threading
import time
from collections import OrderedDict, deque

LOOPBACK = {"", "127.0.0.1", "::1"}
MOST_KEPT = 10_000  # addresses whose tries are remembered, the newest


class Throttle:
    """Allows each address `limit` tries in `seconds`."""

    def __init__(self, *, limit, seconds):
        self.limit, self.seconds = limit, seconds
        self._tries = OrderedDict()
        self._lock = threading.Lock()

    def is_open(self, address):
        """True if the address has a try left."""
        with self._lock:
            return len(self._recent(address)) < self.limit

    def count(self, address):
        """Note that the address has used up one try."""
        with self._lock:
            self._recent(address).append(time.monotonic())

    def forget(self):
        """Forget all tries, for tests."""
        with self._lock:
            self._tries.clear()

    def _recent(self, address):
        tries = self._tries.setdefault(address, deque(maxlen=self.limit))
        self._tries.move_to_end(address)
        while tries and tries[0] < time.monotonic() - self.seconds:
            tries.popleft()
        while len(self._tries) > MOST_KEPT:
            self._tries.popitem(last=False)
        return tries


def address_of(request):
    """Return the visitor's address; behind the proxy of the same machine the one that the proxy has seen."""
    direct = request.META.get("REMOTE_ADDR") or ""
    if direct in LOOPBACK and (told := request.headers.get("X-Forwarded-For", "")):
        return told.rsplit(",", 1)[-1].strip()
    return direct
