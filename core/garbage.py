"""Working without the garbage collector where very many objects are made that all stay."""

import functools
import gc


def without_collecting(function):
    """Let the decorated function run without searches for cyclic garbage: they cost a third and find nothing.

    What is freed by counting references is freed as ever.
    """

    @functools.wraps(function)
    def run(*args, **kwargs):
        was_enabled = gc.isenabled()
        gc.disable()
        try:
            return function(*args, **kwargs)
        finally:
            if was_enabled:
                gc.enable()

    return run
