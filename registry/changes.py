"""Where other parts of the register learn that persons have been written.

`registry.services.persons`, `registry.services.certificates` and the import tell it; whoever writes persons
by other ways calls `announce` as well. Listeners hang themselves into `LISTENERS` when the app is ready.
"""

from collections.abc import Callable

LISTENERS: list[Callable] = []


def announce(people, *, by, at):
    """Tell all listeners, inside the caller's transaction, which persons have been written.

    :param people: a queryset of `Person`; it may be very large.
    """
    for listener in LISTENERS:
        listener(people, by=by, at=at)


def listen(listener):
    """Let `listener(people, by=, at=)` be called after every change; once, however often it is registered."""
    if listener not in LISTENERS:
        LISTENERS.append(listener)
