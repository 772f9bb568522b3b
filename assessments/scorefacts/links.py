"""Addresses of the lists behind facts, narrowed to a unit."""

from urllib.parse import urlencode

from django.urls import reverse


def by_id(address, **more):
    """Return a maker of links to a list that takes the unit by its id."""
    return lambda unit, asked: _link(address, {"unit": unit.pk} | more)


def by_code(address, **more):
    """Return a maker of links to a list that takes the township and the village by their codes."""
    return lambda unit, asked: _link(address, _place(unit) | more)


def plain(address, **more):
    """Return a maker of links to a list that cannot be narrowed to a unit."""
    return lambda unit, asked: _link(address, more)


def at_unit(address):
    """Return a maker of links to a page of the unit itself."""
    return lambda unit, asked: reverse(address, args=[unit.pk])


def _place(unit):
    if unit.is_grassroots:
        return {"township": unit.parent.code, "village": unit.code}
    return {"township": unit.code} if unit.is_township else {}


def _link(address, query):
    base = reverse(address)
    return f"{base}?{urlencode(query)}" if query else base
