"""Sparing the garbage collector where very many objects are made that all stay."""

import functools
import gc


def settle():
    """Leave what the start of a server has made out of all searches for cyclic garbage: all of it stays.

    A search through the whole program takes a tenth of a second, and meets every tenth visitor or so.
    """
    gc.collect()
    gc.freeze()


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
