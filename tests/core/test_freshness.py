"""What is remembered is the thing itself, until something changes, and there is never much of it."""

import pytest

from core import freshness
from core.freshness import remember, remember_for


@pytest.fixture
def stamp(monkeypatch):
    """A list whose only item is the present stamp."""
    present = [1]
    monkeypatch.setattr(freshness, "STAMPS", [lambda: present[0]])
    return present


def test_is_made_once_under_one_stamp(stamp):
    first = remember("a", object)

    assert remember("a", object) is first
    assert remember("b", object) is not first


def test_is_made_anew_when_something_has_changed(stamp):
    first = remember("a", object)
    stamp[0] = 2

    assert remember("a", object) is not first


def test_what_was_under_an_earlier_stamp_is_not_kept(stamp):
    for stamp[0] in range(5):
        remember("a", object)

    assert len(freshness._kept) == 1


def test_the_things_not_asked_for_longest_are_forgotten(stamp, monkeypatch):
    monkeypatch.setattr(freshness, "MOST_KEPT", 2)
    first, _ = remember("a", object), remember("b", object)
    remember("a", object)
    remember("c", object)

    assert remember("a", object) is first
    assert set(freshness._kept) == {"a", "c"}


def test_what_need_not_be_exact_outlives_a_change_but_not_its_time(stamp, monkeypatch):
    first = remember_for(300, "a", object)
    stamp[0] = 2

    assert remember_for(300, "a", object) is first
    now = freshness.time.monotonic()
    monkeypatch.setattr(freshness.time, "monotonic", lambda: now + 301)
    assert remember_for(300, "a", object) is not first
