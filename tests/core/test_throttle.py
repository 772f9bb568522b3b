from types import SimpleNamespace

import pytest

from core.throttle import Throttle, address_of


def request(direct, told=None):
    headers = {"X-Forwarded-For": told} if told else {}
    return SimpleNamespace(META={"REMOTE_ADDR": direct}, headers=headers)


class TestThrottle:
    def test_closes_after_so_many_tries_for_that_address_alone(self):
        throttle = Throttle(limit=3, seconds=60)

        for _ in range(3):
            assert throttle.is_open("10.0.0.1")
            throttle.count("10.0.0.1")

        assert not throttle.is_open("10.0.0.1")
        assert throttle.is_open("10.0.0.2")

    def test_opens_again_when_the_time_is_over(self, monkeypatch):
        now = [1000.0]
        monkeypatch.setattr("core.throttle.time.monotonic", lambda: now[0])
        throttle = Throttle(limit=1, seconds=60)
        throttle.count("10.0.0.1")

        assert not throttle.is_open("10.0.0.1")
        now[0] += 61
        assert throttle.is_open("10.0.0.1")

    def test_does_not_grow_without_end(self, monkeypatch):
        monkeypatch.setattr("core.throttle.MOST_KEPT", 5)
        throttle = Throttle(limit=1, seconds=60)

        for number in range(50):
            throttle.count(f"10.0.0.{number}")

        assert len(throttle._tries) == 5


class TestAddress:
    @pytest.mark.parametrize(
        ("direct", "told", "address"),
        [
            ("203.0.113.9", None, "203.0.113.9"),
            ("203.0.113.9", "10.0.0.1", "203.0.113.9"),  # a stranger's word about himself counts nothing
            ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
            ("127.0.0.1", "10.0.0.1, 203.0.113.9", "203.0.113.9"),
            ("127.0.0.1", None, "127.0.0.1"),
        ],
    )
    def test_is_what_the_own_proxy_says_and_nobody_else(self, direct, told, address):
        assert address_of(request(direct, told)) == address
