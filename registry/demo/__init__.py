"""Invented disabled persons for the demo county. None of them exists: see `registry.demo.numbers`."""

from registry.demo.load import make_persons

__all__ = ["make_persons"]
